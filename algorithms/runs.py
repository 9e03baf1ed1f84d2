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


def check_removable() -> None:
    """Raise RuntimeError during a run in this thread, to which QGIS returns: it needs the provider afterwards."""
    with _lock:
        below = any(thread == threading.get_ident() for _, thread in _runs)
    if below:
        raise RuntimeError("ScoreAD is computing in a batch or a model. Cancel it or wait for its end and try again.")


def end_runs() -> None:
    """Cancel all runs, and those that a batch or a model begins next; wait for the end of those of other threads.

    Also wait until QGIS has been told of it.
    """
    settled = 0.0
    while True:
        if cancel_runs():
            settled = time.monotonic() + SETTLING_SECONDS
        elif time.monotonic() >= settled:
            return
        let_qgis_work()


def cancel_runs() -> bool:
    """Cancel all runs; return whether there are any in other threads."""
    with _lock:
        for feedback, _ in _runs:
            feedback.cancel()
        return any(thread != threading.get_ident() for _, thread in _runs)


def let_qgis_work() -> None:
    """Wait a moment of the main thread, in which QGIS learns what ended in the background."""
    time.sleep(POLL_SECONDS)
    QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
