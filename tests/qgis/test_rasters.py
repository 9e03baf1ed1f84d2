"""Rasters of every kind, as layers: the same spectra give the same scores, in the same place."""

from __future__ import annotations

import gc

import numpy as np
import pytest
from osgeo import gdal

from tests.qgis.conftest import loaded_plugin
from tests.rasters import NORTH_UP, read, spectra, write

CUBE = spectra().round()
QUICK = {"EPOCHS": 1, "SEED": 2}
GCPS = [gdal.GCP(500000 + 5 * x, 5400000 - 5 * y, 0, x, y) for x, y in ((0, 0), (20, 0), (0, 24), (20, 24))]
KINDS = {
    "south up": {"transform": (500000.0, 5.0, 0.0, 5400000.0, 0.0, 5.0)},
    "rotated": {"transform": (500000.0, 4.0, 3.0, 5400000.0, 3.0, -4.0)},
    "without CRS": {"epsg": None},
    "not georeferenced": {"epsg": None, "transform": None},
    "ground control points": {"gcps": GCPS},
    "UInt16": {"kind": gdal.GDT_UInt16},
    "Float32": {"kind": gdal.GDT_Float32},
    "Float64": {"kind": gdal.GDT_Float64},
    "ENVI": {"driver": "ENVI"},
    "nodata of each band": {"nodata": [-1, -2, -3, -4, -5, -6, -7, -8]},
}


@pytest.fixture(scope="session")
def plain(qgis, tmp_path_factory):
    """Scores of the plain raster: north up, Int16."""
    import processing

    folder = tmp_path_factory.mktemp("plain")
    values = {"INPUT": str(write(folder / "scene.tif", CUBE)), "OUTPUT": str(folder / "score.tif"), **QUICK}
    with loaded_plugin():
        processing.run("scoread:traindetect", values)
    return read(folder / "score.tif")


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_spectra_give_the_same_scores(run, plain, tmp_path, kind):
    raster, output = write(tmp_path / "scene.dat", CUBE, **{"driver": "GTiff", **KINDS[kind]}), tmp_path / "score.tif"
    run("traindetect", INPUT=raster, OUTPUT=output, **QUICK)
    np.testing.assert_array_equal(read(output), plain)
    source, target = gdal.Open(str(raster)), gdal.Open(str(output))
    assert target.GetGeoTransform() == pytest.approx(source.GetGeoTransform())
    assert target.GetProjection() == source.GetProjection()
    assert target.GetGCPCount() == source.GetGCPCount()


@pytest.mark.parametrize("mode", ["global", "local", "subspace"])
@pytest.mark.parametrize("kind", ["rotated", "Float64", "ENVI", "nodata of each band"])
def test_the_same_spectra_give_the_same_rx_scores(run, tmp_path, mode, kind):
    scores = []
    for name, options in (("plain", {}), ("scene", KINDS[kind])):
        raster = write(tmp_path / f"{name}.dat", CUBE, **{"driver": "GTiff", **options})
        run("rxdetector", INPUT=raster, MODE=mode, OUTPUT=tmp_path / f"{name}.tif")
        scores.append(read(tmp_path / f"{name}.tif"))
    np.testing.assert_array_equal(*scores)
    source, target = gdal.Open(str(raster)), gdal.Open(str(tmp_path / "scene.tif"))
    assert target.GetGeoTransform() == pytest.approx(source.GetGeoTransform())


def test_rx_takes_the_bands_and_the_part_asked_for(run, tmp_path):
    raster, part = write(tmp_path / "scene.tif", CUBE), write(tmp_path / "part.tif", CUBE[2:22, 3:, [0, 2, 5]])
    left, top = NORTH_UP[0] + 15, NORTH_UP[3] - 10
    extent = f"{left},{left + 85},{top - 100},{top} [EPSG:32633]"
    run("rxdetector", INPUT=raster, BANDS=[1, 3, 6], EXTENT=extent, OUTPUT=tmp_path / "a.tif")
    run("rxdetector", INPUT=part, OUTPUT=tmp_path / "b.tif")
    np.testing.assert_array_equal(read(tmp_path / "a.tif"), read(tmp_path / "b.tif"))


