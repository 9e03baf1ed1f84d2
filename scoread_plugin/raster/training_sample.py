"""Bounded, seeded sample of a scene's pixels for training."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil

import numpy as np

from ..progress import Progress, silent
from .probing import shuffled_tiles
from .scene import Block, Scene

SPREAD = 256


def sample_blocks(
    scene: Scene, margin: int, pixels: int, seed: int, progress: Progress = silent
) -> Iterator[tuple[Block, np.ndarray]]:
    """Yield blocks and their pixels to train on, until there are enough.

    The sample does not depend on how the raster is divided for other purposes. Its pixels come from all over the
    raster, from each tile in proportion to its valid pixels. Where invalid pixels leave it too small, more tiles or a
    further round, over the pixels left, fill it. If the raster is small, all pixels are taken.

    Parameters
    ----------
    scene : Scene
    margin : int
        Width in pixels of the margin read around each tile.
    pixels : int
        Maximum number of pixels to choose.
    seed : int
    progress : callable (fraction in 0..1, text), optional
        Called before each tile is read.

    Yields
    ------
    block : Block
    chosen : array (rows + 2 margin, columns + 2 margin), bool
        Chosen pixels, all valid and inside the margin.
    """
    generator = np.random.default_rng([seed, 1])
    tiles = shuffled_tiles(scene, seed)
    density = pixels / scene.window.pixels * max(1, len(tiles) / SPREAD)
    waiting = [(tile, None) for tile in tiles]
    while waiting:
        rest = []
        for tile, places in waiting:
            progress(0.0, "Reading the sample")
            block = scene.read(tile, margin)
            if places is None:
                places = generator.permutation(np.flatnonzero(block.valid & inner(block, margin)))
            taken, left = np.split(places, [min(ceil(density * len(places)), pixels)])
            if len(taken):
                chosen = np.zeros(block.valid.shape, bool)
                chosen.flat[taken] = True
                yield block, chosen
            if len(left):
                rest.append((tile, left))
            pixels -= len(taken)
            if pixels == 0:
                return
        waiting = rest
        density = pixels / max(1, sum(len(left) for _, left in rest))


def inner(block: Block, margin: int) -> np.ndarray:
    """Mark the block without its margin: (rows + 2 margin, columns + 2 margin), bool."""
    inside = np.zeros(block.valid.shape, bool)
    inside[margin : margin + block.window.rows, margin : margin + block.window.columns] = True
    return inside
