"""Shapes of vector layers burned into the grid of a raster."""

from __future__ import annotations

import numpy as np
from osgeo import gdal, ogr, osr

from .errors import RasterError, refusing
from .georeferencing import agree, geotransform, same_places
from .polygons import MEMORY_DRIVER

# Types of layers whose shapes have no curves.
STRAIGHT = (
    ogr.wkbPoint,
    ogr.wkbMultiPoint,
    ogr.wkbLineString,
    ogr.wkbMultiLineString,
    ogr.wkbPolygon,
    ogr.wkbMultiPolygon,
)
# Points on each edge of a rectangle that is transformed.
EDGE_POINTS = 21


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
    copy = None if is_burned_as_it_is(layer, target) else shapes_near(layer, target)
    shapes = layer if copy is None else copy.GetLayer(0)
    with refusing(f"{parameter} '{path}' cannot be brought onto the grid of INPUT"):
        if gdal.RasterizeLayer(target, [1], shapes, burn_values=[value]) != gdal.CE_None:
            raise RuntimeError(gdal.GetLastErrorMsg())


def is_burned_as_it_is(layer: ogr.Layer, grid: gdal.Dataset) -> bool:
    """Whether GDAL burns a layer correctly: without curves, in the coordinate reference system of the grid."""
    own, reference = layer.GetSpatialRef(), grid.GetSpatialRef()
    straight = ogr.GT_Flatten(layer.GetGeomType()) in STRAIGHT
    return straight and own is not None and reference is not None and same_places(own, reference)


def shapes_near(layer: ogr.Layer, grid: gdal.Dataset) -> ogr.DataSource:
    """Copy the shapes near a grid to a layer in memory, in a form in which GDAL burns them correctly.

    It burns no curves. Shapes in another coordinate reference system are cut around the grid: with points far from
    where its projection is defined, such as a continent's, they would be burned elsewhere, or not at all.
    """
    reference = reference_of_shapes(layer)
    bounds = None if geotransform(grid) is None else bounds_around(grid, reference)
    if bounds is not None:
        layer.SetSpatialFilter(bounds)
    cuts = bounds is not None and not agree(reference, grid.GetSpatialRef())
    source = ogr.GetDriverByName(MEMORY_DRIVER).CreateDataSource("")
    shapes = source.CreateLayer("shapes", reference, ogr.wkbUnknown)
    for feature in layer:
        geometry = feature.GetGeometryRef()
        if geometry is not None:
            shape = ogr.Feature(shapes.GetLayerDefn())
            straight = geometry.GetLinearGeometry()
            shape.SetGeometry(cut(straight, bounds) if cuts else straight)
            shapes.CreateFeature(shape)
    return source


def reference_of_shapes(layer: ogr.Layer) -> osr.SpatialReference | None:
    """Return a layer's coordinate reference system; None if unknown, which GeoPackages call undefined."""
    reference = layer.GetSpatialRef()
    return None if reference is None or reference.GetName().lower().startswith("undefined") else reference


def bounds_around(grid: gdal.Dataset, reference: osr.SpatialReference | None) -> ogr.Geometry | None:
    """Return a rectangle that contains a grid and as much again on each side, in a coordinate reference system.

    None if there is none, for example across the antimeridian.
    """
    rows, columns = grid.RasterYSize, grid.RasterXSize
    corners = [(x, y) for x in (0, columns) for y in (0, rows)]
    x, y = zip(*(gdal.ApplyGeoTransform(geotransform(grid), *corner) for corner in corners))
    sides = (min(x), min(y), max(x), max(y))
    if not agree(reference, grid.GetSpatialRef()):
        try:
            sides = osr.CoordinateTransformation(grid.GetSpatialRef(), reference).TransformBounds(*sides, EDGE_POINTS)
        except (RuntimeError, AttributeError):  # GDAL 3.3 has none.
            return None
    left, bottom, right, top = sides
    width, height = right - left, top - bottom
    if not np.isfinite(sides).all() or width <= 0:
        return None
    # Extended here, and not before, where latitudes could exceed 90 degrees.
    return rectangle(left - width, bottom - height, right + width, top + height)


def rectangle(left: float, bottom: float, right: float, top: float) -> ogr.Geometry:
    ring = ogr.Geometry(ogr.wkbLinearRing)
    for corner in ((left, bottom), (right, bottom), (right, top), (left, top), (left, bottom)):
        ring.AddPoint_2D(*corner)
    polygon = ogr.Geometry(ogr.wkbPolygon)
    polygon.AddGeometry(ring)
    return polygon


def cut(shape: ogr.Geometry, bounds: ogr.Geometry) -> ogr.Geometry:
    """Return the part of a shape within rectangular bounds; all of it if it is not valid."""
    left, right, bottom, top = shape.GetEnvelope()
    least, most, lowest, highest = bounds.GetEnvelope()
    if least <= left and right <= most and lowest <= bottom and top <= highest:
        return shape
    try:
        return shape.Intersection(bounds) or shape
    except RuntimeError:
        return shape
