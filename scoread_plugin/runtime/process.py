"""Child process whose output is read line by line and which can be stopped."""

from __future__ import annotations

import contextlib
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

from ..progress import Cancelled
from .interpreter import clean_environment

POLL_SECONDS = 0.1
POLITE_SECONDS = 0.7
CREATE_NO_WINDOW = 0x08000000


class ChildProcess:
    """Program started with a clean environment.

    Parameters
    ----------
    arguments : list of str
    folder : Path
        Working folder.
    errors : file, optional
        File for standard error; by default it joins the lines of standard output.
    variables : dict, optional
        Environment variables in addition to those of this process.
    """

    def __init__(self, arguments: list[str], folder: Path, errors=None, variables: dict[str, str] | None = None):
        self.process = subprocess.Popen(  # nosec B603 - a list of arguments of our own, no shell
            arguments,
            cwd=folder,
            env={**clean_environment(), **(variables or {})},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors or subprocess.STDOUT,
            creationflags=CREATE_NO_WINDOW if sys.platform == "win32" else 0,
        )
        self.stdin = self.process.stdin
        self.received: queue.Queue[bytes | None] = queue.Queue()
        threading.Thread(target=self.receive, daemon=True).start()

    def receive(self) -> None:
        with self.process.stdout as output:
            for line in output:
                self.received.put(line)
        self.received.put(None)

    def lines(self, cancelled: Callable[[], bool]) -> Iterator[bytes]:
        """Yield lines of output as they arrive, until the output ends.

        Parameters
        ----------
        cancelled : callable
            Returns whether to stop; called about ten times per second.

        Raises
        ------
        Cancelled
            If the user asked to stop; the process has ended.
        """
        while True:
            if cancelled():
                self.stop()
                raise Cancelled
            try:
                line = self.received.get(timeout=POLL_SECONDS)
            except queue.Empty:
                continue
            if line is None:
                return
            yield line

    def stop(self) -> None:
        """End the process: close its input, then terminate it, then kill it."""
        with contextlib.suppress(OSError):
            self.stdin.close()
        for force in (self.process.terminate, self.process.kill):
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(POLITE_SECONDS)
            if self.process.poll() is None:
                force()
        self.process.wait()
