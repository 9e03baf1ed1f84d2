"""Wavelengths and bad-band lists of a hyperspectral raster, whatever way GDAL exposes them."""

from __future__ import annotations

from collections.abc import Sequence

from osgeo import gdal

NANOMETRES = {
    "nanometers": 1.0, "nanometer": 1.0, "nanometres": 1.0, "nm": 1.0,
    "micrometers": 1e3, "micrometer": 1e3, "micrometres": 1e3, "microns": 1e3, "micron": 1e3, "um": 1e3, "µm": 1e3,
}  # fmt: skip
LARGEST_MICROMETRES = 100.0


def read_wavelengths(dataset: gdal.Dataset) -> tuple[float, ...] | None:
    """Centre wavelength of every band in nanometres; None unless all bands have one.

    Looks at each band's own metadata (`wavelength`, `wavelength_units`), then at the IMAGERY domain
    (`CENTRAL_WAVELENGTH_UM`, GDAL 3.10), then at the dataset's ENVI domain.
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
    """Give every band its centre wavelength [nm] as GDAL shows that of an ENVI file, and in its description."""
    texts = [str(float(wavelength)) for wavelength in wavelengths]
    for number, text in enumerate(texts, start=1):
        band = dataset.GetRasterBand(number)
        band.SetDescription(f"{text} nm")
        band.SetMetadata({"wavelength": text, "wavelength_units": "Nanometers"})
    dataset.SetMetadata({"wavelength": f"{{{','.join(texts)}}}", "wavelength_units": "Nanometers"}, "ENVI")


def read_bad_bands(dataset: gdal.Dataset) -> frozenset[int]:
    """Bands, counted from 1, that an ENVI bad-band list (`bbl`) flags with 0."""
    flags = numbers((dataset.GetMetadata("ENVI") or {}).get("bbl", ""))
    if len(flags) != dataset.RasterCount:
        flags = numbers((dataset.GetMetadata() or {}).get("bbl", ""))
    if len(flags) != dataset.RasterCount:
        return frozenset()
    return frozenset(k + 1 for k, flag in enumerate(flags) if flag == 0)


def numbers(text: str) -> list[float]:
    """The numbers of a list such as "{1, 0, 1}"; none where a part is not a number."""
    try:
        return [float(part) for part in text.strip("{} \n").split(",")]
    except ValueError:
        return []


def nanometres(value: float, unit: str) -> float:
    """In nanometres; where the unit is not known, small values are taken for micrometres."""
    guess = 1e3 if value < LARGEST_MICROMETRES else 1.0
    return value * NANOMETRES.get(unit.strip().lower(), guess)
