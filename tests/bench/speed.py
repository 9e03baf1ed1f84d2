"""Speed and memory: Markdown tables of medians, with all measurements of a table interleaved in one run.

    make bench-speed [SCENES=folder] [ARGUMENTS="--only start chain recipe throughput growth --repeats 3"]

start       what the plugin adds to the start of QGIS, beside a plugin that does nothing
chain       Train SGM and then Detect anomalies in one QGIS, with a worker for each of them and with one for both
recipe      HYDICE (of SCENES), whole runs of qgis_process: the paper's recipe against the default
throughput  detection of a raster of a million pixels and 200 bands in three layouts, against a bare read by GDAL and
            global RX of Spectral Python
growth      rasters of ever more megapixels (a virtual raster that repeats one): seconds and peak memory
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import spectral
import torch
from osgeo import gdal
from processes import Finished, run, timed
from rasters import BANDS, INTERLEAVES, SIDE, bare_read, make_raster, mosaic

TINY = {"EPOCHS": 2}
STARTS = 11
CHECKOUT = Path(__file__).resolve().parents[2]
EMPTY_PLUGIN = """
from qgis.core import QgsApplication, QgsProcessingProvider

class Provider(QgsProcessingProvider):
    def id(self):
        return "empty"

    def name(self):
        return "Empty"

    def loadAlgorithms(self):
        pass

class Plugin:
    def initGui(self):
        self.provider = Provider()
        QgsApplication.processingRegistry().addProvider(self.provider)

def classFactory(iface):
    return Plugin()
"""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("scenes", type=Path)
    parser.add_argument("--only", nargs="+", choices=TABLES, default=list(TABLES))
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--megapixels", type=int, nargs="+", default=[1, 4, 16, 64], help="squares")
    parser.add_argument("--folder", type=Path, help="for the rasters, some GB; else a temporary one")
    options = parser.parse_args()
    gdal.UseExceptions()
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # From its second start on, QGIS finds bytecode.
    print(f"Machine: {os.cpu_count()} cores ({processor()}), {graphics()}, torch {torch.__version__}.", flush=True)
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        for name in options.only:
            print(f"\n## {name.capitalize()}\n", flush=True)
            TABLES[name](options, Path(folder))


def processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    names = [line.split(":")[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def graphics() -> str:
    return torch.cuda.get_device_name() if torch.cuda.is_available() else "CPU only"


def start(options: argparse.Namespace, folder: Path) -> None:
    """Time fresh processes, after one of each that leaves the bytecode QGIS finds from its second start on."""
    (folder / "empty").mkdir()
    (folder / "empty" / "__init__.py").write_text(EMPTY_PLUGIN)
    link_plugin(folder)
    environment = {**os.environ, "QGIS_PLUGINPATH": str(folder)}
    names = {"empty": "a plugin that does nothing", "scoread": "ScoreAD"}
    found = {name: [] for name in names}
    for _ in range(STARTS + 1):
        for plugin, times in found.items():
            command = [sys.executable, str(Path(__file__).with_name("start.py")), plugin]
            done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
            times.append([float(part) for part in done.stdout.split()[-2:]])
    print("| start of QGIS, milliseconds | processor | wall |\n|---|---|---|")
    for plugin, times in found.items():
        processor, wall = np.median(times[1:], axis=0)
        print(f"| {names[plugin]} | {processor:.1f} | {wall:.1f} |")


def link_plugin(folder: Path) -> None:
    if not (folder / "scoread").exists():
        (folder / "scoread").symlink_to(CHECKOUT, target_is_directory=True)


def chain(options: argparse.Namespace, folder: Path) -> None:
    link_plugin(folder)
    command = [sys.executable, str(Path(__file__).with_name("chain.py")), str(folder), str(options.repeats)]
    environment = {**os.environ, "QGIS_PLUGINPATH": str(folder)}
    done = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    found = {"started": [], "kept": []}
    for name, *seconds in (line.split() for line in done.stdout.splitlines() if line.startswith(tuple(found))):
        found[name].append([float(part) for part in seconds])
    print("| sample scene, seconds | Train SGM | Detect anomalies | both |\n|---|---|---|---|")
    for name, label in (("started", "a worker for each"), ("kept", "one worker for both")):
        train, detect = np.median(found[name], axis=0)
        print(f"| {label} | {train:.1f} | {detect:.1f} | {np.median(np.sum(found[name], axis=1)):.1f} |")


def recipe(options: argparse.Namespace, folder: Path) -> None:
    """Time whole runs, including process start, reading and writing; the default before and after the paper's."""
    scene = options.scenes / "hydice.tif"
    print("| HYDICE, seconds of whole runs | Train SGM | Detect anomalies | both |\n|---|---|---|---|", flush=True)
    runs = {"default": [], "paper": []}
    for seed in range(1, options.repeats + 1):
        for preset in ("default", "paper", "default"):
            runs[preset].append(train_then_detect(scene, preset, seed, folder))
    medians = {preset: np.median(seconds, axis=0) for preset, seconds in runs.items()}
    for preset, (train, detect) in medians.items():
        print(f"| `{preset}` | {train:.1f} | {detect:.1f} | {train + detect:.1f} |")
    train, detect = medians["paper"] / medians["default"]
    both = medians["paper"].sum() / medians["default"].sum()
    print(f"| ratio | {train:.0f} | {detect:.0f} | {both:.0f} |")
    whole = [plugin("traindetect", INPUT=scene, OUTPUT=folder / "score.tif").seconds for _ in range(3)]
    ratio = medians["paper"].sum() / np.median(whole)
    print(f"\nTrain and detect in one run, `default`: {np.median(whole):.1f} s (median of three), ratio {ratio:.0f}.")


