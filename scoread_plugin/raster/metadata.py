"""Wavelengths and bad-band lists of hyperspectral rasters, however GDAL exposes them."""

from __future__ import annotations

from collections.abc import Sequence

from osgeo import gdal

NANOMETRES = {
    "nanometers": 1.0, "nanometer": 1.0, "nanometres": 1.0, "nm": 1.0,
    "micrometers": 1e3, "micrometer": 1e3, "micrometres": 1e3, "microns": 1e3, "micron": 1e3, "um": 1e3, "µm": 1e3,
}  # fmt: skip
LARGEST_MICROMETRES = 100.0


def read_wavelengths(dataset: gdal.Dataset) -> tuple[float, ...] | None:
    """Read the centre wavelength of every band in nanometres; None unless all bands have one.

    Sources are each band's own metadata (`wavelength`, `wavelength_units`), then its IMAGERY domain
    (`CENTRAL_WAVELENGTH_UM`, GDAL 3.10), then the dataset's ENVI domain.
    """
    found = [band_wavelength(dataset.GetRasterBand(k + 1)) for k in range(dataset.RasterCount)]
    if None not in found:
        return tuple(found)
    header = dataset.GetMetadata("ENVI") or {}
    values = numbers(header.get("wavelength", ""))
    if len(values) != dataset.RasterCount:
        return None
    unit = header.get("wavelength_units", "")
    return tuple(nanometres(value, unit) for value in values)


def band_wavelength(band: gdal.Band) -> float | None:
    own = band.GetMetadata() or {}
    micrometres = (band.GetMetadata("IMAGERY") or {}).get("CENTRAL_WAVELENGTH_UM")
    value, unit = own.get("wavelength"), own.get("wavelength_units", "")
    if value is None:
        value, unit = micrometres, "um"
    values = numbers(value or "")
    return nanometres(values[0], unit) if values else None


def write_wavelengths(dataset: gdal.Dataset, wavelengths: Sequence[float]) -> None:
    """Store the centre wavelength [nm] of every band as GDAL exposes that of an ENVI file, and in its description."""
    texts = [str(float(wavelength)) for wavelength in wavelengths]
    for number, text in enumerate(texts, start=1):
        band = dataset.GetRasterBand(number)
        band.SetDescription(f"{text} nm")
        band.SetMetadata({"wavelength": text, "wavelength_units": "Nanometers"})
    dataset.SetMetadata({"wavelength": f"{{{','.join(texts)}}}", "wavelength_units": "Nanometers"}, "ENVI")


def read_bad_bands(dataset: gdal.Dataset) -> frozenset[int]:
    """Return the one-based numbers of the bands that an ENVI bad-band list (`bbl`) flags with 0."""
    flags = numbers((dataset.GetMetadata("ENVI") or {}).get("bbl", ""))
    if len(flags) != dataset.RasterCount:
        flags = numbers((dataset.GetMetadata() or {}).get("bbl", ""))
    if len(flags) != dataset.RasterCount:
        return frozenset()
    return frozenset(k + 1 for k, flag in enumerate(flags) if flag == 0)


def numbers(text: str) -> list[float]:
    """Parse a list of numbers such as "{1, 0, 1}"; empty if a part is not a number."""
    try:
        return [float(part) for part in text.strip("{} \n").split(",")]
    except ValueError:
        return []


def nanometres(value: float, unit: str) -> float:
    """Convert to nanometres; if the unit is unknown, small values are taken as micrometres."""
    guess = 1e3 if value < LARGEST_MICROMETRES else 1.0
    return value * NANOMETRES.get(unit.strip().lower(), guess)
