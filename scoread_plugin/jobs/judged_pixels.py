"""The pixels on which score rasters are judged: those with a truth, and with a score in every raster."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from osgeo import gdal

from ..progress import Progress, part
from ..raster.alignment import lies_on
from ..raster.dataset import open_placed
from ..raster.errors import RasterError
from ..raster.score_map import read_whole
from ..raster.truth import ANOMALY, BACKGROUND, UNJUDGED, Truth
from .provenance import is_deviation


@dataclass(frozen=True)
class ScoreRaster:
    """Raster whose first band is evaluated.

    Attributes
    ----------
    name, path : str
    wkt : str
        Coordinate reference system that overrides the raster's own; empty to use its own.
    """

    name: str
    path: str
    wkt: str = ""

    def open(self) -> gdal.Dataset:
        """Open the raster.

        Raises
        ------
        RasterError
            If it cannot be opened, or has no scores.
        """
        dataset = open_placed(self.path, self.wkt)
        if is_deviation(dataset):
            raise RasterError(f"'{self.name}' has deviation spectra, not scores. Choose the score raster.")
        if gdal.DataTypeIsComplex(dataset.GetRasterBand(1).DataType):
            raise RasterError(f"'{self.name}' has complex values; scores must be real.")
        return dataset


@dataclass(frozen=True, eq=False)
class JudgedPixels:
    """Pixels on which all rasters are judged.

    Attributes
    ----------
    labels : array (rows, columns), uint8
        BACKGROUND, ANOMALY or UNJUDGED, see `Truth.on_grid`.
    judged : array (rows, columns), bool
        Whether there is a truth, and a score in every raster.
    """

    labels: np.ndarray
    judged: np.ndarray

    @property
    def anomalies(self) -> np.ndarray:
        """Judged anomalous pixels, bool (rows, columns)."""
        return self.judged & (self.labels == ANOMALY)

    @property
    def background(self) -> np.ndarray:
        """Judged background pixels, bool (rows, columns)."""
        return self.judged & (self.labels == BACKGROUND)


def open_on_one_grid(rasters: Sequence[ScoreRaster]) -> list[gdal.Dataset]:
    """Open score rasters.

    Raises
    ------
    RasterError
        If one cannot be used, or they do not share a grid.
    """
    datasets = [raster.open() for raster in rasters]
    for raster, dataset in zip(rasters, datasets):
        if not lies_on(dataset, datasets[0], datasets[0].GetSpatialRef()):
            raise RasterError(
                f"'{raster.name}' is not on the pixel grid of '{rasters[0].name}', so they cannot be judged on the "
                "same pixels. Warp one onto the grid of the other, or evaluate them separately."
            )
    return datasets


def judged_pixels(rasters: Sequence[ScoreRaster], truth: Truth, progress: Progress) -> JudgedPixels:
    """Find the pixels on which all rasters can be judged.

    Figures on different pixels could not be compared: a raster without scores at the bright roofs would seem better.

    Parameters
    ----------
    rasters : sequence of ScoreRaster
        At least one.
    truth : Truth
    progress : callable (fraction in 0..1, text)

    Raises
    ------
    RasterError
        If a layer cannot be read, the rasters do not share a grid, or no anomalous or no background pixel can be
        judged.
    """
    datasets = open_on_one_grid(rasters)
    progress(0.0, "Truth")
    labels = truth.on_grid(datasets[0])
    judged = labels != UNJUDGED
    for k, dataset in enumerate(datasets):
        judged &= np.isfinite(read_whole(dataset, 1, part(progress, k, len(datasets))))
    pixels = JudgedPixels(labels, judged)
    refuse_what_cannot_be_judged([raster.name for raster in rasters], pixels)
    return pixels


def refuse_what_cannot_be_judged(names: Sequence[str], pixels: JudgedPixels) -> None:
    """Raise RasterError unless there are pixels of both kinds to evaluate."""
    rasters = ", ".join(f"'{name}'" for name in names)
    common = " Only pixels that all rasters have scored are judged." if len(names) > 1 else ""
    marked = np.count_nonzero(pixels.labels == ANOMALY)
    if not marked:
        raise RasterError(
            f"TRUTH marks no pixel of {rasters} as anomalous: it does not overlap, has only zeros and nodata there, "
            "or its polygons are smaller than a pixel. Check its CRS and position; use points for small objects."
        )
    if not pixels.anomalies.any():
        raise RasterError(f"{rasters}: no score in any of the {marked} pixels that TRUTH marks anomalous.{common}")
    if not pixels.background.any():
        raise RasterError(
            f"{rasters}: no scored background pixel.{common} Either there is no score, or TRUTH marks all as "
            "anomalous or not to be judged. If TRUTH declares 0 as nodata, remove that (gdal_translate -a_nodata "
            "none)."
        )
