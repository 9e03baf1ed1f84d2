"""A score map and the truth about it."""

from __future__ import annotations

import numpy as np

ROWS, COLUMNS = 30, 40


def scene(seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    generator = np.random.default_rng(seed)
    truth = np.zeros((ROWS, COLUMNS), np.uint8)
    truth[3:5, 4:7] = truth[20, 30] = truth[25:28, 2:4] = 1
    return (generator.normal(0, 1, truth.shape) + 1.5 * truth).astype(np.float32), truth
