"""A training that is cancelled goes on from where it was, when the same is run again."""

from __future__ import annotations

import pytest

from tests.rasters import files, write

KEPT = "The training so far is kept beside"
GOING_ON = "Going on from an interrupted training."


@pytest.fixture
def patient(provider, monkeypatch):
    """States are kept after every epoch."""
    from scoread.scoread_plugin.jobs import training

    monkeypatch.setattr(training, "SECONDS_BETWEEN_STATES", 0)


@pytest.fixture
def until():
    """A feedback that is cancelled beyond so many per cent."""
    from qgis.core import QgsProcessingFeedback

    def cancelled_beyond(most):
        feedback = QgsProcessingFeedback()
        feedback.progressChanged.connect(lambda per_cent: feedback.cancel() if per_cent > most else None)
        return feedback

    return cancelled_beyond


@pytest.mark.parametrize(
    ("algorithm", "output"), [("trainsgm", "model.scoread"), ("traindetect", "score.tif")], ids=["train", "both"]
)
def test_a_cancelled_training_goes_on(run, patient, until, tmp_path, algorithm, output):
    raster, (first, second, whole) = write(tmp_path / "scene.tif"), (until(60), until(100), until(100))
    parameters = {"INPUT": raster, "OUTPUT": tmp_path / output, "EPOCHS": 40}
    run(algorithm, first, **parameters)
    kept = [name for name in files(tmp_path) if name.startswith(f".scoread-training-{output}-")]
    assert len(kept) == 1 and KEPT in first.textLog() and files(tmp_path) == [*kept, "scene.tif"]
    results = run(algorithm, second, **parameters)
    assert GOING_ON in second.textLog() and "FINAL_LOSS" in results
    assert not [name for name in files(tmp_path) if name.startswith(".")]
    went_on = (tmp_path / output).read_bytes()
    run(algorithm, whole, **parameters)
    assert GOING_ON not in whole.textLog() and (tmp_path / output).read_bytes() == went_on


@pytest.mark.parametrize("change", [{"SEED": 4}, {"EPOCHS": 41}, {"BANDS": [1, 2, 3]}])
def test_another_training_begins_anew(run, patient, until, tmp_path, change):
    parameters = {"INPUT": write(tmp_path / "scene.tif"), "OUTPUT": tmp_path / "m.scoread", "EPOCHS": 40}
    run("trainsgm", until(60), **parameters)
    other = until(100)
    run("trainsgm", other, **{**parameters, **change})
    assert GOING_ON not in other.textLog()
    assert files(tmp_path) == ["m.scoread", "scene.tif"]
