"""Metadata on the provenance of score rasters, without times and paths: the same run gives the same bytes."""

from __future__ import annotations

import json
import platform
from collections.abc import Sequence

import numpy as np
from osgeo import gdal

from ..detectors.modes import ClassicDetector
from ..sgm.detection_options import DetectionOptions
from ..sgm.model_file import Header
from ..version import VERSION

# Kind of the values of a raster, for programs; SCOREAD_SCORE describes it for people.
KIND = "SCOREAD_KIND"
RESULTANT_LENGTH, STANDARDISED, SQUARED_DISTANCE = "mean resultant length", "standardised score", "squared distance"
DEVIATION = "deviation spectra"
KINDS = {"mean": RESULTANT_LENGTH, "quadrature": STANDARDISED}
MEANINGS = {
    "mean": "mean resultant length of the score directions, 0 to 1; larger is more anomalous",
    "quadrature": "logarithms of the mean resultant length, in robust standard deviations of the training sample, "
    "added in quadrature over the views of the spectra; larger is more anomalous",
}
ABOVE_BACKGROUND = (
    ", above the level, at least 0, of the region of more than {} pixels around the pixel (area opening), or the "
    "Gaussian mean of this if that is larger"
)


def provenance(header: Header, options: DetectionOptions, versions: dict[str, str]) -> dict[str, str]:
    """Create GDAL metadata items for a score raster.

    Parameters
    ----------
    header : Header
        Header of the model.
    options : DetectionOptions
    versions : dict
        Versions of the worker's python, torch and numpy.
    """
    settings = options.applied_to(header.settings)
    meaning = MEANINGS[settings.fusion]
    if settings.largest:
        meaning += ABOVE_BACKGROUND.format(settings.largest)
    return {
        KIND: KINDS[settings.fusion],
        "SCOREAD_SCORE": meaning,
        "SCOREAD_VERSION": VERSION,
        "SCOREAD_MODEL_ID": header.model_id,
        "SCOREAD_PRESET": settings.preset,
        "SCOREAD_SETTINGS": json.dumps(settings.to_dict()),
        "SCOREAD_TRAINING": json.dumps(header.facts),
        "SCOREAD_NOISE_LEVELS": settings.noise_levels_text(),
        "SCOREAD_PERTURBATIONS": str(settings.perturbations),
        "SCOREAD_SEED": str(options.seed),
        "SCOREAD_BANDS": ", ".join(map(str, header.bands)),
        "SCOREAD_LIBRARIES": f"torch {versions['torch']}, numpy {versions['numpy']}, Python {versions['python']}",
    }


def rx_provenance(mode: str, detector: ClassicDetector, largest: int, bands: Sequence[int]) -> dict[str, str]:
    """Create GDAL metadata items for a score raster of RX.

    Parameters
    ----------
    mode : str
    detector : ClassicDetector
    largest : int
        Maximum size of an anomaly in pixels if the local background is subtracted from the score; else 0.
    bands : sequence of int
        One-based numbers of the bands used.
    """
    meaning = detector.meaning
    if largest:
        meaning = f"logarithm of the {meaning}, in robust standard deviations" + ABOVE_BACKGROUND.format(largest)
    return {
        KIND: STANDARDISED if largest else SQUARED_DISTANCE,
        "SCOREAD_SCORE": f"{meaning}; larger is more anomalous",
        "SCOREAD_VERSION": VERSION,
        "SCOREAD_DETECTOR": f"RX, {mode}",
        "SCOREAD_SETTINGS": json.dumps({**detector.facts, "largest": largest}),
        "SCOREAD_BANDS": ", ".join(map(str, bands)),
        "SCOREAD_LIBRARIES": f"numpy {np.__version__}, Python {platform.python_version()}",
    }


def deviation_provenance(score: dict[str, str]) -> dict[str, str]:
    """Create GDAL metadata items for a raster of deviation spectra from those of the score that they explain."""
    meaning = "none: spectrum less the one that the model would move it towards, in the units of the raster"
    return {**score, KIND: DEVIATION, "SCOREAD_SCORE": meaning}


def is_deviation(dataset: gdal.Dataset) -> bool:
    """Whether the metadata of a raster declare deviation spectra."""
    return dataset.GetMetadataItem(KIND) == DEVIATION


def is_score(dataset: gdal.Dataset) -> bool:
    """Whether the metadata of a raster declare anomaly scores."""
    return is_standardised(dataset) or dataset.GetMetadataItem(KIND) == SQUARED_DISTANCE


def is_standardised(dataset: gdal.Dataset) -> bool:
    """Whether they declare scores of a score model, or scores in robust standard deviations."""
    return dataset.GetMetadataItem(KIND) in (RESULTANT_LENGTH, STANDARDISED)
