"""The most recent model of this session, which dialogs offer first."""

from __future__ import annotations

from pathlib import Path

_made: list[str] = []


def keep_model(path: str) -> None:
    _made[:] = [path]


def recent_model() -> str:
    """Return the path of the most recent model; empty if there is none or it no longer exists."""
    return next((path for path in _made if Path(path).is_file()), "")
