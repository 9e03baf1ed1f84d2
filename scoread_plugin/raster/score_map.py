"""Reading of whole score rasters, one band at a time, and writing of mask rasters on their grid."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from osgeo import gdal

from ..progress import Progress
from .alignment import alpha_of
from .copying import copy_with_progress, replacing_raster
from .cube_file import read_back
from .dataset import open_placed, read_mask, read_pixels
from .errors import RasterError
from .formats import driver_for
from .georeferencing import copy_georeferencing, placed_otherwise
from .validity import is_data
from .window import Window

MOST_PIXELS = 2**26
MASK_NODATA = 255
EXACT_IN_FLOAT32 = (gdal.GDT_Byte, gdal.GDT_Int16, gdal.GDT_UInt16, gdal.GDT_Float32)
GEOTIFF_OPTIONS = ["TILED=YES", "COMPRESS=DEFLATE"]


def open_score_map(path: str, band: int, wkt: str) -> gdal.Dataset:
    """Open a raster to find regions in one of its bands; `wkt` as in `open_placed`.

    Raises
    ------
    RasterError
        If it has no such band, is too large to be held in memory, or is georeferenced by means other than a
        geotransform.
    """
    dataset = open_placed(path, wkt)
    if not 1 <= band <= dataset.RasterCount:
        raise RasterError(f"INPUT has {dataset.RasterCount} bands, but no band {band} (BAND).")
    if gdal.DataTypeIsComplex(dataset.GetRasterBand(band).DataType):
        raise RasterError("INPUT has complex values; scores must be real.")
    if placed_otherwise(dataset):
        raise RasterError(
            "INPUT has only ground control points, RPCs or geolocation arrays, so its pixels have no outlines on the "
            "map. Warp the score raster first (Raster > Projections > Warp, nearest neighbour)."
        )
    if dataset.RasterXSize * dataset.RasterYSize > MOST_PIXELS:
        raise RasterError(
            f"INPUT has {dataset.RasterXSize} x {dataset.RasterYSize} pixels, but at most {MOST_PIXELS} can be "
            "searched in memory: split the score raster (Raster > Extraction > Clip by Extent)."
        )
    return dataset


def read_whole(dataset: gdal.Dataset, number: int, progress: Progress) -> np.ndarray:
    """Read a band of scores.

    Parameters
    ----------
    dataset : gdal.Dataset
    number : int
        One-based band number.
    progress : callable (fraction in 0..1, text)

    Returns
    -------
    array (rows, columns), float32, or float64 where float32 would make scores equal
        With the band's scale and offset; NaN where not valid or transparent. Infinite scores become values just
        above, or below, all others.
    """
    band, window = dataset.GetRasterBand(number), Window.of(dataset)
    masks = [mask for mask in (band.GetMaskBand(), alpha_of(dataset)) if mask is not None]
    scale, offset = band.GetScale() or 1.0, band.GetOffset() or 0.0
    plain = (scale, offset) == (1.0, 0.0)
    exact = plain and band.DataType in EXACT_IN_FLOAT32
    values = np.empty((window.rows, window.columns), np.float32 if exact else np.float64)
    for strip in window.strips():
        progress(strip.row / window.rows, "Reading")
        part = values[strip.slices]
        part[:] = read_pixels(band, f"'{dataset.GetDescription()}'", strip)
        part[np.isfinite(part) & ~is_data(part, [None])] = np.nan
        for mask in masks:
            part[read_mask(mask, strip) == 0] = np.nan
        if not plain:
            part[:] = part * scale + offset
    for infinite, reduce in ((np.inf, np.max), (-np.inf, np.min)):
        where = values == infinite
        if where.any():
            finite = values[np.isfinite(values)]
            edge = reduce(finite) if finite.size else 0
            values[where] = np.nextafter(edge, infinite, dtype=values.dtype)
    return values


def write_mask(target: str, source: gdal.Dataset, mask: np.ndarray, metadata: dict[str, str]) -> None:
    """Write a mask (rows, columns) of bytes, with nodata 255, on the grid of its source.

    Raises
    ------
    RasterError
        If it cannot be written; nothing remains, and an older raster is left as it was.
    """
    driver = mask_driver(target)
    rows, columns = mask.shape
    scratch = gdal.GetDriverByName("MEM").Create("", columns, rows, 1, gdal.GDT_Byte)
    copy_georeferencing(source, scratch, Window.of(source))
    scratch.SetMetadata(metadata)
    band = scratch.GetRasterBand(1)
    band.SetDescription("Anomalies")
    band.SetNoDataValue(MASK_NODATA)
    band.WriteArray(mask)
    options = GEOTIFF_OPTIONS if driver.ShortName == "GTiff" else []
    refusal = f"MASK '{target}' cannot be written"
    with replacing_raster(Path(target), "MASK") as path:
        copy_with_progress(driver, str(path), scratch, options, refusal)
        read_back(str(path), mask[..., None], refusal)


def mask_driver(target: str) -> gdal.Driver:
    """Return the driver for the suffix of a mask.

    Raises
    ------
    RasterError
        If the format cannot hold bytes.
    """
    return driver_for(Path(target), "Byte", "MASK")
