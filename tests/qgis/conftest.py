"""The plugin inside a real QgsApplication, without a window."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def qgis(qgis_profile):
    """A running QgsApplication with Processing."""
    os.environ.update(qgis_profile)
    sys.path[:0] = [*qgis_python_folders(), qgis_profile["QGIS_PLUGINPATH"]]
    from qgis.core import QgsApplication

    application = QgsApplication([], False)
    application.initQgis()
    from processing.core.Processing import Processing

    Processing.initialize()
    return application


@pytest.fixture
def provider(qgis):
    """The registered provider, as `classFactory` and `initProcessing` leave it."""
    import scoread

    plugin = scoread.classFactory(None)
    plugin.initProcessing()
    yield plugin.provider
    plugin.unload()


def qgis_python_folders() -> list[str]:
    """Where QGIS keeps `processing` and its other own plugins."""
    prefix = Path(os.environ.get("QGIS_PREFIX_PATH", "/usr"))
    return [str(prefix / "share" / "qgis" / "python" / "plugins")]


@pytest.fixture
def run(provider):
    """Run an algorithm in this process; returns its results, raises what it raises."""
    import processing

    def run_algorithm(name: str, feedback=None, **parameters) -> dict:
        values = {key: str(value) if isinstance(value, Path) else value for key, value in parameters.items()}
        return processing.run(f"scoread:{name}", values, feedback=feedback)

    return run_algorithm
