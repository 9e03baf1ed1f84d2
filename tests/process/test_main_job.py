"""Train, detect, and both in one, from files to files."""

from __future__ import annotations

import shutil

import numpy as np
import pytest
from osgeo import gdal
from sklearn.metrics import roc_auc_score

from tests.rasters import files, read, write

QUICK = {"EPOCHS": 2, "SEED": 3}


def test_a_trained_model_scores_the_raster_which_says_what_it_is(qgis_process, trained, tmp_path):
    raster, model = trained
    results = qgis_process.succeed("detectanomalies", INPUT=raster, MODEL=model, OUTPUT=tmp_path / "score.tif")
    scores = read(results["OUTPUT"])
    assert scores.shape == (24, 20)
    assert np.unravel_index(scores.argmax(), scores.shape) == (5, 7)
    assert results["MAXIMUM"] == pytest.approx(scores.max())
    assert results["DEVICE_USED"].startswith("cpu")
    assert files(tmp_path) == ["score.qml", "score.tif"]
    dataset = gdal.Open(results["OUTPUT"])
    metadata = dataset.GetMetadata()
    assert metadata["SCOREAD_PRESET"] == "default"
    assert len(metadata["SCOREAD_MODEL_ID"]) == 16
    assert metadata["SCOREAD_KIND"] == "standardised score" and "robust" in metadata["SCOREAD_SCORE"]
    assert dataset.GetRasterBand(1).GetDescription() == "Score, local contrast"
    assert dataset.GetMetadataItem("COMPRESSION", "IMAGE_STRUCTURE") == "DEFLATE"
    assert dataset.GetRasterBand(1).GetMetadataItem("STATISTICS_MAXIMUM") is not None


def test_train_and_detect_gives_the_same_bytes_as_its_two_halves(qgis_process, trained, tmp_path):
    raster, model = trained
    halves, both = tmp_path / "halves.tif", tmp_path / "both.tif"
    qgis_process.succeed("detectanomalies", INPUT=raster, MODEL=model, SEED=3, OUTPUT=halves)
    results = qgis_process.succeed(
        "traindetect", INPUT=raster, OUTPUT=both, MODEL=tmp_path / "m.scoread", REPORT=tmp_path / "r.html", **QUICK
    )
    assert both.read_bytes() == halves.read_bytes()
    assert (tmp_path / "m.scoread").read_bytes() == model.read_bytes()
    assert "Learning curve" in (tmp_path / "r.html").read_text()
    assert results["PIXELS"] == 480
    assert results["BANDS_USED"] == 8


def test_paths_with_blanks_and_foreign_letters(qgis_process, tmp_path):
    folder = tmp_path / "flight líne 7 № β"
    folder.mkdir()
    raster = write(folder / "scène 1.tif")
    qgis_process.succeed("traindetect", INPUT=raster, OUTPUT=folder / "score é.tif", **QUICK)
    assert np.isfinite(read(folder / "score é.tif")).all()


def test_paths_are_relative_to_where_qgis_process_was_started(qgis_process, trained, tmp_path, monkeypatch):
    """And not to where the computing process runs."""
    for path in trained:
        shutil.copy(path, tmp_path)
    monkeypatch.chdir(tmp_path)
    qgis_process.succeed("noisesweep", INPUT="scene.tif", MODEL="model.scoread", OUTPUT="sweep.tif")
    qgis_process.succeed("generatespectra", MODEL="model.scoread", COUNT=3, OUTPUT="spectra.csv")
    made = ["spectra.csv", "spectra.csvt", "sweep.qml", "sweep.tif"]
    assert files(tmp_path) == ["model.scoread", "scene.tif", *made]


def test_the_sample_scene_is_solved_better_than_by_chance(qgis_process, tmp_path):
    scene, truth, output = tmp_path / "scene.tif", tmp_path / "truth.tif", tmp_path / "score.tif"
    qgis_process.succeed("createsample", OUTPUT=scene, TRUTH=truth)
    results = qgis_process.succeed("traindetect", INPUT=scene, OUTPUT=output)
    scores, targets = read(output), read(truth) > 0
    valid = np.isfinite(scores)
    assert not valid.all(), "the nodata corner must not be scored"
    assert results["BANDS_USED"] < 150, "the bands flagged bad must be left out"
    assert roc_auc_score(targets[valid], scores[valid]) > 0.85


def test_hydice_with_all_defaults(qgis_process, scene_folder, tmp_path):
    scene = shutil.copy(scene_folder / "hydice.tif", tmp_path)
    qgis_process.succeed("traindetect", INPUT=scene, OUTPUT=tmp_path / "score.tif")
    truth = read(scene_folder / "hydice_truth.tif") > 0
    assert roc_auc_score(truth.ravel(), read(tmp_path / "score.tif").ravel()) >= 0.995
