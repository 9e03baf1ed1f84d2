"""Raw files that are shorter than their header states: GDAL would read zeros for the rest."""

from __future__ import annotations

from osgeo import gdal

from .dataset import open_dataset
from .envi import read_header, stated_bytes
from .errors import RasterError
from .sources import files_read


def refuse_truncated(dataset: gdal.Dataset) -> None:
    """Raise RasterError if an ENVI file, or one that a virtual raster reads, is shorter than its header states."""
    path = dataset.GetDescription()
    for file in raw_files(dataset):
        stat, stated = gdal.VSIStatL(file), stated_bytes(read_header(file))
        if stat is not None and stat.size < stated and is_envi(file):
            name = f"INPUT '{file}'" if file == path else f"'{file}', a part of INPUT,"
            raise RasterError(
                f"{name} is truncated: its header declares {stated} bytes, but it has {stat.size}. Copy it again."
            )


def raw_files(dataset: gdal.Dataset) -> list[str]:
    """Return the files that may be raw: that of an ENVI dataset, or all that a virtual raster reads."""
    driver = dataset.GetDriver().ShortName
    if driver == "ENVI":
        return [dataset.GetDescription()]
    return sorted(set(files_read(dataset))) if driver == "VRT" else []


def is_envi(path: str) -> bool:
    """Whether GDAL reads a file as ENVI: a header next to it may be that of a file with another suffix."""
    try:
        return open_dataset(path).GetDriver().ShortName == "ENVI"
    except RasterError:
        return False
