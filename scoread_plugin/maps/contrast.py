"""Local contrast of a score map: how far a score stands above its surroundings."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import count

import numpy as np

STEP = 0.1
# Beyond these steps each level is 1 % above the previous one; otherwise a constant scene could have endless levels.
EVEN_STEPS = 1000
LEAST_AT_ONCE = 2
BYTES_OF_A_LEVEL = 18
SIGMA = 0.5
RADIUS = 2
STRIP = 64


def local_contrast(
    scores: np.ndarray,
    largest: int = 100,
    watched: Callable[[], None] = lambda: None,
    at_once: int = LEAST_AT_ONCE,
) -> np.ndarray:
    """Subtract from each score the level of its surroundings.

    The level is the area opening of the score map: the highest level at which the connected region containing the
    pixel still has more than `largest` pixels. Thus roofs, roads and shores cancel out, whatever their shape, while
    smaller regions keep their height. Levels are steps of 0.1 from 0, the score of an ordinary pixel, and of 1 % of
    the level beyond 100; where no region is large enough, the level is 0. A pixel then takes the value of the
    Gaussian mean around it if that is larger: the flank of an object is raised by its centre, and no peak loses
    height.

    Parameters
    ----------
    scores : array (rows, columns)
        Scores in robust standard deviations; NaN where not valid.
    largest : int
        Maximum size in pixels (8-connected) of a region that keeps its height.
    watched : callable, optional
        Called once every `at_once` levels; an exception it raises aborts the work.
    at_once : int, optional
        Number of levels processed in parallel, at least 2; each takes 18 bytes per pixel.

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
    """Return the height of a level; steps count from 0."""
    return STEP * min(step, EVEN_STEPS) * 1.01 ** max(0, step - EVEN_STEPS)


def large_regions(scores: np.ndarray, left: np.ndarray, largest: int, level: float) -> np.ndarray:
    """Find the regions of more than `largest` pixels that reach the level throughout: (rows, columns), bool.

    Only pixels `left` by a lower level can belong to one.
    """
    from scipy import ndimage

    reached = left & (scores >= level)
    regions, number = ndimage.label(reached, ndimage.generate_binary_structure(2, 2))
    of_reached = regions[reached]
    large = np.bincount(of_reached, minlength=number + 1) > largest
    reached[reached] = large[of_reached]
    return reached


def halo(largest: int) -> int:
    """Return the distance in pixels, to each side, over which a pixel's `local_contrast` depends on others."""
    return largest + RADIUS


def carried_in_strips(contrast: np.ndarray, pool: ThreadPoolExecutor) -> np.ndarray:
    """Apply `carried_by_neighbours` to strips in parallel, without its copies of the whole map."""

    carried = np.empty_like(contrast)

    def carry(first: int) -> None:
        above = min(first, RADIUS)
        strip = carried_by_neighbours(contrast[first - above : first + STRIP + RADIUS])
        carried[first : first + STRIP] = strip[above : above + STRIP]

    list(pool.map(carry, range(0, len(contrast), STRIP)))
    return carried


def carried_by_neighbours(contrast: np.ndarray) -> np.ndarray:
    """Return the larger of each value and the Gaussian mean, with sigma 0.5 pixels, of the valid values around it."""
    from scipy import ndimage

    def blurred(values: np.ndarray) -> np.ndarray:
        return ndimage.gaussian_filter(values, SIGMA, mode="constant", truncate=RADIUS / SIGMA)

    valid = np.isfinite(contrast)
    weights = blurred(valid.astype(contrast.dtype))
    mean = blurred(np.where(valid, contrast, 0)) / np.where(valid, weights, 1)
    return np.where(valid, np.maximum(contrast, mean), np.nan)
