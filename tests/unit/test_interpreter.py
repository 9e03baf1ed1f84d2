from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path

import pytest

from scoread_plugin.runtime.errors import TorchMissing
from scoread_plugin.runtime.interpreter import (
    clean_environment,
    data_folder,
    environment_folder,
    environment_python,
    find_python,
    qgis_python,
)

VERSION = f"python{sys.version_info[0]}.{sys.version_info[1]}"


def program(path):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return path


@pytest.fixture
def machine(monkeypatch, tmp_path):
    """A Linux where nothing is named, no environment is set up and QGIS's Python has no torch."""
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(sys, "base_prefix", str(tmp_path / "qgis"))
    monkeypatch.setattr(sys, "executable", str(program(tmp_path / "qgis" / "qgis.bin")))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    for home in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(home, str(tmp_path / "home"))
    for name in ("SCOREAD_PYTHON", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    has_torch(monkeypatch, False)
    return tmp_path


def has_torch(monkeypatch, there):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: {"torch": object() if there else None}[name])


def test_the_order_in_which_pythons_are_taken(machine, monkeypatch):
    with pytest.raises(TorchMissing, match="(?s)No Python with torch.*scoread:checkenvironment"):
        find_python("")
    own = program(machine / "qgis" / "bin" / VERSION)
    has_torch(monkeypatch, True)
    assert find_python("") == own
    set_up = program(environment_python(environment_folder()))
    assert find_python("") == set_up != own
    named = program(machine / "named" / "python")
    assert find_python(str(named)) == named
    variable = program(machine / "variable" / "python")
    monkeypatch.setenv("SCOREAD_PYTHON", str(variable))
    assert find_python(str(named)) == variable
    monkeypatch.setenv("SCOREAD_PYTHON", "")
    assert find_python(str(named)) == named


def test_a_name_that_is_no_program_is_refused(machine, monkeypatch):
    has_torch(monkeypatch, True)
    program(machine / "qgis" / "bin" / VERSION)
    (machine / "text").write_text("")
    for named in ("none", "qgis", *(["text"] if os.name == "posix" else [])):
        path = str(machine / named)
        with pytest.raises(TorchMissing) as caught:
            find_python(path)
        assert path in str(caught.value) and "scoread:checkenvironment" in str(caught.value)


@pytest.mark.parametrize(
    ("files", "taken"),
    [
        (["python3.exe", "python.exe"], "python3.exe"),
        (["python.exe", "Scripts/python.exe"], "python.exe"),
        ([f"bin/{VERSION}", "bin/python3"], f"bin/{VERSION}"),
        (["bin/python3", "bin/python"], "bin/python3"),
    ],
    ids=["OSGeo4W", "conda on Windows", "Linux and macOS", "macOS bundle"],
)
def test_qgis_own_python_is_below_its_prefix(machine, files, taken):
    for name in files:
        program(machine / "qgis" / name)
    assert qgis_python() == machine / "qgis" / taken


@pytest.mark.parametrize(
    ("prefix", "qgis", "files", "taken"),
    [
        ("apps/Python312", "bin/qgis-bin.exe", ["bin/python3.exe", "apps/Python312/python.exe"], -1),
        ("apps/Python39", "bin/qgis-ltr-bin.exe", ["bin/python.exe", "bin/python3.exe"], -1),
        ("Library", "Contents/MacOS/QGIS", ["Contents/MacOS/bin/python3"], 0),
        ("Contents/Frameworks", "Contents/MacOS/QGIS", [f"Contents/MacOS/{VERSION}", "Contents/MacOS/python3"], 0),
        ("Contents/MacOS", "Contents/MacOS/QGIS", ["Contents/MacOS/bin/python3"], 0),
    ],
    ids=["OSGeo4W", "OSGeo4W without one at its prefix", "macOS, foreign prefix", "macOS, flat", "macOS"],
)
def test_python_is_found_beside_a_qgis_that_embeds_it(machine, monkeypatch, prefix, qgis, files, taken):
    monkeypatch.setattr(sys, "base_prefix", str(machine / prefix))
    monkeypatch.setattr(sys, "executable", str(program(machine / qgis)))
    for name in files:
        program(machine / name)
    assert qgis_python() == machine / files[taken]


