"""Wavelengths in the metadata files that are delivered beside the images of EnMAP and DESIS."""

from __future__ import annotations

import re

from osgeo import gdal

from .dataset import read_text

IMAGE = re.compile(r"-SPECTRAL_IMAGE\.TIFF?$", re.IGNORECASE)
WAVELENGTH = re.compile(r"<wavelengthCenterOfBand>\s*([\d.]+)\s*<")


def product_wavelengths(dataset: gdal.Dataset) -> list[tuple[float, str]]:
    """Read the centre wavelength of each band, and its unit; none for any other file."""
    stem, named_so = IMAGE.subn("-METADATA", dataset.GetDescription())
    text = named_so and (read_text(f"{stem}.XML") or read_text(f"{stem}.xml"))
    return [(float(value), "nm") for value in WAVELENGTH.findall(text or "")]
