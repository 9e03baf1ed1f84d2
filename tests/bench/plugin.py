"""The plugin's own detectors, run with qgis_process."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from osgeo import gdal

PRESETS = ("default", "paper")

# A process inherits its parent's peak memory, so a small one is placed in between.
WATCHED = """
import resource, subprocess, sys
status = subprocess.call(sys.argv[1:], stdout=sys.stderr)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024)
sys.exit(status)
"""


def train_and_detect(scene: Path, preset: str, seed: int, changes: list[str]) -> tuple[np.ndarray, np.ndarray, float]:
    """Return the results of `detect` for *Train and detect*."""
    return detect("traindetect", scene, [f"PRESET={preset}", f"SEED={seed}", *changes])


def detect(algorithm: str, scene: Path, parameters: list[str]) -> tuple[np.ndarray, np.ndarray, float]:
    """Return the score map and its last band, NaN where not valid, and the largest process's peak memory in MiB.

    `parameters` are those of the algorithm, as NAME=VALUE.
    """
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder, "score.tif")
        values = [f"INPUT={scene}", f"OUTPUT={output}", *parameters]
        command = [os.environ["QGIS_PROCESS"], "run", f"scoread:{algorithm}", "--", *values]
        watched = [sys.executable, "-c", WATCHED, *command]
        done = subprocess.run(watched, check=False, capture_output=True, text=True)
        if done.returncode:
            sys.exit(done.stderr)
        dataset = gdal.Open(str(output))
        first, last = (dataset.GetRasterBand(band).ReadAsArray() for band in (1, dataset.RasterCount))
        return first, last, float(done.stdout)
