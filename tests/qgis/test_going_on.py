"""A training that is cancelled goes on from where it was, when the same is run again."""

from __future__ import annotations

import pytest
from osgeo import gdal

from tests.rasters import files, spectra, write

KEPT = "The training so far is kept next to"
GOING_ON = "Resuming an interrupted training."


@pytest.fixture
def patient(provider, monkeypatch):
    """States are kept after every epoch."""
    from scoread.scoread_plugin.jobs import training

    monkeypatch.setattr(training, "SECONDS_BETWEEN_STATES", 0)


def hidden(folder):
    return [name for name in files(folder) if name.startswith(".")]


@pytest.mark.parametrize(
    ("algorithm", "output"), [("trainsgm", "model.scoread"), ("traindetect", "score.tif")], ids=["train", "both"]
)
def test_a_cancelled_training_goes_on(run, patient, until, tmp_path, algorithm, output):
    raster, (first, second, whole) = write(tmp_path / "scene.tif"), (until(60), until(100), until(100))
    parameters = {"INPUT": raster, "OUTPUT": tmp_path / output, "EPOCHS": 40}
    run(algorithm, first, **parameters)
    kept = hidden(tmp_path)
    assert len(kept) == 1 and KEPT in first.textLog() and files(tmp_path) == [*kept, "scene.tif"]
    results = run(algorithm, second, **parameters)
    assert GOING_ON in second.textLog() and "FINAL_LOSS" in results
    assert hidden(tmp_path) == []
    went_on = (tmp_path / output).read_bytes()
    run(algorithm, whole, **parameters)
    assert GOING_ON not in whole.textLog() and (tmp_path / output).read_bytes() == went_on


def test_a_training_survives_a_detection_that_is_cancelled(run, patient, until, tmp_path):
    parameters = {"INPUT": write(tmp_path / "scene.tif"), "OUTPUT": tmp_path / "score.tif", "EPOCHS": 10}
    first, second = until(74), until(100)
    run("traindetect", first, **parameters)
    assert KEPT in first.textLog()
    run("traindetect", second, **parameters)
    assert GOING_ON in second.textLog() and "Epoch" not in second.textLog()
    assert hidden(tmp_path) == []


@pytest.mark.parametrize(
    "change",
    [
        {"SEED": 4},
        {"EPOCHS": 41},
        {"BANDS": [1, 2, 3]},
        {"EXTENT": "500000,500060,5399900,5400000"},
        {"MAX_PIXELS": 300},
    ],
    ids=str,
)
def test_another_training_begins_anew(run, patient, until, tmp_path, change):
    parameters = {"INPUT": write(tmp_path / "scene.tif"), "OUTPUT": tmp_path / "m.scoread", "EPOCHS": 40}
    run("trainsgm", until(60), **parameters)
    other = until(100)
    results = run("trainsgm", other, **{**parameters, **change})
    assert GOING_ON not in other.textLog() and "FINAL_LOSS" in results
    assert files(tmp_path) == ["m.scoread", "scene.tif"]


def test_another_raster_of_the_same_name_begins_anew(run, patient, until, tmp_path):
    parameters = {"INPUT": tmp_path / "scene.tif", "OUTPUT": tmp_path / "m.scoread", "EPOCHS": 40}
    write(tmp_path / "scene.tif")
    run("trainsgm", until(60), **parameters)
    write(tmp_path / "scene.tif", spectra()[::-1])
    other = until(100)
    run("trainsgm", other, **parameters)
    assert GOING_ON not in other.textLog()


def test_a_training_on_a_virtual_raster_goes_on(run, patient, until, tmp_path):
    """QGIS writes statistics into a virtual raster that it opens."""
    write(tmp_path / "scene.tif")
    gdal.BuildVRT(str(tmp_path / "scene.vrt"), [str(tmp_path / "scene.tif")]).FlushCache()
    parameters = {"INPUT": tmp_path / "scene.vrt", "OUTPUT": tmp_path / "m.scoread", "EPOCHS": 40}
    run("trainsgm", until(60), **parameters)
    second = until(100)
    run("trainsgm", second, **parameters)
    assert GOING_ON in second.textLog() and hidden(tmp_path) == []


def test_another_result_takes_what_was_left(run, patient, until, tmp_path):
    parameters = {"INPUT": write(tmp_path / "scene.tif"), "OUTPUT": tmp_path / "score.tif"}
    run("traindetect", until(40), EPOCHS=40, **parameters)
    assert len(hidden(tmp_path)) == 1
    run("rxdetector", **parameters)
    assert hidden(tmp_path) == []
