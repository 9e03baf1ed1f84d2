"""The runs in progress: they end with the plugin, since QGIS then drops its provider and its modules."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from qgis.core import QgsFeedback
from qgis.PyQt.QtCore import QCoreApplication, QEventLoop

POLL_SECONDS = 0.05
SETTLING_SECONDS = 1  # From the end of a run in its thread to its end in QGIS, also on a busy machine.

_runs: list[tuple[QgsFeedback, int]] = []
_lock = threading.Lock()


@contextmanager
def in_progress(feedback: QgsFeedback) -> Iterator[None]:
    """Mark a run of this thread as being in progress."""
    run = feedback, threading.get_ident()
    with _lock:
        _runs.append(run)
    try:
        yield
    finally:
        with _lock:
            _runs.remove(run)


def end_runs() -> None:
    """Cancel all runs; wait until those of other threads have ended, and QGIS has been told of it."""
    with _lock:
        for feedback, _ in _runs:
            feedback.cancel()
    if _runs:
        while any(thread != threading.get_ident() for _, thread in _runs):
            let_qgis_work()
        settled = time.monotonic() + SETTLING_SECONDS
        while time.monotonic() < settled:
            let_qgis_work()


def let_qgis_work() -> None:
    """Wait a moment of the main thread, in which QGIS learns what ended in the background."""
    time.sleep(POLL_SECONDS)
    QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
