"""What a score raster says of how it came about. No times and no paths: the same run gives the same bytes."""

from __future__ import annotations

import json

from ..runtime.remote import DetectionOptions
from ..sgm.model_file import Header
from ..version import VERSION

MEANINGS = {
    "mean": "mean resultant length of the score directions, 0 to 1; larger is more anomalous",
    "quadrature": "logarithms of the mean resultant length, in robust standard deviations of the training sample, "
    "added in quadrature over the views of the spectra; larger is more anomalous",
}


def provenance(header: Header, options: DetectionOptions, versions: dict[str, str]) -> dict[str, str]:
    """GDAL metadata items for a score raster.

    Parameters
    ----------
    header : Header
        Of the model.
    options : DetectionOptions
    versions : dict
        Of the worker's python, torch and numpy.
    """
    settings = options.applied_to(header.settings)
    meaning = MEANINGS[settings.fusion]
    if settings.context.kind == "background":
        meaning += f", less its area opening (regions of more than {settings.context.largest} pixels)"
    return {
        "SCOREAD_SCORE": meaning,
        "SCOREAD_VERSION": VERSION,
        "SCOREAD_MODEL_ID": header.model_id,
        "SCOREAD_PRESET": settings.preset,
        "SCOREAD_SETTINGS": json.dumps(settings.to_dict()),
        "SCOREAD_NOISE_LEVELS": settings.noise_levels_told(),
        "SCOREAD_PERTURBATIONS": str(settings.perturbations),
        "SCOREAD_SEED": str(options.seed),
        "SCOREAD_BANDS": ", ".join(map(str, header.bands)),
        "SCOREAD_LIBRARIES": f"torch {versions['torch']}, numpy {versions['numpy']}, Python {versions['python']}",
    }
