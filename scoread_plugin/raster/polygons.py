"""Outlines of regions of pixels."""

from __future__ import annotations

import numpy as np
from osgeo import gdal, gdal_array, ogr

from ..progress import Progress
from .errors import interruptible, refusing
from .georeferencing import UNREFERENCED, geotransform

# From GDAL 3.11 on, the driver for rasters in memory also holds layers, and this one is deprecated.
MEMORY_DRIVER = "Memory" if int(gdal.VersionInfo()) < 3110000 else "MEM"
FIELD = "rank"


def outlines(ranks: np.ndarray, count: int, source: gdal.Dataset, progress: Progress) -> list[bytes]:
    """Trace the regions of rank 1 to `count` as multipolygons (WKB) in map coordinates.

    Parts that touch only at a corner become separate polygons, since one polygon around both would not be valid.

    Parameters
    ----------
    ranks : int32 array (rows, columns)
        0 where there is no region.
    count : int
    source : gdal.Dataset
        Dataset whose geotransform georeferences the pixels.
    progress : callable (fraction in 0..1, text)

    Raises
    ------
    RasterError
        If GDAL fails.
    """
    raster = gdal_array.OpenArray(np.ascontiguousarray(ranks))
    raster.SetGeoTransform(geotransform(source) or UNREFERENCED)
    layers = ogr.GetDriverByName(MEMORY_DRIVER).CreateDataSource("")
    layer = layers.CreateLayer("regions", None, ogr.wkbPolygon)
    layer.CreateField(ogr.FieldDefn(FIELD, ogr.OFTInteger))
    band = raster.GetRasterBand(1)
    with refusing("The outlines cannot be created"), interruptible(lambda done: progress(done, "Outlines")) as told:
        if gdal.Polygonize(band, band, layer, 0, [], told) != gdal.CE_None:
            raise RuntimeError(gdal.GetLastErrorMsg())
    shapes = [ogr.Geometry(ogr.wkbMultiPolygon) for _ in range(count)]
    for feature in layer:
        shapes[feature.GetField(FIELD) - 1].AddGeometry(feature.GetGeometryRef())
    return [bytes(shape.ExportToWkb()) for shape in shapes]
