"""Files written completely or not at all."""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def replacing(target: str | os.PathLike) -> Iterator[Path]:
    """Provide a path to write to, with the target's name, in a hidden folder next to the target.

    If the block succeeds, everything in that folder (the file, and sidecars that its writer adds) replaces its
    counterpart next to the target, the target last; otherwise an older file is left as it was.

    Raises
    ------
    OSError
        If the target's folder cannot be written to, or a file there cannot be replaced.
    """
    target = Path(target)
    # Not by tempfile: on Windows, files created in one of its folders can be opened by their creator only.
    folder = target.parent / f".scoread-{uuid.uuid4().hex[:8]}"
    folder.mkdir()
    try:
        yield folder / target.name
        for path in sorted(folder.iterdir(), key=lambda path: path.name == target.name):
            os.replace(path, target.parent / path.name)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
