"""Keeps a worker that has done its work for the next run in the same QGIS: importing torch takes a second or more."""

from __future__ import annotations

import atexit
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ..progress import Cancelled
from .errors import RuntimeFailure

if TYPE_CHECKING:  # It needs numpy, and QGIS imports this when it starts.
    from .client import Worker

IDLE_SECONDS = 60.0


class Workers:
    """Lends workers, each to one user at a time; of those that come back, the last waits for the next user.

    Parameters
    ----------
    idle_seconds : float
        How long a worker waits before it is ended.
    """

    def __init__(self, idle_seconds: float = IDLE_SECONDS):
        self.idle_seconds = idle_seconds
        self.lock = threading.Lock()
        self.idle: Worker | None = None
        self.timer = threading.Timer(idle_seconds, self.end)
        atexit.register(self.end)

    @contextmanager
    def lend(self, wanted: Worker) -> Iterator[Worker]:
        """The worker that waits, where it was started under the same conditions; else the one that is wanted.

        It is lent while it still imports torch: the first call waits for it. It is ended where its user fails or is
        cancelled. Raises what starting a worker raises.
        """
        worker = self.take(wanted) or wanted.start()
        try:
            yield worker
        except BaseException:
            worker.stop()
            raise
        self.keep(worker)

    def take(self, wanted: Worker) -> Worker | None:
        """The worker that waits, in the service of the new user; it is ended where it will not do."""
        worker = self.withdraw()
        if worker is None:
            return None
        if not worker.usable or worker.conditions != wanted.conditions:
            worker.stop()
            return None
        worker.cancelled, worker.log = wanted.cancelled, wanted.log
        return worker

    def keep(self, worker: Worker) -> None:
        """Have a worker wait, in place of another that does."""
        try:
            worker.rest()
        except (Cancelled, RuntimeFailure, OSError):
            worker.stop()
            return
        with self.lock:
            self.timer.cancel()
            former, self.idle = self.idle, worker
            self.timer = threading.Timer(self.idle_seconds, self.end)
            self.timer.daemon = True
            self.timer.start()
        if former is not None:
            former.stop()

    def end(self) -> None:
        """End the worker that waits, if there is one."""
        worker = self.withdraw()
        if worker is not None:
            worker.stop()

    def withdraw(self) -> Worker | None:
        """The worker that waits, which from now on does not; None where there is none."""
        with self.lock:
            self.timer.cancel()
            worker, self.idle = self.idle, None
        return worker


WORKERS = Workers()
