"""Robustness of the default on scenes as other sensors would have recorded them.

    make bench-robustness [SCENES=folder] [ARGUMENTS="--seeds 1 2 3 --output file.md"]

A folder holds NAME.tif and NAME_truth.tif (not 0 where a pixel is anomalous). Every scene is altered in each of
the ways below; the default trains and detects on it as *Train and detect* does, in this process, alongside the RX
detectors.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import torch

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from choice import score  # noqa: E402
from classic import global_rx, rx_of_components, rx_of_components_local  # noqa: E402
from command import parser, publish  # noqa: E402
from measures import Results, Run, quality  # noqa: E402
from report import machine, scene_means, table  # noqa: E402
from scenes import read_truth, scenes_in  # noqa: E402

from scoread_plugin.progress import silent  # noqa: E402
from scoread_plugin.raster.noise import harmful_bands  # noqa: E402
from scoread_plugin.raster.scene import open_scene  # noqa: E402
from scoread_plugin.raster.usable_bands import usable_bands  # noqa: E402
from scoread_plugin.sgm.device import Device  # noqa: E402
from scoread_plugin.sgm.pixels import Pixels  # noqa: E402
from scoread_plugin.sgm.settings import DEFAULT  # noqa: E402
from scoread_plugin.sgm.training import train  # noqa: E402

CLASSIC = {"grx": global_rx, "rx-components": rx_of_components, "rx-components-local": rx_of_components_local}
NOISE = 0.02


def every_eighth_band(cube, truth):
    return cube[..., ::8], truth


def first_half_of_the_bands(cube, truth):
    return cube[..., : cube.shape[2] // 2], truth


def second_half_of_the_bands(cube, truth):
    return cube[..., cube.shape[2] // 2 :], truth


def noise(cube, truth):
    """Add Gaussian noise of 2 % of the mean standard deviation of the bands."""
    std = NOISE * cube.std(axis=(0, 1)).mean()
    return cube + std * np.random.default_rng(0).standard_normal(cube.shape, np.float32), truth


def gains(cube, truth):
    """Multiply each band by a factor that varies slowly with wavelength, by up to several times."""
    steps = np.random.default_rng(0).standard_normal(cube.shape[2] + 20)
    return cube * np.exp(2 * np.convolve(steps, np.ones(21) / 21, "valid")).astype(np.float32), truth


def light_that_falls_off(cube, truth):
    """Scale the light from 1.3 at one side of the flight line to 0.7 at the other."""
    return cube * np.linspace(1.3, 0.7, cube.shape[1], dtype=np.float32)[:, None], truth


def eight_bits(cube, truth):
    low, high = cube.min(), np.percentile(cube, 99.99)
    return np.rint(255 * np.clip((cube - low) / (high - low), 0, 1)).astype(np.float32), truth


def stripes(cube, truth):
    """Offset each detector element (column and band) by a fifth of the band's standard deviation."""
    offsets = np.random.default_rng(0).standard_normal(cube.shape[1:], np.float32)
    return cube + 0.2 * cube.std(axis=(0, 1)) * offsets, truth


