"""A part of a score map that stands for all of it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

SAMPLED = 10**6


def sample_scores(row: Callable[[int], np.ndarray], rows: int, count: int) -> np.ndarray:
    """About a million of a map's scores, or all where there are no more, from all over it.

    Parameters
    ----------
    row : callable (index)
        A row of the map: (columns,), NaN where not valid.
    rows : int
    count : int
        Scores that are valid.

    Returns
    -------
    array (n,)
    """
    step = max(1, int((count / SAMPLED) ** 0.5))
    sample, generator = [], np.random.default_rng(0)
    for first in range(0, rows, step):
        # Any of so many: gaps between scan lines may come as regularly.
        scores = row(min(first + int(generator.integers(step)), rows - 1))
        sample.append(scores[np.isfinite(scores)][::step])
    return np.concatenate(sample)
