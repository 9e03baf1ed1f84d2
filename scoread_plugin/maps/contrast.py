"""How far a score stands above its surroundings."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import count

import numpy as np

STEP = 0.1
# Beyond so many steps each level is a hundredth above the one before, or a constant scene would have no end of them.
EVEN_STEPS = 1000
LEAST_AT_ONCE = 2
BYTES_OF_A_LEVEL = 18
SIGMA = 0.5
RADIUS = 2
STRIP = 64
EIGHT_NEIGHBOURS = np.ones((3, 3), bool)


def unwatched() -> None:
    """Called by work that nobody wants to end early."""


def local_contrast(
    scores: np.ndarray,
    largest: int = 100,
    watched: Callable[[], None] = unwatched,
    at_once: int = LEAST_AT_ONCE,
) -> np.ndarray:
    """Scores less the level of their surroundings.

    The level is the area opening of the score map: the highest one at which the connected region that holds the
    pixel still has more than `largest` pixels. So roofs, roads and shores take themselves away, whatever their
    shape, and what is smaller keeps its height. Levels are steps of 0.1 from 0, an ordinary pixel's score, and of a
    hundredth of themselves beyond 100; where no region is large enough the level is 0. A pixel then counts as much
    as the Gaussian mean around it where that is more: the flank of an object is carried by its middle, and no peak
    loses height.

    Parameters
    ----------
    scores : array (rows, columns)
        In robust standard deviations; NaN where not valid.
    largest : int
        Most pixels (touching by sides or corners) of a region that keeps its height.
    watched : callable, optional
        Called every time that so many levels are done; what it raises ends the work.
    at_once : int, optional
        Levels to look at side by side, at least 2; each takes 18 bytes a pixel.

    Returns
    -------
    array (rows, columns)
        NaN where not valid.

    References
    ----------
    Vincent, "Grayscale area openings and closings, their efficient implementation and applications", 1993.
    """
    background = np.zeros(scores.shape, scores.dtype)
    left = np.isfinite(scores)
    with ThreadPoolExecutor(at_once) as pool:
        for first in count(step=at_once):
            watched()
            levels = [level_of(first + k) for k in range(at_once)]
            for level, large in zip(levels, pool.map(partial(large_regions, scores, left, largest), levels)):
                np.copyto(background, level, where=large)
            left = large
            if not left.any():
                break
        return carried_in_strips(scores - background, pool)


def level_of(step: int) -> float:
    """Height of a level, counted from 0."""
    return STEP * min(step, EVEN_STEPS) * 1.01 ** max(0, step - EVEN_STEPS)


def large_regions(scores: np.ndarray, left: np.ndarray, largest: int, level: float) -> np.ndarray:
    """Where regions of more than so many pixels reach the level throughout: (rows, columns), bool.

    Only what a lower level has `left` can belong to one.
    """
    from scipy import ndimage  # Not at the start of QGIS, which has no use for it.

    reached = left & (scores >= level)
    regions, number = ndimage.label(reached, EIGHT_NEIGHBOURS)
    of_reached = regions[reached]
    large = np.bincount(of_reached, minlength=number + 1) > largest
    reached[reached] = large[of_reached]
    return reached


def reach(largest: int) -> int:
    """Pixels to each side on which a pixel's `local_contrast` depends."""
    return largest + RADIUS


def carried_in_strips(contrast: np.ndarray, pool: ThreadPoolExecutor) -> np.ndarray:
    """`carried_by_neighbours`, side by side and without its copies of the whole."""

    carried = np.empty_like(contrast)

    def carry(first: int) -> None:
        above = min(first, RADIUS)
        strip = carried_by_neighbours(contrast[first - above : first + STRIP + RADIUS])
        carried[first : first + STRIP] = strip[above : above + STRIP]

    list(pool.map(carry, range(0, len(contrast), STRIP)))
    return carried


def carried_by_neighbours(contrast: np.ndarray) -> np.ndarray:
    """The larger of each value and the Gaussian mean, of sigma 0.5 pixels, of the valid ones around it."""
    from scipy import ndimage

    def blurred(values: np.ndarray) -> np.ndarray:
        return ndimage.gaussian_filter(values, SIGMA, mode="constant", truncate=RADIUS / SIGMA)

    valid = np.isfinite(contrast)
    weights = blurred(valid.astype(contrast.dtype))
    mean = blurred(np.where(valid, contrast, 0)) / np.where(valid, weights, 1)
    return np.where(valid, np.maximum(contrast, mean), np.nan)