def dead_elements(cube, truth):
    """Set a column to zero in a tenth of the bands."""
    random = np.random.default_rng(0)
    for band in random.choice(cube.shape[2], cube.shape[2] // 10, replace=False):
        cube[:, random.integers(cube.shape[1]), band] = 0
    return cube, truth


def water_vapour(cube, truth):
    """Replace two twentieths of the bands by heavy-tailed noise, as from division by almost nothing."""
    random, bands = np.random.default_rng(0), cube.shape[2]
    for first in (round(0.4 * bands), round(0.65 * bands)):
        part = cube[..., first : first + max(2, round(bands / 20))]
        light, noise = random.standard_normal((2, *part.shape), np.float32)
        part[:] = part.mean(axis=(0, 1)) + part.std(axis=(0, 1)) * np.clip(noise / light, -50, 50)
    return cube, truth


def water_vapour_left_out(cube, truth):
    cube, truth = water_vapour(cube, truth)
    return cube[..., ~harmful_bands(cube.reshape(truth.size, -1), None)], truth


def pixels_of_twice_the_size(cube, truth):
    """Average 2 x 2 pixels; the mean is anomalous if one of them is."""
    rows, columns = (size // 2 for size in truth.shape)
    fours = (rows, 2, columns, 2)
    means = cube[: 2 * rows, : 2 * columns].reshape(*fours, -1).mean(axis=(1, 3))
    return means, truth[: 2 * rows, : 2 * columns].reshape(fours).any(axis=(1, 3))


def quarter_of_the_scene(cube, truth):
    """Return the quarter with the most anomalous pixels."""
    halves = [(slice(0, size // 2), slice(size - size // 2, size)) for size in truth.shape]
    corners = [(rows, columns) for rows in halves[0] for columns in halves[1]]
    best = max(corners, key=lambda corner: truth[corner].sum())
    return cube[best], truth[best]


def faint_single_pixels(cube, truth):
    """Replace the anomalies by other spectra, and mix a fifth of a foreign one into one pixel in 500.

    The foreign spectrum is the median one of the scene, reversed in wavelength.
    """
    random = np.random.default_rng(0)
    foreign, others = np.median(cube, axis=(0, 1))[::-1], cube[~truth]
    cube[truth] = others[random.integers(len(others), size=truth.sum())]
    mixed = random.random(truth.shape) < 0.002
    cube[mixed] += 0.2 * (foreign - cube[mixed])
    return cube, mixed


CHANGES = {
    "as they are": lambda cube, truth: (cube, truth),
    "every eighth band": every_eighth_band,
    "first half of the bands": first_half_of_the_bands,
    "second half of the bands": second_half_of_the_bands,
    "with noise": noise,
    "with other gains": gains,
    "with light that falls off": light_that_falls_off,
    "in 8 bits": eight_bits,
    "with stripes": stripes,
    "with dead detector elements": dead_elements,
    "a tenth of the bands noise, as in water vapour": water_vapour,
    "the same, these bands left out": water_vapour_left_out,
    "pixels of twice the size": pixels_of_twice_the_size,
    "a quarter of the scene": quarter_of_the_scene,
    "a fifth of a foreign spectrum in single pixels": faint_single_pixels,
}


def main() -> None:
    options = parser(__doc__, "robustness.md").parse_args()
    scenes = scenes_in(options.scenes)
    if not scenes:
        sys.exit(f"No NAME.tif with NAME_truth.tif in '{options.scenes}'.")
    names = [path.stem for path in scenes]
    results = {change: Results([*CLASSIC, "default"], names, {}) for change in CHANGES}
    for path in scenes:
        scene, _ = usable_bands(open_scene(str(path)), seed=0)
        block, truth = scene.read(scene.whole), read_truth(path)
        if not block.valid.all():
            sys.exit(f"'{path}' holds pixels that are not valid: the changes here know none.")
        for change, apply in CHANGES.items():
            # Each change gets a copy that it may modify.
            judge(results[change], path.stem, *apply(block.cube.astype(np.float32), truth), options.seeds)
    publish(report(results, options.seeds), options.output)


def judge(results: Results, scene: str, cube: np.ndarray, truth: np.ndarray, seeds: list[int]) -> None:
    cube, valid = np.ascontiguousarray(cube), np.ones(truth.shape, bool)
    for name, detector in CLASSIC.items():
        results.runs[name, scene] = [Run(**quality(detector(cube, valid), truth))]
    results.runs["default", scene] = [Run(**quality(default(cube, valid, seed), truth)) for seed in seeds]
    figures = ", ".join(f"{name} {results.runs[name, scene][0].auc:.4f}" for name in results.detectors)
    print(f"{scene}, {cube.shape}: AUC {figures}", file=sys.stderr, flush=True)


def default(cube: np.ndarray, valid: np.ndarray, seed: int) -> np.ndarray:
    device = Device("cpu", print)
    pixels = Pixels(torch.from_numpy(cube).flatten(0, 1), torch.arange(valid.size))
    model, _ = train(pixels, DEFAULT, seed, device, silent)
    return score(model, DEFAULT, cube, valid, seed, device)


def report(results: dict[str, Results], seeds: list[int]) -> str:
    """Tabulate for each change the means over the scenes, and on how many of them the default is the best."""
    rows = {}
    for change, result in results.items():
        auc, ap = (np.array(list(scene_means(result, figure).values())) for figure in ("auc", "ap"))
        cells = [f"{a:.4f} / {b:.3f}" for a, b in zip(auc.mean(axis=1), ap.mean(axis=1))]
        wins = [f"{(means[-1] > means[:-1].max(axis=0)).sum()}" for means in (auc, ap)]
        rows[change] = [*cells, f"{' / '.join(wins)} of {len(result.scenes)}"]
    detectors = [f"`{name}`" for name in next(iter(results.values())).detectors]
    parts = [
        "# Scenes as other sensors would have taken them",
        f"Machine: {machine()}. Seeds of the default: {', '.join(map(str, seeds))}.",
        "Mean AUC / mean AP over the scenes.",
        table("the scenes", [*detectors, "`default` is best on (AUC / AP)"], rows),
    ]
    return "\n\n".join(parts) + "\n"


if __name__ == "__main__":
    main()
