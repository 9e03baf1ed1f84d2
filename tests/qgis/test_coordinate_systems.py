"""Coordinate systems of which QGIS knows only a part: the outputs have all of it."""

from __future__ import annotations

import pytest
from osgeo import gdal, osr

from tests.rasters import write

ROTATED_POLE = (
    "+proj=ob_tran +o_proj=longlat +o_lat_p=39.25 +lon_0=18 +R=6371229 +to_meter=0.0174532925199433 +type=crs"
)
DEGREES = (10.0, 0.001, 0.0, 50.0, 0.0, -0.001)


def reference_in(path):
    dataset = gdal.Open(str(path))
    return dataset.GetSpatialRef()


def write_in(path, code, epoch=0.0):
    """A raster in a coordinate system, with the epoch of its coordinates."""
    reference = osr.SpatialReference()
    reference.SetFromUserInput(code)
    reference.SetCoordinateEpoch(epoch)
    dataset = gdal.Open(str(write(path, transform=DEGREES, epsg=None)), gdal.GA_Update)
    dataset.SetSpatialRef(reference)
    return path


@pytest.mark.parametrize("code", ["EPSG:4326+5773", "EPSG:4979", "EPSG:3035", ROTATED_POLE])
def test_scores_and_imported_cubes_have_the_coordinate_system_of_the_raster(run, tmp_path, code):
    scene = write_in(tmp_path / "scene.tif", code)
    own = reference_in(scene)
    run("rxdetector", INPUT=scene, OUTPUT=tmp_path / "score.tif")
    run("exportmat", INPUT=scene, OUTPUT=tmp_path / "scene.mat")
    run("importmat", INPUT=tmp_path / "scene.mat", OUTPUT=tmp_path / "again.tif")
    for name in ("score.tif", "again.tif"):
        assert reference_in(tmp_path / name).IsSame(own), name


def test_a_score_has_the_epoch_of_the_raster(run, tmp_path):
    scene = write_in(tmp_path / "scene.tif", "EPSG:9000", 2021.5)
    run("rxdetector", INPUT=scene, OUTPUT=tmp_path / "score.tif")
    assert reference_in(tmp_path / "score.tif").GetCoordinateEpoch() == 2021.5


@pytest.mark.parametrize("code", ["EPSG:3035", "EPSG:4979", ROTATED_POLE])
def test_a_coordinate_system_chosen_in_qgis_is_that_of_score_and_import(run, tmp_path, code):
    from qgis.core import QgsCoordinateReferenceSystem, QgsRasterLayer

    chosen = QgsCoordinateReferenceSystem()
    chosen.createFromUserInput(code)
    layer = QgsRasterLayer(str(write(tmp_path / "scene.tif")))
    layer.setCrs(chosen)
    run("rxdetector", INPUT=layer, OUTPUT=tmp_path / "score.tif")
    run("exportmat", INPUT=layer, OUTPUT=tmp_path / "scene.mat")
    run("importmat", INPUT=tmp_path / "scene.mat", CRS=chosen, OUTPUT=tmp_path / "again.tif")
    for name in ("score.tif", "again.tif"):
        assert QgsRasterLayer(str(tmp_path / name)).crs() == chosen, name


def test_an_unknown_coordinate_system_of_an_import_is_refused(refused, run, tmp_path):
    run("exportmat", INPUT=write(tmp_path / "scene.tif"), OUTPUT=tmp_path / "scene.mat")
    names = {"INPUT": tmp_path / "scene.mat", "OUTPUT": tmp_path / "b.tif"}
    refused(tmp_path, "importmat", "CRS 'EPSG:999999' is not known", CRS="EPSG:999999", **names)
