"""MATLAB files and coordinate systems, as QGIS and other programs state them."""

from __future__ import annotations

import numpy as np
import pytest
from osgeo import gdal
from scipy.io import loadmat, savemat

from tests.rasters import NORTH_UP, files, read, spectra, write


@pytest.fixture
def cube(tmp_path):
    """A MATLAB file of a cube in UTM zone 33N, whose coordinate system is stated by its code."""
    savemat(tmp_path / "a.mat", {"data": spectra(), "geotransform": NORTH_UP, "crs": "EPSG:32633"})
    return tmp_path / "a.mat"


def test_a_coordinate_system_may_be_stated_by_its_code(run, cube, tmp_path):
    run("importmat", INPUT=cube, OUTPUT=tmp_path / "b.tif")
    dataset = gdal.Open(str(tmp_path / "b.tif"))
    assert dataset.GetSpatialRef().GetAuthorityCode(None) == "32633"
    assert dataset.GetGeoTransform() == NORTH_UP


def test_an_origin_in_another_coordinate_system_is_transformed_to_that_of_the_file(run, cube, tmp_path):
    run("importmat", INPUT=cube, ORIGIN="15,48.7 [EPSG:4326]", PIXEL_SIZE=5, OUTPUT=tmp_path / "b.tif")
    x, _, _, y, _, _ = gdal.Open(str(tmp_path / "b.tif")).GetGeoTransform()
    assert x == pytest.approx(500000, abs=1) and 5_390_000 < y < 5_400_000


def test_a_cube_of_one_band_is_imported(run, tmp_path):
    savemat(tmp_path / "a.mat", {"data": np.ones((5, 6, 1), np.uint8), "axes": "rows-columns-bands"})
    run("importmat", INPUT=tmp_path / "a.mat", VARIABLE="data", AXES="rows-columns-bands", OUTPUT=tmp_path / "b.tif")
    assert read(tmp_path / "b.tif").shape == (5, 6)


def test_a_truth_lies_where_qgis_was_told_that_it_does(run, tmp_path):
    from qgis.core import QgsCoordinateReferenceSystem, QgsProcessingException, QgsRasterLayer

    scene = write(tmp_path / "scene.tif")
    truth = QgsRasterLayer(str(write(tmp_path / "truth.tif", np.ones((24, 20, 1)), epsg=32632)))
    with pytest.raises(QgsProcessingException, match="TRUTH"):
        run("exportmat", INPUT=scene, TRUTH=truth, OUTPUT=tmp_path / "a.mat")
    truth.setCrs(QgsCoordinateReferenceSystem("EPSG:32633"))
    run("exportmat", INPUT=scene, TRUTH=truth, OUTPUT=tmp_path / "a.mat")


def test_bands_and_extent_of_an_export(run, feedback, tmp_path):
    raster = write(tmp_path / "scene.tif")
    extent = "500010,500035,5399960,5399985"
    part = {"BANDS": "2;5", "EXTENT": f"{extent} [EPSG:32633]"}
    run("exportmat", feedback, INPUT=raster, OUTPUT=tmp_path / "a.mat", **part)
    assert "Bands left out: 1, 3-4, 6-8." in feedback.textLog()
    found = loadmat(tmp_path / "a.mat")
    np.testing.assert_array_equal(found["data"], np.moveaxis(read(raster)[[1, 4], 3:8, 2:7], 0, 2))
    assert found["geotransform"].tolist() == [[500010, 5, 0, 5399985, 0, -5]]


def test_a_place_by_parameters(run, tmp_path):
    savemat(tmp_path / "a.mat", {"data": spectra(), "gt": np.eye(24, 20), "odd": 1 - np.eye(24, 20)})
    place = {"TRUTH_VARIABLE": "odd", "CRS": "EPSG:32633", "ORIGIN": "500000,5400000", "PIXEL_SIZE": 5}
    outputs = {"OUTPUT": tmp_path / "cube.img", "TRUTH": tmp_path / "truth.tif"}
    run("importmat", INPUT=tmp_path / "a.mat", **place, **outputs)
    for path in outputs.values():
        dataset = gdal.Open(str(path))
        assert dataset.GetGeoTransform() == NORTH_UP
        assert "33N" in dataset.GetProjection()
    assert read(outputs["TRUTH"]).dtype == np.uint8
    np.testing.assert_array_equal(read(outputs["TRUTH"]), 1 - np.eye(24, 20))
    np.testing.assert_array_equal(read(outputs["OUTPUT"]), np.moveaxis(spectra(), 2, 0))


def test_axes_by_parameter_and_a_plain_grid(run, tmp_path):
    cube = spectra().astype(np.float32)
    savemat(tmp_path / "a.mat", {"data": cube.transpose(1, 0, 2)})
    options = {"AXES": "columns-rows-bands", "CREATION_OPTIONS": "COMPRESS=LZW"}
    output = tmp_path / "cube.tif"
    results = run("importmat", INPUT=tmp_path / "a.mat", OUTPUT=output, **options)
    assert results["AXES_USED"] == "columns-rows-bands"
    np.testing.assert_array_equal(read(output), np.moveaxis(cube, 2, 0))
    dataset = gdal.Open(str(output))
    assert dataset.GetGeoTransform(can_return_null=True) == (0, 1, 0, 0, 0, -1)
    assert dataset.GetMetadataItem("COMPRESSION", "IMAGE_STRUCTURE") == "LZW"
    assert files(tmp_path) == ["a.mat", "cube.qml", "cube.tif"]
