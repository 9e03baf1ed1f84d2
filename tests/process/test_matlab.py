"""MATLAB files in and out, from files to files."""

from __future__ import annotations

import shutil

import numpy as np
import pytest
from osgeo import gdal
from scipy.io import loadmat, savemat
from sklearn.metrics import roc_auc_score

from tests.rasters import NORTH_UP, files, read, spectra, write


def test_there_and_back(qgis_process, tmp_path):
    cube = spectra().round()
    wavelengths = {"wavelength": f"{{{','.join(str(400.5 + 10 * k) for k in range(8))}}}"}
    raster, truth = write(tmp_path / "scene.tif", cube, envi=wavelengths), tmp_path / "truth.tif"
    write(truth, (cube[..., :1] > 1300), gdal.GDT_Byte)
    qgis_process.succeed("exportmat", INPUT=raster, TRUTH=truth, OUTPUT=tmp_path / "a.mat")
    back = {"OUTPUT": tmp_path / "back.tif", "TRUTH": tmp_path / "back_truth.tif"}
    results = qgis_process.succeed("importmat", INPUT=tmp_path / "a.mat", **back)
    assert [results[name] for name in ("ROWS", "COLUMNS", "BANDS")] == [24, 20, 8]
    assert (results["VARIABLE_USED"], results["AXES_USED"]) == ("data", "rows-columns-bands")
    for source, target in ((raster, back["OUTPUT"]), (truth, back["TRUTH"])):
        assert read(target).tobytes() == read(source).tobytes()
        old, new = gdal.Open(str(source)), gdal.Open(str(target))
        assert new.GetGeoTransform() == old.GetGeoTransform()
        assert new.GetSpatialRef().IsSame(old.GetSpatialRef())
    moved = tmp_path / "back.tif"
    qgis_process.succeed("importmat", INPUT=tmp_path / "a.mat", ORIGIN="500100,5400000", PIXEL_SIZE=5, OUTPUT=moved)
    assert gdal.Open(str(moved)).GetGeoTransform()[0] == 500100
    assert gdal.Open(str(moved)).GetSpatialRef().IsSame(gdal.Open(str(raster)).GetSpatialRef())
    imported = gdal.Open(str(back["OUTPUT"]))
    assert imported.GetRasterBand(3).GetMetadataItem("wavelength") == "420.5"
    rasters = ["back.qml", "back.tif", "back_truth.qml", "back_truth.tif", "scene.tif", "truth.tif"]
    assert files(tmp_path) == ["a.mat", *rasters]


def test_bands_and_extent_of_an_export(qgis_process, tmp_path):
    raster = write(tmp_path / "scene.tif")
    extent = "500010,500035,5399960,5399985"
    part = {"BANDS": "2;5", "EXTENT": f"{extent} [EPSG:32633]"}
    qgis_process.succeed("exportmat", INPUT=raster, OUTPUT=tmp_path / "a.mat", **part)
    found = loadmat(tmp_path / "a.mat")
    np.testing.assert_array_equal(found["data"], np.moveaxis(read(raster)[[1, 4], 3:8, 2:7], 0, 2))
    assert found["geotransform"].tolist() == [[500010, 5, 0, 5399985, 0, -5]]


def test_a_place_by_parameters(qgis_process, tmp_path):
    savemat(tmp_path / "a.mat", {"data": spectra(), "gt": np.eye(24, 20)})
    place = {"CRS": "EPSG:32633", "ORIGIN": "500000,5400000", "PIXEL_SIZE": 5}
    outputs = {"OUTPUT": tmp_path / "cube.img", "TRUTH": tmp_path / "truth.tif"}
    qgis_process.succeed("importmat", INPUT=tmp_path / "a.mat", **place, **outputs)
    for path in outputs.values():
        dataset = gdal.Open(str(path))
        assert dataset.GetGeoTransform() == NORTH_UP
        assert "33N" in dataset.GetProjection()
    assert read(outputs["TRUTH"]).dtype == np.uint8
    np.testing.assert_array_equal(read(outputs["OUTPUT"]), np.moveaxis(spectra(), 2, 0))


def test_axes_by_parameter_and_a_plain_grid(qgis_process, tmp_path):
    cube = spectra().astype(np.float32)
    savemat(tmp_path / "a.mat", {"data": cube.transpose(1, 0, 2)})
    options = {"AXES": "columns-rows-bands", "CREATION_OPTIONS": "COMPRESS=LZW"}
    output = tmp_path / "cube.tif"
    results = qgis_process.succeed("importmat", INPUT=tmp_path / "a.mat", OUTPUT=output, **options)
    assert results["AXES_USED"] == "columns-rows-bands"
    np.testing.assert_array_equal(read(output), np.moveaxis(cube, 2, 0))
    dataset = gdal.Open(str(output))
    assert dataset.GetGeoTransform(can_return_null=True) == (0, 1, 0, 0, 0, -1)
    assert dataset.GetMetadataItem("COMPRESSION", "IMAGE_STRUCTURE") == "LZW"
    assert files(tmp_path) == ["a.mat", "cube.qml", "cube.tif"]


def test_hydice_as_its_authors_publish_it(qgis_process, scene_folder, tmp_path):
    """The same spectra but for one factor, and so the same AUC."""
    cube, truth = tmp_path / "cube.tif", tmp_path / "truth.tif"
    qgis_process.succeed("importmat", INPUT=scene_folder / "hydice_norm.mat", OUTPUT=cube, TRUTH=truth)
    raw = shutil.copy(scene_folder / "hydice.tif", tmp_path)
    np.testing.assert_allclose(read(cube) * read(raw).max(), read(raw), atol=1e-9)
    np.testing.assert_array_equal(read(truth), read(scene_folder / "hydice_truth.tif"))
    found = []
    for raster in (cube, raw):
        output = tmp_path / "score.tif"
        qgis_process.succeed("traindetect", INPUT=raster, OUTPUT=output, EPOCHS=3)
        found.append(roc_auc_score(read(truth).ravel(), read(output).ravel()))
    assert found[0] == pytest.approx(found[1], abs=1e-4) and found[0] > 0.9
