"""Conversion between map coordinates and pixels, and georeferencing of parts of a raster."""

from __future__ import annotations

import numpy as np
from osgeo import gdal, osr

from .errors import RasterError
from .window import Window

# Geotransform of a raster without georeferencing in QGIS: one unit per pixel, rows downwards from 0.
UNREFERENCED = (0.0, 1.0, 0.0, 0.0, 0.0, -1.0)
# Maximum distance, in pixels, between corresponding corners of rasters on one grid, and of a raster and its copy.
GRID_TOLERANCE = 0.01
COPY_TOLERANCE = 0.5


def geotransform(dataset: gdal.Dataset) -> tuple[float, ...] | None:
    """Return the raster's affine geotransform; None if it has none."""
    return dataset.GetGeoTransform(can_return_null=True)


def placed_otherwise(dataset: gdal.Dataset) -> bool:
    """Whether the raster is georeferenced by means other than a geotransform, with which QGIS warps its display."""
    by_metadata = any(dataset.GetMetadata(domain) for domain in ("RPC", "GEOLOCATION"))
    return geotransform(dataset) is None and bool(dataset.GetGCPCount() or by_metadata)


def window_of_extent(dataset: gdal.Dataset, extent: tuple[float, float, float, float]) -> Window:
    """Find the pixels touched by an extent in the raster's own coordinates.

    Parameters
    ----------
    dataset : gdal.Dataset
    extent : (x_min, y_min, x_max, y_max)

    Raises
    ------
    RasterError
        If the raster is georeferenced by means other than a geotransform, or the extent does not intersect it.
    """
    inverse = inverse_geotransform(dataset, "EXTENT needs")
    x_min, y_min, x_max, y_max = extent
    corners = [gdal.ApplyGeoTransform(inverse, x, y) for x in (x_min, x_max) for y in (y_min, y_max)]
    # Rounded to a millionth of a pixel, so that an extent along pixel edges includes no pixel beyond them.
    columns, rows = ([round(value, 6) for value in axis] for axis in zip(*corners))
    column, row = int(min(columns) // 1), int(min(rows) // 1)
    covered = Window(row, column, int(-(-max(rows) // 1)) - row, int(-(-max(columns) // 1)) - column)
    window = covered.intersection(Window.of(dataset))
    if window.pixels == 0:
        raise RasterError("EXTENT does not overlap INPUT. Choose an extent within the raster.")
    return window


def pixels_at(dataset: gdal.Dataset, points: np.ndarray) -> np.ndarray:
    """Find the pixels that contain points in the raster's own coordinates.

    Parameters
    ----------
    dataset : gdal.Dataset
    points : array (n, 2)
        x and y; not finite if a point has no location.

    Returns
    -------
    int array (n, 2)
        Zero-based row and column; both -1 outside the raster.

    Raises
    ------
    RasterError
        If the raster is georeferenced by means other than a geotransform.
    """
    inverse = inverse_geotransform(dataset, "POINTS need")
    x, y = points.T
    # Rounded like extents.
    with np.errstate(invalid="ignore"):
        row, column = (np.round(inverse[k] + inverse[k + 1] * x + inverse[k + 2] * y, 6) for k in (3, 0))
    places = np.floor(np.stack([row, column], axis=1))
    inside = ((places >= 0) & (places < (dataset.RasterYSize, dataset.RasterXSize))).all(axis=1, keepdims=True)
    return np.where(inside, places, -1).astype(int)


def pixel_centres(dataset: gdal.Dataset, pixels: np.ndarray) -> np.ndarray:
    """Return x and y (n, 2), in the raster's own coordinates, of the centres of pixels (row, column) (n, 2)."""
    transform = geotransform(dataset) or UNREFERENCED
    row, column = pixels.T + 0.5
    return np.stack([transform[k] + transform[k + 1] * column + transform[k + 2] * row for k in (0, 3)], axis=1)


def inverse_geotransform(dataset: gdal.Dataset, need: str) -> tuple[float, ...]:
    """Return the transform from the raster's coordinates to columns and rows.

    Raises
    ------
    RasterError
        If the raster is georeferenced by means other than a geotransform, or this gives all pixels the same place;
        the message begins with `need`.
    """
    if placed_otherwise(dataset):
        raise RasterError(
            f"{need} an affine geotransform, but INPUT has only ground control points, RPCs or geolocation arrays: "
            "warp it first (Raster > Projections > Warp, nearest neighbour)."
        )
    inverse = gdal.InvGeoTransform(list(geotransform(dataset) or UNREFERENCED))
    if inverse is None:
        raise RasterError(f"{need} pixels with a size, but those of INPUT have none: correct its georeference.")
    return inverse


def same_places(one: osr.SpatialReference, other: osr.SpatialReference) -> bool:
    """Whether the same x and y denote the same place in two coordinate reference systems, at any height and epoch."""
    flat = [reference.Clone() for reference in (one, other)]
    for reference in flat:
        reference.DemoteTo2D()
    return bool(flat[0].IsSame(flat[1], ["IGNORE_DATA_AXIS_TO_SRS_AXIS_MAPPING=YES", "IGNORE_COORDINATE_EPOCH=YES"]))


def agree(one: osr.SpatialReference | None, other: osr.SpatialReference | None) -> bool:
    """Whether two coordinate reference systems denote the `same_places`; an unknown one agrees with any."""
    return one is None or other is None or same_places(one, other)


def window_on_grid(part: gdal.Dataset, whole: gdal.Dataset) -> Window | None:
    """Return the window of a raster within another; None unless its pixels are pixels of the other.

    If either has no geotransform, they must have the same size, or the other one a place in rows and columns.
    """
    size = (part.RasterYSize, part.RasterXSize)
    own, other = geotransform(part), geotransform(whole)
    if (own is None or other is None or own == other) and size == (whole.RasterYSize, whole.RasterXSize):
        return Window(0, 0, *size)
    if own is None and other is None:
        return None
    steps = corner_steps(own or UNREFERENCED, other or UNREFERENCED, size)
    if not np.isfinite(steps).all():
        return None
    column, row = np.round(steps[0]).astype(int).tolist()
    if np.abs(steps - (column, row)).max() > GRID_TOLERANCE:
        return None
    window = Window(row, column, *size)
    return window if window.intersection(Window.of(whole)) == window else None


def corner_steps(own: tuple[float, ...], other: tuple[float, ...], size: tuple[int, int]) -> np.ndarray:
    """Return by how many columns and rows (3, 2) three corners are displaced by a geotransform against another.

    `size` is the number of rows and columns. Infinite if the other one gives all pixels the same place.
    """
    inverse = gdal.InvGeoTransform(list(other))
    if inverse is None:
        return np.full((3, 2), np.inf)
    corners = [(0, 0), (size[1], 0), (0, size[0])]
    found = [gdal.ApplyGeoTransform(inverse, *gdal.ApplyGeoTransform(own, *corner)) for corner in corners]
    return np.array(found) - corners


def keeps_place(copy: gdal.Dataset, source: gdal.Dataset) -> bool:
    """Whether a copy of a raster lies where its source does: many formats hold no rotated or south-up raster."""
    own, other = geotransform(copy), geotransform(source)
    if other is None:
        return placed_otherwise(copy) or not placed_otherwise(source)
    if own == other:
        return True
    if own is None:
        return False
    size = (source.RasterYSize, source.RasterXSize)
    return bool(np.abs(corner_steps(own, other, size)).max() <= COPY_TOLERANCE)


def window_geotransform(dataset: gdal.Dataset, window: Window) -> tuple[float, ...] | None:
    """Return the affine geotransform of a window of a raster; None if it has none, unless the window is a part.

    A part of a raster without georeferencing would otherwise lose its place in it.
    """
    transform = geotransform(dataset)
    if transform is None and window != Window.of(dataset) and not placed_otherwise(dataset):
        transform = UNREFERENCED
    if transform is None:
        return None
    x, y = gdal.ApplyGeoTransform(transform, window.column, window.row)
    return (x, *transform[1:3], y, *transform[4:6])


def copy_georeferencing(
    source: gdal.Dataset, target: gdal.Dataset, window: Window, reference: osr.SpatialReference | None = None
) -> None:
    """Georeference a raster as the window of the source; `reference` overrides the coordinate reference system."""
    transform = window_geotransform(source, window)
    if transform is not None:
        target.SetGeoTransform(transform)
    reference = reference or source.GetSpatialRef()
    if reference is not None:
        target.SetSpatialRef(reference)
    if transform is None and source.GetGCPCount():  # A GeoTIFF cannot have both.
        gcps = [
            gdal.GCP(g.GCPX, g.GCPY, g.GCPZ, g.GCPPixel - window.column, g.GCPLine - window.row, g.Info, g.Id)
            for g in source.GetGCPs()
        ]
        target.SetGCPs(gcps, source.GetGCPSpatialRef())
    polynomials = source.GetMetadata("RPC")
    if polynomials:
        shifts = {"LINE_OFF": window.row, "SAMP_OFF": window.column}
        moved = {name: str(float(polynomials[name]) - shift) for name, shift in shifts.items()}
        target.SetMetadata({**polynomials, **moved}, "RPC")
