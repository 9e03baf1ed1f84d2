"""Ships that are visible only in bands in which the sea is dark, and which otherwise contain only noise.

    make bench-sea [ARGUMENTS="--seeds 1 2 3 --output file.md"]

The scene is synthetic, since no public scene with truth is like it: water and sediment in the visible, no light from
the sea above 850 nm, and ships of two pixels that are bright there. The default trains and detects on it as *Train
and detect* does, in this process, alongside the RX detectors.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from scipy.ndimage import gaussian_filter

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from command import parser_without_scenes, publish  # noqa: E402
from measures import Results  # noqa: E402
from report import machine, scene_means, table  # noqa: E402
from robustness import CLASSIC, judge  # noqa: E402

SIDE, NANOMETRES = 160, np.linspace(400, 1000, 120)
SHIPS, NOISE = 30, 4.0
BRIGHTNESS = (1.0, 1.5, 2.0, 3.0, 5.0, 10.0)


def main() -> None:
    options = parser_without_scenes(__doc__, "sea.md").parse_args()
    results = Results([*CLASSIC, "default"], [str(brightness) for brightness in BRIGHTNESS], {})
    for brightness in BRIGHTNESS:
        judge(results, str(brightness), *dark_sea(brightness), options.seeds)
    publish(report(results, options.seeds), options.output)


def dark_sea(brightness: float) -> tuple[np.ndarray, np.ndarray]:
    """Create cube and truth; above 850 nm, ships exceed the sea by `brightness` standard deviations of the noise."""
    random = np.random.default_rng(1)
    swell, plume = 0.1 * field(random, 20), 0.15 * field(random, 10)
    cube = (1 + swell)[..., None] * hump(400, 480) + (0.5 + plume)[..., None] * hump(350, 560)
    cube += NOISE * random.standard_normal(cube.shape)
    truth = np.zeros((SIDE, SIDE), bool)
    for row, column in random.integers(5, SIDE - 5, (SHIPS, 2)):
        truth[row, column : column + 2] = True
    cube[truth] += brightness * NOISE * np.where(NANOMETRES > 850, 1, 0.05)
    return cube.astype(np.float32), truth


def field(random: np.random.Generator, sigma: float) -> np.ndarray:
    """Draw a field smooth over `sigma` pixels, of unit variance."""
    drawn = gaussian_filter(random.standard_normal((SIDE, SIDE)), sigma)
    return drawn / drawn.std()


def hump(height: float, peak: float) -> np.ndarray:
    return height * np.exp(-(((NANOMETRES - peak) / 140) ** 2))


def report(results: Results, seeds: list[int]) -> str:
    auc, ap = (scene_means(results, figure) for figure in ("auc", "ap"))
    rows = {
        brightness: [f"{auc[name][k]:.4f} / {ap[name][k]:.3f}" for name in results.detectors]
        for k, brightness in enumerate(results.scenes)
    }
    parts = [
        "# Ships on a dark sea",
        f"Machine: {machine()}. Seeds of the default: {', '.join(map(str, seeds))}.",
        "AUC / AP; brightness of the ships in standard deviations of a band's noise.",
        table("brightness", [f"`{name}`" for name in results.detectors], rows),
    ]
    return "\n\n".join(parts) + "\n"


if __name__ == "__main__":
    main()
