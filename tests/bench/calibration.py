"""Requested and observed false-alarm rates over a folder of scenes, as a Markdown table.

    make bench-calibration [SCENES=folder]

A folder holds NAME.tif and NAME_truth.tif (not 0 where a pixel is anomalous). The rate found is the share of the true
background pixels whose false-alarm probability is at most the rate asked for: mean over seeds 1 to 3. The last
columns are the same for thresholds that use the truth, as a reference for fits that do not: for each half of the
scene, upper and lower, the score exceeded by the rate asked for in the background of the other half.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from plugin import train_and_detect
from scenes import read_truth, scenes_in

RATES = (1e-1, 1e-2, 1e-3)
SEEDS = (1, 2, 3)


def main(folder: Path) -> None:
    headings = [f"{by} at {rate:g}" for by in ("observed / nominal", "from the other half") for rate in RATES]
    print("| scene | anomalous | " + " | ".join(headings) + " |")
    print("|---|---|" + "---|" * len(headings))
    within = np.zeros(len(headings), int)
    for path in scenes_in(folder):
        truth = read_truth(path)
        ratios = np.mean([observed_to_nominal(path, truth, seed) for seed in SEEDS], axis=0)
        within += (ratios >= 0.5) & (ratios <= 2)
        cells = " | ".join(f"{ratio:.2f}" for ratio in ratios)
        print(f"| {path.stem} | {truth.mean():.2%} | {cells} |", flush=True)
    print("| **scenes within a factor of two** | | " + " | ".join(map(str, within)) + " |")


def observed_to_nominal(path: Path, truth: np.ndarray, seed: int) -> list[float]:
    """Return the ratios at the rates, first for the plugin's probabilities, then for thresholds of the other half."""
    scores, probabilities, _ = train_and_detect(path, "default", seed, ["FALSE_ALARMS=true"])
    background = ~truth & np.isfinite(scores)
    told = [(probabilities[background] <= rate).mean() / rate for rate in RATES]
    middle = len(scores) // 2
    upper, lower = (scores[rows][background[rows]] for rows in (slice(middle), slice(middle, None)))
    return told + [exceeding(upper, lower, rate) / rate for rate in RATES]


def exceeding(upper: np.ndarray, lower: np.ndarray, rate: float) -> float:
    """Return the share of scores of two halves above the score exceeded by the rate in the other half."""
    found = [(one > np.quantile(other, 1 - rate)).sum() for one, other in ((upper, lower), (lower, upper))]
    return sum(found) / (len(upper) + len(lower))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
