from __future__ import annotations

import pytest
from osgeo import gdal

from scoread_plugin.raster.metadata import (
    bad_band_warnings,
    read_bad_bands,
    read_wavelengths,
    write_wavelengths,
)
from scoread_plugin.raster.sources import virtual_text


def memory_raster(bands, own=None, imagery=None, envi=None, plain=None, names=None):
    """A raster without pixels to speak of; `own` and `imagery` are metadata of each band, or None."""
    dataset = gdal.GetDriverByName("MEM").Create("", 1, 1, bands)
    for k in range(bands):
        dataset.GetRasterBand(k + 1).SetMetadata((own and own[k]) or {})
        dataset.GetRasterBand(k + 1).SetMetadata((imagery and imagery[k]) or {}, "IMAGERY")
        dataset.GetRasterBand(k + 1).SetDescription((names and names[k]) or "")
    dataset.SetMetadata(envi or {}, "ENVI")
    dataset.SetMetadata(plain or {})
    return dataset


@pytest.mark.parametrize(
    ("unit", "values"),
    [
        ("Nanometers", ("450.5", "650", "2450")),
        ("nm", ("450.5", "650", "2450")),
        ("Micrometers", ("0.4505", "0.65", "2.45")),
        ("micrometres", ("0.4505", "0.65", "2.45")),
        (" um ", ("0.4505", "0.65", "2.45")),
        ("µm", ("0.4505", "0.65", "2.45")),
        ("Unknown", ("450.5", "650", "2450")),
        ("Unknown", ("0.4505", "0.65", "2.45")),
        ("", ("0.4505", "0.65", "2.45")),
    ],
)
def test_wavelengths_of_each_band_in_any_unit(unit, values):
    own = [{"wavelength": value, "wavelength_units": unit} for value in values]
    assert read_wavelengths(memory_raster(3, own)) == pytest.approx((450.5, 650, 2450))


@pytest.mark.parametrize(
    ("unit", "factor"),
    [
        *((unit, 1) for unit in ("nm", " Nanometers ", "nanometer", "nanometres")),
        *((unit, 1000) for unit in ("um", "Micrometers", "micrometer", "micrometres", "microns", "micron", "µm")),
    ],
)
def test_a_known_unit_is_believed_for_any_value(unit, factor):
    own = [{"wavelength": value, "wavelength_units": unit} for value in ("13.5", "120")]
    assert read_wavelengths(memory_raster(2, own)) == (13.5 * factor, 120 * factor)


@pytest.mark.parametrize(("values", "expected"), [((40, 140), (40, 140)), ((0.45, 2.2), (450, 2200))])
def test_an_unknown_unit_is_one_for_all_bands(values, expected):
    own = [{"wavelength": str(value)} for value in values]
    assert read_wavelengths(memory_raster(2, own)) == pytest.approx(expected)


@pytest.mark.parametrize("unit", ["Index", "Wavenumber", "GHz"])
def test_what_is_no_wavelength_is_none(unit):
    envi = {"wavelength": "{1, 200}", "wavelength_units": unit}
    assert read_wavelengths(memory_raster(2, envi=envi)) is None


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (("450.5 nm", "650 nm"), (450.5, 650)),
        (("Band 1 (450.5 Nanometers)", "Band 2 (650 Nanometers)"), (450.5, 650)),
        (("B2, central wavelength 0.49 um, 10 m", "B3, central wavelength 0.56 µm, 10 m"), (490, 560)),
        (("Band 1 (450.5)", "Band 2 (650)"), None),
        (("450.5 nm", "red"), None),
        (("450 nm, 10 nm wide", "650 nm, 10 nm wide"), None),
        (("445-456 nm", "645-655 nm"), None),
        (("450,5 nm", "650,0 nm"), None),
        (("1 UMAP", "2 UMAP"), None),
    ],
)
def test_wavelengths_in_the_names_of_bands(names, expected):
    assert read_wavelengths(memory_raster(2, names=names)) == expected


