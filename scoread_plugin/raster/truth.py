"""Known anomalies, aligned to the grid of a score raster."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from osgeo import gdal, ogr

from .alignment import is_finer, lies_on, validity_of, warp_onto
from .burning import burn, layer_of
from .dataset import open_dataset, open_placed, read_mask, read_pixels
from .errors import RasterError, refusing
from .georeferencing import copy_georeferencing, geotransform, placed_otherwise
from .window import Window

BACKGROUND, ANOMALY, UNJUDGED = 0, 1, 255
CENTRES_AT_ONCE = 100_000
LINES = (ogr.wkbLineString, ogr.wkbMultiLineString, ogr.wkbCircularString, ogr.wkbCompoundCurve, ogr.wkbMultiCurve)
NUMBERS = (ogr.OFTInteger, ogr.OFTInteger64, ogr.OFTReal)


@dataclass(frozen=True)
class Truth:
    """Layer that defines which pixels are anomalous.

    Attributes
    ----------
    path : str
        Path as opened by GDAL.
    is_raster : bool
    layer : str
        Layer of a vector source; empty for the first.
    field : str
        Numeric field of a vector layer, interpreted like the pixels of a raster. If empty, every shape is anomalous.
    wkt : str
        Coordinate reference system that overrides a raster's own; empty to use its own.
    """

    path: str
    is_raster: bool
    layer: str = ""
    field: str = ""
    wkt: str = ""

    def on_grid(self, grid: gdal.Dataset) -> np.ndarray:
        """Return BACKGROUND, ANOMALY or UNJUDGED for each pixel of a raster.

        Returns
        -------
        array (rows, columns), uint8
            For a truth raster: ANOMALY where its first band is not 0, UNJUDGED where it is nodata or NaN, and beyond
            its extent. For a vector layer: ANOMALY where there is a shape, BACKGROUND elsewhere.

        Raises
        ------
        RasterError
            If the layer cannot be read, or cannot be aligned to the grid.
        """
        return from_raster(self, grid) if self.is_raster else from_vector(self, grid)


def from_raster(truth: Truth, grid: gdal.Dataset) -> np.ndarray:
    source, reference = open_placed(truth.path, truth.wkt), grid.GetSpatialRef()
    on_grid = lies_on(source, grid, reference)
    aligned = source if on_grid else warp_onto(grid, reference, source, "TRUTH", truth.path)
    labels = np.empty((aligned.RasterYSize, aligned.RasterXSize), np.uint8)
    for strip, part in labelled_strips(aligned, truth.path):
        labels[strip.slices] = part
    # By nearest neighbour alone, small targets of a finer truth would be lost.
    if not on_grid and is_finer(source, grid):
        mark_centres(labels, source, grid, truth.path)
    return labels


def labelled_strips(source: gdal.Dataset, path: str) -> Iterator[tuple[Window, np.ndarray]]:
    """Yield strips of a truth raster with their labels (rows, columns)."""
    band, validity = source.GetRasterBand(1), validity_of(source)
    for strip in Window.of(source).strips():
        values = read_pixels(band, f"TRUTH '{path}'", strip)
        unknown = np.isnan(values) | (read_mask(validity, strip) == 0)
        yield strip, np.where(unknown, UNJUDGED, np.where(values != 0, ANOMALY, BACKGROUND))


def mark_centres(labels: np.ndarray, fine: gdal.Dataset, grid: gdal.Dataset, path: str) -> None:
    """Label the pixels of a grid (rows, columns) anomalous in which the centre of an anomalous finer pixel lies."""
    transformer = gdal.Transformer(fine, grid, [])
    for strip, part in labelled_strips(fine, path):
        centres = np.argwhere(part == ANOMALY)[:, ::-1] + (strip.column + 0.5, strip.row + 0.5)
        for first in range(0, len(centres), CENTRES_AT_ONCE):
            points, _ = transformer.TransformPoints(0, centres[first : first + CENTRES_AT_ONCE].tolist())
            column, row = np.floor(np.array(points)[:, :2]).T
            inside = (row >= 0) & (row < labels.shape[0]) & (column >= 0) & (column < labels.shape[1])
            labels[row[inside].astype(int), column[inside].astype(int)] = ANOMALY


def from_vector(truth: Truth, grid: gdal.Dataset) -> np.ndarray:
    if geotransform(grid) is None and not placed_otherwise(grid):
        raise RasterError(
            f"'{grid.GetDescription()}' is not georeferenced, so a vector TRUTH cannot be laid over it. "
            "Use a raster TRUTH of the same size."
        )
    source = open_dataset(truth.path, gdal.OF_VECTOR)
    layer = layer_of(source, truth.layer, "TRUTH")
    if ogr.GT_Flatten(layer.GetGeomType()) in LINES:
        raise RasterError("TRUTH must hold polygons or points, or be a raster.")
    labels = gdal.GetDriverByName("MEM").Create("", grid.RasterXSize, grid.RasterYSize, 1, gdal.GDT_Byte)
    copy_georeferencing(grid, labels, Window.of(grid))
    if not truth.field:
        burn(layer, labels, ANOMALY, "TRUTH", truth.path)
    else:
        # Anomalies last, so that they take precedence where shapes overlap.
        field = quoted_number_field(layer, truth)
        conditions = ((f"{field} IS NULL", UNJUDGED), (f"{field} = 0", BACKGROUND), (f"{field} <> 0", ANOMALY))
        for condition, label in conditions:
            select(layer, condition, truth)
            burn(layer, labels, label, "TRUTH", truth.path)
    return labels.ReadAsArray()


def quoted_number_field(layer: ogr.Layer, truth: Truth) -> str:
    """Return the truth's field, quoted for SQL."""
    definition = layer.GetLayerDefn()
    fields = [definition.GetFieldDefn(k) for k in range(definition.GetFieldCount())]
    numeric = [field.GetName() for field in fields if field.GetType() in NUMBERS]
    if truth.field not in numeric:
        raise RasterError(
            f"TRUTH has no numeric field '{truth.field}' (TRUTH_FIELD); it has: {', '.join(numeric) or 'none'}."
        )
    return '"' + truth.field.replace('"', '""') + '"'


def select(layer: ogr.Layer, condition: str, truth: Truth) -> None:
    with refusing(f"TRUTH '{truth.path}' cannot be filtered by TRUTH_FIELD"):
        if layer.SetAttributeFilter(condition) != ogr.OGRERR_NONE:
            raise RuntimeError(gdal.GetLastErrorMsg())
