"""From a score raster to ranked regions with outlines, and spectra where asked for."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from osgeo import gdal

from ..maps.false_alarms import BAND_NAME
from ..maps.regions import Regions, find_regions
from ..maps.threshold import Calibration, KnownAlarms, calibrate, percentile_threshold
from ..raster.errors import RasterError
from ..raster.extent import UNREFERENCED, geotransform, window_on_grid
from ..raster.polygons import outlines
from ..raster.scene import Scene, open_scene
from ..raster.score_map import MASK_NODATA, open_score_map, read_whole, write_mask
from ..raster.window import Window, block_shape
from ..runtime.client import Progress
from ..version import VERSION

METHODS = ("false-alarm rate", "percentile", "value")
MOST_ANOMALOUS_PIXELS = 2**23
MOST_REGIONS = 100_000
SPECTRA_BYTES = 2**28
LOOSE = "Ask for a lower rate, a higher percentile or value, or a larger MIN_AREA."
DEVIATION_BAND = re.compile(r"Deviation, band (\d+)(?: \(([\d.]+) nm\))?")


@dataclass(frozen=True)
class Rule:
    """What counts as an anomaly.

    Attributes
    ----------
    method : {"false-alarm rate", "percentile", "value"}
    number : float
        The method's own: a probability, a percentile of the valid pixels, or a score.
    min_area : int
        Least number of pixels of a region.
    """

    method: str
    number: float
    min_area: int = 1


@dataclass(frozen=True, eq=False)
class Extraction:
    """Anomalies of a score raster, the strongest first.

    Attributes
    ----------
    regions : Regions
    threshold : float
    highest : float
        Of all scores.
    probabilities : list of n float or None
        That a background pixel scores as high as the region's highest; of None where that cannot be told.
    outlines : list of bytes
        Multipolygons, WKB.
    peaks, middles : array (n, 2)
        Map coordinates of the highest score, and of the pixel that is nearest to the centre of mass.
    pixel_area : float
        In square units of the map coordinates.
    valid : bool array (rows, columns)
    """

    regions: Regions
    threshold: float
    highest: float
    probabilities: list[float | None]
    outlines: list[bytes]
    peaks: np.ndarray
    middles: np.ndarray
    pixel_area: float
    valid: np.ndarray

    @property
    def share(self) -> float:
        """Of the valid pixels that belong to a region, 0 to 1."""
        return float(self.regions.pixels.sum() / self.valid.sum())

    @property
    def mask(self) -> np.ndarray:
        """1 in regions, 0 elsewhere, 255 where not valid: uint8 (rows, columns)."""
        mask = (self.regions.ranks > 0).astype(np.uint8)
        mask[~self.valid] = MASK_NODATA
        return mask


def open_scores(path: str, band: int) -> gdal.Dataset:
    """Open a score raster, refusing what holds no score.

    Raises
    ------
    RasterError
        If that band cannot be used.
    """
    dataset = open_score_map(path, band)
    if (dataset.GetMetadataItem("SCOREAD_SCORE") or "").startswith("none"):
        raise RasterError("INPUT holds deviation spectra, no score. Choose the score raster, and this as DEVIATION.")
    if dataset.GetRasterBand(band).GetDescription() == BAND_NAME:
        raise RasterError(
            f"BAND {band} is the false-alarm probability, in which anomalies are low. Choose the band of the score; "
            "METHOD 'false-alarm rate' finds this one by itself."
        )
    return dataset


def calibrated_band(dataset: gdal.Dataset, band: int) -> int | None:
    """The band of the false-alarm probabilities of the score in the first band."""
    names = [dataset.GetRasterBand(k + 1).GetDescription() for k in range(dataset.RasterCount)]
    return names.index(BAND_NAME) + 1 if band == 1 and BAND_NAME in names else None


def extract(dataset: gdal.Dataset, band: int, rule: Rule, progress: Progress) -> Extraction:
    """Find the regions that a rule asks for.

    Parameters
    ----------
    dataset : gdal.Dataset
        As `open_scores` opens it.
    band : int
    rule : Rule
    progress : callable (fraction in 0..1, text)

    Raises
    ------
    RasterError
        If no pixel is valid, or the rule is so loose that there would be no end of regions.
    ValueError
        If false-alarm probabilities are asked for and cannot be told.
    """
    scores = read_whole(dataset, band, part(progress, 0.0, 0.2))
    valid = np.isfinite(scores)
    if not valid.any():
        raise RasterError("INPUT has no valid pixel in this band: nothing can be extracted.")
    alarms = alarms_of(dataset, band, scores, rule, part(progress, 0.2, 0.3))
    threshold = find_threshold(scores, alarms, rule)
    anomalous = int(np.count_nonzero(scores >= threshold))
    if anomalous > MOST_ANOMALOUS_PIXELS:
        raise RasterError(f"The threshold {threshold:g} is reached by {anomalous} pixels: too many. {LOOSE}")
    progress(0.3, "Regions")
    regions = find_regions(scores, threshold, rule.min_area)
    if len(regions) > MOST_REGIONS:
        raise RasterError(
            f"The threshold {threshold:g} leaves {len(regions)} regions, more than {MOST_REGIONS}. {LOOSE}"
        )
    transform = geotransform(dataset) or UNREFERENCED
    return Extraction(
        regions=regions,
        threshold=threshold,
        highest=float(scores[valid].max()),
        probabilities=[None] * len(regions) if alarms is None else alarms.of(regions),
        outlines=outlines(regions.ranks, len(regions), dataset, part(progress, 0.5, 1.0)),
        peaks=coordinates(transform, regions.peaks),
        middles=coordinates(transform, regions.middles),
        pixel_area=abs(transform[1] * transform[5] - transform[2] * transform[4]),
        valid=valid,
    )


def alarms_of(
    dataset: gdal.Dataset, band: int, scores: np.ndarray, rule: Rule, progress: Progress
) -> KnownAlarms | Calibration | None:
    """False-alarm probabilities that the raster holds, or fitted to the scores; None where they cannot be told.

    Raises
    ------
    ValueError
        If they cannot be told, and the rule needs them.
    """
    known = calibrated_band(dataset, band)
    if known:
        return KnownAlarms(scores, read_whole(dataset, known, progress))
    try:
        return calibrate(scores, standardised=dataset.GetMetadataItem("SCOREAD_MODEL_ID") is not None)
    except ValueError as error:
        if rule.method == METHODS[0]:
            raise ValueError(f"{error} Choose the METHOD 'percentile' or 'value'.") from error
        return None


def find_threshold(scores: np.ndarray, alarms: KnownAlarms | Calibration | None, rule: Rule) -> float:
    """The lowest score that counts."""
    if rule.method == "value":
        return rule.number
    return percentile_threshold(scores, rule.number) if rule.method == "percentile" else alarms.threshold(rule.number)


def coordinates(transform: Sequence[float], pixels: np.ndarray) -> np.ndarray:
    """Map coordinates (n, 2) of the centres of pixels (n, 2) given by row and column."""
    row, column = pixels.T + 0.5
    return np.stack([transform[k] + transform[k + 1] * column + transform[k + 2] * row for k in (0, 3)], axis=1)


def part(progress: Progress, first: float, last: float) -> Progress:
    """The progress of one step among several."""
    return lambda fraction, text: progress(first + (last - first) * fraction, text)


def save_mask(target: str, dataset: gdal.Dataset, rule: Rule, extraction: Extraction) -> None:
    """Write the mask of an extraction, which tells how it came about."""
    write_mask(target, dataset, extraction.mask, provenance(dataset, rule, extraction.threshold))


def provenance(dataset: gdal.Dataset, rule: Rule, threshold: float) -> dict[str, str]:
    """What the score raster says of itself, and how regions were extracted from it. No times and no paths."""
    own = {key: text for key, text in (dataset.GetMetadata() or {}).items() if key.startswith("SCOREAD_")}
    how = {"method": rule.method, "number": rule.number, "threshold": threshold, "min_area": rule.min_area}
    return {**own, "SCOREAD_EXTRACTION": json.dumps(how), "SCOREAD_EXTRACTED_BY": VERSION}


@dataclass(frozen=True, eq=False)
class Spectra:
    """Mean spectra of regions.

    Attributes
    ----------
    values : array (n, bands)
        NaN where no pixel of a region is valid.
    bands : tuple of int
        Of the hyperspectral raster, counted from 1.
    wavelengths : list of float or None
        Of these bands, in nanometres.
    """

    values: np.ndarray
    bands: tuple[int, ...]
    wavelengths: list[float] | None

    def profiles(self) -> Iterator[str | None]:
        """A JSON object for each region, as the EnMAP-Box keeps spectral profiles; None where the spectrum is NaN."""
        x, unit = (list(self.bands), "Band Index") if self.wavelengths is None else (self.wavelengths, "nm")
        for spectrum in self.values:
            known = np.isfinite(spectrum).all()
            y = [float(f"{value:.6g}") for value in spectrum]
            yield json.dumps({"x": x, "xUnit": unit, "y": y}) if known else None

    def less(self, deviation: Spectra) -> Spectra:
        """The spectra less their deviations, in the deviations' bands."""
        shared = np.searchsorted(self.bands, deviation.bands)
        return Spectra(self.values[:, shared] - deviation.values, deviation.bands, deviation.wavelengths)


