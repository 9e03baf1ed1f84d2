"""Options, canExecute and the proxy, as QGIS asks for them."""

from __future__ import annotations

import sys

import numpy as np
import pytest
from osgeo import gdal

from tests.rasters import spectra, write

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


@pytest.fixture
def choose(provider):
    """Sets options of the page; they are undone at the end."""
    from processing.core.ProcessingConfig import ProcessingConfig

    before = {}

    def set_option(name, value):
        setting = ProcessingConfig.settings[name]
        before.setdefault(name, setting.value)
        setting.setValue(value)

    yield set_option
    for name, value in before.items():
        ProcessingConfig.settings[name].setValue(value)


def fresh(provider, name):
    """The algorithm as a dialog gets it."""
    return provider.algorithm(name).create()


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


def test_options_share_one_prefix_and_leave_with_the_plugin(qgis):
    import scoread
    from processing.core.ProcessingConfig import ProcessingConfig

    def ours():
        return {name for name, setting in ProcessingConfig.settings.items() if setting.group == "ScoreAD"}

    plugin = scoread.classFactory(None)
    plugin.initProcessing()
    prefixed = {name for name in ProcessingConfig.settings if name.startswith("SCOREAD_")}
    assert ours() - {"ACTIVATE_SCOREAD"} == prefixed
    assert prefixed == {f"SCOREAD_{name}" for name in ("PYTHON", "DEVICE", "MEMORY_LIMIT", "THREADS", "SCRATCH")}
    plugin.unload()
    assert not any(name.startswith("SCOREAD_") for name in ProcessingConfig.settings)


def test_options_are_what_dialogs_offer(provider, choose):
    def offered(parameter):
        algorithm = fresh(provider, "detectanomalies")
        return algorithm.parameterDefinition(parameter).defaultValue()

    assert (offered("DEVICE"), offered("MEMORY_LIMIT")) == ("auto", 512)
    choose("SCOREAD_DEVICE", "cpu")
    choose("SCOREAD_MEMORY_LIMIT", "2048")
    assert (offered("DEVICE"), offered("MEMORY_LIMIT")) == ("cpu", 2048)
    choose("SCOREAD_MEMORY_LIMIT", 3)
    assert offered("MEMORY_LIMIT") == 16


def test_the_worker_gets_threads_and_scratch_folder(provider, choose, tmp_path):
    from qgis.core import QgsProcessingFeedback, QgsProcessingUtils
    from scoread.algorithms.steps import scratch_folder, start_worker
    from scoread.scoread_plugin.runtime.warm import WORKERS

    with scratch_folder() as folder:
        assert folder.startswith(QgsProcessingUtils.tempFolder())
    choose("SCOREAD_PYTHON", sys.executable)
    choose("SCOREAD_THREADS", "1")
    choose("SCOREAD_SCRATCH", str(tmp_path))
    with scratch_folder() as folder, start_worker(QgsProcessingFeedback()) as worker:
        assert folder.startswith(str(tmp_path)) and str(worker.folder).startswith(str(tmp_path))
        assert worker.call("facts")[0]["devices"][-1]["model"] == "1 threads"
    assert list(tmp_path.iterdir()) == [worker.folder], "it waits for the next run"
    WORKERS.end()
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "gone").mkdir()
    choose("SCOREAD_SCRATCH", str(tmp_path / "gone"))
    (tmp_path / "gone").rmdir()
    with scratch_folder() as folder:
        assert folder.startswith(QgsProcessingUtils.tempFolder())


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


@pytest.mark.parametrize(
    ("kind", "host", "user", "url"),
    [
        ("HttpProxy", "proxy.firm", "", "http://proxy.firm:8080"),
        ("HttpProxy", "proxy.firm", "a@b", "http://a%40b:p%2Fw@proxy.firm:8080"),
        ("Socks5Proxy", "proxy.firm", "", ""),
        ("NoProxy", "proxy.firm", "", ""),
        ("DefaultProxy", "", "", ""),
        ("HttpProxy", "", "", ""),
    ],
)
def test_the_proxy_is_that_of_qgis(provider, kind, host, user, url):
    from qgis.core import QgsNetworkAccessManager
    from qgis.PyQt.QtNetwork import QNetworkProxy
    from scoread.algorithms.proxy import proxy_url

    manager = QgsNetworkAccessManager.instance()
    before = manager.fallbackProxy()
    secret = "p/w" if user else ""
    manager.setFallbackProxyAndExcludes(
        QNetworkProxy(getattr(QNetworkProxy.ProxyType, kind), host, 8080, user, secret), [], []
    )
    try:
        assert proxy_url() == url
    finally:
        manager.setFallbackProxyAndExcludes(before, [], [])


def test_doubts_and_what_is_ahead_are_told(run, feedback, tmp_path):
    cube = spectra(40, 30)
    cube[:4] = 0
    run("rxdetector", feedback, INPUT=write(tmp_path / "scene.tif", cube), OUTPUT=tmp_path / "s.tif")
    told = ("has only 8 bands", "0 in every band", "1200 pixels of 8 bands in 1 block")
    assert [text for text in told if text not in feedback.textLog()] == []


def test_the_model_made_last_is_offered_by_dialogs_alone(provider, run, tmp_path):
    raster, model, next_model = write(tmp_path / "scene.tif"), tmp_path / "m.scoread", tmp_path / "n.scoread"
    run("trainsgm", INPUT=raster, OUTPUT=model, EPOCHS=1)
    for name in ("detectanomalies", "explainpixels", "noisesweep", "generatespectra"):
        algorithm = fresh(provider, name)
        parameter = algorithm.parameterDefinition("MODEL")
        assert parameter.defaultValueForGui() == str(model) and not parameter.defaultValue()
    run("traindetect", INPUT=raster, OUTPUT=tmp_path / "s.tif", MODEL=next_model, EPOCHS=1)
    assert fresh(provider, "noisesweep").parameterDefinition("MODEL").defaultValueForGui() == str(next_model)
    next_model.unlink()
    algorithm = fresh(provider, "detectanomalies")
    assert not algorithm.parameterDefinition("MODEL").defaultValueForGui()


def test_reports_are_made_by_dialogs_and_not_by_scripts(provider, run, tmp_path):
    algorithm = fresh(provider, "trainsgm")
    assert algorithm.parameterDefinition("REPORT").createByDefault()
    assert not run("trainsgm", INPUT=write(tmp_path / "scene.tif"), OUTPUT=tmp_path / "m.scoread", EPOCHS=1)["REPORT"]


def test_on_windows_a_backslash_is_one_of_a_path(qgis):
    from scoread.algorithms.check_environment import words

    assert words(r'a --find-links="C:\two words\torch" C:\b #c', windows=True) == [
        "a", r"--find-links=C:\two words\torch", r"C:\b", "#c"
    ]  # fmt: skip
    assert words(r"a\ b 'c d'", windows=False) == ["a b", "c d"]


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
