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


def allowed_values(scene: Scene, tile: Window) -> np.ndarray:
    """Read the spectra (n, bands) of the pixels of a tile that may be used, NaN where a value is not valid."""
    cube = scene.read_cube(tile)
    return np.where(is_data(cube, scene.nodata), cube, np.float32(np.nan))[scene.allowed_pixels(tile)]


def some_values(scene: Scene, seed: int, tiles: int) -> np.ndarray:
    """Read the `allowed_values` (n, bands) of at most `tiles` tiles from all over the scene."""
    chosen = islice(allowed_tiles(scene, seed), tiles)
    none = np.empty((0, len(scene.bands)), np.float32)
    return np.concatenate([none, *(allowed_values(scene, tile) for tile in chosen)])


def some_spectra(scene: Scene, seed: int, tiles: int) -> np.ndarray:
    """Read the valid spectra (n, bands) of at most `tiles` tiles from all over the scene."""
    return complete(some_values(scene, seed, tiles))


def complete(values: np.ndarray) -> np.ndarray:
    """Select the spectra (n, bands) that have a value in every band."""
    return values[np.isfinite(values).all(axis=1)]
