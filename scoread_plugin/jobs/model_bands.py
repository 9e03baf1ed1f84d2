"""Matching the bands of a scene to those of a model."""

from __future__ import annotations

import numpy as np

from ..raster.errors import RasterError
from ..raster.scene import Scene
from ..sgm.model_file import Header

WAVELENGTH_TOLERANCE_NM = 2.0


def fit_to_model(scene: Scene, header: Header) -> Scene:
    """Return the scene in the bands of a model.

    Raises
    ------
    RasterError
        If the model was trained on rasters with other bands.
    """
    if scene.dataset.RasterCount != header.band_count:
        raise RasterError(
            f"MODEL was trained on rasters of {header.band_count} bands, but INPUT has {scene.dataset.RasterCount}. "
            "Use a model of the same sensor and processing level, or train one on this raster."
        )
    if header.wavelengths is not None and scene.wavelengths is not None:
        own = np.array([scene.wavelengths[band - 1] for band in header.bands])
        difference = np.nan_to_num(np.abs(own - header.wavelengths))  # Unknown ones match any.
        if difference.max() > WAVELENGTH_TOLERANCE_NM:
            k = int(difference.argmax())
            raise RasterError(
                f"MODEL was trained on other wavelengths: its band {header.bands[k]} is at "
                f"{header.wavelengths[k]:.1f} nm, that of INPUT at {own[k]:.1f} nm. Use a model of the same sensor."
            )
    return scene.with_bands(header.bands)
