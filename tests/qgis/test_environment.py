"""The computing environment and its worker, as a run in QGIS meets them."""

from __future__ import annotations

import sys

import numpy as np
import pytest
from osgeo import gdal

from tests.rasters import write


def test_a_chain_is_computed_by_one_process(run, feedback, tmp_path, monkeypatch):
    from scoread.scoread_plugin.runtime.client import Worker
    from scoread.scoread_plugin.runtime.warm import WORKERS

    WORKERS.end()
    started, start = [], Worker.start
    monkeypatch.setattr(Worker, "start", lambda worker: started.append(start(worker)) or started[-1])
    raster, model = write(tmp_path / "scene.tif"), tmp_path / "m.scoread"
    run("trainsgm", INPUT=raster, OUTPUT=model, EPOCHS=2)
    run("detectanomalies", INPUT=raster, MODEL=model, OUTPUT=tmp_path / "s.tif")
    assert len(started) == 1 and started[0].usable
    device = run("checkenvironment", feedback)["DEVICE"]
    assert f"Device {device}: works" in feedback.textLog()
    run("detectanomalies", INPUT=raster, MODEL=model, OUTPUT=tmp_path / "anew.tif")
    scores, anew = (gdal.Open(str(tmp_path / name)).ReadAsArray() for name in ("s.tif", "anew.tif"))
    assert np.array_equal(scores, anew), "a score does not depend on what its process did before"
    assert len(started) == 2 and not started[0].usable, "what it tells is of a process that starts now"


def test_the_worker_ends_with_the_plugin(qgis, tmp_path):
    import scoread
    from qgis.core import QgsProcessingFeedback

    plugin = scoread.classFactory(None)
    plugin.initProcessing()
    from scoread.algorithms.steps import start_worker

    with start_worker(QgsProcessingFeedback()) as worker:
        pass
    assert worker.usable
    plugin.unload()
    assert not worker.usable and not worker.folder.exists()


def test_on_windows_a_backslash_is_one_of_a_path(qgis, monkeypatch):
    from scoread.algorithms.check_environment import words

    monkeypatch.setattr(sys, "platform", "linux")
    assert words(r"a\ b 'c d'") == ["a b", "c d"]
    monkeypatch.setattr(sys, "platform", "win32")
    assert words(r'a --find-links="C:\two words\torch" C:\b #c') == [
        "a", r"--find-links=C:\two words\torch", r"C:\b", "#c"
    ]  # fmt: skip


@pytest.mark.parametrize("wish", ["INSTALL", "REMOVE"])
def test_two_windows_do_not_change_the_environment_at_once(provider, run, tmp_path, monkeypatch, wish):
    """The second would delete what pip installs for the first."""
    from qgis.core import QgsProcessingException
    from scoread.algorithms.locks import locked
    from scoread.scoread_plugin.runtime.interpreter import environment_folder

    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    part = environment_folder().with_name(environment_folder().name + ".part")
    part.mkdir(parents=True)
    held = locked({"INSTALL": str(environment_folder())})
    with held, pytest.raises(QgsProcessingException, match=f"{wish} .*by another run"):
        run("checkenvironment", **{wish: True, "PIP_OPTIONS": "--no-index"})
    assert part.exists()


def test_an_environment_that_another_python_keeps_from_use_is_told(run, monkeypatch):
    from qgis.core import QgsProcessingFeedback
    from scoread.algorithms import check_environment
    from scoread.scoread_plugin import runtime

    wanted = []
    monkeypatch.setattr(check_environment, "proxy_url", lambda: "http://host")
    monkeypatch.setattr(
        runtime.setup, "set_up_environment", lambda *given: wanted.append(given[0]) or "/new/bin/python"
    )
    for chosen in (sys.executable, "/new/bin/python", ""):
        monkeypatch.setenv("SCOREAD_PYTHON", chosen)
        feedback = QgsProcessingFeedback()
        run("checkenvironment", feedback, INSTALL=True)
        assert (f"not be used, because '{chosen}' was chosen" in feedback.textLog()) == (chosen == sys.executable)
    assert wanted[0].proxy == "http://host"
