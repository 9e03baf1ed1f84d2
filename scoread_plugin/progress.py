"""Reporting of progress."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from typing import TypeVar

Progress = Callable[[float, str], None]
Log = Callable[[str], None]
Result = TypeVar("Result")


class Cancelled(Exception):
    """The user asked to stop."""


def silent(fraction: float, text: str) -> None:
    """Ignore the progress."""


def no_log(text: str) -> None:
    """Ignore the message."""


class ParallelProgress:
    """Joint progress of several equal parts that run at the same time.

    Once a part has failed, or its progress has raised, the next progress call of the other parts raises.
    """

    def __init__(self, progress: Progress, count: int):
        self.progress = progress
        self.fractions = [0.0] * count
        self.lock = threading.Lock()
        self.failure: BaseException | None = None

    def run(self, index: int, work: Callable[[Progress], Result]) -> Result:
        """Run work(progress) as one of the parts."""
        try:
            return work(partial(self.tell, index))
        except BaseException as failure:
            self.failure = self.failure or failure
            raise

    def tell(self, index: int, fraction: float, text: str) -> None:
        with self.lock:
            if self.failure:
                raise self.failure
            self.fractions[index] = fraction
            self.progress(sum(self.fractions) / len(self.fractions), text)


def span(progress: Progress, first: float, last: float) -> Progress:
    """Return the progress of work that advances `progress` from the first fraction to the last."""
    return lambda fraction, text: progress(first + (last - first) * fraction, text)


def part(progress: Progress, index: int, count: int) -> Progress:
    """Return the progress of one of several equal parts."""
    return span(progress, index / count, (index + 1) / count)


def duration(seconds: float) -> str:
    """Format a duration for users: "40 s", "3 min", "2.5 h"."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
