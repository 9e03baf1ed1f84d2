"""Explain pixels from files to files: points in, and the same numbers out as the rasters of a detection hold."""

from __future__ import annotations

import csv
import json

import numpy as np
from osgeo import gdal, ogr

from tests.rasters import files, read


def test_scores_and_deviations_are_those_of_the_detection(qgis_process, trained, tmp_path):
    raster, model = trained
    rasters = {"OUTPUT": tmp_path / "score.tif", "DEVIATION": tmp_path / "deviation.tif"}
    qgis_process.succeed("detectanomalies", INPUT=raster, MODEL=model, LARGEST_ANOMALY=0, **rasters)
    peaks = {"POINTS": tmp_path / "p é.gpkg", "OUTPUT": tmp_path / "a.gpkg"}
    qgis_process.succeed("extractanomalies", INPUT=rasters["OUTPUT"], METHOD="percentile", PERCENTILE=98, **peaks)
    outputs = {"OUTPUT": tmp_path / "e é.gpkg", "REPORT": tmp_path / "e.html", "TABLE": tmp_path / "e.csv"}
    results = qgis_process.succeed("explainpixels", INPUT=raster, MODEL=model, POINTS=peaks["POINTS"], **outputs)
    source = ogr.Open(str(outputs["OUTPUT"]))
    found = [(feature.items(), feature.geometry().Clone()) for feature in source.GetLayer(0)]
    assert results["EXPLAINED"] == len(found) > 3
    assert results["OUTSIDE"] == results["INVALID"] == 0 and results["DEVICE_USED"].startswith("cpu")
    cube, scores, deviations = read(raster), read(rasters["OUTPUT"]), read(rasters["DEVIATION"])
    table = list(csv.DictReader(outputs["TABLE"].open()))
    assert len(table) == 8 * len(found)
    inverse = gdal.InvGeoTransform(gdal.Open(str(raster)).GetGeoTransform())
    for row, point in found:
        column, line = (int(value) for value in gdal.ApplyGeoTransform(inverse, point.GetX(), point.GetY()))
        of_peak, of_model = np.float32(row["score"]), np.float32(row["score_2"])
        assert of_peak == scores[line, column] == of_model
        np.testing.assert_array_equal(json.loads(row["spectrum"])["y"], cube[:, line, column])
        np.testing.assert_allclose(json.loads(row["deviation"])["y"], deviations[:, line, column], rtol=1e-4)
        own = [float(entry["deviation"]) for entry in table if int(entry["point"]) == row["point"]]
        np.testing.assert_allclose(own, deviations[:, line, column], rtol=1e-6)
    assert outputs["REPORT"].read_text().count("<svg ") == 2 * min(30, len(found))
    assert {"e.csv", "e.csvt", "e.html", "e é.gpkg", "e é.qmd", "e é.qml"} <= set(files(tmp_path))
