"""Known anomalies, aligned to the grid of a score raster."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from osgeo import gdal, ogr

from .alignment import burn, is_finer, layer_of, lies_on, validity_of, warp_onto
from .errors import RasterError, refusing
from .extent import copy_georeferencing, geotransform, placed_otherwise
from .scene import open_dataset, open_placed, read_mask, read_pixels
from .window import Window

BACKGROUND, ANOMALY, UNJUDGED = 0, 1, 255
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
    source = open_placed(truth.path, truth.wkt)
    if not lies_on(source, grid, grid.GetSpatialRef()):
        # By nearest neighbour, small targets of a finer truth would be lost.
        resampling = "max" if is_finer(source, grid) else "near"
        source = warp_onto(grid, grid.GetSpatialRef(), source, "TRUTH", truth.path, resampling)
    whole = Window.of(source)
    band, validity = source.GetRasterBand(1), validity_of(source)
    labels = np.empty((whole.rows, whole.columns), np.uint8)
    for strip in whole.strips():
        values = read_pixels(band, f"TRUTH '{truth.path}'", strip)
        unknown = np.isnan(values) | (read_mask(validity, strip) == 0)
        rows = slice(strip.row, strip.row + strip.rows)
        labels[rows] = np.where(unknown, UNJUDGED, np.where(values != 0, ANOMALY, BACKGROUND))
    return labels


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
