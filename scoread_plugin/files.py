"""Files written completely or not at all."""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SQLITE_LOGS = ("-wal", "-shm", "-journal")


@contextmanager
def naming(path: str | os.PathLike) -> Iterator[None]:
    """Add the file's path to an OSError that lacks one, such as that of a write to a full disk."""
    try:
        yield
    except OSError as error:
        if error.strerror and not error.filename:
            error.filename = str(path)
        raise


@contextmanager
def replacing(target: str | os.PathLike) -> Iterator[Path]:
    """Provide a path to write to, with the target's name, in a hidden folder next to the target.

    Only one process may write to a target at a time.

    If the block succeeds, everything in that folder (the file, and sidecars that its writer adds) replaces its
    counterpart next to the target, the target last; otherwise an older file is left as it was.

    Raises
    ------
    OSError
        If the target's folder cannot be written to, or a file there cannot be replaced.
    """
    target = Path(target)
    # Not by tempfile: on Windows, files created in one of its folders can be opened by their creator only.
    folder = target.parent / f".scoread-{hashlib.sha256(target.name.encode(errors='replace')).hexdigest()[:8]}"
    shutil.rmtree(folder, ignore_errors=True)  # Left by a run that was killed.
    folder.mkdir()
    try:
        yield folder / target.name
        parts = sorted(folder.iterdir(), key=lambda path: path.name == target.name)
        for there in filter(Path.exists, (target.parent / path.name for path in parts)):
            os.rename(there, there)  # Windows refuses this while a program has the file open.
        for path in parts:
            for suffix in SQLITE_LOGS:  # SQLite would apply those of an older database to the new one.
                Path(f"{target.parent / path.name}{suffix}").unlink(missing_ok=True)
            os.replace(path, target.parent / path.name)
    except BaseException as error:
        if sys.platform == "win32":
            close_files_of(error)
        raise
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def close_files_of(error: BaseException | None) -> None:
    """Release what the frames of an exception hold, such as open rasters: Windows does not delete open files."""
    while error is not None:
        traceback.clear_frames(error.__traceback__)
        error = error.__cause__ or error.__context__
