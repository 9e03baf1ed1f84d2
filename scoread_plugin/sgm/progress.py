"""How work tells how far it is."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[float, str], None]


def silent(fraction: float, text: str) -> None:
    """A progress that nobody watches."""


def part(progress: Progress, index: int, count: int) -> Progress:
    """The progress of one of several equal parts."""
    return lambda fraction, text: progress((index + fraction) / count, text)
