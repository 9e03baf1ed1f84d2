"""A bounded, seeded sample of a scene: which bands are usable, and which pixels to train on."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import numpy as np

from ..progress import Progress, silent
from .errors import RasterError
from .noise import harmful_bands
from .scene import Block, Scene
from .window import Window

TILE = 64
SPREAD = 256
PROBED_TILES = 64
COMPARED_TILES = 16


def shuffled_tiles(scene: Scene, seed: int) -> list[Window]:
    """The scene's window cut into tiles of 64 x 64 pixels, in random order."""
    tiles = list(scene.window.tiles(TILE, TILE))
    return [tiles[k] for k in np.random.default_rng(seed).permutation(len(tiles))]


def allowed_tiles(scene: Scene, seed: int, progress: Progress = silent) -> Iterator[Window]:
    """Those of `shuffled_tiles` in which the raster's masks allow a pixel; no others are worth reading."""
    for tile in shuffled_tiles(scene, seed):
        progress(0.0, "Looking for valid pixels")
        if scene.allowed_pixels(tile).any():
            yield tile


def usable_bands(scene: Scene, seed: int, progress: Progress = silent) -> tuple[Scene, list[tuple[int, str]]]:
    """Leave out the bands that carry nothing.

    Parameters
    ----------
    scene : Scene
    seed : int
        Decides which tiles of a large raster are looked at.
    progress : callable (fraction in 0..1, text), optional
        What it raises ends the work.

    Returns
    -------
    scene : Scene
        In the bands that vary, but for those of noise alone that do harm.
    dropped : list of (band, reason)
        Bands left out, those flagged in the header among them.

    Raises
    ------
    RasterError
        If no pixel is valid, or fewer than two bands vary.
    """
    low, high = extremes(scene, seed, progress)
    if not np.isfinite(low).any():
        raise RasterError("INPUT has no valid pixel in the part to be used: check nodata, MASK and EXTENT.")
    dropped = {band: "flagged bad in the header" for band in scene.bad_bands if band not in scene.bands}
    if scene.alpha not in (None, *scene.bands):
        dropped[scene.alpha] = "opacity (alpha)"
    for band, least, most in zip(scene.bands, low, high):
        if least >= most:
            dropped[band] = "constant" if least == most else "without valid values"
    kept = [band for band in scene.bands if band not in dropped]
    if len(kept) < 2:
        raise RasterError(
            f"Spectra need at least two usable bands, and of the {scene.dataset.RasterCount} of INPUT '{scene.path}' "
            f"{len(kept)} can be used: the others are constant, without valid values or flagged bad in the header. "
            "Check the raster, its nodata values, MASK and EXTENT."
        )
    varying = scene.with_bands(kept)
    harmful = harmful_bands(some_spectra(varying, seed, COMPARED_TILES), varying.wavelengths_used)
    dropped.update({band: "noise alone" for band, found in zip(kept, harmful) if found})
    return scene.with_bands([band for band in kept if band not in dropped]), sorted(dropped.items())


def extremes(scene: Scene, seed: int, progress: Progress) -> tuple[np.ndarray, np.ndarray]:
    """Lowest and highest value (bands,) of each band in 64 tiles, or in more until there is a valid one."""
    low = np.full(len(scene.bands), np.inf)
    high = np.full(len(scene.bands), -np.inf)
    for count, tile in enumerate(allowed_tiles(scene, seed, progress)):
        if count >= PROBED_TILES and np.isfinite(low).any():
            break
        values = allowed_values(scene, tile)
        low = np.fmin(low, np.fmin.reduce(values, axis=0, initial=np.inf))
        high = np.fmax(high, np.fmax.reduce(values, axis=0, initial=-np.inf))
    return low, high


def some_spectra(scene: Scene, seed: int, tiles: int) -> np.ndarray:
    """Valid spectra (n, bands) of at most so many tiles from all over the scene."""
    blocks = (scene.read(tile) for tile in islice(allowed_tiles(scene, seed), tiles))
    return np.concatenate([block.cube[block.valid] for block in blocks])


def empty_bands(scene: Scene, seed: int) -> list[int]:
    """Bands in use without a valid value in at most 64 tiles from all over the scene, where pixels may be used."""
    found = np.zeros(len(scene.bands), bool)
    for tile in islice(allowed_tiles(scene, seed), PROBED_TILES):
        found |= np.isfinite(allowed_values(scene, tile)).any(axis=0)
    return [band for band, there in zip(scene.bands, found) if not there]


def allowed_values(scene: Scene, tile: Window) -> np.ndarray:
    """Spectra (n, bands) of a tile's pixels that may be used, NaN where a value is not valid."""
    cube = scene.read_cube(tile)
    return np.where(scene.valid_values(cube), cube, np.nan)[scene.allowed_pixels(tile)]


def sample_blocks(
    scene: Scene, margin: int, pixels: int, seed: int, progress: Progress = silent
) -> Iterator[tuple[Block, np.ndarray]]:
    """Blocks with the pixels of them to train on, until there are enough.

    The sample does not depend on how the raster is cut for anything else. Its pixels come from all over the
    raster, as many from each tile; what tiles with few valid pixels leave open comes from the others, in
    further rounds. Where the raster is small, all pixels are taken.

    Parameters
    ----------
    scene : Scene
    margin : int
        Read around each tile.
    pixels : int
        Most pixels to choose.
    seed : int
    progress : callable (fraction in 0..1, text), optional
        Told before each tile is read.

    Yields
    ------
    block : Block
    chosen : array (rows + 2 margin, columns + 2 margin), bool
        Valid, and inside the margin.
    """
    generator = np.random.default_rng([seed, 1])
    waiting = [(tile, None) for tile in shuffled_tiles(scene, seed)]
    while waiting:
        share = -(-pixels // min(len(waiting), SPREAD))
        rest = []
        for tile, places in waiting:
            progress(0.0, "Reading the sample")
            block = scene.read(tile, margin)
            if places is None:
                places = generator.permutation(np.flatnonzero(block.valid & inner(block, margin)))
            taken, left = np.split(places, [min(share, pixels)])
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


def inner(block: Block, margin: int) -> np.ndarray:
    """Where the block is not margin: (rows + 2 margin, columns + 2 margin), bool."""
    inside = np.zeros(block.valid.shape, bool)
    inside[margin : margin + block.window.rows, margin : margin + block.window.columns] = True
    return inside
