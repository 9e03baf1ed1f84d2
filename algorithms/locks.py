"""Locks on outputs: a second run to the same output would take over the unfinished files of the first."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from qgis.core import QgsProcessingException
from qgis.PyQt.QtCore import QLockFile


@contextmanager
def locked(outputs: dict[str, str]) -> Iterator[None]:
    """Lock the files at these paths, by parameter name, for this run.

    Locks of processes that no longer exist are ignored.

    Raises
    ------
    QgsProcessingException
        If another run holds one of them, or the folder of one is read-only.
    """
    with ExitStack() as stack:
        for name, path in outputs.items():
            file = Path(path).with_name(f".scoread-{Path(path).name}.lock")
            lock = QLockFile(str(file))
            lock.setStaleLockTime(0)
            if lock.tryLock(0):
                stack.callback(lock.unlock)
            elif lock.error() == QLockFile.LockError.LockFailedError:
                _, process, machine, _ = lock.getLockInfo()
                raise QgsProcessingException(
                    f"{name} '{path}' is being written by another run (process {process} on {machine}). Wait until "
                    f"it is done, or choose another name. If there is no such process, delete '{file}'."
                )
            elif lock.error() == QLockFile.LockError.PermissionError:  # On Windows, os.access cannot tell.
                raise QgsProcessingException(f"{name} '{path}' cannot be written: its folder is read-only.")
        yield
