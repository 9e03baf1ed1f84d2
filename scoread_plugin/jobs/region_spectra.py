"""Mean spectra of the regions of a score raster, their deviations, and what the model would make of them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from osgeo import gdal

from ..maps.regions import Regions
from ..progress import Log, Progress, no_log, span
from ..raster.errors import RasterError
from ..raster.georeferencing import window_on_grid
from ..raster.scene import Scene, open_scene
from ..raster.window import Window, block_shape
from .deviations import deviation_bands
from .profiles import Spectra

SPECTRA_BYTES = 2**28


def open_spectra(paths: dict[str, str], dataset: gdal.Dataset) -> dict[str, Scene]:
    """Open SPECTRA and DEVIATION, if given, restricted to the pixels of the score raster.

    Raises
    ------
    RasterError
        If one cannot be used, lies on another grid, or does not match the other; the message names the parameter.
    """
    scenes = {name: open_beside(path, name, dataset) for name, path in paths.items()}
    if "SPECTRA" in scenes:
        scenes["SPECTRA"] = in_bands_scored(scenes["SPECTRA"], dataset)
    if "DEVIATION" in scenes:
        bands, _ = deviation_bands(scenes["DEVIATION"])
        missing = set(bands) - set(scenes["SPECTRA"].bands) if "SPECTRA" in scenes else set()
        if missing:
            raise RasterError(f"DEVIATION was not made from SPECTRA, which has no usable band {min(missing)}.")
    return scenes


def open_beside(path: str, name: str, dataset: gdal.Dataset) -> Scene:
    try:
        scene = open_scene(path)
    except RasterError as error:
        raise RasterError(f"{name}: {error}") from error
    window = window_on_grid(dataset, scene.dataset)
    if window is None:
        raise RasterError(f"{name} must be on the pixel grid of INPUT and cover all of it.")
    return scene.looking_at(window)


def in_bands_scored(scene: Scene, scores: gdal.Dataset) -> Scene:
    """Return the scene in the bands that a score raster declares as its input, since others may be empty."""
    told = scores.GetMetadataItem("SCOREAD_BANDS")
    bands = [int(band) for band in told.split(",")] if told else scene.bands
    return scene.with_bands(bands) if max(bands) <= scene.dataset.RasterCount else scene


def profiles(
    scenes: dict[str, Scene], regions: Regions, progress: Progress, log: Log = no_log
) -> dict[str, Iterator[str | None]]:
    """Return spectral fields by name, each with the regions' profiles, as far as SPECTRA and DEVIATION allow.

    Regions without a spectrum are reported.
    """
    found = {}
    if "SPECTRA" in scenes:
        scene = scenes["SPECTRA"]
        means = mean_spectra(scene, regions, span(progress, 0.0, 0.5))
        found["spectrum"] = Spectra(means, scene.bands, scene.wavelengths_used)
    if "DEVIATION" in scenes:
        scene = scenes["DEVIATION"]
        means = mean_spectra(scene, regions, span(progress, 0.5, 1.0))
        found["deviation"] = Spectra(means, *deviation_bands(scene))
    for name, spectra in found.items():
        if spectra.missing:
            log(
                f"{spectra.missing} of {len(regions)} regions have no {name}: none of their pixels is valid in all "
                f"{len(spectra.bands)} bands used."
            )
    if len(found) == 2:
        found["background"] = found["spectrum"].less(found["deviation"])
    return {name: spectra.profiles() for name, spectra in found.items()}


def mean_spectra(scene: Scene, regions: Regions, progress: Progress) -> np.ndarray:
    """Compute the mean over the valid pixels of each region: (n, bands); only areas with regions are read."""
    sums = np.zeros((len(regions), len(scene.bands)))
    counts = np.zeros(len(regions), int)
    shape = block_shape(scene.window, scene.tile, 0, SPECTRA_BYTES // scene.bytes_per_pixel)
    blocks = list(scene.window.tiles(*shape))
    for k, block in enumerate(blocks):
        progress(k / len(blocks), "Spectra")
        place = block.relative_to(scene.window)
        ranks = regions.ranks[place.slices]
        if not ranks.any():
            continue
        rows, columns = np.flatnonzero(ranks.any(axis=1)), np.flatnonzero(ranks.any(axis=0))
        row, column = rows[0], columns[0]
        ranks = ranks[row : rows[-1] + 1, column : columns[-1] + 1]
        read = scene.read(Window(block.row + int(row), block.column + int(column), *ranks.shape))
        wanted = (ranks > 0) & read.valid
        owner = ranks[wanted] - 1
        for band in range(len(scene.bands)):
            sums[:, band] += np.bincount(owner, read.cube[:, :, band][wanted], len(regions))
        counts += np.bincount(owner, minlength=len(regions))
    return np.where(counts[:, np.newaxis] > 0, sums / np.maximum(counts, 1)[:, np.newaxis], np.nan)
