"""MATLAB files in and out, from files to files."""

from __future__ import annotations

import shutil

import numpy as np
from osgeo import gdal

from tests.rasters import files, read, spectra, write


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


def test_hydice_as_its_authors_publish_it(qgis_process, scene_folder, tmp_path):
    """The same spectra but for one factor."""
    cube, truth = tmp_path / "cube.tif", tmp_path / "truth.tif"
    qgis_process.succeed("importmat", INPUT=scene_folder / "hydice_norm.mat", OUTPUT=cube, TRUTH=truth)
    raw = shutil.copy(scene_folder / "hydice.tif", tmp_path)
    np.testing.assert_allclose(read(cube) * read(raw).max(), read(raw), atol=1e-9)
    np.testing.assert_array_equal(read(truth), read(scene_folder / "hydice_truth.tif"))
