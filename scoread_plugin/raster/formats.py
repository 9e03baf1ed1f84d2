"""Raster formats by file suffix, and the data that they can hold."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
from osgeo import gdal

from .copying import MISPLACED
from .errors import RasterError, checked
from .georeferencing import copy_georeferencing, keeps_place
from .scene import Scene

ENVI_SUFFIXES = ("bsq", "bil", "bip", "dat")
# Side and value of the raster on which formats are tested.
SIDE, FRACTION = 4, 0.5


def driver_for(target: Path, kind: str = "Float32", name: str = "OUTPUT") -> gdal.Driver:
    """Return the GDAL driver for a file's suffix.

    Parameters
    ----------
    target : Path
    kind : str
        GDAL name of the data type to hold.
    name : str
        Name of the parameter.

    Raises
    ------
    RasterError
        If the format cannot hold rasters of this type.
    """
    driver = driver_of_suffix(target.suffix[1:].lower(), name)
    # GeoTIFFs can hold all types of GDAL, including 64-bit integers, which GDAL 3.6 does not list.
    listed = driver.GetMetadataItem(gdal.DMD_CREATIONDATATYPES) or kind
    if driver.ShortName != "GTiff" and kind not in listed.split():
        raise RasterError(f"{name}: {driver.LongName} cannot hold {kind} numbers. Choose .tif, .img or .bsq.")
    return driver


def driver_of_suffix(suffix: str, name: str) -> gdal.Driver:
    """Return the first driver of a suffix that writes rasters; GeoTIFF if there is none."""
    if suffix == "vrt":
        raise RasterError(f"{name}: a virtual raster holds no pixels. Choose .tif, .img or .bsq.")
    if suffix in ENVI_SUFFIXES:
        return gdal.GetDriverByName("ENVI")
    for k in range(gdal.GetDriverCount()):
        driver = gdal.GetDriver(k)
        facts = driver.GetMetadata()
        writes = gdal.DCAP_CREATECOPY in facts or gdal.DCAP_CREATE in facts
        suffixes = (facts.get(gdal.DMD_EXTENSIONS) or "").lower().split()
        if suffix in suffixes and gdal.DCAP_RASTER in facts and writes:
            return driver
    return gdal.GetDriverByName("GTiff")


def check_format(target: str, options: list[str], bands: int, scene: Scene, name: str = "OUTPUT") -> None:
    """Raise RasterError unless the format of a target holds scores of a scene with the creation options (NAME=VALUE).

    This is tested on the scene's first pixels with this number of bands; `name` is that of the parameter.
    """
    driver = driver_for(Path(target), name=name)
    small = gdal.GetDriverByName("MEM").Create("", SIDE, SIDE, bands, gdal.GDT_Float32)
    copy_georeferencing(scene.dataset, small, scene.window, scene.reference)
    for k in range(bands):
        small.GetRasterBand(k + 1).Fill(FRACTION)
    refusal = f"{name} '{target}' cannot be written as {driver.LongName} with {bands} bands"
    if options:
        refusal += f" and CREATION_OPTIONS {' '.join(options)}"
    with tempfile.TemporaryDirectory() as folder:
        checked(refusal, copied, driver, f"{folder}/score{Path(target).suffix}", small, options)


def copied(driver: gdal.Driver, path: str, source: gdal.Dataset, options: list[str]) -> None:
    """Copy a raster filled with FRACTION; raise RuntimeError if the copy is another, or an option is unknown."""
    problems = []
    listed = driver.GetMetadataItem(gdal.DMD_CREATIONOPTIONLIST) or ""

    def hear(level: int, number: int, text: str) -> None:
        name = text.rpartition(" ")[2].upper()
        # In Turkish, GDAL calls every option unknown: its I and i are then not the same letter.
        if number == gdal.CPLE_NotSupported and "creation option" in text and f"name='{name}'" not in listed:
            problems.append(text)

    gdal.PushErrorHandler(hear)
    try:
        written = driver.CreateCopy(path, source, 0, options)
    finally:
        gdal.PopErrorHandler()
    if written is None:
        problems.append(gdal.GetLastErrorMsg() or "the format does not allow it")
    del written  # An exception would keep it open, and Windows does not delete open files.
    problem = problems[0] if problems else difference(path, source)
    if problem:
        raise RuntimeError(problem)


def difference(path: str, source: gdal.Dataset) -> str:
    """Say how the copy of a raster filled with FRACTION differs from it; empty if it does not."""
    copy = gdal.Open(path)
    count = copy.RasterCount if copy else 0
    if count < source.RasterCount:
        return f"{count} of {source.RasterCount} bands can be read back"
    values = copy.ReadAsArray()
    if values is None or not np.allclose(values, FRACTION, rtol=0.01):
        return "the values read back differ"
    return "" if keeps_place(copy, source) else MISPLACED
