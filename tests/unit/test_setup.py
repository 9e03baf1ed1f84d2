"""Setting up the computing environment: whole, or not at all."""

from __future__ import annotations

import pytest

from scoread_plugin.progress import Cancelled, silent
from scoread_plugin.runtime.errors import RuntimeFailure
from scoread_plugin.runtime.interpreter import environment_folder, environment_python
from scoread_plugin.runtime.setup import Installation, set_up_environment

ABSENT = Installation(["a-package-that-is-nowhere"], options=["--no-index"])


@pytest.fixture(autouse=True)
def own_data_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))


@pytest.fixture
def older():
    """An environment that was set up before."""
    python = environment_python(environment_folder())
    python.parent.mkdir(parents=True)
    python.write_text("older")
    return python


def test_a_failed_set_up_leaves_the_older_environment(older):
    lines = []
    with pytest.raises(RuntimeFailure, match="pip could not install"):
        set_up_environment(ABSENT, lambda: False, lines.append, silent)
    assert any(ABSENT.packages[0] in line for line in lines), "pip's own words must be told"
    assert older.read_text() == "older"
    assert [path.name for path in environment_folder().parent.iterdir()] == [environment_folder().name]


def test_a_cancelled_set_up_leaves_the_older_environment(older):
    with pytest.raises(Cancelled):
        set_up_environment(ABSENT, lambda: True, lambda line: None, silent)
    assert older.read_text() == "older"
    assert [path.name for path in environment_folder().parent.iterdir()] == [environment_folder().name]


def test_an_environment_without_torch_is_not_kept():
    with pytest.raises(RuntimeFailure):
        set_up_environment(Installation(["--version"]), lambda: False, lambda line: None, silent)
    assert not environment_folder().exists()
