"""Headers of ENVI files as they are now: GDAL prefers a copy in .aux.xml, perhaps of before they were edited."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

from osgeo import gdal

from .dataset import read_text

# As GDAL reads it: a list ends at the first brace, and a name that begins with a blank is another name.
FIELD = re.compile(r"^([^={}\n]+?)\s*=[^\S\n]*(\{[^}]*\}|[^\n]*)", re.MULTILINE)
VALUE_BYTES = {1: 1, 2: 2, 3: 4, 4: 4, 5: 8, 6: 8, 9: 16, 12: 2, 13: 4, 14: 8, 15: 8}


def header_of(dataset: gdal.Dataset) -> dict[str, str]:
    """Return the fields of the header of an ENVI file, named as in GDAL's domain ENVI; none for another format."""
    return read_header(dataset.GetDescription()) if dataset.GetDriver().ShortName == "ENVI" else {}


def read_header(path: str) -> dict[str, str]:
    """Return the fields of the ENVI header next to a file; none if there is no such header."""
    for header in headers_of(path):
        text = read_text(header)
        if text.startswith("ENVI"):
            return {name.lower().replace(" ", "_"): value.strip() for name, value in FIELD.findall(text)}
    return {}


def headers_of(path: str) -> Iterator[str]:
    """Yield the paths at which a header may be, in GDAL's order, which disregards the case of the suffix."""
    bases = (path, os.path.splitext(path)[0])
    usual = [base + suffix for base in bases for suffix in (".hdr", ".HDR")]
    if any(gdal.VSIStatL(header) for header in usual):
        yield from usual
        return
    folder = os.path.dirname(path)
    there = [name for name in gdal.ReadDir(folder or ".") or [] if name.lower().endswith(".hdr")]
    for base in bases:
        wanted = os.path.basename(base).lower() + ".hdr"
        yield from (os.path.join(folder, name) for name in there if name.lower() == wanted)


def stated_bytes(header: dict[str, str]) -> int:
    """Return the size that a header states for its file; 0 if it does not, as for a compressed file."""
    if whole(header, "file_compression", 0):
        return 0
    values = whole(header, "samples", 0) * whole(header, "lines", 0) * whole(header, "bands", 0)
    return whole(header, "header_offset", 0) + values * VALUE_BYTES.get(whole(header, "data_type", 1), 0)


def whole(header: dict[str, str], name: str, default: int) -> int:
    """Return the whole number that a field begins with, which is what GDAL reads: 0 for "0.0"."""
    found = re.match(r"\d+", header.get(name, ""))
    return int(found[0]) if found else default
