"""The real scenes, and a QGIS that knows this checkout as the plugin `scoread`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from tools.with_qgis import qgis_environment

SCENES = Path(os.environ.get("SCENES") or Path(__file__).parents[2] / "shared" / "scenes")


@pytest.fixture(scope="session")
def qgis_profile(tmp_path_factory) -> dict[str, str]:
    """Environment in which QGIS has a profile of its own and the plugin in its path, and torch is found."""
    environment = qgis_environment(tmp_path_factory.mktemp("qgis"))
    environment.setdefault("SCOREAD_PYTHON", sys.executable)
    return environment


@pytest.fixture(scope="session")
def scene_folder() -> Path:
    """The folder of real scenes, which are not part of the project."""
    if not SCENES.is_dir():
        pytest.skip(f"the real scenes are not in '{SCENES}'")
    return SCENES
