"""A mask layer, vector or raster, brought onto the grid of a scene."""

from __future__ import annotations

import numpy as np
from osgeo import gdal, ogr

from .errors import RasterError, refusing
from .extent import UNREFERENCED, copy_georeferencing, geotransform
from .scene import Scene, open_dataset, read_mask

STRIP_PIXELS = 2**22
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
        As OGR opens them; an empty name takes the first layer. Reprojected where the CRS differ.
    scratch : str
        Path of a GeoTIFF to make.

    Raises
    ------
    RasterError
        If the layer cannot be opened or burned.
    """
    source = open_dataset(path, gdal.OF_VECTOR)
    layer = source.GetLayerByName(layer_name) if layer_name else source.GetLayer(0)
    if layer is None:
        raise RasterError(f"MASK '{path}' has no layer '{layer_name}'.")
    if ogr.GT_Flatten(layer.GetGeomType()) not in POLYGONS:
        raise RasterError("MASK must hold polygons.")
    mask = new_mask(scene, scratch)
    with refusing(f"MASK '{path}' cannot be brought onto the grid of INPUT"):
        if gdal.RasterizeLayer(mask, [1], layer, burn_values=[1]) != gdal.CE_None:
            raise RuntimeError(gdal.GetLastErrorMsg())
    return mask


def mask_from_raster(scene: Scene, path: str, scratch: str) -> gdal.Dataset:
    """Bring the first band of a raster onto the scene's grid; pixels neither 0 nor nodata may be used.

    Raises
    ------
    RasterError
        If the raster cannot be opened, or neither lies on the scene's grid nor can be warped onto it.
    """
    source = open_dataset(path)
    same_size = (source.RasterXSize, source.RasterYSize) == (scene.whole.columns, scene.whole.rows)
    if not (same_size and geotransform(source) == geotransform(scene.dataset)):
        source = warp_to(scene, source, path)
    mask = new_mask(scene, scratch)
    band = source.GetRasterBand(1)
    for window in scene.whole.tiles(max(1, STRIP_PIXELS // scene.whole.columns), scene.whole.columns):
        used = (read_mask(band, window) != 0) & (read_mask(band.GetMaskBand(), window) != 0)
        mask.GetRasterBand(1).WriteArray(used.astype(np.uint8), window.column, window.row)
    return mask


def warp_to(scene: Scene, source: gdal.Dataset, path: str) -> gdal.Dataset:
    """A virtual raster of the source, warped onto the scene's grid by nearest neighbour."""
    transform, reference = geotransform(scene.dataset), scene.dataset.GetSpatialRef()
    if transform is None or transform[2] or transform[4]:
        raise RasterError("MASK must lie on the pixel grid of INPUT, since INPUT is not placed north up.")
    columns, rows = scene.whole.columns, scene.whole.rows
    corners = [gdal.ApplyGeoTransform(transform, x, y) for x, y in ((0, rows), (columns, 0))]
    options = gdal.WarpOptions(
        format="VRT",
        dstSRS=None if reference is None else reference.ExportToWkt(),
        outputBounds=(*corners[0], *corners[1]),
        width=columns,
        height=rows,
        dstAlpha=True,
    )
    with refusing(f"MASK '{path}' cannot be brought onto the grid of INPUT"):
        warped = gdal.Warp("", source, options=options)
        if warped is None:
            raise RuntimeError(gdal.GetLastErrorMsg())
    return warped


def new_mask(scene: Scene, scratch: str) -> gdal.Dataset:
    size = (scene.whole.columns, scene.whole.rows)
    with refusing(f"The scratch file '{scratch}' cannot be made"):
        mask = gdal.GetDriverByName("GTiff").Create(scratch, *size, 1, gdal.GDT_Byte, ["TILED=YES", "COMPRESS=LZW"])
        if mask is None:
            raise RuntimeError(gdal.GetLastErrorMsg())
    copy_georeferencing(scene.dataset, mask, scene.whole)
    if geotransform(mask) is None and not mask.GetGCPCount():
        mask.SetGeoTransform(UNREFERENCED)
    return mask
