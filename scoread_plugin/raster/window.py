"""Rectangles of pixels, for reading blocks with margins and for writing results."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from osgeo import gdal

# Minimum rows of a block over all columns, in margins: with fewer, a square block has less margin per pixel.
LEAST_MARGINS = 6
# Pixels of a strip for processing whole rasters: some 16 MB of 32-bit numbers.
STRIP_PIXELS = 2**22


@dataclass(frozen=True)
class Window:
    """Rectangle of pixels.

    Attributes
    ----------
    row, column : int
        Zero-based position of its upper left pixel in the raster.
    rows, columns : int
    """

    row: int
    column: int
    rows: int
    columns: int

    @classmethod
    def of(cls, dataset: gdal.Dataset) -> Window:
        """Return the window of a whole raster."""
        return cls(0, 0, dataset.RasterYSize, dataset.RasterXSize)

    @property
    def pixels(self) -> int:
        return self.rows * self.columns

    def grown(self, margin: int) -> Window:
        """Return the window with a margin on each side; it may extend beyond the raster."""
        return Window(self.row - margin, self.column - margin, self.rows + 2 * margin, self.columns + 2 * margin)

    def intersection(self, other: Window) -> Window:
        """Return the intersection of both; without rows or columns if they do not overlap."""
        row, column = max(self.row, other.row), max(self.column, other.column)
        last_row = min(self.row + self.rows, other.row + other.rows)
        last_column = min(self.column + self.columns, other.column + other.columns)
        return Window(row, column, max(0, last_row - row), max(0, last_column - column))

    @property
    def slices(self) -> tuple[slice, slice]:
        """Slices of the window in an array (rows, columns) of the raster."""
        return slice(self.row, self.row + self.rows), slice(self.column, self.column + self.columns)

    def relative_to(self, origin: Window) -> Window:
        """Return the same rectangle relative to another window's upper left pixel."""
        return Window(self.row - origin.row, self.column - origin.column, self.rows, self.columns)

    def tiles(self, rows: int, columns: int) -> Iterator[Window]:
        """Yield the parts of the window, of at most rows x columns, row by row."""
        for row in range(self.row, self.row + self.rows, rows):
            for column in range(self.column, self.column + self.columns, columns):
                yield Window(row, column, rows, columns).intersection(self)

    def strips(self) -> Iterator[Window]:
        """Yield the parts of the window in whole rows, of a size to be held in memory."""
        return self.tiles(max(1, STRIP_PIXELS // self.columns), self.columns)


def block_shape(window: Window, tile: tuple[int, int], margin: int, pixels: int) -> tuple[int, int]:
    """Return rows and columns of blocks that, with their margins, have at most `pixels` pixels if possible.

    Parameters
    ----------
    window : Window
        Window to divide.
    tile : (rows, columns)
        Size of the file's own blocks; whole ones are taken where they fit.
    margin : int
        Width of the margin read on each side of a block.
    pixels : int
        Maximum number of pixels of a block with its margin.
    """
    rows = pixels // (window.columns + 2 * margin) - 2 * margin
    if rows >= min(max(tile[0], LEAST_MARGINS * margin), window.rows):
        return whole_tiles(rows, tile[0]), window.columns
    side = max(1, int(pixels**0.5) - 2 * margin)
    rows = whole_tiles(min(side, window.rows), tile[0])
    columns = max(1, pixels // (rows + 2 * margin) - 2 * margin)
    return rows, whole_tiles(min(columns, window.columns), tile[1])


def cut_along_tiles(window: Window, tile: tuple[int, int], count: int) -> list[Window]:
    """Divide a window into at most `count` parts, cut only between the file's own blocks (rows, columns).

    It is cut by rows, and if it has fewer rows of blocks than that, by columns as well.
    """
    top, left = window.row // tile[0] * tile[0], window.column // tile[1] * tile[1]
    around = Window(top, left, window.row + window.rows - top, window.column + window.columns - left)
    rows_of_tiles = -(-around.rows // tile[0])
    columns_of_tiles = -(-around.columns // tile[1])
    by_rows = min(count, rows_of_tiles)
    rows = -(-rows_of_tiles // by_rows) * tile[0]
    columns = -(-columns_of_tiles // (count // by_rows)) * tile[1]
    return [part.intersection(window) for part in around.tiles(rows, columns)]


def whole_tiles(length: int, tile: int) -> int:
    """Round a length down to whole tiles; one shorter than a tile is unchanged."""
    return length // tile * tile or length
