"""The strongest anomalies of a score raster, with their deviations from where the model would move them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from osgeo import gdal

from ..maps.peaks import strongest, strongest_apart
from ..progress import silent
from ..raster.dataset import open_dataset, read_pixels
from ..raster.georeferencing import pixel_centres
from ..raster.scene import Scene
from ..raster.window import Window
from ..runtime.remote import RemoteDetector
from .pixel_stack import read_stack


@dataclass(frozen=True, eq=False)
class Anomaly:
    """One of the strongest anomalies of a score raster.

    Attributes
    ----------
    row, column : int
        Zero-based position in the score raster.
    x, y : float
        Centre of the pixel, in the raster's coordinates.
    score : float
    spectrum, deviation : array (bands,)
        Values in the bands of the model, in sensor units.
    """

    row: int
    column: int
    x: float
    y: float
    score: float
    spectrum: np.ndarray
    deviation: np.ndarray


def explain_strongest(scores: str, scene: Scene, detector: RemoteDetector, count: int) -> list[Anomaly]:
    """Find and explain the strongest anomalies of a scene's score raster.

    Parameters
    ----------
    scores : str
        Path of the score raster.
    scene : Scene
        Scene in the bands that the detector expects.
    detector : RemoteDetector
    count : int
    """
    raster = open_dataset(scores)
    values, pixels = strongest_of_raster(raster, count)
    stack = read_stack(scene, pixels + (scene.window.row, scene.window.column), detector.margin, silent)
    spectra = stack.own_spectra()
    # Copied: the next call may overwrite the array that the detector has returned.
    deviations = stack.centres(detector.deviations(stack.cube, stack.valid, silent)).copy()
    places = pixel_centres(raster, pixels)
    return [
        Anomaly(*pixel, *place, score, spectrum, deviation)
        for pixel, place, score, spectrum, deviation in zip(
            pixels.tolist(), places.tolist(), values, spectra, deviations
        )
    ]


def strongest_of_raster(raster: gdal.Dataset, count: int) -> tuple[list[float], np.ndarray]:
    """Find the strongest pixels of a raster's first band: their scores, and rows and columns, int (n, 2)."""
    found = []
    for strip in Window.of(raster).strips():
        values = read_pixels(raster.GetRasterBand(1), "The score raster", strip)
        # Twice as many, since some may lie close to a stronger one in the next strip.
        found += [(float(values[r, c]), strip.row + r, c) for r, c in strongest(values, 2 * count)]
    apart = strongest_apart(found, count)
    return [score for score, *_ in apart], np.array([pixel for _, *pixel in apart], int).reshape(-1, 2)