def test_metadata_goes_before_the_names_of_bands():
    own = [{"wavelength": value, "wavelength_units": "nm"} for value in ("450", "650")]
    assert read_wavelengths(memory_raster(2, own=own, names=("1 nm", "2 nm"))) == (450, 650)


def test_wavelengths_of_the_imagery_domain():
    imagery = [{"CENTRAL_WAVELENGTH_UM": value} for value in ("0.45", "120")]
    assert read_wavelengths(memory_raster(2, imagery=imagery)) == (450, 120_000)


def test_a_bands_own_wavelength_goes_before_the_imagery_domain():
    own = [{"wavelength": "450", "wavelength_units": "nm"}] * 2
    imagery = [{"CENTRAL_WAVELENGTH_UM": "9"}] * 2
    assert read_wavelengths(memory_raster(2, own, imagery)) == (450, 450)


@pytest.mark.parametrize(("unit", "factor"), [("nm", 1), ("um", 1e-3), ("m", 1e-9), ("", 1)])
def test_wavelengths_of_the_axis_of_a_netcdf_file(unit, factor):
    own = [{"NETCDF_DIM_wavelength": str(value * factor), "NETCDF_VARNAME": "radiance"} for value in (450.5, 2450)]
    found = read_wavelengths(memory_raster(2, own, plain={"wavelength#units": unit} if unit else {}))
    assert found == pytest.approx((450.5, 2450))


@pytest.mark.parametrize("unit", ["Micrometers", "Unknown"])
def test_wavelengths_of_the_envi_domain(unit):
    envi = {"wavelength": "{0.45, 0.65,\n 2.45}", "wavelength_units": unit}
    assert read_wavelengths(memory_raster(3, envi=envi)) == pytest.approx((450, 650, 2450))


def test_the_envi_domain_stands_in_where_some_bands_have_none():
    own = [{"wavelength": "451", "wavelength_units": "nm"}, {}]
    envi = {"wavelength": "{450, 650}", "wavelength_units": "nm"}
    assert read_wavelengths(memory_raster(2, own, envi=envi)) == (450, 650)


@pytest.mark.parametrize(
    "described",
    [
        {},
        {"own": [{"wavelength": "450"}, {}]},
        {"own": [{"wavelength": "450"}, {"wavelength": "red"}]},
        {"imagery": [{}, {"CENTRAL_WAVELENGTH_UM": "0.45"}]},
        {"envi": {"wavelength": "{450}"}},
        {"envi": {"wavelength": "{450, 550, 650}"}},
        {"envi": {"wavelength": "{450, red}"}},
    ],
)
def test_partial_or_unreadable_wavelengths_are_none(described):
    assert read_wavelengths(memory_raster(2, **described)) is None


@pytest.mark.parametrize("where", ["envi", "plain"])
def test_bad_bands_are_those_flagged_0(where):
    assert read_bad_bands(memory_raster(4, **{where: {"bbl": "{1, 0, 2, 0.0}"}})) == {2, 4}


def test_wavelengths_have_no_traces_of_binary_numbers():
    assert read_wavelengths(memory_raster(2, envi={"wavelength": "{0.40903, 2.45}"})) == (409.03, 2450)


def test_bad_bands_are_those_that_flag_themselves():
    """As the EnMAP-Box writes them; a band without a flag is good."""
    assert read_bad_bands(memory_raster(4, [{"bbl": "1"}, {"bbl": "0"}, {}, {"bbl": "0"}])) == {2, 4}


def test_the_best_bad_band_list_is_taken():
    lists = {"own": [{"bbl": "0"}, {}, {}], "envi": {"bbl": "{1, 0, 1}"}, "plain": {"bbl": "{1, 1, 0}"}}
    assert read_bad_bands(memory_raster(3, **lists)) == {2}
    assert read_bad_bands(memory_raster(3, **{**lists, "envi": None})) == {1}


