"""Train, detect, and both in one, from files to files."""

from __future__ import annotations

import shutil

import numpy as np
import pytest
from osgeo import gdal
from sklearn.metrics import roc_auc_score

from scoread_plugin.maps.contrast import carried_by_neighbours
from tests.rasters import files, read, spectra, write

QUICK = {"EPOCHS": 2, "SEED": 3}


def test_a_trained_model_scores_the_raster(qgis_process, trained, tmp_path):
    raster, model = trained
    results = qgis_process.succeed("detectanomalies", INPUT=raster, MODEL=model, OUTPUT=tmp_path / "score.tif")
    scores = read(results["OUTPUT"])
    assert scores.shape == (24, 20)
    assert np.unravel_index(scores.argmax(), scores.shape) == (5, 7)
    assert results["MAXIMUM"] == pytest.approx(scores.max())
    assert results["DEVICE_USED"].startswith("cpu")
    assert files(tmp_path) == ["score.qml", "score.tif"]


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


@pytest.mark.parametrize("preset", ["default", "paper"])
def test_memory_limit_changes_no_byte(qgis_process, tmp_path, preset):
    cube = spectra(60, 50, 600)
    raster, model = write(tmp_path / "scene.tif", cube), tmp_path / "m.scoread"
    qgis_process.succeed("trainsgm", INPUT=raster, OUTPUT=model, PRESET=preset, EPOCHS=1, MAX_PIXELS=500)
    detect = {"INPUT": raster, "MODEL": model, "PERTURBATIONS": 2}
    for limit in (16, 30, 2000):
        qgis_process.succeed("detectanomalies", MEMORY_LIMIT=limit, OUTPUT=tmp_path / f"{limit}.tif", **detect)
    whole = (tmp_path / "2000.tif").read_bytes()
    assert (tmp_path / "16.tif").read_bytes() == whole
    assert (tmp_path / "30.tif").read_bytes() == whole


def test_shuffled_rows_give_shuffled_scores(qgis_process, tmp_path):
    cube, order = spectra(), np.random.default_rng(5).permutation(24)
    raster, shuffled = write(tmp_path / "a.tif", cube), write(tmp_path / "b.tif", cube[order])
    model = tmp_path / "m.scoread"
    qgis_process.succeed("trainsgm", INPUT=raster, OUTPUT=model, CONTEXT="none", **QUICK)
    for path in (raster, shuffled):
        qgis_process.succeed("detectanomalies", INPUT=path, MODEL=model, OUTPUT=path.with_suffix(".score.tif"))
    scores, others = read(tmp_path / "a.score.tif"), read(tmp_path / "b.score.tif")
    np.testing.assert_allclose(others, scores[order], atol=1e-6)


def test_extra_bands_are_the_mean_resultant_lengths(qgis_process, trained, tmp_path):
    raster, model = trained
    output = tmp_path / "score.tif"
    levels = {"NOISE_LEVELS": "0.2, 0.4, 0.6", "EXTRA_BANDS": True}
    qgis_process.succeed("detectanomalies", INPUT=raster, MODEL=model, OUTPUT=output, **levels)
    lengths = read(output)[1:]
    assert lengths.shape == (6, 24, 20)
    assert lengths.min() >= 0
    assert lengths.max() <= 1
    dataset = gdal.Open(str(output))
    assert dataset.GetRasterBand(4).GetDescription() == "R, whitened, t = 0.6"


def test_the_paper_preset_with_its_ring_writes_mean_resultant_lengths(qgis_process, tmp_path):
    raster, output = write(tmp_path / "scene.tif"), tmp_path / "score.tif"
    paper = {"PRESET": "paper", "CONTEXT": "ring", "PERTURBATIONS": 4, "EPOCHS": 1}
    qgis_process.succeed("traindetect", INPUT=raster, OUTPUT=output, **paper)
    scores = read(output)
    assert 0 <= scores.min() < scores.max() <= 1
    dataset = gdal.Open(str(output))
    assert dataset.GetRasterBand(1).GetDescription() == "Mean resultant length"


def test_a_training_goes_on_from_an_initial_model(qgis_process, trained, tmp_path):
    raster, model = trained
    again = tmp_path / "again.scoread"
    results = qgis_process.succeed("trainsgm", INPUT=raster, INITIAL_MODEL=model, OUTPUT=again, **QUICK)
    first = qgis_process.succeed("trainsgm", INPUT=raster, OUTPUT=tmp_path / "new.scoread", **QUICK)
    assert results["FINAL_LOSS"] < first["FINAL_LOSS"]


