"""The zip for the plugin site: what it must and must not hold, and that QGIS loads it."""

from __future__ import annotations

import zipfile

import pytest

from tests.process.conftest import QgisProcess
from tools.package import main as make_package


@pytest.fixture(scope="module")
def archive():
    with zipfile.ZipFile(make_package()) as opened:
        yield opened


def test_one_folder_with_all_that_the_site_demands(archive):
    names = archive.namelist()
    assert {name.split("/")[0] for name in names} == {"scoread"}
    assert {"scoread/LICENSE", "scoread/metadata.txt", "scoread/__init__.py"} <= set(names)
    assert "scoread/icons/scoread.svg" in names
    assert sum(name.endswith(".model3") for name in names) == 3


def test_nothing_that_the_site_refuses(archive):
    parts = [part for name in archive.namelist() for part in name.split("/")]
    assert not [part for part in parts if part.startswith(".") or part in ("tests", "tools", "__pycache__")]
    assert not [part for part in parts if part.endswith((".so", ".exe", ".sh", ".bat", ".pyc"))]
    assert sum(info.compress_size for info in archive.infolist()) < 25e6


def test_qgis_loads_it(archive, qgis_profile, tmp_path):
    archive.extractall(tmp_path / "plugins")
    environment = {
        **qgis_profile,
        "QGIS_PLUGINPATH": str(tmp_path / "plugins"),
        "QGIS_CUSTOM_CONFIG_PATH": str(tmp_path / "profile"),
    }
    listed = QgisProcess(environment).call("list").stdout
    assert "scoread:traindetect" in listed
