"""Rasters of deviation spectra: the detector that computes them, and the names of their bands."""

from __future__ import annotations

import re

import numpy as np

from ..progress import Progress
from ..raster.errors import RasterError
from ..raster.scene import Scene
from ..runtime.remote import RemoteDetector

# What `band_name` writes.
BAND_NAME = re.compile(r"Deviation, band (\d+)(?: \(([\d.e+]+) nm\))?")


class Deviations:
    """Detector for `detecting.detect` that returns deviation spectra in place of scores.

    Parameters
    ----------
    detector : RemoteDetector
    scene : Scene
        Scene in the bands that the detector expects.
    """

    def __init__(self, detector: RemoteDetector, scene: Scene):
        self.detector = detector
        self.margin = detector.margin
        self.names = [band_name(scene, band) for band in scene.bands]

    def score(self, cube: np.ndarray, valid: np.ndarray, progress: Progress) -> np.ndarray:
        """Compute the deviations (rows, columns, bands) of a block, in sensor units."""
        return self.detector.deviations(cube, valid, progress)


def band_name(scene: Scene, band: int) -> str:
    known = scene.wavelengths is not None and np.isfinite(scene.wavelengths[band - 1])
    return f"Deviation, band {band}" + (f" ({scene.wavelengths[band - 1]:g} nm)" if known else "")


def deviation_bands(scene: Scene) -> tuple[tuple[int, ...], list[float] | None]:
    """Return the bands described by a raster of deviation spectra, and their wavelengths.

    Raises
    ------
    RasterError
        If the band names are not those of such a raster.
    """
    names = [scene.dataset.GetRasterBand(band).GetDescription() for band in scene.bands]
    found = [BAND_NAME.fullmatch(name) for name in names]
    if None in found:
        raise RasterError("DEVIATION is not a raster of deviation spectra from Detect anomalies.")
    wavelengths = [float(match[2]) for match in found if match[2]]
    return tuple(int(match[1]) for match in found), wavelengths if len(wavelengths) == len(found) else None
