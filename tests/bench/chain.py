"""Train SGM and then Detect anomalies in one QGIS: `python chain.py FOLDER REPEATS` prints a line for each chain.

Seconds of both algorithms on the sample scene, first with a worker started for each, then with one worker that the
first leaves to the second.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path


def main(folder: str, repeats: int) -> None:
    prefix = os.environ.get("QGIS_PREFIX_PATH", "/usr")
    sys.path[:0] = [str(Path(prefix, "share/qgis/python/plugins")), os.environ["QGIS_PLUGINPATH"]]
    from qgis.core import QgsApplication

    application = QgsApplication([], False)
    application.initQgis()
    from processing.core.Processing import Processing

    Processing.initialize()
    import processing
    import scoread
    from scoread.scoread_plugin.runtime.warm import WORKERS

    plugin = scoread.classFactory(None)
    plugin.initProcessing()
    scene, model, score = (f"{folder}/{name}" for name in ("scene.tif", "model.scoread", "score.tif"))
    processing.run("scoread:createsample", {"OUTPUT": scene, "TRUTH": f"{folder}/truth.tif"})
    steps = {
        "scoread:trainsgm": {"INPUT": scene, "OUTPUT": model, "SEED": 1},
        "scoread:detectanomalies": {"INPUT": scene, "MODEL": model, "OUTPUT": score},
    }
    for _ in range(repeats):
        for kept in (False, True):
            seconds = []
            WORKERS.end()
            for name, parameters in steps.items():
                started = time.monotonic()
                processing.run(name, parameters)
                seconds.append(time.monotonic() - started)
                if not kept:
                    WORKERS.end()
            print("kept" if kept else "started", *seconds, flush=True)
    plugin.unload()
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
