"""Coverage of the 95 % intervals of Evaluate detection on simulated scenes, as Markdown tables.

    make bench-intervals

The coverage is the share of 300 scenes whose interval (200 draws) holds the mean figure of 1000 scenes of the kind.
The background is Gaussian noise on 100 x 100 pixels, white or smoothed; objects are single pixels around a score of
2.5. The first table compares numbers of blocks; its objects differ little, so that the background matters. The second
compares numbers of objects on white background. With 300 scenes, 0.95 is known to 0.025.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from scipy import ndimage

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from scoread_plugin.evaluation.bootstrap import BLOCKS, bootstrap, intervals, scene_blocks  # noqa: E402
from scoread_plugin.evaluation.figures import Ranking, figures, rank  # noqa: E402
from scoread_plugin.progress import silent  # noqa: E402

SIDE, CONTRAST = 100, 2.5
SCENES, KNOWN, DRAWS = 300, 1000, 200
FIGURES = ("AUC", "AP")
SMOOTHED = (0, 2, 4)
BLOCK_NUMBERS = (256, 64, BLOCKS, 16)
OBJECT_NUMBERS = (12, 30, 50, 100, 300)


def main() -> None:
    head("blocks", [f"{name}, smoothed by {sigma} pixels" for sigma in SMOOTHED for name in FIGURES])
    for blocks in BLOCK_NUMBERS:
        row(blocks, [share for sigma in SMOOTHED for share in coverage(100, 0.3, sigma, blocks)])
    print()
    head("objects", FIGURES)
    for objects in OBJECT_NUMBERS:
        row(objects, coverage(objects, 1.0, 0, BLOCKS))


def head(name: str, columns) -> None:
    print(f"| {name} | " + " | ".join(columns) + " |")
    print("|---|" + "---|" * len(columns))


def row(name: int, shares) -> None:
    print(f"| {name} | " + " | ".join(f"{share:.2f}" for share in shares) + " |", flush=True)


def coverage(objects: int, spread: float, sigma: float, blocks: int) -> list[float]:
    """Return the share of scenes whose interval holds the mean figure, for each of FIGURES."""
    generator = np.random.default_rng(0)
    found = [figures(scene(generator, objects, spread, sigma).counts()) for _ in range(KNOWN)]
    held = np.zeros((SCENES, len(FIGURES)), bool)
    numbers, block_of_pixel = np.arange(objects), scene_blocks(SIDE, SIDE, blocks).ravel()
    for k in range(SCENES):
        ranking = scene(generator, objects, spread, sigma)
        limits = intervals(bootstrap(ranking, numbers, block_of_pixel, DRAWS, k, silent))
        for j, name in enumerate(FIGURES):
            held[k, j] = limits[name][0] <= np.mean([each[name] for each in found]) <= limits[name][1]
    return held.mean(axis=0).tolist()


def scene(generator: np.random.Generator, objects: int, spread: float, sigma: float) -> Ranking:
    """Draw the scores of some objects and of a background smoothed by a Gaussian, of standard deviation 1."""
    margin = 5 * sigma
    noise = ndimage.gaussian_filter(generator.normal(size=(SIDE + 2 * margin,) * 2), sigma)
    background = noise[margin : margin + SIDE, margin : margin + SIDE].ravel()
    background *= 2 * sigma * np.pi**0.5 if sigma else 1
    scores = np.concatenate([CONTRAST + spread * generator.normal(size=objects), background])
    return rank(scores, np.arange(len(scores)) < objects)


if __name__ == "__main__":
    main()
