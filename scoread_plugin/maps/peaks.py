"""Strongest anomalies of a score map."""

from __future__ import annotations

import numpy as np

# Minimum distance of two places in rows or in columns, in pixels.
APART = 5


def strongest(scores: np.ndarray, count: int) -> list[tuple[int, int]]:
    """Find the rows and columns of the highest scores that lie apart from each other.

    Parameters
    ----------
    scores : array (rows, columns)
        NaN where not valid.
    count : int
        Maximum number of places.

    Returns
    -------
    list of (row, column)
        Places by decreasing score; equal scores in reading order.
    """
    left = np.where(np.isfinite(scores), scores, -np.inf)
    places = []
    while len(places) < count and left.size:
        row, column = (int(k) for k in np.unravel_index(left.argmax(), left.shape))
        if left[row, column] == -np.inf:
            break
        places.append((row, column))
        left[max(0, row - APART + 1) : row + APART, max(0, column - APART + 1) : column + APART] = -np.inf
    return places


def strongest_apart(found: list[tuple[float, int, int]], count: int) -> list[tuple[float, int, int]]:
    """Select at most `count` of (score, row, column), the highest that lie apart, by decreasing score."""
    places = []
    for score, row, column in sorted(found, key=lambda place: -place[0]):
        if all(max(abs(row - r), abs(column - c)) >= APART for _, r, c in places):
            places.append((score, row, column))
    return places[:count]
