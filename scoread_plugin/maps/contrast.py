"""How far a score stands above its surroundings."""

from __future__ import annotations

import numpy as np

STEP = 0.1
EIGHT_NEIGHBOURS = np.ones((3, 3), bool)


def local_contrast(scores: np.ndarray, largest: int = 100) -> np.ndarray:
    """Scores less the level of their surroundings.

    The level is the area opening of the score map: the highest one at which the connected region that holds the
    pixel still has more than `largest` pixels. So roofs, roads and shores take themselves away, whatever their
    shape, and what is smaller keeps its height. Levels are steps of 0.1 from 0, an ordinary pixel's score; where no
    region is large enough the level is 0.

    Parameters
    ----------
    scores : array (rows, columns)
        In robust standard deviations; NaN where not valid.
    largest : int
        Most pixels (touching by sides or corners) of a region that keeps its height. A pixel's result depends on
        the scores within so many pixels of it.

    Returns
    -------
    array (rows, columns)
        NaN where not valid.

    References
    ----------
    Vincent, "Grayscale area openings and closings, their efficient implementation and applications", 1993.
    """
    from scipy import ndimage  # Not at the start of QGIS, which has no use for it.

    background = np.zeros(scores.shape, scores.dtype)
    step, waiting = 0, True
    while waiting:
        regions, count = ndimage.label(scores >= step * STEP, EIGHT_NEIGHBOURS)
        large = np.bincount(regions.ravel(), minlength=count + 1) > largest
        large[0] = False
        waiting = large.any()
        background[large[regions]] = step * STEP
        step += 1
    return scores - background
