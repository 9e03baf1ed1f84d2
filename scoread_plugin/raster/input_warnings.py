"""Plausibility checks of a raster on some of its tiles, before the long computation starts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from ..ranges import ranges
from .mat_layout import MANY_BANDS
from .noise import noise_bands
from .probing import some_spectra, some_values
from .scene import Scene
from .usable_bands import COMPARED_TILES

# Drivers of files in which an array may have its axes in any order.
ARRAY_FORMATS = ("netCDF", "HDF5Image", "HDF4Image", "Zarr")
TILES_BESIDE = 4
FEWEST_PIXELS = 500
FEWEST_BANDS = 10
FEWEST_VALUES = 16
COUNTED_VALUES = 10**5
LARGEST_SHARE = 0.01
LARGEST_INCOMPLETE_SHARE = 0.05
COMPARED_PIXELS = 4096
FARTHEST_MEDIAN = 3.0
LARGEST_RATIO = 5.0


def input_warnings(scene: Scene, seed: int) -> list[str]:
    """Return warnings for the user; none if the raster looks sound.

    At most 16 tiles from all over the scene are read; the seed determines which.

    Raises
    ------
    RasterError
        If the file cannot be read there.
    """
    values, valid = some_values(scene, seed, COMPARED_TILES)
    spectra = values[valid.all(axis=1)]
    found = [*axes_warnings(scene), *warnings_of(spectra), *noise_warnings(spectra, scene.bands)]
    return [*found, *incomplete_warnings(valid, scene.bands)]


def axes_warnings(scene: Scene) -> Iterator[str]:
    """Yield a warning if the bands of a netCDF or HDF file are probably rows: GDAL takes the first axis for bands."""
    bands, rows, columns = scene.dataset.RasterCount, scene.dataset.RasterYSize, scene.dataset.RasterXSize
    if scene.dataset.GetDriver().ShortName in ARRAY_FORMATS and bands > MANY_BANDS:
        order = "[1,0,2]" if rows < columns else "[2,0,1]"
        yield (
            f"INPUT has {bands} bands of {rows} x {columns} pixels: are these bands rows of the image? GDAL takes "
            "the first axis of a netCDF or HDF array for the bands. If so, the scores mean nothing: use the product "
            "as GeoTIFF or ENVI, or reorder the axes to bands, rows, columns, probably with: "
            f"gdalmdimtranslate -array name=ARRAY,transpose={order} FILE OUTPUT.tif"
        )


def incomplete_warnings(valid: np.ndarray, bands: Sequence[int]) -> Iterator[str]:
    """Yield a warning if many pixels lack only a few of the bands with these numbers; validity (n, bands), bool."""
    missing = ~valid[valid.any(axis=1)]
    incomplete = missing.any(axis=1)
    if incomplete.sum() > LARGEST_INCOMPLETE_SHARE * len(missing):
        shares = missing.mean(axis=0)
        worst = [band for band, share in zip(bands, shares) if share >= shares.max() / 2]
        yield (
            f"{100 * incomplete.mean():.0f} % of the pixels examined have no value in some bands, mostly "
            f"{ranges(worst)}, and are not scored. Leave these bands out (BANDS); or correct the nodata value of the "
            "raster, if it is also a measured one."
        )


def mismatch_warnings(scene: Scene, known: np.ndarray, seed: int) -> list[str]:
    """Return warnings if a scene, in at most 4 tiles, is unlike the spectra (n, bands) that a model was trained on.

    Raises
    ------
    RasterError
        If the file cannot be read there.
    """
    spectra = some_spectra(scene, seed, TILES_BESIDE)
    return list(units_warnings(spectra[:: max(1, len(spectra) // COMPARED_PIXELS)], known)) if len(spectra) else []


def units_warnings(spectra: np.ndarray, known: np.ndarray) -> Iterator[str]:
    """Yield a warning if spectra (n, bands) in most bands lie far from known ones (m, bands) or differ in scale.

    A small spread alone is no other scale: a part of a scene, such as a field, varies less than the whole.
    """
    low, middle, high = np.percentile(spectra, [16, 50, 84], axis=0)
    known_low, known_middle, known_high = np.percentile(known, [16, 50, 84], axis=0)
    spread = np.maximum((known_high - known_low) / 2, np.finfo(np.float32).tiny)
    away = np.median(np.abs(middle - known_middle) / spread)
    ratio = np.median((high - low) / 2 / spread)
    smaller = np.median(np.abs(middle)) * LARGEST_RATIO < np.median(np.abs(known_middle))
    if away > FARTHEST_MEDIAN or ratio > LARGEST_RATIO or (ratio < 1 / LARGEST_RATIO and smaller):
        yield (
            f"INPUT is unlike the training data of MODEL: its typical value is {np.median(middle):g} instead "
            f"of {np.median(known_middle):g}. Scores are meaningless if units, scale or processing level "
            "(radiance, reflectance) differ: convert INPUT, or train a new model on it."
        )


def warnings_of(spectra: np.ndarray) -> Iterator[str]:
    """Yield warnings about spectra (n, bands), float32, from all over a scene."""
    bands = spectra.shape[1]
    if bands < FEWEST_BANDS:
        yield (
            f"INPUT has only {bands} bands in use: this is not hyperspectral. So few bands hardly distinguish "
            "materials; expect only what stands out by brightness or colour."
        )
    if len(spectra) >= FEWEST_PIXELS:
        yield from values_warnings(spectra)


def noise_warnings(spectra: np.ndarray, bands: Sequence[int]) -> Iterator[str]:
    """Yield a warning if any of the bands with these numbers contain only noise; spectra (n, bands)."""
    found = [band for band, noisy in zip(bands, noise_bands(spectra)) if noisy]
    if found:
        yield (
            f"Bands that are mostly noise: {ranges(found)}. They vary unlike all others, and hide the differences "
            "between materials: check them, and leave them out (BANDS) or flag them bad in the raster's header."
        )


def values_warnings(spectra: np.ndarray) -> Iterator[str]:
    """Yield warnings about the encoding of values (n, bands); the first, which explains the others, comes alone."""
    values = np.unique(spectra[:: max(1, spectra.size // COUNTED_VALUES)])
    if len(values) < FEWEST_VALUES:
        yield (
            f"INPUT has only {len(values)} different values, from {values[0]:g} to {values[-1]:g}: was reflectance "
            "stored as integers without a scale factor? So few values do not distinguish spectra; use the original "
            "raster, or multiply it by 10000 before conversion."
        )
        return
    same = most_common(spectra)
    first = spectra[same][0]
    constant = bool((first == first[0]).all())
    if same.mean() >= LARGEST_SHARE and (constant or len(first) >= FEWEST_BANDS):
        value = f"{first[0]:g} in every band" if constant else "measured spectra do not repeat like this"
        yield (
            f"{100 * same.mean():.0f} % of the pixels examined have the same spectrum ({value}): probably an "
            "undeclared fill value. Declare it as nodata (Raster > Conversion > Translate, 'Assign a specified "
            "NoData value') or exclude these pixels by MASK; otherwise they count as the scene's most ordinary "
            "material."
        )
        spectra = spectra[~same]
    if len(spectra):
        yield from clipping_warnings(spectra)


def clipping_warnings(spectra: np.ndarray) -> Iterator[str]:
    """Yield a warning if many spectra (n, bands), at least one, reach the highest of all values."""
    highest = spectra.max()
    clipped = (spectra == highest).any(axis=1).mean()
    if clipped >= LARGEST_SHARE:
        yield (
            f"{100 * clipped:.0f} % of the pixels examined reach the highest value, {highest:g}, in some band: they "
            "look saturated or clipped. They will stand out, or hide anomalies; if that matters, exclude them or the "
            "bands concerned (MASK, BANDS)."
        )


def most_common(spectra: np.ndarray) -> np.ndarray:
    """Return which pixels (n,), bool, have the most common spectrum, identical to the bit."""
    rows = np.ascontiguousarray(spectra).view(np.dtype((np.void, spectra.dtype.itemsize * spectra.shape[1])))[:, 0]
    _, inverse, counts = np.unique(rows, return_inverse=True, return_counts=True)
    return inverse.reshape(-1) == counts.argmax()
