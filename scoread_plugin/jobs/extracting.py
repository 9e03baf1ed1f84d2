"""Extraction of ranked regions with outlines from a score raster."""

from __future__ import annotations

import json
from dataclasses import dataclass

import numpy as np
from osgeo import gdal

from ..maps.false_alarms import BAND_NAME
from ..maps.regions import Regions, find_regions
from ..maps.threshold import Calibration, KnownAlarms, calibrate, percentile_threshold
from ..progress import Progress, span
from ..raster.dataset import bands_of
from ..raster.errors import RasterError
from ..raster.georeferencing import pixel_centres
from ..raster.polygons import outlines
from ..raster.score_map import MASK_NODATA, open_score_map, read_whole
from ..version import VERSION
from .provenance import is_deviation, is_standardised

MOST_ANOMALOUS_PIXELS = 2**23
MOST_REGIONS = 100_000
LOOSE = "Choose a lower rate, a higher percentile or value, or a larger MIN_AREA."


@dataclass(frozen=True)
class Rule:
    """Definition of an anomaly.

    Attributes
    ----------
    method : {"percentile", "false-alarm rate", "value"}
    number : float
        Parameter of the method: a percentile of the valid pixels, a probability, or a score.
    min_area : int
        Minimum number of pixels of a region.
    """

    method: str
    number: float
    min_area: int = 1


@dataclass(frozen=True, eq=False)
class Extraction:
    """Anomalies of a score raster, strongest first.

    Attributes
    ----------
    regions : Regions
    threshold : float
    highest : float
        Highest of all scores.
    lowest : float or None
        Lowest false-alarm probability of all pixels, if it is known.
    probabilities : list of n float or None
        Probability that a background pixel scores as high as the region's highest score; None where it cannot be
        estimated.
    outlines : list of bytes
        Multipolygons, as WKB.
    peaks, middles : array (n, 2)
        Map coordinates of the highest score, and of the pixel nearest to the centre of mass.
    valid : bool array (rows, columns)
    """

    regions: Regions
    threshold: float
    highest: float
    lowest: float | None
    probabilities: list[float | None]
    outlines: list[bytes]
    peaks: np.ndarray
    middles: np.ndarray
    valid: np.ndarray

    @property
    def share(self) -> float:
        """Share of the valid pixels that belong to a region, 0 to 1."""
        return float(self.regions.pixels.sum() / self.valid.sum())

    @property
    def mask(self) -> np.ndarray:
        """Mask, uint8 (rows, columns): 1 in regions, 0 elsewhere, 255 where not valid."""
        mask = (self.regions.ranks > 0).astype(np.uint8)
        mask[~self.valid] = MASK_NODATA
        return mask


def open_scores(path: str, band: int, wkt: str = "") -> gdal.Dataset:
    """Open a score raster; rasters and bands without scores are refused; `wkt` as in `open_placed`.

    Raises
    ------
    RasterError
        If the band cannot be used.
    """
    dataset = open_score_map(path, band, wkt)
    if is_deviation(dataset):
        raise RasterError("INPUT has deviation spectra, not scores. Choose the score raster; use this as DEVIATION.")
    if dataset.GetRasterBand(band).GetDescription() == BAND_NAME:
        raise RasterError(
            f"BAND {band} is the false-alarm probability, which is low for anomalies. Choose the score band; "
            "METHOD 'false-alarm rate' finds the probability by itself."
        )
    return dataset


def calibrated_band(dataset: gdal.Dataset, band: int) -> int | None:
    """Return the band with the false-alarm probabilities of a score in the first band, or None."""
    names = [band.GetDescription() for band in bands_of(dataset)]
    return names.index(BAND_NAME) + 1 if band == 1 and BAND_NAME in names else None


def extract(dataset: gdal.Dataset, band: int, rule: Rule, progress: Progress) -> Extraction:
    """Find the regions defined by a rule.

    Parameters
    ----------
    dataset : gdal.Dataset
        Dataset opened by `open_scores`.
    band : int
    rule : Rule
    progress : callable (fraction in 0..1, text)

    Raises
    ------
    RasterError
        If no pixel is valid, or the rule is so loose that there would be too many regions.
    ValueError
        If false-alarm probabilities are required and cannot be estimated.
    """
    scores = read_whole(dataset, band, span(progress, 0.0, 0.2))
    valid = np.isfinite(scores)
    if not valid.any():
        raise RasterError("INPUT has no valid pixel in this band: nothing can be extracted.")
    alarms = alarms_of(dataset, band, scores, rule, span(progress, 0.2, 0.3))
    threshold = find_threshold(scores, alarms, rule)
    anomalous = int(np.count_nonzero(scores >= threshold))
    if anomalous > MOST_ANOMALOUS_PIXELS:
        raise RasterError(f"Too many pixels, {anomalous}, reach the threshold {threshold:g}. {LOOSE}")
    progress(0.3, "Regions")
    regions = find_regions(scores, threshold, rule.min_area)
    if len(regions) > MOST_REGIONS:
        raise RasterError(
            f"The threshold {threshold:g} leaves {len(regions)} regions, more than {MOST_REGIONS}. {LOOSE}"
        )
    return Extraction(
        regions=regions,
        threshold=threshold,
        highest=float(scores[valid].max()),
        lowest=None if alarms is None else alarms.lowest(scores),
        probabilities=[None] * len(regions) if alarms is None else alarms.of(regions),
        outlines=outlines(regions.ranks, len(regions), dataset, span(progress, 0.5, 1.0)),
        peaks=pixel_centres(dataset, regions.peaks),
        middles=pixel_centres(dataset, regions.middles),
        valid=valid,
    )


def alarms_of(
    dataset: gdal.Dataset, band: int, scores: np.ndarray, rule: Rule, progress: Progress
) -> KnownAlarms | Calibration | None:
    """Return false-alarm probabilities, read from the raster or fitted to the scores; None if neither is possible.

    Raises
    ------
    ValueError
        If they cannot be estimated and the rule needs them.
    """
    known = calibrated_band(dataset, band)
    if known:
        return KnownAlarms(scores, read_whole(dataset, known, progress))
    try:
        return calibrate(scores, standardised=is_standardised(dataset))
    except ValueError as error:
        if rule.method == "false-alarm rate":
            raise ValueError(f"{error} Choose METHOD 'percentile' or 'value'.") from error
        return None


def find_threshold(scores: np.ndarray, alarms: KnownAlarms | Calibration | None, rule: Rule) -> float:
    """Return the lowest score that counts as anomalous."""
    if rule.method == "value":
        return rule.number
    return percentile_threshold(scores, rule.number) if rule.method == "percentile" else alarms.threshold(rule.number)


def provenance(dataset: gdal.Dataset, rule: Rule, threshold: float) -> dict[str, str]:
    """Return the score raster's own metadata and the parameters of the extraction, without times and paths."""
    own = {key: text for key, text in dataset.GetMetadata().items() if key.startswith("SCOREAD_")}
    how = {"method": rule.method, "number": rule.number, "threshold": threshold, "min_area": rule.min_area}
    return {**own, "SCOREAD_EXTRACTION": json.dumps(how), "SCOREAD_EXTRACTED_BY": VERSION}