def open_spectra(paths: dict[str, str], dataset: gdal.Dataset) -> dict[str, Scene]:
    """Open SPECTRA and DEVIATION, those of them that are given, looking at the pixels of the score raster.

    Raises
    ------
    RasterError
        With the parameter's name, if one cannot be used, lies on another grid, or does not go with the other.
    """
    scenes = {name: open_beside(path, name, dataset) for name, path in paths.items()}
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
        raise RasterError(f"{name} must have the pixels of INPUT: the same grid, and all of INPUT within it.")
    return scene.looking_at(window)


def deviation_bands(scene: Scene) -> tuple[tuple[int, ...], list[float] | None]:
    """The bands that a raster of deviation spectra tells of, and their wavelengths.

    Raises
    ------
    RasterError
        If its band names are not those of such a raster.
    """
    names = [scene.dataset.GetRasterBand(band).GetDescription() for band in scene.bands]
    found = [DEVIATION_BAND.fullmatch(name) for name in names]
    if None in found:
        raise RasterError("DEVIATION is not a raster of deviation spectra as Detect anomalies writes them.")
    wavelengths = [float(match[2]) for match in found if match[2]]
    return tuple(int(match[1]) for match in found), wavelengths if len(wavelengths) == len(found) else None


def profiles(scenes: dict[str, Scene], regions: Regions, progress: Progress) -> dict[str, Iterator[str | None]]:
    """Fields of spectra by their names, each with the regions' profiles: what SPECTRA and DEVIATION allow."""
    found = {}
    if "SPECTRA" in scenes:
        scene = scenes["SPECTRA"]
        wavelengths = None if scene.wavelengths is None else [scene.wavelengths[band - 1] for band in scene.bands]
        means = mean_spectra(scene, regions, part(progress, 0.0, 0.5))
        found["spectrum"] = Spectra(means, scene.bands, wavelengths)
    if "DEVIATION" in scenes:
        scene = scenes["DEVIATION"]
        means = mean_spectra(scene, regions, part(progress, 0.5, 1.0))
        found["deviation"] = Spectra(means, *deviation_bands(scene))
    if len(found) == 2:
        found["background"] = found["spectrum"].less(found["deviation"])
    return {name: spectra.profiles() for name, spectra in found.items()}


def mean_spectra(scene: Scene, regions: Regions, progress: Progress) -> np.ndarray:
    """Mean over the valid pixels of each region: (n, bands). Reads only where there are regions."""
    sums = np.zeros((len(regions), len(scene.bands)))
    counts = np.zeros(len(regions), int)
    shape = block_shape(scene.window, scene.tile, 0, SPECTRA_BYTES // scene.bytes_per_pixel)
    blocks = list(scene.window.tiles(*shape))
    for k, block in enumerate(blocks):
        progress(k / len(blocks), "Spectra")
        place = block.relative_to(scene.window)
        ranks = regions.ranks[place.row : place.row + place.rows, place.column : place.column + place.columns]
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
