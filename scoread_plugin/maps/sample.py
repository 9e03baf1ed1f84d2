"""Representative sample of a score map."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

SAMPLED = 10**6


def sample_scores(row: Callable[[int], np.ndarray], rows: int, count: int) -> np.ndarray:
    """Sample about a million scores from all over a map, or all of them if there are no more.

    Parameters
    ----------
    row : callable (index)
        Returns a row of the map: (columns,), NaN where not valid.
    rows : int
    count : int
        Number of valid scores.

    Returns
    -------
    array (n,)
    """
    step = max(1, int((count / SAMPLED) ** 0.5))
    sample, generator = [], np.random.default_rng(0)
    for first in range(0, rows, step):
        # Random within each step: patterns of scan lines or detector columns may be equally regular.
        down, across = generator.integers(step, size=2)
        scores = row(min(first + int(down), rows - 1))
        sample.append(scores[np.isfinite(scores)][across::step])
    return np.concatenate(sample)
