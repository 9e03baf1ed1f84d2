"""Train and detect inside QGIS: what the parameters change, and what the outputs hold."""

from __future__ import annotations

import re

import numpy as np
import pytest
from osgeo import gdal

from scoread_plugin.maps.contrast import carried_by_neighbours, local_contrast
from scoread_plugin.maps.logarithm import fit_logarithm
from scoread_plugin.sgm.model_file import read_header
from tests.rasters import files, read, spectra, write

QUICK = {"EPOCHS": 2, "SEED": 3}


def test_the_memory_limit_decides_the_blocks_and_changes_no_byte(run, feedback, tmp_path):
    raster, model = write(tmp_path / "scene.tif", spectra(60, 50, 600)), tmp_path / "m.scoread"
    run("trainsgm", INPUT=raster, OUTPUT=model, EPOCHS=1, MAX_PIXELS=500)
    detect = {"INPUT": raster, "MODEL": model, "PERTURBATIONS": 2}
    for limit in (16, 2000):
        run("detectanomalies", feedback, MEMORY_LIMIT=limit, OUTPUT=tmp_path / f"{limit}.tif", **detect)
    assert "in 3 blocks" in feedback.textLog() and "in 1 block" in feedback.textLog()
    assert (tmp_path / "16.tif").read_bytes() == (tmp_path / "2000.tif").read_bytes()


def test_extra_bands_are_the_mean_resultant_lengths(run, trained, tmp_path):
    raster, model = trained
    output = tmp_path / "score.tif"
    levels = {"NOISE_LEVELS": "0.2, 0.4, 0.6", "EXTRA_BANDS": True}
    run("detectanomalies", INPUT=raster, MODEL=model, OUTPUT=output, **levels)
    lengths = read(output)[1:]
    assert lengths.shape == (6, 24, 20)
    assert lengths.min() >= 0
    assert lengths.max() <= 1
    dataset = gdal.Open(str(output))
    assert dataset.GetRasterBand(4).GetDescription() == "R, whitened, t = 0.6"


def test_the_paper_preset_with_its_ring_writes_mean_resultant_lengths(run, tmp_path):
    raster, output = write(tmp_path / "scene.tif"), tmp_path / "score.tif"
    paper = {"PRESET": "paper", "CONTEXT": "ring", "PERTURBATIONS": 4, "EPOCHS": 1}
    run("traindetect", INPUT=raster, OUTPUT=output, **paper)
    scores = read(output)
    assert 0 <= scores.min() < scores.max() <= 1
    dataset = gdal.Open(str(output))
    assert dataset.GetRasterBand(1).GetDescription() == "Mean resultant length"


def test_a_training_goes_on_from_an_initial_model(run, trained, tmp_path):
    raster, model = trained
    again = tmp_path / "again.scoread"
    results = run("trainsgm", INPUT=raster, INITIAL_MODEL=model, OUTPUT=again, **QUICK)
    first = run("trainsgm", INPUT=raster, OUTPUT=tmp_path / "new.scoread", **QUICK)
    assert results["FINAL_LOSS"] < first["FINAL_LOSS"] == read_header(tmp_path / "new.scoread").facts["final_loss"]


def test_deviations_tell_in_which_bands_a_pixel_is_odd(run, trained, tmp_path):
    from qgis.core import QgsRasterLayer

    raster, model = write(tmp_path / "scene.tif", spectra(40, 30)), trained[1]
    outputs = {"OUTPUT": tmp_path / "score.tif", "DEVIATION": tmp_path / "deviation.tif"}
    run("detectanomalies", INPUT=raster, MODEL=model, FALSE_ALARMS=True, **outputs)
    deviations = read(outputs["DEVIATION"])
    assert deviations.shape == read(raster).shape and np.isfinite(deviations).all()
    dataset = gdal.Open(str(outputs["DEVIATION"]))
    assert dataset.GetRasterBand(1).GetDescription().startswith("Deviation, band 1")
    assert dataset.GetGeoTransform() == gdal.Open(str(raster)).GetGeoTransform()
    assert dataset.GetMetadata()["SCOREAD_KIND"] == "deviation spectra"
    layer = QgsRasterLayer(str(outputs["DEVIATION"]), "deviations")
    renderer = layer.renderer()
    assert [renderer.redBand(), renderer.greenBand(), renderer.blueBand()] == [6, 4, 2]


