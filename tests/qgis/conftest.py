"""The plugin inside a real QgsApplication, whose window is drawn nowhere."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

import pytest

from tests.rasters import files, write


@pytest.fixture(scope="session")
def qgis(qgis_profile):
    """A running QgsApplication with Processing."""
    os.environ.update(qgis_profile)
    prefix = Path(os.environ.get("QGIS_PREFIX_PATH", "/usr"))
    sys.path[:0] = [str(prefix / "share" / "qgis" / "python" / "plugins"), qgis_profile["QGIS_PLUGINPATH"]]
    from qgis.core import QgsApplication

    application = QgsApplication([], True)
    application.initQgis()
    from processing.core.Processing import Processing

    Processing.initialize()
    from scoread.scoread_plugin.runtime import interpreter

    # A worker serves the next run in the same environment; pytest notes there which test it is running.
    interpreter.FOREIGN_VARIABLES.add("PYTEST_CURRENT_TEST")
    return application


def unload(plugin):
    """Unload the plugin, but leave its worker to the next test: another one would import torch for seconds."""
    with patch("scoread.scoread_plugin.provider.WORKERS"):
        plugin.unload()


@contextmanager
def loaded_plugin():
    """The registered provider, as `classFactory` and `initProcessing` leave it."""
    import scoread

    plugin = scoread.classFactory(None)
    plugin.initProcessing()
    try:
        yield plugin.provider
    finally:
        unload(plugin)


@pytest.fixture
def provider(qgis):
    """The provider of the plugin, which is loaded for one test."""
    with loaded_plugin() as registered:
        yield registered


def train_in(folder, *cube, **options):
    """Write a raster and train a model on it for two epochs."""
    import processing

    raster, model = write(folder / "scene.tif", *cube, **options), folder / "model.scoread"
    with loaded_plugin():
        processing.run("scoread:trainsgm", {"INPUT": str(raster), "OUTPUT": str(model), "EPOCHS": 2, "SEED": 3})
    return raster, model


@pytest.fixture(scope="session")
def trained(qgis, tmp_path_factory):
    """A raster and a model trained on it."""
    return train_in(tmp_path_factory.mktemp("trained"))


@pytest.fixture
def run(provider):
    """Run an algorithm in this process; returns its results, raises what it raises."""
    import processing

    def run_algorithm(name: str, feedback=None, **parameters) -> dict:
        values = {key: str(value) if isinstance(value, Path) else value for key, value in parameters.items()}
        return processing.run(f"scoread:{name}", values, feedback=feedback)

    return run_algorithm


@pytest.fixture
def feedback(qgis):
    """A feedback that keeps a log."""
    from qgis.core import QgsProcessingFeedback

    return QgsProcessingFeedback()


@pytest.fixture
def until(qgis):
    """A feedback that is cancelled beyond so many per cent."""
    from qgis.core import QgsProcessingFeedback

    def cancelled_beyond(most):
        feedback = QgsProcessingFeedback()
        feedback.progressChanged.connect(lambda per_cent: feedback.cancel() if per_cent > most else None)
        return feedback

    return cancelled_beyond


def contents(folder) -> dict[str, bytes]:
    """Of all files, but for virtual rasters, in which QGIS notes what it sees."""
    return {name: (folder / name).read_bytes() for name in files(folder) if not name.endswith(".vrt")}


@pytest.fixture
def refused(run):
    """Expects a run to be refused with these words, and every file of the folder to be as it was."""
    from qgis.core import QgsProcessingException, QgsProcessingFeedback

    def refused(folder, algorithm: str, *words: str, **parameters):
        feedback, before = QgsProcessingFeedback(), contents(folder)
        with pytest.raises(QgsProcessingException) as refusal:
            run(algorithm, feedback, **parameters)
        told = f"{refusal.value}\n{feedback.textLog()}"
        assert [word for word in words if word not in told] == [], told
        assert contents(folder) == before

    return refused