def test_a_folder_is_not_taken_for_a_python(machine):
    (machine / "qgis" / "bin" / "python3").mkdir(parents=True)
    with pytest.raises(TorchMissing, match="No executable of QGIS's own Python"):
        qgis_python()


def test_qgis_itself_is_never_taken_for_a_python(machine, monkeypatch):
    has_torch(monkeypatch, True)
    with pytest.raises(TorchMissing, match="No executable of QGIS's own Python"):
        find_python("")


def test_data_folder_on_linux(machine, monkeypatch):
    assert data_folder() == machine / "data" / "scoread"
    monkeypatch.delenv("XDG_DATA_HOME")
    assert data_folder() == machine / "home" / ".local" / "share" / "scoread"


def test_data_folder_on_windows(machine, monkeypatch):
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(Path, "home", lambda: machine / "home")
    assert data_folder() == machine / "home" / "AppData" / "Local" / "scoread"
    monkeypatch.setenv("LOCALAPPDATA", str(machine / "local"))
    assert data_folder() == machine / "local" / "scoread"


def test_data_folder_on_macos(machine, monkeypatch):
    monkeypatch.setattr(sys, "platform", "darwin")
    assert data_folder() == machine / "home" / "Library" / "Application Support" / "scoread"


def test_environment_python(machine, monkeypatch):
    folder = environment_folder()
    assert folder.parent == data_folder()
    assert environment_python(folder) == folder / "bin" / "python"
    monkeypatch.setattr(sys, "platform", "darwin")
    assert environment_python(folder) == folder / "bin" / "python"
    monkeypatch.setattr(sys, "platform", "win32")
    assert environment_python(folder) == folder / "Scripts" / "python.exe"


def test_what_qgis_sets_for_itself_is_left_out(monkeypatch):
    foreign = (
        "PYTHONHOME",
        "PYTHONPATH",
        "PYTHONSAFEPATH",
        "PYTHONEXECUTABLE",
        "VIRTUAL_ENV",
        "GDAL_DATA",
        "PROJ_LIB",
    )
    for name in (*foreign, "LD_LIBRARY_PATH", "DYLD_INSERT_LIBRARIES", "DYLD_ANYTHING"):
        monkeypatch.setenv(name, "/qgis")
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "1")
    environment = clean_environment()
    assert "/qgis" not in environment.values()
    assert environment["CUDA_VISIBLE_DEVICES"] == "1" and environment["PATH"] == os.environ["PATH"]
    assert environment["PYTHONIOENCODING"] == "utf-8"


def test_what_the_user_sets_for_computing_comes_first(monkeypatch):
    monkeypatch.delenv("OMP_WAIT_POLICY", raising=False)
    assert clean_environment()["OMP_WAIT_POLICY"] == "PASSIVE"
    monkeypatch.setenv("OMP_WAIT_POLICY", "ACTIVE")
    assert clean_environment()["OMP_WAIT_POLICY"] == "ACTIVE"


def test_a_python_named_from_where_one_stands_is_found_from_elsewhere(machine, monkeypatch):
    named = program(machine / "named" / "python")
    monkeypatch.chdir(machine)
    assert find_python("named/python") == named


def test_a_user_without_a_home_can_load_the_plugin(machine, monkeypatch):
    """A number without an account, without HOME, as in a container: QGIS takes the root folder."""

    def nowhere():
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "home", nowhere)
    monkeypatch.delenv("XDG_DATA_HOME")
    assert data_folder() == Path(os.path.abspath(os.sep)) / ".local" / "share" / "scoread"
