"""The runs in progress: they end with the plugin, since QGIS then drops its provider and its modules."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from qgis.core import QgsFeedback
from qgis.PyQt.QtCore import QCoreApplication, QEventLoop

POLL_SECONDS = 0.05

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
    waiting = bool(_runs)
    while waiting:
        waiting = any(thread != threading.get_ident() for _, thread in _runs)
        time.sleep(POLL_SECONDS)
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
