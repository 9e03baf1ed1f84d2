"""How a file lays its values out, and what makes reading them fast."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from osgeo import gdal

# Planes that are whole pages apart share lines of the processor's cache: to turn them takes up to six times as long.
PAGE, APART = 4096, 128


@dataclass(frozen=True)
class Layout:
    """Of a raster's file; of a virtual raster's first file where that can be told.

    Attributes
    ----------
    tile : (rows, columns)
        The file's own blocks.
    by_lines : bool
        Whether it is a raw file in which a line of a band stands in one piece.
    by_pixels : bool
        Whether GDAL hands the values of a pixel over side by side.
    """

    tile: tuple[int, int]
    by_lines: bool
    by_pixels: bool


def read_layout(dataset: gdal.Dataset, file: gdal.Dataset) -> Layout:
    """The layout of a dataset whose values, or the first of them, come from a file."""
    columns, rows = file.GetRasterBand(1).GetBlockSize()
    raw = file.GetDriver().ShortName == "ENVI"
    return Layout((rows, columns), raw and not has_pixels(file), has_pixels(dataset))


def has_pixels(dataset: gdal.Dataset) -> bool:
    return dataset.GetMetadataItem("INTERLEAVE", "IMAGE_STRUCTURE") == "PIXEL"


def zero_planes(bands: int, rows: int, columns: int, kind: type[np.number]) -> np.ndarray:
    """An array (bands, rows, columns) of zeros, as which GDAL counts what a file lacks.

    Bands start 128 bytes beyond whole pages. Lines are one value apart: where they are not, GDAL (3.6) takes the
    lines of a line-interleaved file that it reads at once for those of one band.
    """
    plane = rows * (columns + 1)
    size = np.dtype(kind).itemsize
    stride = (-(-plane * size // PAGE) * PAGE + APART) // size
    return np.zeros((bands, stride), kind)[:, :plane].reshape(bands, rows, columns + 1)[:, :, :columns]


@contextmanager
def lines_at_once(wanted: bool) -> Iterator[None]:
    """Have GDAL read lines of raw files in this thread straight to their place, not each through its cache."""
    set_option = getattr(gdal, "SetThreadLocalConfigOption", None)  # GDAL 3.4 has none.
    if not wanted or set_option is None:
        yield
        return
    set_option("GDAL_ONE_BIG_READ", "YES")
    try:
        yield
    finally:
        set_option("GDAL_ONE_BIG_READ", None)
