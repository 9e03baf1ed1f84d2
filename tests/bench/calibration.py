"""False-alarm rates asked for and found, over a folder of scenes, as a Markdown table.

    make bench-calibration [SCENES=folder]

A folder holds NAME.tif and NAME_truth.tif (not 0 where a pixel is anomalous). Found is the share of the pixels that
the truth calls background whose false-alarm probability is at most the rate asked for: mean over seeds 1 to 3.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from plugin import train_and_detect
from quality import read_truth, scenes_in

RATES = (1e-1, 1e-2, 1e-3)
SEEDS = (1, 2, 3)


def main(folder: Path) -> None:
    print("| scene | anomalous | " + " | ".join(f"found / asked at {rate:g}" for rate in RATES) + " |")
    print("|---|---|" + "---|" * len(RATES))
    within = np.zeros(len(RATES), int)
    for path in scenes_in(folder):
        truth = read_truth(path)
        ratios = np.mean([found_to_asked(path, truth, seed) for seed in SEEDS], axis=0)
        within += (ratios >= 0.5) & (ratios <= 2)
        cells = " | ".join(f"{ratio:.2f}" for ratio in ratios)
        print(f"| {path.stem} | {truth.mean():.2%} | {cells} |", flush=True)
    print("| **scenes within a factor of two** | | " + " | ".join(map(str, within)) + " |")


def found_to_asked(path: Path, truth: np.ndarray, seed: int) -> list[float]:
    _, probabilities, _ = train_and_detect(path, "default", seed, ["FALSE_ALARMS=true"])
    background = probabilities[~truth & np.isfinite(probabilities)]
    return [float((background <= rate).mean() / rate) for rate in RATES]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
