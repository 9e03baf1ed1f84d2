"""A score map and the truth about it, and evaluations of rasters."""

from __future__ import annotations

import numpy as np

from scoread_plugin.jobs.evaluating import Evaluation, evaluate
from scoread_plugin.jobs.judged_pixels import ScoreRaster, judged_pixels
from scoread_plugin.progress import silent
from scoread_plugin.raster.truth import Truth

ROWS, COLUMNS = 30, 40


def scene(seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    generator = np.random.default_rng(seed)
    truth = np.zeros((ROWS, COLUMNS), np.uint8)
    truth[3:5, 4:7] = truth[20, 30] = truth[25:28, 2:4] = 1
    return (generator.normal(0, 1, truth.shape) + 1.5 * truth).astype(np.float32), truth


def judge_rasters(paths: dict[str, str], truth: str, draws: int = 0) -> list[Evaluation]:
    rasters = [ScoreRaster(name, path) for name, path in paths.items()]
    pixels = judged_pixels(rasters, Truth(truth, True), silent)
    return [evaluate(raster, pixels, draws, 1, silent) for raster in rasters]
