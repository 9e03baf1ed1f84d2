"""From a score raster to ranked regions with outlines."""

from __future__ import annotations

import json
from dataclasses import dataclass

import numpy as np
from osgeo import gdal

from ..maps.false_alarms import BAND_NAME
from ..maps.regions import Regions, find_regions
from ..maps.threshold import Calibration, KnownAlarms, calibrate, percentile_threshold
from ..progress import Progress, span
from ..raster.errors import RasterError
from ..raster.extent import pixel_centres
from ..raster.polygons import outlines
from ..raster.score_map import MASK_NODATA, open_score_map, read_whole, write_mask
from ..version import VERSION
from .provenance import DEVIATION, KIND, RESULTANT_LENGTH, STANDARDISED

METHODS = ("false-alarm rate", "percentile", "value")
MOST_ANOMALOUS_PIXELS = 2**23
MOST_REGIONS = 100_000
LOOSE = "Ask for a lower rate, a higher percentile or value, or a larger MIN_AREA."


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
    valid : bool array (rows, columns)
    """

    regions: Regions
    threshold: float
    highest: float
    probabilities: list[float | None]
    outlines: list[bytes]
    peaks: np.ndarray
    middles: np.ndarray
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
    if dataset.GetMetadataItem(KIND) == DEVIATION:
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
    scores = read_whole(dataset, band, span(progress, 0.0, 0.2))
    valid = np.isfinite(scores)
    if not valid.any():
        raise RasterError("INPUT has no valid pixel in this band: nothing can be extracted.")
    alarms = alarms_of(dataset, band, scores, rule, span(progress, 0.2, 0.3))
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
    return Extraction(
        regions=regions,
        threshold=threshold,
        highest=float(scores[valid].max()),
        probabilities=[None] * len(regions) if alarms is None else alarms.of(regions),
        outlines=outlines(regions.ranks, len(regions), dataset, span(progress, 0.5, 1.0)),
        peaks=pixel_centres(dataset, regions.peaks),
        middles=pixel_centres(dataset, regions.middles),
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
        return calibrate(scores, standardised=is_standardised(dataset))
    except ValueError as error:
        if rule.method == METHODS[0]:
            raise ValueError(f"{error} Choose the METHOD 'percentile' or 'value'.") from error
        return None


def is_standardised(dataset: gdal.Dataset) -> bool:
    """Whether the raster says that its score comes from a score model, or counts robust standard deviations."""
    return dataset.GetMetadataItem(KIND) in (RESULTANT_LENGTH, STANDARDISED)


def find_threshold(scores: np.ndarray, alarms: KnownAlarms | Calibration | None, rule: Rule) -> float:
    """The lowest score that counts."""
    if rule.method == "value":
        return rule.number
    return percentile_threshold(scores, rule.number) if rule.method == "percentile" else alarms.threshold(rule.number)


def save_mask(target: str, dataset: gdal.Dataset, rule: Rule, extraction: Extraction) -> None:
    """Write the mask of an extraction, which tells how it came about."""
    write_mask(target, dataset, extraction.mask, provenance(dataset, rule, extraction.threshold))


def provenance(dataset: gdal.Dataset, rule: Rule, threshold: float) -> dict[str, str]:
    """What the score raster says of itself, and how regions were extracted from it. No times and no paths."""
    own = {key: text for key, text in (dataset.GetMetadata() or {}).items() if key.startswith("SCOREAD_")}
    how = {"method": rule.method, "number": rule.number, "threshold": threshold, "min_area": rule.min_area}
    return {**own, "SCOREAD_EXTRACTION": json.dumps(how), "SCOREAD_EXTRACTED_BY": VERSION}
