"""Bands derived from the scores of a whole raster: local contrast and false-alarm probability."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from ..maps.contrast import BYTES_OF_A_LEVEL, LEAST_AT_ONCE, halo, local_contrast
from ..maps.false_alarms import fit_false_alarms
from ..maps.logarithm import fit_logarithm
from ..maps.sample import sample_scores
from ..progress import Progress
from ..raster.window import Window, block_shape
from ..raster.writer import SCRATCH_SIDE, ScoreWriter

if TYPE_CHECKING:
    from .detecting import ScoreTarget

MOST_LEVELS_AT_ONCE = 8

Scale = Callable[[np.ndarray], np.ndarray]


def derive_bands(writer: ScoreWriter, target: ScoreTarget, count: int, progress: Progress) -> None:
    """Add what the target asks for to the scores in a writer, of which `count` are valid."""
    scale = as_it_is
    if target.logarithm and (target.largest or target.false_alarms):
        scale = fit_logarithm(sample_of(writer.read_original, writer.scene.window, count))
    if target.largest:
        take_contrast(writer, target, scale, progress)
        scale = as_it_is
    if target.false_alarms:
        add_false_alarms(writer, scale, count)


def as_it_is(scores: np.ndarray) -> np.ndarray:
    return scores


def take_contrast(writer: ScoreWriter, target: ScoreTarget, scale: Scale, progress: Progress) -> None:
    """Replace the score by its local contrast on a scale."""
    window = writer.scene.window
    shape, at_once = contrast_cut(window, target.largest, target.memory)
    blocks = list(window.tiles(*shape))
    for k, block in enumerate(blocks):
        watched = partial(progress, k / len(blocks), "Local contrast")
        writer.write_score(block, contrast_of(writer, block, target.largest, scale, watched, at_once))


def contrast_of(
    writer: ScoreWriter, block: Window, largest: int, scale: Scale, watched: Callable[[], None], at_once: int
) -> np.ndarray:
    """Compute the local contrast (rows, columns) of a block as in the whole raster, see `local_contrast`."""
    grown = block.grown(halo(largest)).intersection(writer.scene.window)
    scores = scale(writer.read_original(grown))
    writer.flush()  # Empties GDAL's cache before the levels take their memory.
    contrast = local_contrast(scores, largest, watched, at_once)
    return contrast[block.relative_to(grown).slices]


def contrast_cut(window: Window, largest: int, memory: int) -> tuple[tuple[int, int], int]:
    """Return rows and columns of the blocks for the contrast, and the number of levels to process in parallel.

    Raises
    ------
    ValueError
        If the memory is too small for blocks that justify their margins.
    """
    margin = halo(largest)
    least = min(window.pixels, (3 * margin) ** 2) * BYTES_OF_A_LEVEL
    at_once = min(max(os.cpu_count() or 1, LEAST_AT_ONCE), MOST_LEVELS_AT_ONCE, memory // least)
    if at_once < LEAST_AT_ONCE:
        raise ValueError(
            f"LARGEST_ANOMALY of {largest} pixels needs a MEMORY_LIMIT of at least "
            f"{-(-least * LEAST_AT_ONCE // 10**6)} MB for a raster this large. Raise MEMORY_LIMIT or lower "
            "LARGEST_ANOMALY."
        )
    pixels = memory // (at_once * BYTES_OF_A_LEVEL)
    if window.pixels <= pixels:
        return (window.rows, window.columns), at_once
    return block_shape(window, (1, 1), margin, pixels), at_once


def add_false_alarms(writer: ScoreWriter, scale: Scale, count: int) -> None:
    """Fill the last band with the false-alarm probability of the score on a scale; `count` pixels are valid."""
    window = writer.scene.window
    fitted = fit_false_alarms(scale(sample_of(writer.read_score, window, count)))
    for strip in window.tiles(SCRATCH_SIDE, window.columns):
        writer.write_last(strip, fitted.probability(scale(writer.read_score(strip))))


def sample_of(read: Callable[[Window], np.ndarray], window: Window, count: int) -> np.ndarray:
    """Sample about a million of a window's `count` valid scores, see `sample_scores`."""

    def row(index: int) -> np.ndarray:
        return read(Window(window.row + index, window.column, 1, window.columns))[0]

    return sample_scores(row, window.rows, count)
