"""Alignment of other rasters to the grid of a raster."""

from __future__ import annotations

from osgeo import gdal, osr

from .errors import RasterError, made, refusing
from .georeferencing import agree, geotransform, placed_otherwise, window_on_grid
from .window import Window

# Pixels of the source per pixel of the grid from which on the nearest neighbour skips some; 1 but for rounding.
FINER = 1.001


def lies_on(source: gdal.Dataset, grid: gdal.Dataset, reference: osr.SpatialReference | None) -> bool:
    """Whether a raster has the pixels of a grid in that coordinate reference system; an unknown one matches any."""
    return agree(source.GetSpatialRef(), reference) and window_on_grid(source, grid) == Window.of(grid)


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
        return made(gdal.Warp("", source, options=options))


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
