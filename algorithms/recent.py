"""The model that was made last in this session, which dialogs offer first."""

from __future__ import annotations

from pathlib import Path

_made: list[str] = []


def keep_model(path: str) -> None:
    _made[:] = [path]


def recent_model() -> str:
    """Path of the model made last, or empty where there is none or it is gone."""
    return next((path for path in _made if Path(path).is_file()), "")
