"""Export of a scene to a MATLAB file that describes itself."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce

import numpy as np
from osgeo import gdal, gdal_array

from ..progress import Log, Progress
from ..raster.alignment import lies_on, validity_of
from ..raster.cube_file import STRIP_BYTES, Grid, holds
from ..raster.dataset import is_signed_byte, read_mask, read_pixels
from ..raster.errors import RasterError
from ..raster.georeferencing import UNREFERENCED, placed_otherwise, window_geotransform
from ..raster.mat_file import LARGEST_BYTES, write_variables
from ..raster.scene import Scene
from ..raster.window import Window

# Variables with which an exported file describes itself; the import reads them.
CUBE, TRUTH, WAVELENGTHS, AXES, BANDS = "data", "map", "wavelengths", "axes", "bands"
GEOTRANSFORM, CRS, NODATA = "geotransform", "crs", "nodata"
EXPORTED_AXES = "rows-columns-bands"


def check_export(scene: Scene, truth: gdal.Dataset | None) -> None:
    """Refuse a cube that a MATLAB file cannot hold, and a truth on another grid.

    Raises
    ------
    RasterError
    """
    size = scene.window.pixels * len(scene.bands) * cube_type(scene).itemsize
    if size >= LARGEST_BYTES:
        raise RasterError(
            f"INPUT would become a variable of {size / 2**30:.1f} GiB, but MATLAB's v5 to v7 files hold only "
            "variables of less than 2 GiB. Choose fewer BANDS or a smaller EXTENT."
        )
    if truth is not None and not lies_on(truth, scene.dataset, scene.reference):
        raise RasterError(
            "TRUTH must be on the pixel grid of INPUT: the same size and position. Clip or warp it first "
            "(gdal:warpreproject), or rasterise polygons onto that grid (gdal:rasterize)."
        )


def cube_type(scene: Scene) -> np.dtype:
    """Return the numpy type that can hold all of the bands."""
    bands = [scene.dataset.GetRasterBand(band) for band in scene.bands]
    if all(map(is_signed_byte, bands)):
        return np.dtype(np.int8)
    kind = reduce(gdal.DataTypeUnion, [band.DataType for band in bands])
    return np.dtype(gdal_array.GDALTypeCodeToNumericTypeCode(kind))


def export_cube(scene: Scene, truth: gdal.Dataset | None, output: str, progress: Progress, warn: Log) -> None:
    """Write the bands and window of a scene to a MATLAB file of version 5.

    Parameters
    ----------
    scene : Scene
        Scene accepted by `check_export`.
    truth : gdal.Dataset or None
        Dataset whose first band becomes the variable `map`.
    output : str
    progress : callable
        Called with a fraction and a text; an exception it raises aborts the work.
    warn : callable
        Called with a text if the file cannot represent where the pixels lie, or which of them are valid.

    Raises
    ------
    RasterError
        If something cannot be read or written.
    """
    if placed_otherwise(scene.dataset):
        warn("A MATLAB file holds no ground control points, RPCs or geolocation arrays: those of INPUT are left out.")
    values = description(scene)
    values[CUBE] = read_cube(scene, lambda share: progress(share / 2, "reading"))
    mark_invalid(values, scene, warn)
    if truth is not None:
        values[TRUTH] = read_truth(truth, scene.window)
    progress(0.5, "compressing and writing")
    write_variables(output, values)


def read_truth(truth: gdal.Dataset, window: Window) -> np.ndarray:
    """Read the first band of a truth raster (rows, columns); as float64 with NaN if some pixels are not valid."""
    values = read_pixels(truth.GetRasterBand(1), "TRUTH", window)
    valid = read_mask(validity_of(truth), window) != 0
    return values if valid.all() else np.where(valid, values, np.nan)


def mark_invalid(values: dict, scene: Scene, warn: Log) -> None:
    """Set masked pixels of the cube to the nodata value or NaN; warn if neither is possible."""
    if len({str(value) for value in scene.nodata}) > 1:
        warn("The nodata value of INPUT differs by band, which a MATLAB file cannot store: it is left out.")
    masked = ~scene.allowed_pixels(scene.window)
    if not masked.any():
        return
    fill = float(values.get(NODATA, np.nan))
    if holds(values[CUBE].dtype, fill):
        values[CUBE][masked] = fill
    else:
        warn(
            f"{masked.sum()} pixels of INPUT are masked, which a MATLAB array of {values[CUBE].dtype} cannot store "
            "without a nodata value of this type: they look valid."
        )


def read_cube(scene: Scene, progress: Callable[[float], None]) -> np.ndarray:
    """Read the unconverted values of a scene (rows, columns, bands) in MATLAB's memory order."""
    window, bands, dtype = scene.window, list(scene.bands), cube_type(scene)
    cube = np.empty((window.rows, window.columns, len(bands)), dtype, order="F")
    strip = max(1, STRIP_BYTES * window.rows // cube.nbytes)
    for part in window.tiles(strip, window.columns):
        first = part.row - window.row
        pixels = np.empty((part.rows, part.columns, len(bands)), dtype)
        layout = {"buf_obj": pixels, "interleave": "pixel", "band_list": bands}
        cube[first : first + part.rows] = read_pixels(scene.dataset, f"'{scene.path}'", part, **layout)
        progress((first + part.rows) / window.rows)
    return cube


def description(scene: Scene) -> dict[str, np.ndarray | str]:
    """Return the variables that describe the cube."""
    found = {AXES: EXPORTED_AXES, BANDS: np.array(scene.bands, float)}
    if scene.wavelengths is not None:
        found[WAVELENGTHS] = np.array(scene.wavelengths_used)
    place = window_grid(scene)
    if place.transform != UNREFERENCED or place.wkt:
        found[GEOTRANSFORM] = np.array(place.transform)
    if place.wkt:
        found[CRS] = place.wkt
    if None not in scene.nodata and len(np.unique(scene.nodata)) == 1:
        found[NODATA] = np.array(scene.nodata[0], float)
    return found


def window_grid(scene: Scene) -> Grid:
    """Return the grid of the scene's window."""
    transform, reference = window_geotransform(scene.dataset, scene.window), scene.reference
    return Grid(transform, reference.ExportToWkt() if reference else "") if transform else Grid()
