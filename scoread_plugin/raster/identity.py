"""Identification of the content of a raster without reading it."""

from __future__ import annotations

import os
import re

from osgeo import gdal

from .sources import subdatasets_of

# QGIS and GDAL write statistics into a virtual raster that is merely viewed.
NOTES = re.compile(r"\s*<(Metadata|Histograms)\b.*?</\1>", re.DOTALL)


def file_facts(dataset: gdal.Dataset) -> list:
    """Return path, size and modification time of each file of a raster; for a virtual one, XML and sources."""
    files = [path for path in dataset.GetFileList() or [] if not path.endswith(".aux.xml")]
    if dataset.GetDriver().ShortName != "VRT":
        return [stat_facts(path) for path in files]
    sources = [path for path in files if path != dataset.GetDescription()]
    sources += subdatasets_of(dataset)
    return [NOTES.sub("", dataset.GetMetadata("xml:VRT")[0]), *map(source_facts, sources)]


def source_facts(path: str) -> list:
    """Return the facts of a source of a virtual raster, which may itself be virtual, or a part of a file."""
    if gdal.VSIStatL(path) and not path.lower().endswith(".vrt"):
        return stat_facts(path)
    try:
        dataset = gdal.Open(path)
    except RuntimeError:
        dataset = None
    return stat_facts(path) if dataset is None else file_facts(dataset)


def stat_facts(path: str) -> list:
    stat = gdal.VSIStatL(path)
    if stat is None:
        return [path]
    return [path, stat.size, os.stat(path).st_mtime_ns if os.path.exists(path) else stat.mtime]
