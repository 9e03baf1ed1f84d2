"""Files that a raster is read from: for a virtual one those that it shows, through other virtual ones as well."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from html import unescape
from pathlib import Path

from osgeo import gdal

from .dataset import open_dataset
from .errors import RasterError

# Such as NETCDF:"file.nc":cube, and neither C:/file.tif nor https://...
SUBDATASET = re.compile(r"<Source(?:Filename|Dataset)\b[^>]*>(\w{2,}:(?!//)[^<]+)<")
PART = re.compile('[^:"]+')


def first_file(dataset: gdal.Dataset) -> gdal.Dataset:
    """Open the first file of a virtual raster; return the dataset itself if it is not virtual or that fails."""
    if dataset.GetDriver().ShortName == "VRT":
        own = {dataset.GetDescription() + suffix for suffix in ("", ".ovr", ".aux.xml", ".msk")}
        files = [path for path in dataset.GetFileList() or [] if path not in own]
        sources = files or subdatasets_of(dataset)
        with suppress(RasterError):
            return open_dataset(sources[0]) if sources else dataset
    return dataset


def files_of(path: str) -> list[str]:
    """Return all files of a raster, as `files_read` does; none if it is not a raster."""
    gdal.PushErrorHandler("CPLQuietErrorHandler")
    try:
        return files_read(open_dataset(path))
    except RasterError:
        return []
    finally:
        gdal.PopErrorHandler()


def files_read(dataset: gdal.Dataset) -> list[str]:
    """Return all files of a raster: headers too, and parts of virtual rasters, through other virtual ones as well."""
    found, seen, datasets = [], {dataset.GetDescription()}, [dataset]
    while datasets:
        dataset = datasets.pop()
        files = dataset.GetFileList() or []
        found += files
        virtual = [file for file in files if file.lower().endswith(".vrt")]
        for source in {*virtual, *subdatasets_of(dataset)} - seen:
            seen.add(source)
            with suppress(RasterError):
                datasets.append(open_dataset(source))
    return found


def subdatasets_of(dataset: gdal.Dataset) -> list[str]:
    """Return the names of the sources of a virtual raster that are parts of files: GDAL does not list these files."""
    if dataset.GetDriver().ShortName != "VRT":
        return []
    folder = os.path.dirname(dataset.GetDescription())
    found = dict.fromkeys(SUBDATASET.findall(virtual_text(dataset)))
    return [placed_in(folder, unescape(name)) for name in found]


def placed_in(folder: str, name: str) -> str:
    """Return the name of a part of a file, such as NETCDF:"file.nc":cube, with the path of a file in the folder."""
    for part in PART.finditer(name, name.index(":")):
        path = os.path.join(folder, part[0])
        if gdal.VSIStatL(path):
            return name[: part.start()] + path + name[part.end() :]
    return name


def virtual_text(dataset: gdal.Dataset) -> str:
    """Return the XML of a virtual raster, from its file if there is one: GDAL takes seconds for a large mosaic."""
    try:
        return Path(dataset.GetDescription()).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return dataset.GetMetadata("xml:VRT")[0]
