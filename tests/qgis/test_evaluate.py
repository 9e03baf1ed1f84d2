"""Evaluate detection in QGIS: what it tells in the log, and what it records."""

from __future__ import annotations

import csv
import json

import numpy as np
import pytest
from osgeo import gdal, ogr, osr

from tests.rasters import write

SHAPE = (24, 20)


@pytest.fixture
def scores() -> np.ndarray:
    return np.random.default_rng(0).normal(size=(*SHAPE, 1))


def written(path, cube):
    return str(write(path, cube, kind=gdal.GDT_Float32))


def test_pixels_that_are_not_judged_are_told(run, feedback, tmp_path, scores):
    holes, truth = scores.copy(), np.zeros((*SHAPE, 1))
    holes[:3], truth[2:6, 4] = np.nan, 1
    rasters = [written(tmp_path / "whole.tif", scores), written(tmp_path / "holes.tif", holes)]
    results = run("evaluatedetection", feedback, INPUT=rasters, TRUTH=write(tmp_path / "truth.tif", truth))
    assert (results["ANOMALIES"], results["BACKGROUND"], results["LEFT_OUT"]) == (3, 21 * 20 - 3, 60)
    assert "holes: 1 anomalous and 59 background pixels have no score" in feedback.textLog()
    assert "whole: 60 pixels with a score are not judged" in feedback.textLog()


def test_the_band_judged_of_several_is_told(run, feedback, tmp_path, scores):
    raster = written(tmp_path / "sweep.tif", np.dstack([scores, -scores]))
    dataset = gdal.Open(raster, gdal.GA_Update)
    dataset.GetRasterBand(1).SetDescription("t = 0.05")
    del dataset
    truth = write(tmp_path / "truth.tif", np.eye(*SHAPE)[:, :, None])
    run("evaluatedetection", feedback, INPUT=[raster], TRUTH=truth)
    assert "sweep: band 1 of 2 ('t = 0.05') is judged" in feedback.textLog()


def test_unsaved_edits_filters_and_virtual_fields_of_the_truth_count(run, tmp_path, scores):
    from qgis.core import QgsFeature, QgsField, QgsGeometry, QgsPointXY, QgsVectorLayer
    from qgis.PyQt.QtCore import QVariant

    def point(column):
        feature = QgsFeature(layer.fields())
        feature.setGeometry(QgsGeometry.fromPointXY(QgsPointXY(500002 + 5 * column, 5399990)))
        return feature

    path = str(tmp_path / "truth.gpkg")
    reference = osr.SpatialReference()
    reference.ImportFromEPSG(32633)
    ogr.GetDriverByName("GPKG").CreateDataSource(path).CreateLayer("truth", reference, ogr.wkbPoint)
    layer = QgsVectorLayer(path, "truth", "ogr")
    layer.dataProvider().addFeatures([point(2), point(4)])
    values = {"INPUT": [written(tmp_path / "score.tif", scores)], "TRUTH": layer}
    assert run("evaluatedetection", **values)["ANOMALIES"] == 2
    layer.setSubsetString('"fid" = 1')
    assert run("evaluatedetection", **values)["ANOMALIES"] == 1
    layer.setSubsetString("")
    layer.startEditing()
    layer.addFeature(point(8))
    assert run("evaluatedetection", **values)["ANOMALIES"] == 3
    layer.rollBack()
    layer.addExpressionField("$x > 500015", QgsField("right", QVariant.Int))
    assert run("evaluatedetection", TRUTH_FIELD="right", **values)["ANOMALIES"] == 1


def test_a_layer_chosen_by_its_number_is_not_taken_for_the_first(run, tmp_path, scores):
    from qgis.core import QgsVectorLayer

    path, reference = tmp_path / "truth.gpkg", osr.SpatialReference()
    reference.ImportFromEPSG(32633)
    source = ogr.GetDriverByName("GPKG").CreateDataSource(str(path))
    for name, columns in (("first", [2]), ("second", [4, 8])):
        layer = source.CreateLayer(name, reference, ogr.wkbPoint)
        for column in columns:
            feature = ogr.Feature(layer.GetLayerDefn())
            feature.SetGeometry(ogr.CreateGeometryFromWkt(f"POINT ({500002 + 5 * column} 5399990)"))
            layer.CreateFeature(feature)
    del feature, layer, source
    truth = QgsVectorLayer(f"{path}|layerid=1", "truth", "ogr")
    results = run("evaluatedetection", INPUT=[written(tmp_path / "score.tif", scores)], TRUTH=truth)
    assert results["ANOMALIES"] == 2


