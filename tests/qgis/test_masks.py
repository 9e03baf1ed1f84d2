"""Masks, and coordinate systems that QGIS was told: what is allowed lies where it should."""

from __future__ import annotations

import numpy as np
import pytest
from osgeo import gdal

from tests.rasters import NORTH_UP, files, read, spectra, write

CUBE = spectra().round()
QUICK = {"EPOCHS": 1, "SEED": 2}


@pytest.mark.parametrize("own", [None, 3857])
def test_a_coordinate_system_assigned_in_qgis_counts(run, tmp_path, own):
    from qgis.core import (
        QgsCoordinateReferenceSystem,
        QgsCoordinateTransform,
        QgsFeature,
        QgsGeometry,
        QgsProject,
        QgsRasterLayer,
        QgsRectangle,
        QgsVectorLayer,
    )

    utm, degrees = (QgsCoordinateReferenceSystem(name) for name in ("EPSG:32633", "EPSG:4326"))
    shape = QgsGeometry.fromRect(QgsRectangle(500012, 5399912, 500063, 5399983))
    shape.transform(QgsCoordinateTransform(utm, degrees, QgsProject.instance()))
    feature, polygon = QgsFeature(), QgsVectorLayer("Polygon?crs=EPSG:4326", "mask", "memory")
    feature.setGeometry(shape)
    polygon.dataProvider().addFeature(feature)
    scores = {}
    for name, epsg in (("right", 32633), ("assigned", own)):
        layer = QgsRasterLayer(str(write(tmp_path / f"{name}.tif", CUBE, epsg=epsg)))
        layer.setCrs(utm)
        run("rxdetector", INPUT=layer, MASK=polygon, OUTPUT=tmp_path / f"{name}-score.tif")
        scores[name] = read(tmp_path / f"{name}-score.tif")
    assert np.isnan(scores["right"]).any() and np.isfinite(scores["right"]).any()
    np.testing.assert_array_equal(scores["assigned"], scores["right"])
    assert QgsRasterLayer(str(tmp_path / "assigned-score.tif")).crs().authid() == "EPSG:32633"
    assert files(tmp_path) == sorted(
        f"{name}{end}" for name in scores for end in (".tif", "-score.tif", "-score.qml")
    )


def test_a_polygon_layer_in_memory_masks(run, tmp_path):
    from qgis.core import QgsFeature, QgsGeometry, QgsRectangle, QgsVectorLayer

    layer = QgsVectorLayer("Polygon?crs=EPSG:32633", "mask", "memory")
    feature = QgsFeature()
    left, top = NORTH_UP[0], NORTH_UP[3]
    feature.setGeometry(QgsGeometry.fromRect(QgsRectangle(left + 10, top - 60, left + 40, top - 20)))
    layer.dataProvider().addFeature(feature)
    raster, output = write(tmp_path / "scene.tif", CUBE), tmp_path / "score.tif"
    results = run("traindetect", INPUT=raster, OUTPUT=output, MASK=layer, **QUICK)
    inside = np.zeros((24, 20), bool)
    inside[4:12, 2:8] = True
    assert results["PIXELS"] == 48
    np.testing.assert_array_equal(np.isfinite(read(output)), inside)


def test_a_mask_lies_where_qgis_was_told_that_it_does(run, tmp_path):
    from osgeo import ogr
    from qgis.core import QgsCoordinateReferenceSystem, QgsVectorLayer

    raster, output, path = write(tmp_path / "scene.tif", CUBE), tmp_path / "score.tif", str(tmp_path / "mask.shp")
    degrees = gdal.Warp("", str(raster), format="MEM", dstSRS="EPSG:4326")
    left, step, _, top, _, down = degrees.GetGeoTransform()
    corners = [(left + x * step * degrees.RasterXSize, top + y * down * degrees.RasterYSize)
               for x, y in ((0.2, 0.2), (0.7, 0.2), (0.7, 0.7), (0.2, 0.7), (0.2, 0.2))]  # fmt: skip
    source = ogr.GetDriverByName("ESRI Shapefile").CreateDataSource(path)
    shapes = source.CreateLayer("mask", None, ogr.wkbPolygon)
    feature = ogr.Feature(shapes.GetLayerDefn())
    feature.SetGeometry(ogr.CreateGeometryFromWkt(f"POLYGON(({', '.join(f'{x} {y}' for x, y in corners)}))"))
    shapes.CreateFeature(feature)
    del feature, shapes, source
    layer = QgsVectorLayer(path, "mask", "ogr")
    layer.setCrs(QgsCoordinateReferenceSystem("EPSG:4326"))
    run("rxdetector", INPUT=raster, MASK=layer, OUTPUT=output)
    assert 80 < np.isfinite(read(output)).sum() < 160


@pytest.mark.parametrize("own", [None, 23033])
def test_a_coordinate_system_assigned_to_a_raster_counts_for_mask_truth_and_score(run, tmp_path, own):
    """A step of the grid to the side, so that only the coordinate system can tell where it lies."""
    from qgis.core import QgsCoordinateReferenceSystem, QgsRasterLayer

    def layer(name, cube, **place):
        found = QgsRasterLayer(str(write(tmp_path / name, cube, **place)))
        found.setCrs(QgsCoordinateReferenceSystem("EPSG:32633"))
        return found

    aside = (NORTH_UP[0] - 25, *NORTH_UP[1:])
    marked = np.zeros((24, 20, 1))
    marked[4:14, 7:19] = 1
    scene = layer("scene.tif", CUBE)
    run(
        "rxdetector",
        INPUT=scene,
        MASK=layer("mask.tif", marked, epsg=own, transform=aside),
        OUTPUT=tmp_path / "rx.tif",
    )
    expected = np.zeros((24, 20), bool)
    expected[4:14, 2:14] = True
    np.testing.assert_array_equal(np.isfinite(read(tmp_path / "rx.tif")), expected)

    run("rxdetector", INPUT=scene, OUTPUT=tmp_path / "all.tif")
    score = layer("score.tif", read(tmp_path / "all.tif")[:, :, None], kind=gdal.GDT_Float32, epsg=own)
    results = run("evaluatedetection", INPUT=[score], TRUTH=layer("truth.tif", marked, epsg=own, transform=aside))
    assert (results["ANOMALIES"], results["BACKGROUND"]) == (120, 24 * 15 - 120)

    found = tmp_path / "found.tif"
    run("extractanomalies", INPUT=score, METHOD="percentile", OUTPUT=tmp_path / "found.gpkg", MASK=found)
    assert gdal.Open(str(found)).GetSpatialRef().GetAuthorityCode(None) == "32633"


def test_a_mask_in_another_coordinate_system_is_not_on_the_grid_of_equal_numbers(run, tmp_path):
    from qgis.core import QgsProcessingException

    mask = write(tmp_path / "mask.tif", np.ones((24, 20, 1)), epsg=32632)
    with pytest.raises(QgsProcessingException, match="no valid pixel"):
        run("rxdetector", INPUT=write(tmp_path / "scene.tif", CUBE), MASK=mask, OUTPUT=tmp_path / "rx.tif")


def test_a_mask_that_allows_nothing_is_told_as_such(run, trained, tmp_path):
    from qgis.core import QgsProcessingException

    mask = write(tmp_path / "mask.tif", np.zeros((24, 20, 1)))
    with pytest.raises(QgsProcessingException, match="no valid pixel"):
        run("detectanomalies", INPUT=trained[0], MODEL=trained[1], MASK=mask, OUTPUT=tmp_path / "s.tif")
