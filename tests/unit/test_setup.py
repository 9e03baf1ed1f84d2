"""Setting up the computing environment: whole, or not at all."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from scoread_plugin.progress import Cancelled, silent
from scoread_plugin.runtime import setup
from scoread_plugin.runtime.errors import RuntimeFailure, TorchMissing
from scoread_plugin.runtime.installation import Installation
from scoread_plugin.runtime.interpreter import environment_folder, environment_python
from scoread_plugin.runtime.setup import set_up_environment

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="QGIS's Python is a shell script here")

ABSENT = Installation(["a-package-that-is-nowhere"], options=["--no-index"])


@pytest.fixture(autouse=True)
def own_data_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))


@pytest.fixture
def older():
    """A file of an environment that was set up before."""
    environment_folder().mkdir(parents=True)
    file = environment_folder() / "older"
    file.touch()
    return file


def never():
    return False


def stands_alone():
    """Whether there is the environment, and nothing else in its folder."""
    return [path.name for path in environment_folder().parent.iterdir()] == [environment_folder().name]


def test_a_failed_set_up_leaves_the_older_environment(older, monkeypatch):
    """Of a user, too, whose pip installs into the home folder."""
    monkeypatch.setenv("PIP_USER", "1")
    lines = []
    with pytest.raises(RuntimeFailure, match="pip could not install"):
        set_up_environment(ABSENT, never, lines.append, silent)
    assert any(ABSENT.packages[0] in line for line in lines), "pip's own words must be told"
    assert older.exists() and stands_alone()


def test_an_environment_without_torch_is_not_kept():
    with pytest.raises(RuntimeFailure):
        set_up_environment(Installation(["--version"]), never, lambda line: None, silent)
    assert not environment_folder().exists()


def test_a_program_that_fails_gives_the_advice():
    environment_folder().parent.mkdir()
    told = []
    for end in ("exit(3)", "import os; os.kill(os.getpid(), 9)"):
        with pytest.raises(RuntimeFailure, match="do this"):
            program = f"print('woe', flush=True); {end}"
            setup.run([sys.executable, "-c", program], "do this", never, told.append)
    assert told == ["woe", "woe"]
    setup.run([sys.executable, "-c", "print('well')"], "do this", never, told.append)
    assert told[2:] == ["well"]


VENV = """#!/bin/sh
# Stands for QGIS's Python: `python -m venv FOLDER`, whose Python in turn is asked for pip.
[ "$2" = venv ] || exit 9
mkdir -p "$3/bin"
printf '#!/bin/sh\\necho "$@" proxy=$PIP_PROXY\\nmktemp -d >/dev/null\\nexit {status}\\n' > "$3/bin/python"
chmod +x "$3/bin/python"
"""


class Torch:
    """Stands for the worker in the new environment."""

    works = True

    def __init__(self, python, cancelled, log):
        assert python.exists()
        self.versions = {"torch": "2.99"}

    def __enter__(self):
        if not self.works:
            raise TorchMissing("torch is broken.")
        return self

    def __exit__(self, *exception):
        pass


WANTED = Installation(["torch==2.6"], options=["--index-url", "https://a.b"])


@pytest.fixture
def set_up(tmp_path, monkeypatch):
    """Sets up an environment with a pip of some exit status; gives what was told."""
    monkeypatch.setattr(setup, "qgis_python", lambda: tmp_path / "python")
    monkeypatch.setattr(setup, "Worker", Torch)

    def run(status=0, cancel=never, wanted=WANTED, progress=silent):
        (tmp_path / "python").write_text(VENV.format(status=status))
        (tmp_path / "python").chmod(0o755)
        told = []
        python = setup.set_up_environment(wanted, cancel, told.append, progress)
        assert python == environment_python(environment_folder()) and python.exists()
        return told

    return run


def test_an_environment_is_set_up(set_up):
    pip = f"{setup.TETHERED} pip install --no-input --progress-bar off --target="
    assert set_up() == [f"{pip} --index-url https://a.b torch==2.6 proxy=", "torch 2.99 works."] and stands_alone()


def test_a_new_environment_replaces_the_older_one(set_up, older):
    set_up()
    assert not older.exists()


def test_a_set_up_that_ends_early_leaves_the_older_environment(set_up, older, monkeypatch):
    with pytest.raises(RuntimeFailure, match="Check the disk, the network"):
        set_up(status=1)
    with pytest.raises(Cancelled):
        set_up(cancel=lambda: True)
    monkeypatch.setattr(Torch, "works", False)
    with pytest.raises(TorchMissing):
        set_up()
    assert older.exists() and stands_alone()


def test_a_broken_environment_is_repaired(set_up, older):
    """Its Python is a folder, and what an interrupted replacement left lies about."""
    environment_python(environment_folder()).mkdir(parents=True)
    for end in (".part", ".old"):
        (environment_folder().with_name(environment_folder().name + end) / "left").mkdir(parents=True)
    set_up()
    assert environment_python(environment_folder()).is_file() and stands_alone()
    assert not (environment_folder() / "left").exists()


def test_an_older_environment_goes_although_it_was_put_aside_by_a_killed_set_up(set_up, older):
    environment_folder().rename(setup.aside(environment_folder()))
    set_up()
    assert stands_alone()


def test_an_environment_that_is_in_use_stays_whole(set_up, older, monkeypatch):
    def refuse(path, target):
        raise PermissionError("in use")

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(RuntimeFailure, match="Close other QGIS windows"):
        set_up()
    with pytest.raises(RuntimeFailure, match="in use"):
        setup.remove_environment()
    assert older.exists()


def test_the_older_environment_comes_back_where_the_new_one_cannot_be_moved(set_up, older, monkeypatch):
    rename = Path.rename

    def refuse_new(path, target):
        if path.name.endswith(".part"):
            raise PermissionError("a scanner looks at it")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", refuse_new)
    with pytest.raises(RuntimeFailure, match="a scanner looks at it"):
        set_up()
    assert older.exists() and stands_alone()


def test_an_environment_is_removed(set_up):
    assert not setup.remove_environment()
    set_up()
    assert setup.remove_environment()
    assert list(environment_folder().parent.iterdir()) == []


def test_a_pip_that_was_ended_leaves_no_downloads(set_up, tmp_path, monkeypatch):
    """It has no time to delete its temporary files."""
    (tmp_path / "temporary").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    with pytest.raises(RuntimeFailure, match="pip could not install"):
        set_up(status=1)
    assert not list((tmp_path / "temporary").iterdir())


def test_what_a_killed_set_up_left_is_removed(set_up):
    """QGIS was killed while pip installed gigabytes, with or without an older one, or while one was removed."""
    set_up()
    for end in (".part", ".part", ".old"):
        left = environment_folder().with_name(environment_folder().name + end)
        (left / "lib").mkdir(parents=True)
        assert setup.remove_environment()
        assert list(environment_folder().parent.iterdir()) == []


def test_a_copy_of_the_environment_that_the_user_made_stays(set_up):
    copy = environment_folder().with_name(environment_folder().name + ".copy")
    copy.mkdir(parents=True)
    assert not setup.remove_environment() and copy.exists()


def test_the_proxy_reaches_pip_and_no_argument(set_up):
    told = set_up(wanted=Installation(["torch"], "cpu", proxy="http://me:word@host:8080"))
    expected = "--index-url https://download.pytorch.org/whl/cpu torch proxy=http://me:word@host:8080"
    assert told[0].endswith(expected)


def test_wheels_are_installed_without_a_network(set_up, tmp_path):
    wanted = Installation(["torch"], "cuda", str(tmp_path), ["--pre"])
    assert set_up(wanted=wanted)[0].endswith(f"--no-index --find-links {tmp_path} --pre torch proxy=")
    with pytest.raises(RuntimeFailure, match="folder of WHEELS needs"):
        set_up(status=1, wanted=wanted)


def test_the_steps_of_a_set_up_are_told(set_up):
    steps = []
    set_up(progress=lambda fraction, text: steps.append(fraction))
    assert steps == sorted(steps) and len(steps) == 3
