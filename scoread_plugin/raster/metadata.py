"""Wavelengths, bad bands and nodata of hyperspectral rasters, however GDAL exposes them.

What the header of an ENVI file states goes before what GDAL has copied or noted in .aux.xml.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from osgeo import gdal

from .dataset import bands_of
from .envi import header_of
from .products import product_wavelengths
from .sources import first_file, virtual_text

SOURCE_BAND = re.compile(r"<SourceBand>(\d+)</SourceBand>")
NANOMETRES = {
    "nanometers": 1.0, "nanometer": 1.0, "nanometres": 1.0, "nm": 1.0,
    "micrometers": 1e3, "micrometer": 1e3, "micrometres": 1e3, "microns": 1e3, "micron": 1e3, "um": 1e3, "µm": 1e3,
    "m": 1e9,
}  # fmt: skip
# Such as "Band 5 (545.2 nm)", but not the ends of "520-600 nm" and "545,2 nm"; a metre is the size of a pixel.
NAMED_UNIT = "|".join(unit for unit in NANOMETRES if unit != "m")
NAMED_WAVELENGTH = re.compile(rf"(?<![\d.,-])(\d+(?:\.\d+)?) ?({NAMED_UNIT})\b", re.I)
NO_WAVELENGTHS = {"index", "wavenumber", "ghz", "mhz"}
LARGEST_MICROMETRES = 100.0


def read_wavelengths(dataset: gdal.Dataset) -> tuple[float, ...] | None:
    """Read the centre wavelength of every band in nanometres; None unless all bands have one.

    Sources are the header of an ENVI file, then each band's own metadata (`wavelength`, `wavelength_units`), then its
    IMAGERY domain (`CENTRAL_WAVELENGTH_UM`, GDAL 3.10), then the dataset's ENVI domain, then the coordinate
    `wavelength` of a netCDF file, then the metadata file of an EnMAP or DESIS product, then the bands' names; and
    then those of the first file of a mosaic.
    """
    for source in describing(dataset):
        for found in stated_wavelengths(source):
            if len(found) == dataset.RasterCount and None not in found:
                return in_nanometres(*zip(*found))
    return None


def stated_wavelengths(dataset: gdal.Dataset) -> Iterator[list[tuple[float, str] | None]]:
    """Yield the wavelengths that a dataset states, each with its unit, in each place, best first."""
    bands = bands_of(dataset)
    yield listed_wavelengths(header_of(dataset))
    yield [band_wavelength(band) for band in bands]
    yield listed_wavelengths(envi_fields(dataset))
    yield [netcdf_wavelength(dataset, band) for band in bands]
    yield product_wavelengths(dataset)
    yield [named_wavelength(band) for band in bands]


def describing(dataset: gdal.Dataset) -> Iterator[gdal.Dataset]:
    """Yield the datasets that describe the bands of a raster: it itself and, for a mosaic of them, the first file.

    A mosaic (gdalbuildvrt) states neither wavelengths nor bad bands, and other virtual rasters no bad bands.
    """
    seen = set()
    while dataset.GetDescription() not in seen:
        yield dataset
        seen.add(dataset.GetDescription())
        file = first_file(dataset)
        if file is dataset or file.RasterCount != dataset.RasterCount or not keeps_bands(dataset):
            return
        dataset = file


def keeps_bands(dataset: gdal.Dataset) -> bool:
    """Whether each band of a virtual raster shows the band of the same number of its first file."""
    bands = virtual_text(dataset).split("<VRTRasterBand")[1:]
    found = [SOURCE_BAND.search(band) for band in bands]
    return [match and int(match[1]) for match in found] == list(range(1, dataset.RasterCount + 1))


def listed_wavelengths(fields: dict[str, str]) -> list[tuple[float, str]]:
    """Return the wavelengths that fields of an ENVI header list, each with its unit."""
    return [(value, fields.get("wavelength_units", "")) for value in numbers(fields.get("wavelength", ""))]


def envi_fields(dataset: gdal.Dataset) -> dict[str, str]:
    """Return the fields of an ENVI header, which a file of another format may have as well."""
    return header_of(dataset) or dataset.GetMetadata("ENVI")


def band_wavelength(band: gdal.Band) -> tuple[float, str] | None:
    """Read the centre wavelength of a band, and its unit."""
    own = band.GetMetadata()
    micrometres = band.GetMetadata("IMAGERY").get("CENTRAL_WAVELENGTH_UM")
    value, unit = own.get("wavelength"), own.get("wavelength_units", "")
    if value is None:
        value, unit = micrometres, "um"
    values = numbers(value or "")
    return (values[0], unit) if values else None


def netcdf_wavelength(dataset: gdal.Dataset, band: gdal.Band) -> tuple[float, str] | None:
    """Read the coordinate of a band along the axis `wavelength` of a netCDF file, and its unit."""
    values = numbers(band.GetMetadataItem("NETCDF_DIM_wavelength") or "")
    return (values[0], dataset.GetMetadataItem("wavelength#units") or "") if values else None


def named_wavelength(band: gdal.Band) -> tuple[float, str] | None:
    """Read the only wavelength with a unit in the name of a band."""
    found = NAMED_WAVELENGTH.findall(band.GetDescription())
    return (float(found[0][0]), found[0][1]) if len(found) == 1 else None


def write_wavelengths(dataset: gdal.Dataset, wavelengths: Sequence[float]) -> None:
    """Store the centre wavelength [nm] of every band as GDAL exposes that of an ENVI file, and in its description."""
    texts = [str(float(wavelength)) for wavelength in wavelengths]
    for band, text in zip(bands_of(dataset), texts):
        band.SetDescription(f"{text} nm")
        band.SetMetadata({"wavelength": text, "wavelength_units": "Nanometers"})
    dataset.SetMetadata({"wavelength": f"{{{','.join(texts)}}}", "wavelength_units": "Nanometers"}, "ENVI")


def read_bad_bands(dataset: gdal.Dataset) -> frozenset[int]:
    """Return the one-based numbers of the bands that a bad-band list (`bbl`) flags with 0, or they themselves."""
    for flags in map(numbers, bad_band_lists(dataset)):
        if len(flags) == dataset.RasterCount:
            return frozenset(k + 1 for k, flag in enumerate(flags) if flag == 0)
    return frozenset()


def bad_band_warnings(dataset: gdal.Dataset) -> Iterator[str]:
    """Yield a warning if a dataset has a bad-band list, but none that fits its bands."""
    lists, count = bad_band_lists(dataset), dataset.RasterCount
    if lists and all(len(numbers(text)) != count for text in lists):
        yield (
            f"The bad-band list (bbl) of INPUT is ignored: it does not consist of {count} numbers, one per band. "
            "Correct it in the raster's header, or choose BANDS."
        )


def bad_band_lists(dataset: gdal.Dataset) -> list[str]:
    """Return the texts of a dataset's bad-band lists, best first."""
    sources = describing(dataset)
    lists = ((envi_fields(own).get("bbl"), own_flags(own), own.GetMetadataItem("bbl")) for own in sources)
    return [text for texts in lists for text in texts if text]


