"""Selection of the bands of a scene that carry a signal."""

from __future__ import annotations

from itertools import islice

import numpy as np

from ..progress import Progress, silent
from .errors import RasterError
from .noise import harmful_bands
from .probing import allowed_tiles, allowed_values, some_spectra
from .scene import Scene

PROBED_TILES = 64
COMPARED_TILES = 16


def usable_bands(scene: Scene, seed: int, progress: Progress = silent) -> tuple[Scene, list[tuple[int, str]]]:
    """Leave out the bands that carry no signal.

    Parameters
    ----------
    scene : Scene
    seed : int
        Determines which tiles of a large raster are examined.
    progress : callable (fraction in 0..1, text), optional
        An exception it raises aborts the work.

    Returns
    -------
    scene : Scene
        Scene in the bands that vary, except harmful ones that contain only noise.
    dropped : list of (band, reason)
        Bands left out, including those flagged in the header.

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
            f"Spectra need at least two usable bands, but INPUT '{scene.path}' has {len(kept)} of "
            f"{scene.dataset.RasterCount}: the others are constant, without valid values or flagged bad in the "
            "header. Check the raster, its nodata values, MASK and EXTENT."
        )
    varying = scene.with_bands(kept)
    harmful = harmful_bands(some_spectra(varying, seed, COMPARED_TILES), varying.wavelengths_used)
    dropped.update({band: "noise alone" for band, found in zip(kept, harmful) if found})
    return scene.with_bands([band for band in kept if band not in dropped]), sorted(dropped.items())


def extremes(scene: Scene, seed: int, progress: Progress) -> tuple[np.ndarray, np.ndarray]:
    """Return the lowest and highest value (bands,) of each band in 64 tiles, or in more until one is valid."""
    low = np.full(len(scene.bands), np.inf)
    high = np.full(len(scene.bands), -np.inf)
    for count, tile in enumerate(allowed_tiles(scene, seed, progress)):
        if count >= PROBED_TILES and np.isfinite(low).any():
            break
        values, valid = allowed_values(scene, tile)
        there = {"axis": 0, "where": valid, "dtype": np.float64}
        low = np.minimum(low, np.minimum.reduce(values, initial=np.inf, **there))
        high = np.maximum(high, np.maximum.reduce(values, initial=-np.inf, **there))
    return low, high


def empty_bands(scene: Scene, seed: int) -> list[int]:
    """Return the bands in use without a valid value in the usable pixels of at most 64 tiles all over the scene."""
    found = np.zeros(len(scene.bands), bool)
    for tile in islice(allowed_tiles(scene, seed), PROBED_TILES):
        _, valid = allowed_values(scene, tile)
        found |= valid.any(axis=0)
    return [band for band, there in zip(scene.bands, found) if not there]
