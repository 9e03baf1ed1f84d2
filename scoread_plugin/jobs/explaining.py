"""Why a pixel is odd: its deviation from where the model would move it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from osgeo import gdal

from ..maps.peaks import strongest, strongest_apart
from ..progress import Progress, silent
from ..raster.extent import UNREFERENCED, geotransform
from ..raster.scene import Scene, open_dataset, read_pixels
from ..raster.window import Window
from ..runtime.remote import RemoteDetector

STRIP_PIXELS = 10**6


class Deviations:
    """Streams through `detecting.detect` and writes deviation spectra in place of scores.

    Parameters
    ----------
    detector : RemoteDetector
    scene : Scene
        In the bands that the detector knows.
    """

    def __init__(self, detector: RemoteDetector, scene: Scene):
        self.detector = detector
        self.margin = detector.margin
        self.names = [band_name(scene, band) for band in scene.bands]

    def score(self, cube: np.ndarray, valid: np.ndarray, progress: Progress) -> np.ndarray:
        """Deviations (rows, columns, bands) of a block, in sensor units."""
        return self.detector.deviations(cube, valid, progress)


def band_name(scene: Scene, band: int) -> str:
    known = scene.wavelengths is not None and np.isfinite(scene.wavelengths[band - 1])
    return f"Deviation, band {band}" + (f" ({scene.wavelengths[band - 1]:.1f} nm)" if known else "")


@dataclass(frozen=True, eq=False)
class Anomaly:
    """One of the strongest anomalies of a score raster.

    Attributes
    ----------
    row, column : int
        In the score raster, counted from 0.
    x, y : float
        Of its centre, in the raster's coordinates.
    score : float
    spectrum, deviation : array (bands,)
        In the bands of the model, in sensor units.
    """

    row: int
    column: int
    x: float
    y: float
    score: float
    spectrum: np.ndarray
    deviation: np.ndarray


def explain_strongest(scores: str, scene: Scene, detector: RemoteDetector, count: int) -> list[Anomaly]:
    """The strongest anomalies of a score raster of a scene, and what sets them apart.

    Parameters
    ----------
    scores : str
        Path of the score raster.
    scene : Scene
        In the bands that the detector knows.
    detector : RemoteDetector
    count : int
    """
    raster = open_dataset(scores)
    shift = geotransform(raster) or UNREFERENCED
    anomalies = []
    for score, row, column in strongest_of_raster(raster, count):
        place = Window(scene.window.row + row, scene.window.column + column, 1, 1)
        block = scene.read(place, detector.margin)
        deviation = detector.deviations(block.cube, block.valid, silent)[0, 0]
        x = shift[0] + shift[1] * (column + 0.5) + shift[2] * (row + 0.5)
        y = shift[3] + shift[4] * (column + 0.5) + shift[5] * (row + 0.5)
        spectrum = block.cube[detector.margin, detector.margin].astype(np.float32)
        anomalies.append(Anomaly(row, column, x, y, score, spectrum, np.array(deviation)))
    return anomalies


def strongest_of_raster(raster: gdal.Dataset, count: int) -> list[tuple[float, int, int]]:
    """(score, row, column) of the strongest pixels of a raster's first band, strip by strip."""
    whole = Window(0, 0, raster.RasterYSize, raster.RasterXSize)
    found = []
    for strip in whole.tiles(max(1, STRIP_PIXELS // whole.columns), whole.columns):
        values = read_pixels(raster.GetRasterBand(1), "The score raster", strip)
        # Twice as many, since some may lie beside a stronger one of the next strip.
        found += [(float(values[r, c]), strip.row + r, c) for r, c in strongest(values, 2 * count)]
    return strongest_apart(found, count)