def own_flags(dataset: gdal.Dataset) -> str:
    """Return the bad-band list of flags that each band has in its own metadata; empty if none has."""
    flags = [band.GetMetadataItem("bbl") for band in bands_of(dataset)]
    return ",".join(flag or "1" for flag in flags) if any(flags) else ""


def read_nodata(dataset: gdal.Dataset) -> tuple[float | None, ...]:
    """Read the nodata value of every band; one that was set in GDAL counts where an ENVI header states none."""
    header, count, field = header_of(dataset), dataset.RasterCount, "data_ignore_value"
    stated = numbers(header.get(field, ""))
    if stated:
        return (stated[0],) * count
    if header and field not in header and field in dataset.GetMetadata("ENVI"):
        return (None,) * count  # Copied before it was taken out of the header.
    return tuple(band.GetNoDataValue() for band in bands_of(dataset))


def numbers(text: str) -> list[float]:
    """Parse a list of numbers such as "{1, 0, 1}"; empty if a part is not a number."""
    try:
        return [float(part) for part in text.strip("{} \n").split(",")]
    except ValueError:
        return []


def in_nanometres(values: Sequence[float], units: Sequence[str]) -> tuple[float, ...] | None:
    """Convert wavelengths to nanometres, to six digits; None if a unit is not one of wavelengths.

    If a unit is unknown, it is taken as micrometres where all values are small.
    """
    units = [unit.strip().lower() for unit in units]
    if any(unit in NO_WAVELENGTHS for unit in units):
        return None
    guess = 1e3 if max(values) < LARGEST_MICROMETRES else 1.0
    return tuple(round(value * NANOMETRES.get(unit, guess), 6) for value, unit in zip(values, units))
