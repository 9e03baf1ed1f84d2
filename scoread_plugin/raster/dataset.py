"""Rasters and files opened and read, however QGIS has configured GDAL's error handling."""

from __future__ import annotations

import numpy as np
from osgeo import gdal, osr

from .errors import made, refusing
from .georeferencing import placed_otherwise, same_places
from .window import Window


def open_dataset(path: str, kind: int = gdal.OF_RASTER) -> gdal.Dataset:
    """Open a raster or another kind of data source.

    Raises
    ------
    RasterError
        If opening fails, with GDAL's own message.
    """
    with refusing(f"'{path}' cannot be opened"):
        return made(gdal.OpenEx(path, kind | gdal.OF_VERBOSE_ERROR), "its format is not known")


def open_placed(path: str, wkt: str) -> gdal.Dataset:
    """Open a raster in the coordinate reference system (WKT) assigned to it in QGIS; empty to use the file's own.

    Raises
    ------
    RasterError
        If it cannot be opened.
    """
    dataset = open_dataset(path)
    if not assigns(dataset, wkt):
        return dataset
    with refusing(f"'{path}' cannot be opened in the coordinate system assigned to it"):
        return made(gdal.Translate("", dataset, options=gdal.TranslateOptions(format="VRT", outputSRS=wkt)))


def assigns(dataset: gdal.Dataset, wkt: str) -> bool:
    """Whether WKT assigns a raster a coordinate reference system other than its own; empty WKT does not."""
    own = dataset.GetSpatialRef()
    return bool(wkt) and not placed_otherwise(dataset) and not (own and same_places(own, reference_of(wkt)))


def reference_of(wkt: str) -> osr.SpatialReference:
    """Create a coordinate reference system with x before y, as in geotransforms."""
    reference = osr.SpatialReference(wkt)
    reference.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    return reference


def bands_of(dataset: gdal.Dataset) -> list[gdal.Band]:
    return [dataset.GetRasterBand(k + 1) for k in range(dataset.RasterCount)]


def is_signed_byte(band: gdal.Band) -> bool:
    """Whether the bytes of a band have a sign, which GDAL before 3.7 notes, but regards only in 8-bit arrays."""
    return band.GetMetadataItem("PIXELTYPE", "IMAGE_STRUCTURE") == "SIGNEDBYTE"


def read_pixels(source: gdal.Dataset | gdal.Band, name: str, window: Window, **layout) -> np.ndarray:
    """Read a window of a raster or of a band.

    Raises
    ------
    RasterError
        If reading fails, with the name and GDAL's own message.
    """
    with refusing(f"{name} cannot be read from row {window.row + 1} on"):
        place = (window.column, window.row, window.columns, window.rows)
        return made(source.ReadAsArray(*place, **layout), "damaged file")


def read_bytes(path: str) -> bytes:
    """Read a file of any of GDAL's file systems; b"" if there is none."""
    stat = gdal.VSIStatL(path)
    file = stat and gdal.VSIFOpenL(path, "rb")
    if file is None:
        return b""
    try:
        return bytes(gdal.VSIFReadL(1, stat.size, file) or b"")
    finally:
        gdal.VSIFCloseL(file)


def read_text(path: str) -> str:
    """Read a text file of any of GDAL's file systems, with lines that end in \\n; "" if there is none."""
    return read_bytes(path).decode(errors="replace").replace("\r\n", "\n").replace("\r", "\n")


def read_mask(band: gdal.Band, window: Window) -> np.ndarray:
    return read_pixels(band, "The mask", window)
