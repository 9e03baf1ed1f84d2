from __future__ import annotations

import builtins
import sys
from pathlib import Path

import pytest

from scoread_plugin.on_demand import on_demand


@pytest.fixture
def room(tmp_path, monkeypatch):
    """A package `room` with the modules `early`, and `late`, which says when it is imported."""
    package = tmp_path / "room"
    package.mkdir()
    (package / "__init__.py").write_text(
        "from scoread_plugin.on_demand import on_demand\n__getattr__ = on_demand(__name__)"
    )
    (package / "early.py").write_text("from .late import VALUE")
    (package / "late.py").write_text("VALUE = 3")
    monkeypatch.syspath_prepend(str(tmp_path))
    import room

    yield room
    for name in [name for name in sys.modules if name.split(".")[0] == "room"]:
        del sys.modules[name]


def test_a_module_is_imported_when_it_is_named(room):
    assert "room.late" not in sys.modules
    assert room.late.VALUE == 3
    assert room.late is sys.modules["room.late"]


def test_modules_are_imported_by_statements_as_ever(room):
    from room import early, late

    assert early.VALUE == late.VALUE == 3


def test_what_is_no_module_is_no_attribute(room):
    assert not hasattr(room, "other") and not hasattr(room, "__wrapped__")
    with pytest.raises(ImportError, match="other"):
        from room import other  # noqa: F401


def test_an_error_in_a_module_is_told(room):
    (Path(room.__file__).parent / "broken.py").write_text("import no_such_module")
    with pytest.raises(ModuleNotFoundError, match="no_such_module"):
        room.broken  # noqa: B018


def test_qgis_gets_to_know_of_the_import(room, monkeypatch):
    """It replaces `__import__` to know which modules to forget when a plugin is reloaded."""
    real, asked = builtins.__import__, []

    def noted(name, *rest, **named):
        asked.append(name)
        return real(name, *rest, **named)

    monkeypatch.setattr(builtins, "__import__", noted)
    assert room.late.VALUE == 3
    assert "room.late" in asked


def test_a_package_of_the_library_is_known_by_its_own_name():
    with pytest.raises(AttributeError, match="module 'scoread_plugin' has no attribute 'nothing'"):
        on_demand("scoread_plugin")("nothing")