def test_deviations_tell_in_which_bands_a_pixel_is_odd(qgis_process, trained, tmp_path):
    raster, model = trained
    outputs = {"OUTPUT": tmp_path / "score.tif", "DEVIATION": tmp_path / "deviation.tif"}
    qgis_process.succeed("detectanomalies", INPUT=raster, MODEL=model, **outputs)
    deviations = read(outputs["DEVIATION"])
    assert deviations.shape == read(raster).shape and np.isfinite(deviations).all()
    dataset = gdal.Open(str(outputs["DEVIATION"]))
    assert dataset.GetRasterBand(1).GetDescription().startswith("Deviation, band 1")
    assert dataset.GetGeoTransform() == gdal.Open(str(raster)).GetGeoTransform()
    assert dataset.GetMetadata()["SCOREAD_KIND"] == "deviation spectra"


def test_the_largest_anomaly_decides_what_is_background(qgis_process, trained, tmp_path):
    raster, model = trained
    scores = []
    for largest in (0, 4, 400):
        output = tmp_path / f"{largest}.tif"
        qgis_process.succeed("detectanomalies", INPUT=raster, MODEL=model, OUTPUT=output, LARGEST_ANOMALY=largest)
        scores.append(read(output))
    plain, small, large = scores
    assert (small <= large).all() and (large <= carried_by_neighbours(plain)).all() and (small < plain).any()


def test_what_the_raster_says_of_itself(qgis_process, trained, tmp_path):
    raster, model = trained
    output = tmp_path / "score.tif"
    qgis_process.succeed("detectanomalies", INPUT=raster, MODEL=model, OUTPUT=output)
    dataset = gdal.Open(str(output))
    metadata = dataset.GetMetadata()
    assert metadata["SCOREAD_PRESET"] == "default"
    assert len(metadata["SCOREAD_MODEL_ID"]) == 16
    assert metadata["SCOREAD_KIND"] == "standardised score" and "robust" in metadata["SCOREAD_SCORE"]
    assert dataset.GetRasterBand(1).GetDescription() == "Score, local contrast"
    assert dataset.GetMetadataItem("COMPRESSION", "IMAGE_STRUCTURE") == "DEFLATE"
    assert dataset.GetRasterBand(1).GetMetadataItem("STATISTICS_MAXIMUM") is not None


@pytest.mark.parametrize("mode", ["global", "local", "subspace"])
def test_rx_needs_no_torch_and_finds_the_odd_pixel(qgis_process, tmp_path, mode):
    raster, output = write(tmp_path / "scene.tif", spectra(60, 50)), tmp_path / "score.tif"
    values = {"INPUT": raster, "MODE": mode, "FALSE_ALARMS": True, "OUTPUT": output}
    finished = qgis_process.run("rxdetector", {"SCOREAD_PYTHON": "/nowhere/python"}, **values)
    assert finished.status == 0, finished.text
    scores, probabilities = read(output)
    assert np.unravel_index(scores.argmax(), scores.shape) == (5, 7)
    assert probabilities[5, 7] == probabilities.min() < 1e-3
    assert finished.results["MAXIMUM"] == pytest.approx(scores.max())
    dataset = gdal.Open(str(output))
    assert dataset.GetMetadata()["SCOREAD_DETECTOR"] == f"RX, {mode}"
    assert dataset.GetRasterBand(1).GetDescription() == "RX score"
    assert files(tmp_path) == ["scene.tif", "score.qml", "score.tif"]


def test_paths_with_blanks_and_foreign_letters(qgis_process, tmp_path):
    folder = tmp_path / "flight líne 7 № β"
    folder.mkdir()
    raster = write(folder / "scène 1.tif")
    qgis_process.succeed("traindetect", INPUT=raster, OUTPUT=folder / "score é.tif", **QUICK)
    assert np.isfinite(read(folder / "score é.tif")).all()


def test_other_formats_by_suffix(qgis_process, trained, tmp_path):
    raster, model = trained
    outputs = [tmp_path / "score.tif", tmp_path / "score.img", tmp_path / "score.bsq"]
    for output in outputs:
        qgis_process.succeed("detectanomalies", INPUT=raster, MODEL=model, OUTPUT=output)
    for output, driver in zip(outputs, ("GTiff", "HFA", "ENVI")):
        assert gdal.Open(str(output)).GetDriver().ShortName == driver
        np.testing.assert_array_equal(read(output), read(outputs[0]))


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
