"""Detection from file to file without QGIS, against a bare read of the same raster by GDAL: a Markdown table.

    make bench-road [ARGUMENTS="--device auto --repeats 3 --folder DIR --mosaic MEGAPIXELS"]

The computing process is started and the model opened beforehand. Without make, this needs GDAL, numpy and scipy here,
and torch in the Python that SCOREAD_PYTHON names.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

import numpy as np
from osgeo import gdal
from processes import timed
from rasters import BANDS, INTERLEAVES, bare_read, make_raster, mosaic

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from scoread_plugin.jobs.detecting import ScoreTarget, detect  # noqa: E402
from scoread_plugin.jobs.training import TrainingRequest, train  # noqa: E402
from scoread_plugin.progress import silent  # noqa: E402
from scoread_plugin.raster.scene import open_scene  # noqa: E402
from scoread_plugin.runtime.client import Worker  # noqa: E402
from scoread_plugin.runtime.interpreter import find_python  # noqa: E402
from scoread_plugin.runtime.remote import RemoteDetector  # noqa: E402
from scoread_plugin.sgm.detection_options import DetectionOptions  # noqa: E402
from scoread_plugin.sgm.model_file import read_header  # noqa: E402
from scoread_plugin.sgm.settings import DEFAULT  # noqa: E402

MEMORY = 512 * 10**6


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--device", default="auto")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--folder", help="for the rasters, some GB; else a temporary one")
    parser.add_argument(
        "--mosaic", type=int, metavar="MEGAPIXELS", help="of a virtual raster besides, a square number"
    )
    options = parser.parse_args()
    gdal.UseExceptions()
    with tempfile.TemporaryDirectory(dir=options.folder) as name, worker() as torch_process:
        folder = Path(name)
        rasters = {interleave: make_raster(folder, interleave) for interleave in INTERLEAVES}
        model = small_model(rasters["BSQ"], folder, torch_process)
        if options.mosaic:
            rasters["VRT"] = mosaic(folder, rasters["BSQ"], options.mosaic)
        detector = RemoteDetector(
            torch_process, str(model), read_header(str(model)), DetectionOptions(device=options.device)
        )
        print(f"{os.cpu_count()} cores, {detector.device}, GDAL {gdal.__version__}, medians of {options.repeats}.\n")
        print(f"| {BANDS} bands, Int16 | pixels | bare read, s | detection, s | pixels a second | ratio |")
        print("|---" * 6 + "|")
        for layout, raster in rasters.items():
            reads, runs = [], []
            for _ in range(options.repeats):
                reads.append(timed(bare_read, raster))
                runs.append(timed(score, raster, detector, folder))
            bare, whole, pixels = np.median(reads), np.median(runs), open_scene(str(raster)).window.pixels
            row = f"{layout} | {pixels:,} | {bare:.2f} | {whole:.2f} | {pixels / whole:,.0f} | {whole / bare:.1f}"
            print(f"| {row} |", flush=True)


def worker() -> Worker:
    return Worker(find_python(""), lambda: False, lambda text: print(text, file=sys.stderr))


def small_model(raster: Path, folder: Path, torch_process: Worker) -> Path:
    model = folder / "model.scoread"
    request = TrainingRequest(DEFAULT.with_changes(epochs=2), 1, 10_000, "cpu", "")
    train(open_scene(str(raster)), request, str(model), torch_process, silent, folder / "states")
    return model


def score(raster: Path, detector: RemoteDetector, folder: Path) -> None:
    target = ScoreTarget(str(folder / "score.tif"), [], MEMORY, DEFAULT.largest)
    detect(open_scene(str(raster)), detector, target, {}, silent)


if __name__ == "__main__":
    main()
