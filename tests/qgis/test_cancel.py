"""Cancelling: the run ends, its worker too, and no file is new or changed."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from tests.qgis.conftest import unload
from tests.rasters import files, spectra, write

PATIENCE_SECONDS = 120


@pytest.fixture
def cancelling(provider):
    """A feedback that is cancelled as soon as a worker of this process computes."""
    from qgis.core import QgsProcessingFeedback

    feedback = QgsProcessingFeedback()

    def cancel_when_busy() -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while feedback.progress() == 0 and time.monotonic() < deadline:
            time.sleep(0.05)
        feedback.cancel()

    thread = threading.Thread(target=cancel_when_busy)
    thread.start()
    yield feedback
    thread.join()


def workers() -> list[Path]:
    """Our workers among this process's children."""
    found = []
    for command in Path("/proc").glob("[0-9]*/cmdline"):
        parent = (command.parent / "stat").read_text().rsplit(")", 1)[1].split()[1]
        if int(parent) == os.getpid() and b"scoread_plugin.worker" in command.read_bytes():
            found.append(command.parent)
    return found


def test_cancelled_training_leaves_nothing(run, cancelling, tmp_path):
    raster, model = write(tmp_path / "scene.tif"), tmp_path / "m.scoread"
    model.write_bytes(b"older")
    results = run("trainsgm", cancelling, INPUT=raster, OUTPUT=model, EPOCHS=5000)
    assert cancelling.isCanceled()
    assert "FINAL_LOSS" not in results
    assert "Cancelled: no output was written" in cancelling.textLog()
    assert workers() == []
    assert model.read_bytes() == b"older"
    assert files(tmp_path) == ["m.scoread", "scene.tif"]


@pytest.mark.parametrize("mode", ["global", "local", "subspace"])
def test_cancelled_rx_leaves_nothing(run, until, tmp_path, mode):
    raster, output = write(tmp_path / "scene.tif", np.tile(spectra(), (8, 8, 1))), tmp_path / "s.tif"
    output.write_bytes(b"older")
    feedback = until(30)
    results = run("rxdetector", feedback, INPUT=raster, OUTPUT=output, MODE=mode)
    assert 30 < feedback.progress() < 100
    assert "MAXIMUM" not in results
    assert output.read_bytes() == b"older" and files(tmp_path) == ["s.tif", "scene.tif"]


def test_cancelled_drawing_leaves_the_older_table(run, trained, cancelling, tmp_path):
    table = tmp_path / "spectra.csv"
    table.write_bytes(b"older")
    results = run("generatespectra", cancelling, MODEL=trained[1], OUTPUT=table, COUNT=100_000, STEPS=1000)
    assert cancelling.isCanceled()
    assert "SLICED_WASSERSTEIN" not in results
    assert workers() == []
    assert table.read_bytes() == b"older"
    assert files(tmp_path) == ["spectra.csv"]


def test_cancelled_detection_leaves_nothing(run, trained, cancelling, tmp_path):
    raster, output = write(tmp_path / "scene.tif", np.tile(spectra(), (8, 8, 1))), tmp_path / "s.tif"
    output.write_bytes(b"older")
    results = run("detectanomalies", cancelling, INPUT=raster, MODEL=trained[1], OUTPUT=output, PERTURBATIONS=200)
    assert "MAXIMUM" not in results
    assert workers() == []
    assert output.read_bytes() == b"older" and files(tmp_path) == ["s.tif", "scene.tif"]


def test_runs_end_before_their_plugin_is_unloaded(qgis, tmp_path):
    """What they would import later on is no longer there, nor the provider that a dialog asks for a name."""
    import scoread
    from qgis.core import QgsProcessingAlgRunnerTask, QgsProcessingContext, QgsProcessingFeedback

    plugin, context, ended = scoread.classFactory(None), QgsProcessingContext(), []
    plugin.initProcessing()
    first, second = QgsProcessingFeedback(), QgsProcessingFeedback()
    values = {"INPUT": str(write(tmp_path / "scene.tif")), "OUTPUT": str(tmp_path / "m.scoread"), "EPOCHS": 5000}

    def task(feedback) -> QgsProcessingAlgRunnerTask:
        made = QgsProcessingAlgRunnerTask(plugin.provider.algorithm("trainsgm").create(), values, context, feedback)
        made.executed.connect(lambda *result: ended.append(result))
        return made

    rows = [task(first), task(second)]
    rows[0].executed.connect(lambda *_: qgis.taskManager().addTask(rows[1]))  # As a batch does.
    qgis.taskManager().addTask(rows[0])
    deadline = time.monotonic() + PATIENCE_SECONDS
    while first.progress() == 0 and time.monotonic() < deadline:
        qgis.processEvents()
    assert first.progress() > 0 and ended == []
    plugin.unload()
    assert ended == [(False, {})] * 2
    for feedback in (first, second):
        assert "Cancelled: no output was written" in feedback.textLog()
    assert workers() == [] and files(tmp_path) == ["scene.tif"]


def test_the_plugin_is_not_unloaded_below_a_run_of_the_main_thread(qgis, feedback, tmp_path):
    """QGIS 3.22 computes batches and models there: it would return to an algorithm without its provider."""
    import processing
    import scoread

    plugin, refused = scoread.classFactory(None), []
    plugin.initProcessing()

    def unload_now() -> None:
        try:
            plugin.unload()
        except RuntimeError as error:
            refused.append(str(error))

    feedback.progressChanged.connect(unload_now)
    values = {"INPUT": str(write(tmp_path / "scene.tif")), "OUTPUT": str(tmp_path / "s.tif")}
    assert processing.run("scoread:rxdetector", values, feedback=feedback)["MAXIMUM"] > 0
    assert "wait for its end" in refused[0]
    assert qgis.processingRegistry().providerById("scoread") is plugin.provider
    unload(plugin)
    assert qgis.processingRegistry().providerById("scoread") is None


def test_a_run_in_the_same_thread_is_not_waited_for(qgis, feedback, monkeypatch):
    """A run in the console processes events, and in one of them the plugin may be switched off."""
    from scoread.algorithms import runs

    monkeypatch.setattr(runs, "let_qgis_work", lambda: pytest.fail("it cannot end before this does"))
    with runs.in_progress(feedback):
        runs.end_runs()
    assert feedback.isCanceled()


def test_a_cancel_tells_what_was_written_before(run, until, tmp_path):
    raster, model, output = write(tmp_path / "scene.tif"), tmp_path / "m.scoread", tmp_path / "s.tif"
    model.write_bytes(b"older")
    feedback = until(75)
    run("traindetect", feedback, INPUT=raster, OUTPUT=output, MODEL=model, EPOCHS=1)
    assert f"Cancelled: these were written: {model}." in feedback.textLog()
    assert model.read_bytes() != b"older" and files(tmp_path) == ["m.scoread", "scene.tif"]
