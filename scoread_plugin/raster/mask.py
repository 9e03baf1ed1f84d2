"""Alignment of a mask layer, vector or raster, to the grid of a scene."""

from __future__ import annotations

import numpy as np
from osgeo import gdal, ogr

from .alignment import lies_on, validity_of, warp_onto
from .burning import burn, layer_of
from .dataset import open_dataset, open_placed, read_mask
from .errors import RasterError, made, refusing
from .georeferencing import UNREFERENCED, copy_georeferencing, geotransform, placed_otherwise
from .scene import Scene

POLYGONS = (
    ogr.wkbPolygon, ogr.wkbMultiPolygon, ogr.wkbCurvePolygon, ogr.wkbMultiSurface,
    ogr.wkbGeometryCollection, ogr.wkbUnknown,
)  # fmt: skip


def mask_from_vector(scene: Scene, path: str, layer_name: str, scratch: str) -> gdal.Dataset:
    """Burn polygons into a mask on the scene's grid.

    Parameters
    ----------
    scene : Scene
    path, layer_name : str
        Path and layer as opened by OGR; an empty name selects the first layer. It is reprojected if necessary.
    scratch : str
        Path of a GeoTIFF to create.

    Raises
    ------
    RasterError
        If the layer cannot be opened or burned.
    """
    source = open_dataset(path, gdal.OF_VECTOR)
    layer = layer_of(source, layer_name, "MASK")
    if ogr.GT_Flatten(layer.GetGeomType()) not in POLYGONS:
        raise RasterError("MASK must hold polygons.")
    mask = new_mask(scene, scratch)
    if placed_otherwise(scene.dataset) and not placed_otherwise(mask):
        raise RasterError("MASK must be a raster of the same size as INPUT, which has only geolocation arrays.")
    burn(layer, mask, 1, "MASK", path)
    return mask


def mask_from_raster(scene: Scene, path: str, wkt: str, scratch: str) -> gdal.Dataset:
    """Align the first band of a raster to the scene's grid; pixels that are neither 0 nor nodata may be used.

    Raises
    ------
    RasterError
        If the raster cannot be opened, or neither lies on the scene's grid nor can be warped onto it.
    """
    source = open_placed(path, wkt)
    if not lies_on(source, scene.dataset, scene.reference):
        source = warp_onto(scene.dataset, scene.reference, source, "MASK", path)
    mask = new_mask(scene, scratch)
    band, validity = source.GetRasterBand(1), validity_of(source)
    for window in scene.whole.strips():
        values = read_mask(band, window)
        used = (values != 0) & ~np.isnan(values) & (read_mask(validity, window) != 0)
        mask.GetRasterBand(1).WriteArray(used.astype(np.uint8), window.column, window.row)
    return mask


def new_mask(scene: Scene, scratch: str) -> gdal.Dataset:
    size, options = (scene.whole.columns, scene.whole.rows), ["TILED=YES", "COMPRESS=LZW"]
    with refusing(f"The scratch file '{scratch}' cannot be created"):
        mask = made(gdal.GetDriverByName("GTiff").Create(scratch, *size, 1, gdal.GDT_Byte, options))
    copy_georeferencing(scene.dataset, mask, scene.whole, scene.reference)
    if geotransform(mask) is None and not placed_otherwise(mask):
        mask.SetGeoTransform(UNREFERENCED)
    return mask