def train_then_detect(scene: Path, preset: str, seed: int, folder: Path) -> tuple[float, float]:
    model, score = folder / f"{preset}.scoread", folder / f"{preset}.tif"
    trained = plugin("trainsgm", INPUT=scene, PRESET=preset, SEED=seed, OUTPUT=model)
    return trained.seconds, plugin("detectanomalies", INPUT=scene, MODEL=model, SEED=seed, OUTPUT=score).seconds


def throughput(options: argparse.Namespace, folder: Path) -> None:
    """Time detection minus the same on a corner of the raster, and so without the start of the processes."""
    rasters = {interleave: make_raster(folder, interleave) for interleave in INTERLEAVES}
    model = small_model(rasters["BSQ"], folder)
    rows = {}
    for _ in range(options.repeats):
        for interleave, path in rasters.items():
            start = detection(path, model, folder, EXTENT="0,64,-64,0").seconds
            note(rows, f"Detect anomalies, {interleave}", detection(path, model, folder).seconds - start)
            note(rows, f"bare GDAL read, {interleave}", timed(bare_read, path))
        note(rows, "global RX, Spectral Python, read included", timed(spectral_rx, rasters["BIP"]))
    print(f"| {SIDE} x {SIDE} pixels, {BANDS} bands, Int16 | seconds | pixels a second |\n|---|---|---|")
    for name, seconds in rows.items():
        print(f"| {name} | {np.median(seconds):.2f} | {SIDE**2 / np.median(seconds):,.0f} |")


def growth(options: argparse.Namespace, folder: Path) -> None:
    source = make_raster(folder, "BIL")
    model = small_model(source, folder)
    print("| megapixels | GiB | seconds | pixels a second | peak MiB: QGIS | worker | total |\n" + "|---" * 7 + "|")
    for megapixels in options.megapixels:
        raster = mosaic(folder, source, megapixels)
        finished = detection(raster, model, folder)
        size = megapixels * 1e6 * BANDS * 2 / 2**30
        rate = megapixels * 1e6 / finished.seconds
        own, worker = finished.peaks
        peaks = f"{own:.0f} | {worker:.0f} | {own + worker:.0f}"
        print(f"| {megapixels} | {size:.1f} | {finished.seconds:.1f} | {rate:,.0f} | {peaks} |", flush=True)


TABLES = {"start": start, "chain": chain, "recipe": recipe, "throughput": throughput, "growth": growth}


def note(rows: dict[str, list[float]], name: str, seconds: float) -> None:
    rows.setdefault(name, []).append(seconds)


def plugin(algorithm: str, **parameters) -> Finished:
    values = [f"{name}={value}" for name, value in parameters.items()]
    return run([os.environ["QGIS_PROCESS"], "run", f"scoread:{algorithm}", "--", *values])


def detection(raster: Path, model: Path, folder: Path, **parameters) -> Finished:
    return plugin("detectanomalies", INPUT=raster, MODEL=model, OUTPUT=folder / "score.tif", **parameters)


def small_model(raster: Path, folder: Path) -> Path:
    model = folder / "model.scoread"
    plugin("trainsgm", INPUT=raster, OUTPUT=model, **TINY)
    return model


def spectral_rx(path: Path) -> np.ndarray:
    return spectral.rx(spectral.envi.open(f"{path}.hdr", str(path)).load())


if __name__ == "__main__":
    main()