def test_the_seed_decides_the_intervals(run, tmp_path, scores):
    values = {
        "INPUT": [written(tmp_path / "score.tif", scores)],
        "TRUTH": write(tmp_path / "t.tif", np.eye(*SHAPE)[:, :, None]),
    }
    lows = [run("evaluatedetection", BOOTSTRAP=20, SEED=seed, **values)["AUC_LOW"] for seed in (1, 1, 2)]
    assert lows[0] == lows[1] != lows[2]


def test_features_of_equal_fid_all_count(run, tmp_path, scores):
    """As in layers that QGIS has merged, or whose parts it has separated; a field may be named like the geometry."""
    from qgis.core import QgsFeature, QgsGeometry, QgsPointXY, QgsVectorLayer

    layer = QgsVectorLayer("Point?crs=EPSG:32633&field=fid:int&field=geom:string", "truth", "memory")
    for column in (2, 4, 8):
        feature = QgsFeature(layer.fields())
        feature.setAttributes([1, "a"])
        feature.setGeometry(QgsGeometry.fromPointXY(QgsPointXY(500002 + 5 * column, 5399990)))
        layer.dataProvider().addFeature(feature)
    results = run("evaluatedetection", INPUT=[written(tmp_path / "score.tif", scores)], TRUTH=layer)
    assert results["ANOMALIES"] == 3


def test_report_and_table_record_the_truth_field(run, tmp_path, scores):
    points = [
        {"type": "Feature", "properties": {"kind": kind}, "geometry": {"type": "Point", "coordinates": [x, 5399990]}}
        for x, kind in ((500012, 1), (500042, 0))
    ]
    reference = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32633"}}
    truth = tmp_path / "truth.geojson"
    truth.write_text(json.dumps({"type": "FeatureCollection", "crs": reference, "features": points}))
    outputs = {"REPORT": tmp_path / "report.html", "TABLE": tmp_path / "table.csv"}
    raster = written(tmp_path / "score.tif", scores)
    run("evaluatedetection", INPUT=[raster], TRUTH=f"{truth}|layername=truth", TRUTH_FIELD="kind", **outputs)
    with open(outputs["TABLE"], encoding="utf-8", newline="") as file:
        row = next(csv.DictReader(file))
    assert (row["ANOMALIES"], row["TRUTH_FIELD"], row["TRUTH_LAYER"]) == ("1", "kind", "truth")
    report = outputs["REPORT"].read_text("utf-8")
    assert '<th scope="row">Truth field</th><td>kind</td>' in report
    assert '<th scope="row">Truth layer</th><td>truth</td>' in report


def test_report_and_table_name_the_layer_where_a_copy_of_it_is_read(run, tmp_path, scores):
    from qgis.core import QgsFeature, QgsGeometry, QgsPointXY, QgsVectorLayer

    layer = QgsVectorLayer("Point?crs=EPSG:32633", "Surveyed vehicles", "memory")
    feature = QgsFeature()
    feature.setGeometry(QgsGeometry.fromPointXY(QgsPointXY(500012, 5399990)))
    layer.dataProvider().addFeature(feature)
    outputs = {"REPORT": tmp_path / "report.html", "TABLE": tmp_path / "table.csv"}
    run("evaluatedetection", INPUT=[written(tmp_path / "score.tif", scores)], TRUTH=layer, **outputs)
    with open(outputs["TABLE"], encoding="utf-8", newline="") as file:
        row = next(csv.DictReader(file))
    assert (row["TRUTH"], row["TRUTH_LAYER"]) == ("Surveyed vehicles", layer.publicSource())
    report = outputs["REPORT"].read_text("utf-8")
    assert "<title>Evaluation report - Surveyed vehicles</title>" in report and "Truth field" not in report
