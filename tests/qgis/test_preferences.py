"""Options, the defaults of dialogs and the proxy, as QGIS asks for them."""

from __future__ import annotations

import sys

import pytest

from tests.rasters import write


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
