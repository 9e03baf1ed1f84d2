"""Tiles from all over a scene in random order, to inspect a part of it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import numpy as np

from ..progress import Progress, silent
from .scene import Scene
from .validity import is_data
from .window import Window

TILE = 64


def shuffled_tiles(scene: Scene, seed: int) -> list[Window]:
    """Divide the scene's window into tiles of 64 x 64 pixels, in random order."""
    tiles = list(scene.window.tiles(TILE, TILE))
    return [tiles[k] for k in np.random.default_rng(seed).permutation(len(tiles))]


def allowed_tiles(scene: Scene, seed: int, progress: Progress = silent) -> Iterator[Window]:
    """Yield those of `shuffled_tiles` in which the raster's masks allow a pixel; others need not be read."""
    for tile in shuffled_tiles(scene, seed):
        progress(0.0, "Looking for valid pixels")
        if scene.allowed_pixels(tile).any():
            yield tile


def allowed_values(scene: Scene, tile: Window) -> tuple[np.ndarray, np.ndarray]:
    """Read the spectra of the pixels of a tile that may be used, and which values are valid: both (n, bands)."""
    spectra = scene.read_cube(tile)[scene.allowed_pixels(tile)]
    return spectra, is_data(spectra, scene.nodata)


def some_values(scene: Scene, seed: int, tiles: int) -> tuple[np.ndarray, np.ndarray]:
    """Read the `allowed_values` of at most `tiles` tiles from all over the scene."""
    none = np.empty((0, len(scene.bands)), scene.kind)
    read = (allowed_values(scene, tile) for tile in islice(allowed_tiles(scene, seed), tiles))
    values, valid = zip((none, none.astype(bool)), *read)
    return np.concatenate(values), np.concatenate(valid)


def some_spectra(scene: Scene, seed: int, tiles: int) -> np.ndarray:
    """Read the valid spectra (n, bands) of at most `tiles` tiles from all over the scene."""
    values, valid = some_values(scene, seed, tiles)
    return values[valid.all(axis=1)]
