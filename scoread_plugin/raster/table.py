"""Tables of numbers without geometry, whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from osgeo import gdal, ogr

from ..files import replacing
from .errors import RasterError, refusing

DRIVERS = {".csv": "CSV", ".gpkg": "GPKG", ".xlsx": "XLSX"}
ROWS_AT_A_TIME = 500


def check_table(path: str) -> None:
    """Raise RasterError unless the suffix is that of a table format."""
    if Path(path).suffix.lower() not in DRIVERS:
        raise RasterError(f"OUTPUT '{path}': tables are written as {', '.join(DRIVERS)}. Choose one of these.")


def write_table(path: str, names: Sequence[str], values: np.ndarray, progress: Callable[[int], None]) -> None:
    """Write a table.

    Parameters
    ----------
    path : str
        Its suffix decides the format: .csv, .gpkg or .xlsx.
    names : sequence of str
        One per column, no two alike.
    values : array (rows, columns)
        Written with seven significant digits where they are float32.
    progress : callable (rows written)
        What it raises ends the writing.

    Raises
    ------
    RasterError
        If the format is not known, the folder cannot be written to, or the disk is full; an older table stays as
        it was.
    """
    check_table(path)
    try:
        with replacing(path) as unfinished, refusing(f"OUTPUT '{path}' cannot be written"):
            fill(str(unfinished), names, values, progress)
    except OSError as error:
        raise RasterError(f"OUTPUT '{path}' cannot be written: {error}") from error


def fill(path: str, names: Sequence[str], values: np.ndarray, progress: Callable[[int], None]) -> None:
    driver = ogr.GetDriverByName(DRIVERS[Path(path).suffix.lower()])
    if driver is None:
        raise RuntimeError(f"this GDAL has no driver for {Path(path).suffix}")
    source = made(driver.CreateDataSource(path))
    layer = made(source.CreateLayer(Path(path).stem, geom_type=ogr.wkbNone))
    for name in names:
        layer.CreateField(ogr.FieldDefn(name, ogr.OFTReal))
    definition = layer.GetLayerDefn()
    if [definition.GetFieldDefn(k).GetName() for k in range(definition.GetFieldCount())] != list(names):
        raise RuntimeError(f"the format does not take {len(names)} columns of these names; .csv does")
    for first in range(0, len(values), ROWS_AT_A_TIME):
        progress(first)
        layer.StartTransaction()
        for row in values[first : first + ROWS_AT_A_TIME]:
            feature = ogr.Feature(definition)
            # By way of text: a float32 would be written with the digits of its nearest double.
            for k, value in enumerate(row):
                feature.SetField(k, float(str(value)))
            layer.CreateFeature(feature)
        layer.CommitTransaction()
    layer = source = None  # the file is complete only once its data source is closed
    if gdal.GetLastErrorType() >= gdal.CE_Failure:
        raise RuntimeError(gdal.GetLastErrorMsg())


def made(thing):
    """What GDAL made; raises RuntimeError where it made nothing."""
    if thing is None:
        raise RuntimeError(gdal.GetLastErrorMsg() or "GDAL does not say why")
    return thing
