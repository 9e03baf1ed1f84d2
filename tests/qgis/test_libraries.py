"""canExecute where torch or SciPy is missing: what needs it says so, and the rest works."""

from __future__ import annotations

import sys

import pytest

from tests.rasters import write

TORCH = {"trainsgm", "detectanomalies", "traindetect", "generatespectra", "noisesweep", "explainpixels"}
SCIPY = {
    *("traindetect", "detectanomalies", "noisesweep"),
    *("extractanomalies", "explainpixels", "evaluatedetection", "importmat", "exportmat"),
}


@pytest.fixture
def no_torch(monkeypatch, tmp_path):
    """A machine on which nothing has torch."""
    import importlib.util

    monkeypatch.delenv("SCOREAD_PYTHON")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    find = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name, *rest: None if name == "torch" else find(name, *rest)
    )


def test_without_torch_everything_is_listed_and_those_that_need_it_say_so(provider, no_torch):
    refused = {}
    for algorithm in provider.algorithms():
        possible, message = algorithm.canExecute()
        if not possible:
            refused[algorithm.name()] = message
    assert set(refused) == TORCH and len(provider.algorithms()) >= 12
    for message in refused.values():
        assert "ScoreAD > Tools > 'Check computing environment'" in message and "tick 'Set up'" in message


def test_with_torch_everything_can_be_run(provider):
    assert all(algorithm.canExecute()[0] for algorithm in provider.algorithms())


def test_without_torch_the_run_is_refused_and_rx_works(run, no_torch, tmp_path):
    from qgis.core import QgsProcessingException

    raster = write(tmp_path / "scene.tif")
    with pytest.raises(QgsProcessingException, match="Check computing environment"):
        run("traindetect", INPUT=raster, OUTPUT=tmp_path / "s.tif")
    assert run("checkenvironment")["STATUS"] == "torch missing"
    assert run("rxdetector", INPUT=raster, OUTPUT=tmp_path / "s.tif")["MAXIMUM"] > 0


@pytest.fixture
def no_scipy(monkeypatch):
    """A QGIS whose Python has no SciPy: Debian's 3.44, where nothing else brought it."""
    for name in [name for name in sys.modules if name.split(".")[0] == "scipy"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "scipy", None)


def test_without_scipy_those_that_need_it_say_so_before_work(provider, run, no_scipy, tmp_path):
    from qgis.core import QgsProcessingException

    refused = {
        algorithm.name(): message
        for algorithm in provider.algorithms()
        for possible, message in [algorithm.canExecute()]
        if not possible
    }
    assert set(refused) == SCIPY
    assert all("apt install python3-scipy" in message for message in refused.values())
    raster, rx = write(tmp_path / "scene.tif"), tmp_path / "rx.tif"
    with pytest.raises(QgsProcessingException, match="SciPy is missing"):
        run("traindetect", INPUT=raster, OUTPUT=tmp_path / "s.tif")
    assert run("rxdetector", INPUT=raster, OUTPUT=rx)["MAXIMUM"] > 0
    assert run("checkenvironment")["STATUS"] == "scipy missing"


@pytest.mark.parametrize("wish", [{"LARGEST_ANOMALY": 20}, {"FALSE_ALARMS": True}])
def test_without_scipy_rx_refuses_what_it_cannot_do_before_work(provider, no_scipy, tmp_path, wish):
    from qgis.core import QgsProcessingContext, QgsProcessingFeedback

    context, rx = QgsProcessingContext(), provider.algorithm("rxdetector").create()
    parameters = {"INPUT": str(write(tmp_path / "scene.tif")), "OUTPUT": str(tmp_path / "s.tif"), **wish}
    possible, message = rx.checkParameterValues(parameters, context)
    assert not possible and "apt install python3-scipy" in message
    feedback = QgsProcessingFeedback()
    assert not rx.run(parameters, context, feedback)[1]
    assert "SciPy is missing" in feedback.textLog() and "Statistics" not in feedback.textLog()
