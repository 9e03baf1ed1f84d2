"""Reuse of a finished worker by the next run in the same QGIS: importing torch takes a second or more."""

from __future__ import annotations

import atexit
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ..progress import Cancelled
from .errors import RuntimeFailure

if TYPE_CHECKING:  # The client needs numpy, and QGIS imports this module at startup.
    from .client import Worker

IDLE_SECONDS = 60.0


class Workers:
    """Pool that lends each worker to one user at a time and keeps the last one returned for the next user."""

    def __init__(self):
        self.lock = threading.Lock()
        self.idle: Worker | None = None
        self.timer = threading.Timer(IDLE_SECONDS, self.end)

    @contextmanager
    def lend(self, wanted: Worker) -> Iterator[Worker]:
        """Lend the idle worker if it was started under the same conditions, otherwise the wanted one.

        A new worker is lent while it still imports torch: the first call waits for it. A worker is ended if its user
        fails or is cancelled. Raises whatever starting a worker raises.
        """
        worker = self.take(wanted) or wanted.start()
        try:
            yield worker
        except BaseException:
            worker.stop()
            raise
        self.keep(worker)

    def take(self, wanted: Worker) -> Worker | None:
        """Return the idle worker, assigned to the new user; end it if it is unsuitable."""
        worker = self.withdraw()
        if worker is None:
            return None
        if not worker.usable or worker.conditions != wanted.conditions:
            worker.stop()
            return None
        worker.cancelled, worker.log = wanted.cancelled, wanted.log
        return worker

    def keep(self, worker: Worker) -> None:
        """Keep a worker idle, replacing any other idle one."""
        try:
            worker.rest()
        except (Cancelled, RuntimeFailure, OSError):
            worker.stop()
            return
        with self.lock:
            self.timer.cancel()
            former, self.idle = self.idle, worker
            self.timer = threading.Timer(IDLE_SECONDS, self.end)
            self.timer.daemon = True
            self.timer.start()
            atexit.register(self.end)
        if former is not None:
            former.stop()

    def end(self) -> None:
        """End the idle worker, if there is one."""
        worker = self.withdraw()
        if worker is not None:
            worker.stop()

    def withdraw(self) -> Worker | None:
        """Return the idle worker and no longer keep it; None if there is none."""
        with self.lock:
            self.timer.cancel()
            worker, self.idle = self.idle, None
            atexit.unregister(self.end)  # Otherwise every reload of the plugin would leave its classes behind.
        return worker


WORKERS = Workers()
