"""Modes of the RX detector over a folder of scenes, as a Markdown table.

    make bench-rx [SCENES=folder]

A folder holds NAME.tif and NAME_truth.tif (not 0 where a pixel is anomalous). AUC is the area under the ROC curve,
AP the average precision; seconds are those of the slowest scene, for the whole run of qgis_process.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from measures import quality  # noqa: E402
from plugin import detect  # noqa: E402
from scenes import read_truth, scenes_in  # noqa: E402

VARIANTS = {
    "global": ["MODE=global"],
    "subspace": ["MODE=subspace"],
    "local": ["MODE=local"],
    "global above local background": ["MODE=global", "LARGEST_ANOMALY=100"],
    "subspace above local background": ["MODE=subspace", "LARGEST_ANOMALY=100"],
    "local above local background": ["MODE=local", "LARGEST_ANOMALY=100"],
}


def main(folder: Path) -> None:
    scenes = scenes_in(folder)
    print("| AUC / AP | " + " | ".join(path.stem for path in scenes) + " | **mean** | seconds |")
    print("|---" * (len(scenes) + 3) + "|")
    for name, parameters in VARIANTS.items():
        figures = np.array([measure(path, parameters) for path in scenes])
        cells = [f"{auc:.4f} / {ap:.3f}" for auc, ap in [*figures[:, :2], figures[:, :2].mean(axis=0)]]
        print(f"| {name} | " + " | ".join(cells) + f" | {figures[:, 2].max():.1f} |", flush=True)


def measure(path: Path, parameters: list[str]) -> tuple[float, float, float]:
    """Return AUC, AP and seconds."""
    truth = read_truth(path)
    started = time.monotonic()
    scores, _, _ = detect("rxdetector", path, parameters)
    seconds = time.monotonic() - started
    figures = quality(scores, truth)
    return figures["auc"], figures["ap"], seconds


if __name__ == "__main__":
    main(Path(sys.argv[1]))
