"""Evaluate detection, from files to figures, report and table."""

from __future__ import annotations

import csv
import json

import numpy as np
import pytest
from osgeo import gdal
from sklearn.metrics import average_precision_score, roc_auc_score

from tests.rasters import files, read, write

SHAPE = (40, 50)


def scene() -> tuple[np.ndarray, np.ndarray]:
    """Scores with ties, and what is anomalous."""
    truth = np.zeros(SHAPE, bool)
    truth[4:7, 10:13] = truth[20:22, 30:33] = truth[35, 5] = True
    return (np.random.default_rng(2).normal(0, 1, SHAPE) + 1.5 * truth).round(1), truth


def test_two_rasters_and_a_truth_raster(qgis_process, tmp_path):
    scores, truth = scene()
    score = write(tmp_path / "score.tif", scores[:, :, None], kind=gdal.GDT_Float32)
    other = write(tmp_path / "other.tif", -scores[:, :, None], kind=gdal.GDT_Float32)
    known = write(tmp_path / "truth.tif", truth[:, :, None])
    outputs = {"REPORT": tmp_path / "report.html", "TABLE": tmp_path / "table.csv"}
    results = qgis_process.succeed("evaluatedetection", INPUT=[score, other], TRUTH=known, BOOTSTRAP=50, **outputs)
    values = read(score)
    assert results["AUC"] == pytest.approx(roc_auc_score(truth.ravel(), values.ravel()), abs=1e-9)
    assert results["AP"] == pytest.approx(average_precision_score(truth.ravel(), values.ravel()), abs=1e-9)
    assert results["AUC_LOW"] < results["AUC"] < results["AUC_HIGH"]
    assert (results["ANOMALIES"], results["OBJECTS"], results["BACKGROUND"]) == (16, 3, 1984)
    with open(outputs["TABLE"], newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["RASTER"] for row in rows] == ["score", "other"]
    assert float(rows[1]["AUC"]) == pytest.approx(1 - results["AUC"], abs=1e-9)
    assert "ROC curves" in outputs["REPORT"].read_text("utf-8")
    assert files(tmp_path) == ["other.tif", "report.html", "score.tif", "table.csv", "truth.tif"]


def test_points_in_another_crs_with_a_field(qgis_process, tmp_path):
    """Three points near (15 E, 48.7 N), in EPSG:4326: an anomaly, a background and one that is not judged."""
    scores, _ = scene()
    score = write(tmp_path / "score.tif", scores[:, :, None], kind=gdal.GDT_Float32)
    placed = gdal.Transformer(gdal.Open(str(score)), None, ["DST_SRS=EPSG:4326"])
    features = []
    for (row, column), kind in (((3, 4), 1), ((9, 9), 0), ((30, 40), None)):
        _, (latitude, longitude, _) = placed.TransformPoint(False, column + 0.5, row + 0.5)
        point = {"type": "Point", "coordinates": sorted((longitude, latitude))}
        features.append({"type": "Feature", "properties": {"kind": kind}, "geometry": point})
    known = tmp_path / "points.geojson"
    known.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    results = qgis_process.succeed("evaluatedetection", INPUT=score, TRUTH=known, TRUTH_FIELD="kind", BOOTSTRAP=0)
    values = read(score)
    truth, judged = np.zeros(SHAPE, bool), np.ones(SHAPE, bool)
    truth[3, 4], judged[30, 40] = True, False
    assert (results["ANOMALIES"], results["BACKGROUND"]) == (1, values.size - 2)
    assert results["AUC"] == pytest.approx(roc_auc_score(truth[judged], values[judged]), abs=1e-9)
    assert "AUC_LOW" not in results


def test_a_real_scene_is_judged_as_scikit_learn_does(qgis_process, scene_folder, tmp_path):
    """A band of the scene as its score: any raster will do for what is to be shown."""
    path, known = scene_folder / "hydice.tif", scene_folder / "hydice_truth.tif"
    score = tmp_path / "score.tif"
    gdal.Translate(str(score), str(path), bandList=[60]).FlushCache()
    results = qgis_process.succeed("evaluatedetection", INPUT=score, TRUTH=known, BOOTSTRAP=0)
    truth, values = read(known).ravel() > 0, read(score).ravel()
    assert results["AUC"] == pytest.approx(roc_auc_score(truth, values), abs=1e-9)
    assert results["AP"] == pytest.approx(average_precision_score(truth, values), abs=1e-9)
