"""What a model has learned: spectra drawn from it, and its scores by noise level."""

from __future__ import annotations

import csv

import numpy as np
import pytest
from osgeo import gdal

from tests.rasters import files, read, write

LEVELS = "0.05,0.31"


def table(path):
    rows = list(csv.reader(path.open()))
    return rows[0], np.array(rows[1:], dtype=float)


@pytest.mark.parametrize("sampler", ["probability-flow", "euler-maruyama", "predictor-corrector"])
def test_spectra_are_those_of_the_scene(run, trained, tmp_path, sampler):
    raster, model = trained
    outputs = {"OUTPUT": tmp_path / "spectra.csv", "REPORT": tmp_path / "spectra.html"}
    results = run("generatespectra", MODEL=model, COUNT=200, SAMPLER=sampler, STEPS=30, **outputs)
    names, spectra = table(outputs["OUTPUT"])
    real = read(raster).reshape(8, -1).T
    assert names == [f"band {k}" for k in range(1, 9)] and spectra.shape == (200, 8)
    assert results["COUNT"] == 200 and results["DEVICE_USED"].startswith("cpu") and results["SECONDS"] > 0
    assert np.abs((spectra.mean(axis=0) - real.mean(axis=0)) / real.std(axis=0)).max() < 0.5
    assert 0 < results["SLICED_WASSERSTEIN"] < 2 * results["BASELINE"]
    assert "Principal components" in outputs["REPORT"].read_text()
    assert files(tmp_path) == ["spectra.csv", "spectra.csvt", "spectra.html"]


def test_the_same_seed_gives_the_same_table_and_layers_open(run, trained, tmp_path):
    names = ["a.csv", "b.csv", "other.csv", "c.gpkg"]
    for name, seed in zip(names, (1, 1, 2, 1)):
        run("generatespectra", MODEL=trained[1], COUNT=20, SEED=seed, OUTPUT=tmp_path / name)
    first, again, other = ((tmp_path / name).read_bytes() for name in names[:3])
    assert first == again != other
    source = gdal.OpenEx(str(tmp_path / "c.gpkg"))
    feature = source.GetLayer(0).GetNextFeature()
    assert [feature.GetField(k) for k in range(8)] == table(tmp_path / "a.csv")[1][0].tolist()


def test_a_paper_model_draws_and_sweeps(run, trained, tmp_path):
    raster, model = trained[0], tmp_path / "paper.scoread"
    run("trainsgm", INPUT=raster, OUTPUT=model, PRESET="paper", EPOCHS=2)
    run("generatespectra", MODEL=model, COUNT=10, OUTPUT=tmp_path / "spectra.csv")
    assert table(tmp_path / "spectra.csv")[1].shape == (10, 8)
    sweep = {"NOISE_LEVELS": LEVELS, "PERTURBATIONS": 5, "OUTPUT": tmp_path / "sweep.tif"}
    run("noisesweep", INPUT=raster, MODEL=model, **sweep)
    detect = {"NOISE_LEVELS": 0.31, "PERTURBATIONS": 5, "OUTPUT": tmp_path / "one.tif"}
    run("detectanomalies", INPUT=raster, MODEL=model, **detect)
    np.testing.assert_array_equal(read(tmp_path / "sweep.tif")[1], read(tmp_path / "one.tif"))
    scores = read(tmp_path / "sweep.tif")
    assert 0 <= scores.min() < scores.max() <= 1


def test_each_band_of_a_sweep_is_the_score_at_that_level(run, trained, tmp_path):
    inside = np.ones((24, 20, 1))
    inside[9:] = 0
    inputs = dict(zip(("INPUT", "MODEL"), trained), MASK=write(tmp_path / "mask.tif", inside))
    outputs = {"OUTPUT": tmp_path / "sweep.tif", "REPORT": tmp_path / "sweep.html"}
    results = run("noisesweep", NOISE_LEVELS=LEVELS, **inputs, **outputs)
    run("detectanomalies", NOISE_LEVELS=0.05, LARGEST_ANOMALY=0, OUTPUT=tmp_path / "one.tif", **inputs)
    first = read(tmp_path / "sweep.tif")[0]
    np.testing.assert_array_equal(first, read(tmp_path / "one.tif"))
    assert np.isfinite(first).sum() == 9 * 20
    dataset = gdal.Open(str(outputs["OUTPUT"]))
    names = [dataset.GetRasterBand(k).GetDescription() for k in (1, 2)]
    assert names == ["t = 0.05, s = 0.24", "t = 0.31, s = 0.99"]
    metadata = dataset.GetMetadata()
    assert metadata["SCOREAD_SCORE"].startswith("each band at one noise level alone: logarithms")
    assert "area opening" not in metadata["SCOREAD_SCORE"] and metadata["SCOREAD_NOISE_LEVELS"] == "0.05, 0.31"
    assert results["DEVICE_USED"].startswith("cpu")
    assert outputs["REPORT"].read_text().count("<img ") == 3
    assert files(tmp_path) == ["mask.tif", "one.qml", "one.tif", "sweep.html", "sweep.qml", "sweep.tif"]
