"""Train SGM and then Detect anomalies in one QGIS: `python chain.py FOLDER REPEATS` prints a line for each chain.

Seconds of both algorithms on the sample scene, first with a worker started for each, then with one worker that the
first leaves to the second.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tools.declarations import load_plugin  # noqa: E402


def main(folder: str, repeats: int) -> None:
    _application, plugin = load_plugin()
    import processing
    from scoread.scoread_plugin.runtime.warm import WORKERS

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
