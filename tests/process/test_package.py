"""The zip for the plugin site: what it must and must not hold, and that QGIS installs and loads it."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.process.conftest import QgisProcess
from tools.package import main as make_package
from tools.site_checks import LARGEST_BYTES, refused_files


@pytest.fixture(scope="module")
def package() -> Path:
    return make_package()


@pytest.fixture(scope="module")
def archive(package):
    with zipfile.ZipFile(package) as opened:
        yield opened


def test_all_that_the_site_and_the_plugin_need(archive):
    names = {name.partition("/")[2] for name in archive.namelist()}
    assert {"LICENSE", "metadata.txt", "__init__.py", "icons/scoread.svg", "i18n/scoread_de.qm"} <= names
    assert {"help/index.html", "help/traindetect.html"} <= names
    assert sum(name.endswith(".model3") for name in names) == 3


def test_without_a_clone_it_says_what_it_needs_and_leaves_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr("tools.package.CHECKOUT", tmp_path)
    (tmp_path / "metadata.txt").write_text("[general]\nversion=1\n")
    with pytest.raises(SystemExit, match="your own clone"):
        make_package()
    assert list(tmp_path.glob("build/*")) == []


def test_nothing_that_the_site_refuses(archive, package):
    assert refused_files(archive) == []
    parts = [part for name in archive.namelist() for part in name.split("/")]
    assert not {"tests", "tools", "docs", "__pycache__"} & set(parts)
    assert package.stat().st_size < LARGEST_BYTES


def test_what_the_site_refuses_is_noticed(tmp_path):
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        for name in ("scoread/.bandit", "scoread/a.so", "other/a.py"):
            archive.writestr(name, "")
        executable = zipfile.ZipInfo("scoread/a.py")
        executable.external_attr = 0o755 << 16
        archive.writestr(executable, "")
        told = "\n".join(refused_files(archive))
    for name in ("scoread/LICENSE", ".bandit", "a.so", "other/a.py", "scoread/a.py"):
        assert name in told


def test_the_plugin_installer_of_qgis_installs_it(package, qgis_profile, tmp_path):
    script = Path(__file__).with_name("install_from_zip.py")
    fresh = {"QGIS_CUSTOM_CONFIG_PATH": str(tmp_path / "profile"), "XDG_CONFIG_HOME": str(tmp_path / "config")}
    environment = {**qgis_profile, "QGIS_PLUGINPATH": "", **fresh}
    command = [sys.executable, str(script), str(package), fresh["QGIS_CUSTOM_CONFIG_PATH"]]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300, check=False)
    assert "RESULT" in done.stdout, done.stdout + done.stderr
    told = json.loads(done.stdout.partition("RESULT")[2])
    assert told["folders"] == told["active"] == ["scoread"]
    assert told["enabled"]
    assert "scoread:traindetect" in told["algorithms"]
    assert all(url.startswith("file:") and str(tmp_path.name) in url for url in told["help"])
    assert not told["left"]


def test_qgis_process_loads_it(archive, qgis_profile, tmp_path):
    archive.extractall(tmp_path / "plugins")
    environment = {
        **qgis_profile,
        "QGIS_PLUGINPATH": str(tmp_path / "plugins"),
        "QGIS_CUSTOM_CONFIG_PATH": str(tmp_path / "profile"),
    }
    listed = QgisProcess(environment).call("--json", "list")
    assert "scoread:traindetect" in json.loads(listed.stdout)["providers"]["scoread"]["algorithms"]
