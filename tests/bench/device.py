"""Speed of score models on an NVIDIA device and on the CPU of the same machine, in memory: Markdown tables.

    make bench-device, or where torch and numpy are: python tests/bench/device.py [--repeats 3]

Needs torch and numpy, but neither QGIS nor GDAL; `tests/bench/road.py` measures from file to file.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

import numpy as np
import torch
from processes import timed

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from scoread_plugin.progress import silent  # noqa: E402
from scoread_plugin.sgm import recording  # noqa: E402
from scoread_plugin.sgm.detection import Detector  # noqa: E402
from scoread_plugin.sgm.device import Device  # noqa: E402
from scoread_plugin.sgm.model import ScoreModel  # noqa: E402
from scoread_plugin.sgm.pixels import Pixels  # noqa: E402
from scoread_plugin.sgm.settings import PRESETS, Settings  # noqa: E402
from scoread_plugin.sgm.training import train  # noqa: E402

BANDS = 200
SIDES = {("cuda", "default"): 1000, ("cuda", "paper"): 256, ("cpu", "default"): 300, ("cpu", "paper"): 32}
SAMPLES = {"default": (8000, 50_000), "paper": (8000,)}
EPOCHS = {"default": 8, "paper": 1}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeats", type=int, default=3)
    repeats = parser.parse_args().repeats
    if not torch.cuda.is_available():
        sys.exit("There is no NVIDIA device here.")
    print(f"{torch.cuda.get_device_name()}, {os.cpu_count()} cores, torch {torch.__version__}, {BANDS} bands.\n")
    cube = mixtures(1000)
    spectra = torch.from_numpy(cube.reshape(-1, BANDS))
    training(spectra, repeats)
    detection(cube, {preset: small_model(spectra, settings) for preset, settings in PRESETS.items()}, repeats)


def training(spectra: torch.Tensor, repeats: int) -> None:
    print("| training, seconds | spectra | epochs | CPU | device, kernel by kernel | device |\n" + "|---" * 6 + "|")
    for preset, counts in SAMPLES.items():
        settings = PRESETS[preset].with_changes(epochs=EPOCHS[preset])
        for count in counts:
            found = {"cpu": [], "launched": [], "cuda": []}
            for _ in range(repeats):
                for name, times in found.items():
                    times.append(timed(learn, spectra[:count], settings, name))
            medians = " | ".join(f"{np.median(times):.2f}" for times in found.values())
            print(f"| `{preset}` | {count} | {settings.epochs} | {medians} |", flush=True)


def learn(spectra: torch.Tensor, settings: Settings, name: str) -> ScoreModel:
    """Train on the CPU, on the device, or on the device without recordings ("launched")."""
    record = recording.Gradients.record
    if name == "launched":
        name, recording.Gradients.record = "cuda", lambda self, batch: None
    try:
        return train(Pixels(spectra, torch.arange(len(spectra))), settings, 1, device(name), silent)[0]
    finally:
        recording.Gradients.record = record


def small_model(spectra: torch.Tensor, settings: Settings) -> ScoreModel:
    return learn(spectra[:4096], settings.with_changes(epochs=2), "cuda")


def detection(cube: np.ndarray, models: dict[str, ScoreModel], repeats: int) -> None:
    print("\n| detection, pixels a second | CPU | device | largest difference in score | in length R |")
    print("|---" * 5 + "|")
    for preset, model in models.items():
        detectors, speeds = {}, {"cpu": [], "cuda": []}
        for name in speeds:
            detectors[name] = Detector(model, model.settings, 1, device(name), extra_bands=True)
        parts = {name: cube[: SIDES[name, preset], : SIDES[name, preset]] for name in speeds}
        masks = {name: np.ones(part.shape[:2], bool) for name, part in parts.items()}
        for _ in range(repeats):
            for name, detector in detectors.items():
                seconds = timed(detector.score, parts[name], masks[name])
                speeds[name].append(masks[name].size / seconds)
        scores = [detector.score(parts["cpu"], masks["cpu"]) for detector in detectors.values()]
        score, *lengths = np.abs(scores[0] - scores[1]).max(axis=(0, 1))
        medians = " | ".join(f"{np.median(speed):,.0f}" for speed in speeds.values())
        print(f"| `{preset}` | {medians} | {score:.1e} | {max(lengths):.1e} |", flush=True)


def device(name: str) -> Device:
    return Device(name, lambda text: print(text, file=sys.stderr))


def mixtures(side: int) -> np.ndarray:
    """Create mixtures of eight random spectra with noise: (side, side, BANDS), float32."""
    random = np.random.default_rng(0)
    materials = 2000 + 300 * random.normal(size=(8, BANDS)).cumsum(axis=1)
    cube = np.empty((side, side, BANDS), np.float32)
    for row in cube:
        row[:] = random.dirichlet(np.full(8, 0.3), side) @ materials + random.normal(0, 30, (side, BANDS))
    return cube


if __name__ == "__main__":
    main()