def test_a_virtual_raster(run, plain, tmp_path):
    raster, output = write(tmp_path / "scene.tif", CUBE), tmp_path / "score.tif"
    gdal.BuildVRT(str(tmp_path / "scene.vrt"), str(raster)).FlushCache()
    run("traindetect", INPUT=tmp_path / "scene.vrt", OUTPUT=output, **QUICK)
    np.testing.assert_array_equal(read(output), plain)


def test_a_layer_with_open_options(run, tmp_path):
    from qgis.core import QgsRasterLayer

    raster = write(tmp_path / "scene.tif", CUBE)
    layer = QgsRasterLayer(f"{raster}|option:NUM_THREADS=1", "scene", "gdal")
    assert run("rxdetector", INPUT=layer, OUTPUT=tmp_path / "score.tif")["MAXIMUM"] > 0


def test_invalid_pixels_are_not_scored(run, tmp_path):
    cube = CUBE.copy()
    cube[0, 0, 3], cube[1, 1, 0], cube[2, 2, 7] = np.nan, -1, np.inf
    raster, output = tmp_path / "scene.tif", tmp_path / "score.tif"
    write(raster, cube, kind=gdal.GDT_Float32, nodata=[-1] * 8)
    results = run("traindetect", INPUT=raster, OUTPUT=output, **QUICK)
    scores = read(output)
    assert np.argwhere(np.isnan(scores)).tolist() == [[0, 0], [1, 1], [2, 2]]
    assert results["PIXELS"] == 477


def test_bands_that_carry_nothing_are_left_out(run, feedback, tmp_path):
    cube = CUBE.copy()
    cube[:, :, 5] = 7
    values = ", ".join(str(400 + 10 * k) for k in range(8))
    envi = {"bbl": "{1,0,0,1,1,1,1,1}", "wavelength": f"{{{values}}}", "wavelength_units": "Nanometers"}
    raster = write(tmp_path / "scene.tif", cube, envi=envi)
    results = run("traindetect", feedback, INPUT=raster, OUTPUT=tmp_path / "score.tif", **QUICK)
    assert results["BANDS_USED"] == 5
    assert "Bands 2-3 are left out: flagged bad in the header" in feedback.textLog()
    assert "Band 6 is left out: constant" in feedback.textLog()


def test_georeferencing_crops_the_score_in_its_place(run, tmp_path):
    raster, output = write(tmp_path / "scene.tif", CUBE), tmp_path / "score.tif"
    extent = "500020,500070,5399900,5399950 [EPSG:32633]"
    run("traindetect", INPUT=raster, OUTPUT=output, EXTENT=extent, **QUICK)
    assert read(output).shape == (10, 10)
    assert gdal.Open(str(output)).GetGeoTransform() == (500020.0, 5.0, 0.0, 5399950.0, 0.0, -5.0)


def test_a_failed_run_leaves_no_raster_open(run, tmp_path):
    """What the exception holds stays, with all its memory, until QGIS ends."""
    from qgis.core import QgsProcessingException

    raster = write(tmp_path / "scene.tif", np.random.default_rng(0).normal(0, 1000, (200, 200, 8)))
    raster.write_bytes(raster.read_bytes()[:-200_000])
    with pytest.raises(QgsProcessingException, match="cannot be read"):
        run("rxdetector", INPUT=raster, BANDS=[1, 2, 3, 8], OUTPUT=tmp_path / "score.tif")
    gc.collect()
    opened = [kept for kept in gc.get_objects() if isinstance(kept, gdal.Dataset)]
    assert [dataset.GetDescription() for dataset in opened if str(tmp_path) in dataset.GetDescription()] == []
