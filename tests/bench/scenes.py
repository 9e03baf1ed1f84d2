"""Detection quality, time and memory over a folder of scenes, through qgis_process, as a Markdown table.

    make bench-scenes [SCENES=folder] [ARGUMENTS="--preset paper --seeds 1 2 3 --only hydice"]

A folder holds NAME.tif and NAME_truth.tif (not 0 where a pixel is anomalous). Global RX (Spectral Python) on
the same raster stands beside each scene. "Largest process" is the peak resident memory of the larger of the
QGIS process and its worker.
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import spectral
from osgeo import gdal
from sklearn.metrics import average_precision_score, roc_auc_score

QGIS_PROCESS = os.environ.get("QGIS_PROCESS", "qgis_process")


@dataclass
class Run:
    auc: float
    ap: float
    seconds: float
    mebibytes: float


def main() -> None:
    arguments = parse()
    scenes = [path for path in sorted(Path(arguments.scenes).glob("*.tif")) if truth_of(path).exists()]
    if arguments.only:
        scenes = [path for path in scenes if path.stem in arguments.only]
    if not scenes:
        sys.exit(f"No NAME.tif with NAME_truth.tif in '{arguments.scenes}'.")
    print(f"Preset {arguments.preset}, seeds {arguments.seeds}, {os.cpu_count()} cores, {platform.machine()}\n")
    print("| scene | global RX: AUC / AP | AUC (sd) | AP | seconds | largest process, MiB |")
    print("|---|---|---|---|---|---|")
    rows = [bench(path, arguments) for path in scenes]
    means = np.mean(rows, axis=0)
    print(f"| **mean** | {means[0]:.4f} / {means[1]:.3f} | {means[2]:.4f} | {means[3]:.3f} | {means[4]:.0f} | |")


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scenes")
    parser.add_argument("--preset", default="default")
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--only", nargs="+", help="names of scenes")
    return parser.parse_args()


def bench(path: Path, arguments: argparse.Namespace) -> list[float]:
    """Print a scene's row; return RX's AUC and AP, and the means of AUC, AP and seconds."""
    truth = read(truth_of(path)).ravel() > 0
    rx = spectral.rx(np.moveaxis(read(path), 0, -1).astype(float)).ravel()
    runs = [run(path, truth, arguments.preset, seed) for seed in arguments.seeds]
    auc, ap, seconds, memory = (
        [getattr(each, name) for each in runs] for name in ("auc", "ap", "seconds", "mebibytes")
    )
    classic = [roc_auc_score(truth, rx), average_precision_score(truth, rx)]
    print(
        f"| {path.stem} | {classic[0]:.4f} / {classic[1]:.3f} | {np.mean(auc):.4f} ({np.std(auc):.4f}) "
        f"| {np.mean(ap):.3f} | {statistics.median(seconds):.0f} | {max(memory):.0f} |",
        flush=True,
    )
    return [*classic, float(np.mean(auc)), float(np.mean(ap)), statistics.median(seconds)]


def run(path: Path, truth: np.ndarray, preset: str, seed: int) -> Run:
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder, "score.tif")
        values = {"INPUT": path, "PRESET": preset, "SEED": seed, "OUTPUT": output}
        command = [QGIS_PROCESS, "run", "scoread:traindetect", "--", *(f"{k}={v}" for k, v in values.items())]
        started = time.monotonic()
        done = subprocess.run(command, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if done.returncode:
            sys.exit(done.stdout)
        seconds = time.monotonic() - started
        score = read(output).ravel()
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return Run(roc_auc_score(truth, score), average_precision_score(truth, score), seconds, memory)


def truth_of(path: Path) -> Path:
    return path.with_name(f"{path.stem}_truth.tif")


def read(path: Path) -> np.ndarray:
    dataset = gdal.Open(str(path))
    return dataset.ReadAsArray()


if __name__ == "__main__":
    main()