def test_the_largest_anomaly_decides_what_is_background(run, trained, tmp_path):
    raster, model = trained
    scores = []
    for largest in (0, 4, 400):
        output = tmp_path / f"{largest}.tif"
        run("detectanomalies", INPUT=raster, MODEL=model, OUTPUT=output, LARGEST_ANOMALY=largest)
        scores.append(read(output))
    plain, small, large = scores
    assert (small <= large).all() and (large <= carried_by_neighbours(plain)).all() and (small < plain).any()


def test_the_detection_report_tells_the_settings_of_the_detection(run, tmp_path):
    raster, report = write(tmp_path / "scene.tif"), tmp_path / "r.html"
    options = {"EPOCHS": 1, "PERTURBATIONS": 4, "NOISE_LEVELS": "0.05", "LARGEST_ANOMALY": 0, "EXCLUSION": 0.005}
    run("traindetect", INPUT=raster, OUTPUT=tmp_path / "s.tif", REPORT=report, **options)
    told = dict(re.findall(r'<th scope="row">([^<]*)</th><td>([^<]*)</td>', report.read_text()))
    assert (told["Perturbations"], told["Local background"], told["Exclusion"]) == ("4", "none", "0.005")
    assert "0.05" in told["Noise levels"] and "0.15" not in told["Noise levels"]


def test_paths_may_be_relative(run, tmp_path, monkeypatch):
    """To the working folder of QGIS, which is not where the computing process runs."""
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "scene.tif")
    run("trainsgm", INPUT="scene.tif", OUTPUT="m.scoread", EPOCHS=1)
    run("trainsgm", INPUT="scene.tif", INITIAL_MODEL="m.scoread", OUTPUT="n.scoread", EPOCHS=1)
    run("detectanomalies", INPUT="scene.tif", MODEL="n.scoread", OUTPUT="score.tif")
    run("generatespectra", MODEL="n.scoread", COUNT=3, OUTPUT="spectra.csv")
    assert files(tmp_path) == [
        *("m.scoread", "n.scoread", "scene.tif", "score.qml", "score.tif", "spectra.csv", "spectra.csvt")
    ]


@pytest.mark.parametrize("mode", ["global", "local", "subspace"])
def test_rx_needs_no_torch_and_finds_the_odd_pixel(run, tmp_path, monkeypatch, mode):
    monkeypatch.setenv("SCOREAD_PYTHON", "/nowhere/python")
    raster, output = write(tmp_path / "scene.tif", spectra(60, 50)), tmp_path / "score.tif"
    results = run("rxdetector", INPUT=raster, MODE=mode, FALSE_ALARMS=True, OUTPUT=output)
    scores, probabilities = read(output)
    assert np.unravel_index(scores.argmax(), scores.shape) == (5, 7)
    assert probabilities[5, 7] == probabilities.min() < 1e-3
    told = [results[name] for name in ("MINIMUM", "MAXIMUM", "MEAN", "STANDARD_DEVIATION")]
    assert told == pytest.approx([scores.min(), scores.max(), scores.mean(), scores.std()])
    dataset = gdal.Open(str(output))
    assert dataset.GetMetadata()["SCOREAD_DETECTOR"] == f"RX, {mode}"
    assert dataset.GetRasterBand(1).GetDescription() == "RX score"
    assert files(tmp_path) == ["scene.tif", "score.qml", "score.tif"]


def test_rx_above_the_local_background_is_of_the_logarithm(run, tmp_path):
    raster, scores = write(tmp_path / "scene.tif"), []
    for largest in (0, 4):
        run("rxdetector", INPUT=raster, LARGEST_ANOMALY=largest, OUTPUT=tmp_path / f"{largest}.tif")
        scores.append(read(tmp_path / f"{largest}.tif"))
    np.testing.assert_array_equal(scores[1], local_contrast(fit_logarithm(scores[0])(scores[0]), 4))
