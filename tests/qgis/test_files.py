"""What a run reads and what it writes: nothing that belongs to the one is lost to the other."""

from __future__ import annotations

import os
import zipfile

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


@pytest.mark.parametrize(
    "source", ["{}", "inner.vrt", "GTIFF_DIR:1:{}"], ids=["file", "virtual raster", "subdataset"]
)
def test_a_part_of_a_virtual_raster_is_not_replaced(refused, tmp_path, source):
    line = str(write(tmp_path / "line1.tif"))
    gdal.BuildVRT(str(tmp_path / "inner.vrt"), [line]).FlushCache()
    parts = [str(tmp_path / source) if source == "inner.vrt" else source.format(line)]
    gdal.BuildVRT(str(tmp_path / "mosaic.vrt"), parts).FlushCache()
    values = {"INPUT": tmp_path / "mosaic.vrt", "OUTPUT": tmp_path / "line1.tif"}
    refused(tmp_path, "rxdetector", "belongs to INPUT", **values)


def test_a_file_with_several_rasters_is_not_replaced_by_an_output_of_another_kind(refused, tmp_path):
    from qgis.core import QgsRasterLayer

    file = tmp_path / "all.gpkg"
    for name in ("first", "second"):
        source = str(write(tmp_path / f"{name}.tif", spectra(bands=1)))
        options = [f"RASTER_TABLE={name}", "APPEND_SUBDATASET=YES"]
        gdal.Translate(str(file), source, format="GPKG", creationOptions=options)
    layer = QgsRasterLayer(f"GPKG:{file}:second", "second", "gdal")
    refused(tmp_path, "extractanomalies", "same file as INPUT", INPUT=layer, OUTPUT=file)


def test_delimited_text_that_is_read_is_not_replaced(refused, trained, tmp_path):
    from qgis.core import QgsVectorLayer

    file = tmp_path / "my points.csv"
    file.write_text("x,y\n500037,5399973\n")
    source = f"{file.as_uri()}?delimiter=,&xField=x&yField=y&crs=EPSG:32633"
    points = QgsVectorLayer(source, "points", "delimitedtext")
    values = {"INPUT": trained[0], "MODEL": trained[1], "OUTPUT": "TEMPORARY_OUTPUT", "TABLE": file}
    refused(tmp_path, "explainpixels", "TABLE is the same file as POINTS", POINTS=points, **values)


def test_an_archive_that_is_read_is_not_replaced(refused, tmp_path):
    from qgis.core import QgsRasterLayer

    archive = tmp_path / "scene.zip"
    with zipfile.ZipFile(archive, "w") as parts:
        parts.write(write(tmp_path / "scene.tif"), "scene.tif")
    layer = QgsRasterLayer(f"/vsizip/{archive}/scene.tif", "scene", "gdal")
    refused(
        tmp_path,
        "trainsgm",
        "REPORT is the same file as INPUT",
        INPUT=layer,
        OUTPUT=tmp_path / "m.scoread",
        REPORT=archive,
    )


def test_two_outputs_do_not_share_a_header(refused, tmp_path):
    outputs = {"OUTPUT": tmp_path / "a.bsq", "DEVIATION": tmp_path / "a.bil"}
    refused(tmp_path, "traindetect", "only in the suffix", INPUT=write(tmp_path / "scene.tif"), **outputs)


@pytest.mark.parametrize("other", ["line.dat", "line"])
def test_the_header_of_a_raster_that_is_not_involved_stays_its_own(refused, tmp_path, other):
    write(tmp_path / other, spectra(), driver="ENVI")
    scene = write(tmp_path / "scene.tif")
    words = ("would replace", "line.hdr", f"of '{tmp_path / other}'")
    refused(tmp_path, "rxdetector", *words, INPUT=scene, OUTPUT=tmp_path / "line.bsq")


def test_an_older_output_is_replaced_with_its_header(run, tmp_path):
    first, second = write(tmp_path / "scene.tif"), write(tmp_path / "small.tif", spectra(12, 10))
    run("rxdetector", INPUT=first, OUTPUT=tmp_path / "score.bsq")
    run("rxdetector", INPUT=second, OUTPUT=tmp_path / "score.bsq")
    assert "lines   = 12" in (tmp_path / "score.hdr").read_text()


def test_a_neighbour_whose_header_stays_does_not_stand_in_the_way(run, tmp_path):
    write(tmp_path / "line.dat", spectra(), driver="ENVI")
    run("rxdetector", INPUT=write(tmp_path / "scene.tif"), OUTPUT=tmp_path / "line.img")
    assert gdal.Open(str(tmp_path / "line.dat")).RasterCount == 8


def test_headers_by_the_whole_name_do_not_stand_in_the_way(run, tmp_path):
    write(tmp_path / "line.dat", spectra(), driver="ENVI")
    (tmp_path / "line.hdr").rename(tmp_path / "line.dat.hdr")
    run("rxdetector", INPUT=write(tmp_path / "scene.tif"), OUTPUT=tmp_path / "line.bsq")
    assert gdal.Open(str(tmp_path / "line.dat")).RasterCount == 8


def test_an_output_that_another_program_has_open_is_told_before_work_begins(refused, tmp_path, monkeypatch):
    """As on Windows, of a layer of the project."""

    def refuse(path, target):
        raise PermissionError(13, "The process cannot access the file", path)

    output = write(tmp_path / "score.tif", spectra(bands=1))
    monkeypatch.setattr(os, "rename", refuse)
    words = (f"OUTPUT '{output}' cannot be replaced", "If it is open in QGIS or another program, remove its layer")
    refused(tmp_path, "rxdetector", *words, INPUT=write(tmp_path / "scene.tif"), OUTPUT=output)


@pytest.mark.skipif(os.name != "posix", reason="needs folders that the user cannot write to")
def test_a_read_only_folder_is_told_before_work_begins(qgis, tmp_path):
    """One of which os.access says that it can be written to, as it does on Windows and for root."""
    from qgis.core import QgsProcessingException
    from scoread.algorithms.locks import locked

    user = os.geteuid()
    tmp_path.chmod(0o555)
    if user == 0:
        os.seteuid(65534)
    try:
        with pytest.raises(QgsProcessingException, match="folder is read-only"), locked({"A": f"{tmp_path}/a.tif"}):
            pytest.fail("nothing can be written there")
    finally:
        os.seteuid(user)
        tmp_path.chmod(0o755)


@pytest.mark.parametrize(
    ("target", "file"),
    [("C:/a.gpkg", "C:/a.gpkg"), ("postgres:dbname=a", ""), ("TEMPORARY_OUTPUT", ""), ("", "")],
)
def test_what_is_a_file_is_told_from_what_is_none(provider, target, file):
    from qgis.core import QgsProcessingContext
    from scoread.algorithms.files import destination_file
    from scoread.algorithms.given import Given

    algorithm = provider.algorithm("extractanomalies")
    assert destination_file(Given(algorithm, {"OUTPUT": target}, QgsProcessingContext()), "OUTPUT") == file


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
