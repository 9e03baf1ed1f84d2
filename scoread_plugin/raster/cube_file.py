"""Writing of arrays in memory to raster files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from osgeo import gdal, gdal_array, ogr, osr

from .copying import copy_with_progress, unwatched
from .dataset import open_dataset, read_pixels
from .errors import RasterError, refusing
from .formats import driver_for
from .georeferencing import UNREFERENCED
from .window import Window

# Types that GDAL may have for a numpy type, best first.
GDAL_TYPES = {
    "bool": ("Byte",), "uint8": ("Byte",), "int8": ("Int8", "Int16"),
    **{kind.lower(): (kind,) for kind in ("UInt16", "Int16", "UInt32", "Int32", "UInt64", "Int64")},
    "float32": ("Float32",), "float64": ("Float64",),
}  # fmt: skip
# Small tiles with all bands, since spectra are read pixel by pixel.
GEOTIFF_OPTIONS = ["TILED=YES", "BLOCKXSIZE=64", "BLOCKYSIZE=64", "INTERLEAVE=PIXEL", "COMPRESS=DEFLATE"]
GEOTIFF_OPTIONS += ["BIGTIFF=IF_SAFER"]
STRIP_BYTES = 2**25


@dataclass(frozen=True)
class Grid:
    """Georeferencing of a raster.

    Attributes
    ----------
    transform : tuple of 6 float
        GDAL geotransform. Without one, QGIS and GDAL would disagree on the direction of rows.
    wkt : str
        Coordinate reference system, or empty.
    """

    transform: tuple[float, ...] = UNREFERENCED
    wkt: str = ""


def gdal_type(dtype: np.dtype) -> str:
    """Return the name of the GDAL type that can hold all values of a numpy type.

    Raises
    ------
    RasterError
        If this version of GDAL has none.
    """
    for name in GDAL_TYPES.get(np.dtype(dtype).name, ()):
        if hasattr(gdal, f"GDT_{name}"):
            return name
    raise RasterError(
        f"GDAL {gdal.__version__} has no rasters of type {dtype}. Save the variable in another class, e.g. "
        "data = double(data);"
    )


def holds(dtype: np.dtype, value: float) -> bool:
    """Whether numbers of a type can have a value; floats are taken to have any."""
    with np.errstate(invalid="ignore"):
        return dtype.kind == "f" or bool(np.array(value).astype(dtype) == value)


def write_cube(
    path: Path,
    cube: np.ndarray,
    grid: Grid,
    name: str,
    options: list[str],
    describe: Callable[[gdal.Dataset], None],
    progress: Callable[[float], None] = unwatched,
) -> None:
    """Write an array to a raster, and read it back to verify it.

    Parameters
    ----------
    path : Path
        File to create; its suffix determines the format.
    cube : array (rows, columns, bands)
        Values in any memory layout; their type is kept if GDAL has it.
    grid : Grid
    name : str
        Name of the parameter in error messages.
    options : list of str
        Creation options, as NAME=VALUE; if empty, GeoTIFFs are tiled and compressed.
    describe : callable
        Adds names and metadata to the dataset.
    progress : callable, optional
        Called with a fraction; an exception it raises aborts the work.

    Raises
    ------
    RasterError
        If the format cannot hold the values, or the file does not contain the values written.
    """
    kind = gdal_type(cube.dtype)
    driver = driver_for(path, kind, name)
    values = cube.astype(np.uint8 if kind == "Byte" else kind.lower(), copy=False)
    # The dataset shares the array's memory.
    source = gdal_array.OpenArray(np.moveaxis(values, 2, 0))
    source.SetGeoTransform(grid.transform)
    source.SetSpatialRef(spatial_reference(grid.wkt))
    describe(source)
    refusal = f"{name} '{path.name}' cannot be written"
    if driver.ShortName == "GTiff" and not options:
        options = [*GEOTIFF_OPTIONS, *predictor(values.dtype)]
    copy_with_progress(driver, str(path), source, options, refusal, lambda fraction: progress(fraction / 2))
    read_back(str(path), values, refusal, lambda fraction: progress((1 + fraction) / 2))


def spatial_reference(wkt: str) -> osr.SpatialReference | None:
    with refusing("The coordinate system cannot be used"):
        reference = osr.SpatialReference()
        if wkt and reference.SetFromUserInput(wkt) != ogr.OGRERR_NONE:
            raise RuntimeError(gdal.GetLastErrorMsg() or "it is not known")
    return reference if wkt else None


def predictor(dtype: np.dtype) -> list[str]:
    """Return the TIFF predictor for a type: none for 64-bit integers, for which older libraries have none."""
    if dtype.kind == "f":
        return ["PREDICTOR=3"]
    return ["PREDICTOR=2"] if dtype.itemsize <= 4 else []


def read_back(path: str, values: np.ndarray, refusal: str, progress: Callable[[float], None] = unwatched) -> None:
    """Raise RasterError unless the file holds the values (rows, columns, bands)."""
    dataset = open_dataset(path)
    rows, columns, _ = values.shape
    strip = max(1, STRIP_BYTES * rows // max(1, values.nbytes))
    for window in Window(0, 0, rows, columns).tiles(strip, columns):
        found = np.atleast_3d(read_pixels(dataset, f"'{path}'", window, interleave="pixel"))
        if not np.array_equal(found, values[window.slices], equal_nan=values.dtype.kind == "f"):
            raise RasterError(
                f"{refusal}: the values read back differ. The disk may be full, or a creation option such as JPEG "
                "changes them."
            )
        progress((window.row + window.rows) / rows)
