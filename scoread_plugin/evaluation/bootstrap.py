"""Variation of a detection's figures under other anomalies and other background in the scene."""

from __future__ import annotations

import numpy as np

from ..progress import Progress
from .figures import Counts, Ranking, figures

# Clumps of background must fit into a block: `make bench-intervals` compares other numbers.
BLOCKS = 30
INTERVAL = (0.025, 0.975)
# The lowest anomaly of a redrawn scene is never lower than that of the real one.
WITHOUT_INTERVAL = ("FALSE_ALARMS_AT_FULL_DETECTION",)


def bootstrap(
    ranking: Ranking,
    objects: np.ndarray,
    blocks: np.ndarray,
    draws: int,
    seed: int,
    progress: Progress,
) -> dict[str, np.ndarray]:
    """Compute the figures of redrawn scenes.

    Neighbouring pixels are not independent: an aircraft of forty pixels is one object found or missed, and a road
    gives false alarms in a row. Therefore whole truth objects are drawn with replacement instead of anomalous pixels,
    and whole blocks instead of background pixels (Efron and Tibshirani, An Introduction to the Bootstrap, 1993,
    sections 8 and 13). The scaling of the score remains that of the real scene. The draws depend only on the seed and
    on the numbers of objects and blocks: rasters with the same judged pixels share their redrawn scenes.

    Parameters
    ----------
    ranking : Ranking
    objects : array (anomalous pixels,), int
        Truth object of each pixel, see `truth_objects`.
    blocks : array (background pixels,), int
        Block of each pixel, see `background_blocks`.
    draws : int
        Number of redrawn scenes, at least 1.
    seed : int
    progress : callable (fraction in 0..1, text)

    Returns
    -------
    dict of array (draws,) by the name of the figure
    """
    levels, generator = ranking.levels, np.random.default_rng(seed)
    of_object = histograms(ranking.places, objects, len(levels))
    of_block = histograms(ranking.cells, blocks, 2 * len(levels) + 1)
    block_sums = np.bincount(blocks, ranking.background)[np.bincount(blocks) > 0]
    drawn = []
    for draw in range(draws):
        progress(draw / draws, "Bootstrap")
        objects_taken, blocks_taken = (redraw(generator, table.shape[1]) for table in (of_object, of_block))
        background = of_block @ blocks_taken
        mean = block_sums @ blocks_taken / background.sum()
        drawn.append(figures(Counts(levels, of_object @ objects_taken, background, mean)))
    return {name: np.array([each[name] for each in drawn]) for name in drawn[0]}


def intervals(redrawn: dict[str, np.ndarray]) -> dict[str, tuple[float, float]]:
    """Return the 95 % intervals (low, high), by name, of the figures that have one."""
    return {name: interval(values) for name, values in redrawn.items() if name not in WITHOUT_INTERVAL}


def interval(values: np.ndarray) -> tuple[float, float]:
    """Return the 2.5th and 97.5th percentile of some values: the nearest ones, since some may be infinite."""
    ranks = np.rint(np.array(INTERVAL) * (len(values) - 1)).astype(int)
    return tuple(float(edge) for edge in np.sort(values)[ranks])


def histograms(cells: np.ndarray, groups: np.ndarray, size: int):
    """Count the pixels of each group in each cell: a sparse matrix (cells, groups that occur)."""
    from scipy import sparse

    occurs = np.bincount(groups) > 0
    columns = (np.cumsum(occurs, dtype=np.int32) - 1)[groups]
    ones = np.ones(len(cells), np.int32)
    return sparse.csr_matrix((ones, (cells, columns)), shape=(size, int(occurs.sum())))


def redraw(generator: np.random.Generator, count: int) -> np.ndarray:
    """Draw `count` times from `count` items with replacement; return how often each was drawn."""
    return np.bincount(generator.integers(count, size=count), minlength=count)


def truth_objects(anomalous: np.ndarray) -> np.ndarray:
    """Label the 8-connected regions of a map (rows, columns) from 1; 0 elsewhere."""
    from scipy import ndimage

    return ndimage.label(anomalous, ndimage.generate_binary_structure(2, 2))[0]


def background_blocks(background: np.ndarray) -> np.ndarray:
    """Divide the part of a scene in which background is judged into blocks, see `scene_blocks`.

    Parameters
    ----------
    background : array (rows, columns), bool
        Background pixels to judge, at least one.

    Returns
    -------
    array (background pixels,), int
        Block number of each pixel.
    """
    rows, columns = (np.flatnonzero(background.any(axis=axis)) for axis in (1, 0))
    judged = background[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    return scene_blocks(*judged.shape)[judged]


def scene_blocks(rows: int, columns: int, count: int = BLOCKS) -> np.ndarray:
    """Divide a scene into about `count` blocks: the block number of each pixel, (rows, columns).

    They are square, or cut a scene that is narrower than such a square across.
    """
    side = max(1, round(max((rows * columns / count) ** 0.5, rows / count, columns / count)))
    across = -(-columns // side)
    return (np.arange(rows, dtype=np.int32) // side * across)[:, None] + np.arange(columns, dtype=np.int32) // side