def test_a_bands_own_flag_that_is_no_number_is_told():
    dataset = memory_raster(2, [{"bbl": "yes"}, {"bbl": "0"}])
    assert read_bad_bands(dataset) == frozenset() and len(list(bad_band_warnings(dataset))) == 1


@pytest.mark.parametrize("where", ["envi", "plain"])
@pytest.mark.parametrize("flags", ["{1, 0}", "{1, 0, 1, 1}", "{1, 0, yes}", "", "{}"])
def test_a_bad_band_list_of_another_length_or_kind_is_ignored(flags, where):
    assert read_bad_bands(memory_raster(3, **{where: {"bbl": flags}})) == frozenset()


@pytest.mark.parametrize("where", ["envi", "plain"])
@pytest.mark.parametrize(("flags", "due"), [("{1, 0}", 1), ("{1, 0, yes}", 1), ("{1, 0, 1}", 0)])
def test_a_bad_band_list_that_is_ignored_is_told(flags, due, where):
    found = list(bad_band_warnings(memory_raster(3, **{where: {"bbl": flags}})))
    assert len(found) == due and all("3 numbers" in warning and "BANDS" in warning for warning in found)


def test_a_bad_band_list_that_fits_makes_up_for_one_that_does_not():
    dataset = memory_raster(3, envi={"bbl": "{1, 0}"}, plain={"bbl": "{1, 1, 0}"})
    assert read_bad_bands(dataset) == {3} and not list(bad_band_warnings(dataset))


@pytest.mark.parametrize("source", ["{}", "GTIFF_DIR:1:{}"], ids=["file", "subdataset"])
@pytest.mark.parametrize("overviews", [False, True])
def test_a_mosaic_has_the_wavelengths_and_bad_bands_of_its_files(tmp_path, overviews, source):
    paths = [str(tmp_path / f"{name}.tif") for name in "ab"]
    for place, path in enumerate(paths):
        dataset = gdal.GetDriverByName("GTiff").Create(path, 4, 4, 3)
        dataset.SetGeoTransform((4.0 * place, 1.0, 0.0, 0.0, 0.0, -1.0))
        write_wavelengths(dataset, [450, 650, 2450])
        dataset.SetMetadata({"bbl": "{1, 0, 1}"})
        del dataset
    names = [str(tmp_path / f"{name}.vrt") for name in ("mosaic", "whole", "turned", "stack")]
    gdal.BuildVRT(names[0], [source.format(path) for path in paths]).FlushCache()
    if overviews:
        gdal.Open(names[0]).BuildOverviews("NEAREST", [2])
    gdal.BuildVRT(names[1], names[:1]).FlushCache()
    for name in names[:2]:
        assert read_wavelengths(gdal.Open(name)) == (450, 650, 2450)
        assert read_bad_bands(gdal.Open(name)) == {2}
    gdal.Translate(names[2], names[0], format="VRT", bandList=[3, 2, 1]).FlushCache()
    gdal.BuildVRT(names[3], paths[:1] * 3, separate=True).FlushCache()
    for name in names[2:]:
        assert read_bad_bands(gdal.Open(name)) == frozenset()


def test_the_text_of_a_virtual_raster_is_that_of_its_file(tmp_path):
    """GDAL takes seconds to write that of a mosaic of many files, and with paths of another form."""
    path = tmp_path / "mosaic.vrt"
    file = gdal.GetDriverByName("GTiff").Create(str(tmp_path / "a.tif"), 4, 4, 3)
    file.SetGeoTransform((0.0, 1.0, 0.0, 0.0, 0.0, -1.0))
    del file
    gdal.BuildVRT(str(path), [str(tmp_path / "a.tif")]).FlushCache()
    dataset = gdal.Open(str(path))
    assert virtual_text(dataset) == path.read_text(encoding="utf-8")
    without_file = gdal.Translate("", dataset, format="VRT")
    assert virtual_text(without_file).count("<SourceBand>") == 3


def test_no_bad_band_list():
    dataset = memory_raster(3)
    assert read_bad_bands(dataset) == frozenset() and not list(bad_band_warnings(dataset))
