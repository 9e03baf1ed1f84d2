from __future__ import annotations

import os
from contextlib import suppress

import numpy as np
import pytest
from osgeo import gdal, osr

from scoread_plugin.raster import sample_file
from scoread_plugin.raster.errors import RasterError
from scoread_plugin.raster.sample_file import write_sample_scene
from scoread_plugin.raster.sample_scene import make_sample_scene
from tests.disk import full_disk

SMALL = {"rows": 40, "columns": 30, "bands": 30}


@pytest.fixture(scope="module")
def scene():
    return make_sample_scene(seed=1)


@pytest.fixture(scope="module")
def small():
    return make_sample_scene(seed=1, **SMALL)


def test_files_hold_what_the_scene_holds(small, tmp_path, gdal_exceptions):
    write_sample_scene(small, str(tmp_path / "scene.tif"), str(tmp_path / "truth.tif"))
    assert sorted(os.listdir(tmp_path)) == ["scene.tif", "truth.tif"]
    scene, truth = (gdal.Open(str(tmp_path / name)) for name in ("scene.tif", "truth.tif"))

    np.testing.assert_array_equal(np.moveaxis(scene.ReadAsArray(), 0, -1), small.spectra)
    np.testing.assert_array_equal(truth.ReadAsArray(), small.truth.astype(np.uint8))
    for dataset in (scene, truth):
        assert dataset.GetGeoTransform() == (512000, 5, 0, 5398000, 0, -5)
        assert osr.SpatialReference(dataset.GetProjection()).GetAuthorityCode(None) == "32633"
    assert scene.GetRasterBand(1).DataType == gdal.GDT_Int16
    assert truth.GetRasterBand(1).DataType == gdal.GDT_Byte and truth.RasterCount == 1
    assert scene.GetMetadataItem("INTERLEAVE", "IMAGE_STRUCTURE") == "PIXEL"
    assert scene.GetMetadataItem("COMPRESSION", "IMAGE_STRUCTURE") == "DEFLATE"
    assert scene.GetRasterBand(1).GetBlockSize() == [64, 64]


def test_files_tell_wavelengths_as_envi_files_do(small, tmp_path):
    write_sample_scene(small, str(tmp_path / "scene.tif"), str(tmp_path / "truth.tif"))
    scene = gdal.Open(str(tmp_path / "scene.tif"))
    bands = [scene.GetRasterBand(number + 1) for number in range(scene.RasterCount)]
    assert [float(band.GetMetadataItem("wavelength")) for band in bands] == small.wavelengths.tolist()
    assert {band.GetMetadataItem("wavelength_units") for band in bands} == {"Nanometers"}
    assert {band.GetNoDataValue() for band in bands} == {small.nodata}
    assert bands[0].GetDescription() == "400.0 nm"

    envi = scene.GetMetadata("ENVI")
    assert set(envi) == {"wavelength", "wavelength_units", "bbl"}
    assert envi["wavelength_units"] == "Nanometers"
    assert envi["wavelength"][0] + envi["wavelength"][-1] == envi["bbl"][0] + envi["bbl"][-1] == "{}"
    np.testing.assert_array_equal(np.array(envi["wavelength"][1:-1].split(","), float), small.wavelengths)
    np.testing.assert_array_equal(np.array(envi["bbl"][1:-1].split(","), int), small.good_bands)


def test_the_suffix_decides_the_format(small, tmp_path):
    write_sample_scene(small, str(tmp_path / "scene.img"), str(tmp_path / "truth.img"))
    scene, truth = (gdal.Open(str(tmp_path / name)) for name in ("scene.img", "truth.img"))
    assert scene.GetDriver().ShortName == truth.GetDriver().ShortName == "HFA"
    np.testing.assert_array_equal(np.moveaxis(scene.ReadAsArray(), 0, -1), small.spectra)


def test_opens_in_true_colour(small, tmp_path):
    write_sample_scene(small, str(tmp_path / "scene.tif"), str(tmp_path / "truth.tif"))
    scene = gdal.Open(str(tmp_path / "scene.tif"))
    centre = {
        scene.GetRasterBand(number).GetColorInterpretation(): small.wavelengths[number - 1]
        for number in range(1, scene.RasterCount + 1)
    }
    assert 600 < centre[gdal.GCI_RedBand] < 700
    assert 510 < centre[gdal.GCI_GreenBand] < 600
    assert 440 < centre[gdal.GCI_BlueBand] < 510


def test_missing_folder_is_refused(small, tmp_path, gdal_exceptions):
    with pytest.raises(RasterError, match="nowhere"):
        write_sample_scene(small, str(tmp_path / "nowhere" / "scene.tif"), str(tmp_path / "truth.tif"))
    assert os.listdir(tmp_path) == []


def test_failure_on_the_truth_leaves_an_older_scene_untouched(small, tmp_path, gdal_exceptions):
    (tmp_path / "scene.tif").write_text("older")
    with pytest.raises(RasterError, match="nowhere"):
        write_sample_scene(small, str(tmp_path / "scene.tif"), str(tmp_path / "nowhere" / "truth.tif"))
    assert os.listdir(tmp_path) == ["scene.tif"]
    assert (tmp_path / "scene.tif").read_text() == "older"


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("room", [1000, 200_000], ids=["no room for the header", "no room for the pixels"])
def test_full_disk_leaves_older_files_untouched(scene, tmp_path, gdal_exceptions, room):
    for name in ("scene.tif", "truth.tif"):
        (tmp_path / name).write_text("older")
    with full_disk(room), pytest.raises(RasterError):
        write_sample_scene(scene, str(tmp_path / "scene.tif"), str(tmp_path / "truth.tif"))
    assert sorted(os.listdir(tmp_path)) == ["scene.tif", "truth.tif"]
    assert {(tmp_path / name).read_text() for name in ("scene.tif", "truth.tif")} == {"older"}


def test_unknown_projection_is_refused(small, tmp_path, gdal_exceptions, monkeypatch):
    """As where PROJ does not find its database."""
    monkeypatch.setattr(sample_file, "EPSG", 999_999)
    with pytest.raises(RasterError, match="EPSG:999999"):
        write_sample_scene(small, str(tmp_path / "scene.tif"), str(tmp_path / "truth.tif"))
    assert os.listdir(tmp_path) == []


def test_older_files_are_replaced(small, tmp_path):
    for name in ("scene.tif", "truth.tif"):
        (tmp_path / name).write_text("older")
    write_sample_scene(small, str(tmp_path / "scene.tif"), str(tmp_path / "truth.tif"))
    assert gdal.Open(str(tmp_path / "scene.tif")).RasterCount == 30
    assert gdal.Open(str(tmp_path / "truth.tif")).RasterCount == 1


def test_an_earlier_gdal_error_does_not_matter(small, tmp_path):
    with suppress(RuntimeError):  # Where QGIS has switched GDAL's exceptions on.
        gdal.Error(gdal.CE_Failure, 1, "something else failed before")
    write_sample_scene(small, str(tmp_path / "scene.tif"), str(tmp_path / "truth.tif"))
    assert len(os.listdir(tmp_path)) == 2
