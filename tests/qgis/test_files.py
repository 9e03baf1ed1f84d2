"""What a run reads and what it writes: nothing that belongs to the one is lost to the other."""

from __future__ import annotations

import pytest
from osgeo import gdal

from tests.rasters import files, spectra, write


@pytest.mark.parametrize("output", ["cube.bsq", "cube.tif", "cube.hdr"])
def test_the_header_and_the_style_of_the_input_stay_its_own(refused, tmp_path, output):
    cube = write(tmp_path / "cube.dat", spectra(), driver="ENVI")
    (tmp_path / "cube.qml").write_text("<qgis/>")
    refused(tmp_path, "rxdetector", "Choose another name", INPUT=cube, OUTPUT=tmp_path / output)


def test_the_name_of_the_input_may_be_taken_where_nothing_is_lost(run, tmp_path):
    cube = write(tmp_path / "cube.dat", spectra(), driver="ENVI")
    for _ in range(2):
        run("rxdetector", INPUT=cube, OUTPUT=tmp_path / "cube.tif")
    assert gdal.Open(str(cube)).RasterCount == 8


def test_a_part_of_a_virtual_raster_is_not_replaced(refused, tmp_path):
    parts = [str(write(tmp_path / "line1.tif"))]
    gdal.BuildVRT(str(tmp_path / "mosaic.vrt"), parts).FlushCache()
    values = {"INPUT": tmp_path / "mosaic.vrt", "OUTPUT": tmp_path / "line1.tif"}
    refused(tmp_path, "rxdetector", "belongs to INPUT", **values)


def test_two_outputs_do_not_share_a_header(refused, tmp_path):
    outputs = {"OUTPUT": tmp_path / "a.bsq", "DEVIATION": tmp_path / "a.bil"}
    refused(tmp_path, "traindetect", "only in the suffix", INPUT=write(tmp_path / "scene.tif"), **outputs)


def test_what_is_no_raster_may_have_the_name_of_one(run, tmp_path):
    score = write(tmp_path / "score.tif", spectra(bands=1))
    run("extractanomalies", INPUT=score, METHOD="percentile", PERCENTILE=99, OUTPUT=tmp_path / "score.gpkg")
    assert {"score.tif", "score.gpkg"} <= set(files(tmp_path))


def test_one_run_at_a_time_to_an_output(refused, run, tmp_path):
    from qgis.PyQt.QtCore import QLockFile

    scene, output = write(tmp_path / "scene.tif"), tmp_path / "score.tif"
    lock = QLockFile(str(tmp_path / ".scoread-score.tif.lock"))
    assert lock.tryLock(0)
    refused(tmp_path, "rxdetector", "is being written by another run", INPUT=scene, OUTPUT=output)
    lock.unlock()
    run("rxdetector", INPUT=scene, OUTPUT=output)
    assert files(tmp_path) == ["scene.tif", "score.qml", "score.tif"]
