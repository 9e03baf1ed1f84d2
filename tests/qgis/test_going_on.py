"""A training that is cancelled goes on from where it was, when the same is run again."""

from __future__ import annotations

import pytest
from osgeo import gdal

from tests.rasters import files, spectra, write

EPOCHS = 8
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
    parameters = {"INPUT": raster, "OUTPUT": tmp_path / output, "EPOCHS": EPOCHS}
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
    parameters = {"INPUT": write(tmp_path / "scene.tif"), "OUTPUT": tmp_path / "score.tif", "EPOCHS": EPOCHS}
    first, second = until(74), until(100)
    run("traindetect", first, **parameters)
    assert KEPT in first.textLog()
    run("traindetect", second, **parameters)
    assert GOING_ON in second.textLog() and "Epoch" not in second.textLog()
    assert hidden(tmp_path) == []


@pytest.mark.parametrize(("seed", "cube"), [(4, spectra()), (3, spectra()[::-1])], ids=["seed", "raster"])
def test_another_training_begins_anew(run, patient, until, tmp_path, seed, cube):
    """Also one of the same name and parameters."""
    parameters = {"INPUT": tmp_path / "scene.tif", "OUTPUT": tmp_path / "m.scoread", "EPOCHS": EPOCHS}
    write(tmp_path / "scene.tif")
    run("trainsgm", until(60), SEED=3, **parameters)
    assert len(hidden(tmp_path)) == 1
    write(tmp_path / "scene.tif", cube)
    other = until(100)
    results = run("trainsgm", other, SEED=seed, **parameters)
    assert GOING_ON not in other.textLog() and "FINAL_LOSS" in results
    assert files(tmp_path) == ["m.scoread", "scene.tif"]


def test_a_training_on_a_virtual_raster_goes_on(run, patient, until, tmp_path):
    """QGIS writes statistics into a virtual raster that it opens."""
    write(tmp_path / "scene.tif")
    gdal.BuildVRT(str(tmp_path / "scene.vrt"), [str(tmp_path / "scene.tif")]).FlushCache()
    parameters = {"INPUT": tmp_path / "scene.vrt", "OUTPUT": tmp_path / "m.scoread", "EPOCHS": EPOCHS}
    run("trainsgm", until(60), **parameters)
    second = until(100)
    run("trainsgm", second, **parameters)
    assert GOING_ON in second.textLog() and hidden(tmp_path) == []


def test_another_result_takes_what_was_left(run, patient, until, tmp_path):
    parameters = {"INPUT": write(tmp_path / "scene.tif"), "OUTPUT": tmp_path / "score.tif"}
    run("traindetect", until(40), EPOCHS=EPOCHS, **parameters)
    assert len(hidden(tmp_path)) == 1
    run("rxdetector", **parameters)
    assert hidden(tmp_path) == []
