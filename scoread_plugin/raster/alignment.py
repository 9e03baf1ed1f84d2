"""Alignment of other layers to the grid of a raster."""

from __future__ import annotations

from osgeo import gdal, ogr, osr

from .errors import RasterError, refusing
from .georeferencing import geotransform, placed_otherwise, same_places, window_on_grid
from .polygons import MEMORY_DRIVER
from .window import Window

# Pixels of the source per pixel of the grid from which on the nearest neighbour skips some; 1 but for rounding.
FINER = 1.001


def lies_on(source: gdal.Dataset, grid: gdal.Dataset, reference: osr.SpatialReference | None) -> bool:
    """Whether a raster has the pixels of a grid in that coordinate reference system; an unknown one matches any."""
    own = source.GetSpatialRef()
    apart = own is not None and reference is not None and not same_places(own, reference)
    return not apart and window_on_grid(source, grid) == Window.of(grid)


def warp_onto(
    grid: gdal.Dataset,
    reference: osr.SpatialReference | None,
    source: gdal.Dataset,
    parameter: str,
    path: str,
) -> gdal.Dataset:
    """Warp the source onto the grid of another raster by nearest neighbour: a virtual raster with an alpha band.

    Parameters
    ----------
    grid, source : gdal.Dataset
    reference : osr.SpatialReference or None
        Coordinate reference system of the grid.
    parameter, path : str
        Parameter and path of the source in error messages.

    Raises
    ------
    RasterError
        If the grid is not georeferenced north up, or the source not at all, or it cannot be warped.
    """
    transform = geotransform(grid)
    if transform is None or transform[2] or transform[4]:
        raise RasterError(f"{parameter} must be on the pixel grid of INPUT, since INPUT is not north up.")
    if geotransform(source) is None and not placed_otherwise(source):
        raise RasterError(
            f"{parameter} '{path}' has no georeference, and other rows or columns than INPUT. Assign one to it, or "
            "give it the pixels of INPUT."
        )
    columns, rows = grid.RasterXSize, grid.RasterYSize
    corners = [gdal.ApplyGeoTransform(transform, x, y) for x, y in ((0, rows), (columns, 0))]
    options = gdal.WarpOptions(
        format="VRT",
        dstSRS=None if reference is None else reference.ExportToWkt(),
        outputBounds=(*corners[0], *corners[1]),
        width=columns,
        height=rows,
        dstAlpha=True,
    )
    with refusing(f"{parameter} '{path}' cannot be brought onto the grid of INPUT"):
        warped = gdal.Warp("", source, options=options)
        if warped is None:
            raise RuntimeError(gdal.GetLastErrorMsg())
    return warped


def is_finer(source: gdal.Dataset, grid: gdal.Dataset) -> bool:
    """Return whether a pixel in the middle of the grid spans more than a pixel of the source; False if unknown."""
    row, column = grid.RasterYSize / 2, grid.RasterXSize / 2
    try:
        transformer = gdal.Transformer(source, grid, [])
        (_, one), (_, other) = (transformer.TransformPoint(1, column + step, row + step) for step in (0, 1))
    except (RuntimeError, AttributeError):  # GDAL raises, or returns None.
        return False
    return max(abs(other[0] - one[0]), abs(other[1] - one[1])) > FINER


def validity_of(source: gdal.Dataset) -> gdal.Band:
    """Return the band that is nonzero where a raster's first band is valid: its alpha band, or else its mask.

    GDAL uses an alpha band as the mask of other bands only if they are of type Byte or UInt16.
    """
    return alpha_of(source) or source.GetRasterBand(1).GetMaskBand()


def alpha_of(source: gdal.Dataset) -> gdal.Band | None:
    """Return a raster's alpha band, 0 where it is transparent; None if its last band is not one."""
    last = source.GetRasterBand(source.RasterCount)
    return last if last.GetColorInterpretation() == gdal.GCI_AlphaBand else None


def layer_of(source: gdal.Dataset, name: str, parameter: str) -> ogr.Layer:
    """Return the layer of that name, or the first one if it is empty; it lives as long as its source.

    Raises
    ------
    RasterError
        If there is none.
    """
    layer = source.GetLayerByName(name) if name else source.GetLayer(0)
    if layer is None:
        raise RasterError(f"{parameter} '{source.GetDescription()}' has no layer '{name}'.")
    return layer


def burn(layer: ogr.Layer, target: gdal.Dataset, value: int, parameter: str, path: str) -> None:
    """Burn a value into the pixels of a georeferenced raster that contain a point or whose centre is in a shape."""
    reference, kind = layer.GetSpatialRef(), layer.GetGeomType()
    if reference is not None and reference.GetName().lower().startswith("undefined"):
        # GeoPackages use this for no reference: coordinates are taken as those of the grid, as GDAL does without one.
        shapes = straight_shapes(layer, None)
        layer = shapes.GetLayer(0)
    elif ogr.GT_IsNonLinear(kind) or ogr.GT_Flatten(kind) in (ogr.wkbUnknown, ogr.wkbGeometryCollection):
        shapes = straight_shapes(layer, reference)
        layer = shapes.GetLayer(0)
    with refusing(f"{parameter} '{path}' cannot be brought onto the grid of INPUT"):
        if gdal.RasterizeLayer(target, [1], layer, burn_values=[value]) != gdal.CE_None:
            raise RuntimeError(gdal.GetLastErrorMsg())


def straight_shapes(layer: ogr.Layer, reference: osr.SpatialReference | None) -> ogr.DataSource:
    """Copy the shapes of a layer to one in memory, with straight lines for the curves that GDAL would not burn."""
    source = ogr.GetDriverByName(MEMORY_DRIVER).CreateDataSource("")
    shapes = source.CreateLayer("shapes", reference, ogr.wkbUnknown)
    for feature in layer:
        geometry = feature.GetGeometryRef()
        if geometry is not None:
            shape = ogr.Feature(shapes.GetLayerDefn())
            shape.SetGeometry(geometry.GetLinearGeometry())
            shapes.CreateFeature(shape)
    return source
