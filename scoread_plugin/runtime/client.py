"""QGIS's side of the process boundary: starts the worker, sends it requests and arrays, awaits its answers."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np

from ..progress import Cancelled, Log, Progress, silent
from ..version import VERSION
from .errors import RuntimeFailure, TorchMissing
from .exchange import REPLY_ARRAYS, REQUEST_ARRAYS, read_arrays, read_message, write_message
from .interpreter import clean_environment
from .process import ChildProcess

PACKAGE_FOLDER = Path(__file__).resolve().parents[2]
TAIL_LINES, TAIL_BYTES = 12, 4096
# Two QGIS windows share the plugin's files, but each keeps the code that it has loaded.
REPLACED = "ScoreAD was replaced by another version while QGIS was running. Restart QGIS and run this again."


class Worker:
    """Process that computes with torch; a context manager, or to be started and stopped explicitly.

    Parameters
    ----------
    python : Path
        Interpreter that has torch.
    cancelled : callable
        Returns whether the user asked to stop; called about ten times per second.
    log : callable (text)
    scratch : str, optional
        Parent folder of the folder for exchanged files; by default the system's temporary folder.
    threads : int
        Number of threads of the process; 0 for one per core.

    Attributes
    ----------
    versions : dict
        Versions of the worker's python, torch, numpy and plugin, reported when it is ready, for which the first call
        waits.

    Raises
    ------
    TorchMissing
        If the interpreter cannot import torch, or cannot be started.
    RuntimeFailure
        If the worker ends or refuses a request. The message is meant for the user.
    Cancelled
        If the user asked to stop; the worker has ended.
    """

    def __init__(
        self,
        python: Path,
        cancelled: Callable[[], bool],
        log: Log,
        scratch: str | None = None,
        threads: int = 0,
    ):
        self.python = python
        self.cancelled = cancelled
        self.log = log
        self.scratch = scratch
        self.versions: dict[str, str] = {}
        self.variables = {"OMP_NUM_THREADS": str(threads)} if threads else {}
        # Another worker is equivalent to this one if it was started with these.
        self.conditions = (python, scratch, self.variables, clean_environment())

    def __enter__(self) -> Worker:
        self.start()
        try:
            self.get_ready()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *exception) -> None:
        self.stop()

    def start(self) -> Worker:
        """Start the process and return the worker at once, while the process imports torch."""
        self.errors = self.child = None
        self.folder = Path(tempfile.mkdtemp(prefix="scoread-", dir=self.scratch))
        arguments = [str(self.python), "-m", "scoread_plugin.worker", str(self.folder)]
        try:
            self.errors = open(self.folder / "errors.txt", "w+b")  # noqa: SIM115 - closed in stop
            self.child = ChildProcess(arguments, PACKAGE_FOLDER, self.errors, self.variables)
        except OSError as error:
            self.stop()
            raise self.useless(error) from error
        return self

    def get_ready(self) -> None:
        """Wait until the process has reported its versions, which it does once."""
        if self.versions:
            return
        try:
            versions, _ = self.wait(silent)
        except TorchMissing:
            raise
        except (ValueError, RuntimeFailure) as error:
            raise self.useless(error) from error
        if versions["scoread"] != VERSION:
            raise RuntimeFailure(REPLACED)
        self.versions = versions

    def stop(self) -> None:
        """End the process and delete its files."""
        if self.child is not None:
            self.child.stop()
        if self.errors is not None:
            self.errors.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def rest(self) -> None:
        """Make the process discard its state, in memory and in files, before a period without a user.

        Raises
        ------
        RuntimeFailure, Cancelled, OSError
            If it does not answer and is therefore of no further use.
        """
        self.call("rest")
        for name in (REQUEST_ARRAYS, REPLY_ARRAYS):
            with contextlib.suppress(FileNotFoundError):
                (self.folder / name).unlink()
        self.errors.seek(0)
        self.errors.truncate()

    @property
    def usable(self) -> bool:
        """Whether the process is running and its folder exists."""
        return self.child.process.poll() is None and self.folder.is_dir()

    def call(
        self,
        name: str,
        values: dict | None = None,
        arrays: dict[str, np.ndarray] | None = None,
        progress: Progress = silent,
    ) -> tuple[dict, dict[str, np.ndarray]]:
        """Send a request (see `session.py`); return plain values, and arrays that are valid until the next call."""
        self.get_ready()
        message = {"call": name, "values": values or {}}
        try:
            write_message(self.child.stdin, message, arrays or {}, str(self.folder / REQUEST_ARRAYS))
        except OSError as error:
            if isinstance(error, BrokenPipeError) or self.child.process.poll() is not None:
                raise self.ended() from None
            raise self.failure("file", str(error)) from error
        return self.wait(progress)

    def wait(self, progress: Progress) -> tuple[dict, dict[str, np.ndarray]]:
        for line in self.child.lines(self.cancelled):
            message = read_message(line)
            if message["type"] == "progress":
                progress(message["fraction"], message["text"])
            elif message["type"] == "log":
                self.log(message["text"])
            elif message["type"] == "error":
                raise self.failure(message["reason"], message["text"])
            else:
                return message["values"], read_arrays(message, str(self.folder / REPLY_ARRAYS))
        raise self.ended()

    def useless(self, error: Exception) -> TorchMissing:
        return TorchMissing(f"'{self.python}' cannot be used for computing: {str(error).rstrip('.')}.")

    def failure(self, reason: str, text: str) -> RuntimeFailure:
        if reason == "no-torch":
            return TorchMissing(f"'{self.python}' cannot import torch ({text}).")
        if reason == "memory":
            return RuntimeFailure(
                f"The computing process ran out of memory ({text}). Lower MEMORY_LIMIT, MAX_PIXELS or BATCH_SIZE."
            )
        if reason == "file":
            return RuntimeFailure(
                f"A file cannot be read or written: {text}. If its disk is full, free some space. The scratch folder "
                "is chosen under Settings > Options > Processing > Providers > ScoreAD."
            )
        if reason == "internal":
            return RuntimeFailure(f"The computing process failed: {text}\n{self.tail()}")
        return RuntimeFailure(text)

    def ended(self) -> Exception:
        """Return the exception to raise when the worker has ended."""
        status = self.child.process.wait()
        if status == -signal.SIGINT:
            return Cancelled()
        reason = f"The computing process ended unexpectedly (exit status {status})."
        if status == -9:
            reason += " The system may have run out of memory: lower MEMORY_LIMIT or MAX_PIXELS."
        return RuntimeFailure(f"{reason}\n{self.tail()}".rstrip())

    def tail(self) -> str:
        """Return the last lines printed by the worker and its libraries, of which one may be long."""
        self.errors.seek(max(0, self.errors.seek(0, os.SEEK_END) - TAIL_BYTES))
        return "\n".join(self.errors.read().decode("utf-8", "replace").splitlines()[-TAIL_LINES:])
