"""Wavelengths and bad-band lists of hyperspectral rasters, however GDAL exposes them."""

from __future__ import annotations

from collections.abc import Sequence

from osgeo import gdal

NANOMETRES = {
    "nanometers": 1.0, "nanometer": 1.0, "nanometres": 1.0, "nm": 1.0,
    "micrometers": 1e3, "micrometer": 1e3, "micrometres": 1e3, "microns": 1e3, "micron": 1e3, "um": 1e3, "µm": 1e3,
}  # fmt: skip
NO_WAVELENGTHS = {"index", "wavenumber", "ghz", "mhz"}
LARGEST_MICROMETRES = 100.0


def read_wavelengths(dataset: gdal.Dataset) -> tuple[float, ...] | None:
    """Read the centre wavelength of every band in nanometres; None unless all bands have one.

    Sources are each band's own metadata (`wavelength`, `wavelength_units`), then its IMAGERY domain
    (`CENTRAL_WAVELENGTH_UM`, GDAL 3.10), then the dataset's ENVI domain.
    """
    found = [band_wavelength(dataset.GetRasterBand(k + 1)) for k in range(dataset.RasterCount)]
    if None in found:
        header = dataset.GetMetadata("ENVI") or {}
        found = [(value, header.get("wavelength_units", "")) for value in numbers(header.get("wavelength", ""))]
    return in_nanometres(*zip(*found)) if len(found) == dataset.RasterCount else None


def band_wavelength(band: gdal.Band) -> tuple[float, str] | None:
    """Read the centre wavelength of a band, and its unit."""
    own = band.GetMetadata() or {}
    micrometres = (band.GetMetadata("IMAGERY") or {}).get("CENTRAL_WAVELENGTH_UM")
    value, unit = own.get("wavelength"), own.get("wavelength_units", "")
    if value is None:
        value, unit = micrometres, "um"
    values = numbers(value or "")
    return (values[0], unit) if values else None


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


def in_nanometres(values: Sequence[float], units: Sequence[str]) -> tuple[float, ...] | None:
    """Convert wavelengths to nanometres; None if a unit is not one of wavelengths.

    If a unit is unknown, it is taken as micrometres where all values are small.
    """
    units = [unit.strip().lower() for unit in units]
    if any(unit in NO_WAVELENGTHS for unit in units):
        return None
    guess = 1e3 if max(values) < LARGEST_MICROMETRES else 1.0
    return tuple(value * NANOMETRES.get(unit, guess) for value, unit in zip(values, units))
