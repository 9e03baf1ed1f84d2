"""Tables of numbers without geometry, written completely or not at all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from osgeo import gdal, ogr

from ..files import replacing
from .errors import RasterError, made, refusing

DRIVERS = {".csv": "CSV", ".gpkg": "GPKG", ".xlsx": "XLSX"}
MOST_COLUMNS = 1999  # SQLite allows 2000, and GDAL reads as many from a .csv
ROWS_AT_A_TIME = 500


def check_table(path: str, columns: int, name: str = "OUTPUT") -> None:
    """Raise RasterError, naming the parameter, unless the suffix is that of a table format and the columns fit."""
    if Path(path).suffix.lower() not in DRIVERS:
        raise RasterError(f"{name} '{path}': tables are written as {', '.join(DRIVERS)}. Choose one of these.")
    if columns > MOST_COLUMNS:
        raise RasterError(f"{name}: a table has at most {MOST_COLUMNS} columns, but there are {columns} bands.")


def write_table(
    path: str, names: Sequence[str], values: np.ndarray, progress: Callable[[int], None], name: str = "OUTPUT"
) -> None:
    """Write a table.

    Parameters
    ----------
    path : str
        Path; its suffix determines the format: .csv (with a .csvt next to it for the types), .gpkg or .xlsx.
    names : sequence of str
        Column names, all different.
    values : array (rows, columns)
        At least one row; float32 values are written with seven significant digits.
    progress : callable (rows written)
        An exception it raises aborts the writing.
    name : str
        Name of the parameter in messages.

    Raises
    ------
    RasterError
        If the format is unknown or takes fewer columns, the folder cannot be written to, or the disk is full; an
        older table is left as it was.
    """
    check_table(path, len(names), name)
    try:
        with replacing(path) as unfinished, refusing(f"{name} '{path}' cannot be written"):
            fill(str(unfinished), names, values, progress)
    except OSError as error:
        raise RasterError(f"{name} '{path}' cannot be written: {error}") from error


def fill(path: str, names: Sequence[str], values: np.ndarray, progress: Callable[[int], None]) -> None:
    suffix = Path(path).suffix.lower()
    driver = made(ogr.GetDriverByName(DRIVERS[suffix]), f"this GDAL has no driver for {suffix}")
    source = made(driver.CreateDataSource(path))
    # Without a .csvt next to it, QGIS reads the numbers of a .csv as text.
    options = ["CREATE_CSVT=YES"] if driver.GetName() == "CSV" else []
    layer = made(source.CreateLayer(Path(path).stem, geom_type=ogr.wkbNone, options=options))
    for name in names:
        layer.CreateField(ogr.FieldDefn(name, ogr.OFTReal))
    definition = layer.GetLayerDefn()
    for first in range(0, len(values), ROWS_AT_A_TIME):
        progress(first)
        layer.StartTransaction()
        for row in values[first : first + ROWS_AT_A_TIME]:
            feature = ogr.Feature(definition)
            # Via text: otherwise a float32 would be written with the digits of its nearest double.
            for k, value in enumerate(row):
                feature.SetField(k, float(str(value)))
            layer.CreateFeature(feature)
        layer.CommitTransaction()
    layer = source = None  # the file is complete only once its data source is closed
    read_back(path, values)


def check_count(path: str, count: int, what: str) -> None:
    """Raise RasterError unless a vector file has `count` features: GDAL may not report a full disk."""
    with refusing(f"{what} cannot be written"):
        source = made(gdal.OpenEx(path, gdal.OF_VECTOR))
        layer = source.GetLayer(0)
        if (0 if layer is None else sum(1 for _ in layer)) != count:
            raise RuntimeError("the disk may be full")


def read_back(path: str, values: np.ndarray) -> None:
    """Raise RuntimeError unless all rows are there: GDAL may not report a full disk."""
    source = made(gdal.OpenEx(path, gdal.OF_VECTOR))
    count, last = 0, []
    for feature in source.GetLayer(0):
        count += 1
        last = [feature.GetFieldAsDouble(k) for k in range(feature.GetFieldCount())]
    if count != len(values) or not np.array_equal(np.array(last, values.dtype), values[-1]):
        raise RuntimeError("the disk may be full")
