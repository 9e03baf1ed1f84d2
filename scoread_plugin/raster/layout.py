"""Storage layout of raster files, and fast reading."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from osgeo import gdal

# Planes that are whole pages apart share lines of the processor's cache: transposing takes up to six times as long.
PAGE, APART = 4096, 128


@dataclass(frozen=True)
class Layout:
    """Layout of a raster's file, or of a virtual raster's first file if known.

    Attributes
    ----------
    tile : (rows, columns)
        Size of the file's own blocks.
    by_lines : bool
        Whether it is a raw file in which each line of a band is contiguous.
    by_pixels : bool
        Whether GDAL delivers the values of a pixel contiguously.
    """

    tile: tuple[int, int]
    by_lines: bool
    by_pixels: bool


def read_layout(dataset: gdal.Dataset, file: gdal.Dataset) -> Layout:
    """Read the layout of a dataset whose values, or the first of them, come from a file."""
    columns, rows = file.GetRasterBand(1).GetBlockSize()
    raw = file.GetDriver().ShortName == "ENVI"
    return Layout((rows, columns), raw and not has_pixels(file), has_pixels(dataset))


def has_pixels(dataset: gdal.Dataset) -> bool:
    return dataset.GetMetadataItem("INTERLEAVE", "IMAGE_STRUCTURE") == "PIXEL"


def zero_planes(bands: int, rows: int, columns: int, kind: type[np.number]) -> np.ndarray:
    """Create an array (bands, rows, columns) of zeros, the value that GDAL assumes where a file has none.

    Bands start 128 bytes beyond whole pages. Lines have a gap of one value: without it, GDAL (3.6) mistakes the
    lines of a line-interleaved file that it reads at once for those of one band.
    """
    plane = rows * (columns + 1)
    size = np.dtype(kind).itemsize
    stride = (-(-plane * size // PAGE) * PAGE + APART) // size
    return np.zeros((bands, stride), kind)[:, :plane].reshape(bands, rows, columns + 1)[:, :, :columns]


@contextmanager
def lines_at_once(wanted: bool) -> Iterator[None]:
    """Have GDAL read lines of raw files in this thread directly into place, bypassing its block cache."""
    set_option = getattr(gdal, "SetThreadLocalConfigOption", None)  # GDAL 3.4 has none.
    if not wanted or set_option is None:
        yield
        return
    set_option("GDAL_ONE_BIG_READ", "YES")
    try:
        yield
    finally:
        set_option("GDAL_ONE_BIG_READ", None)
