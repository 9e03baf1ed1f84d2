"""Files that appear whole or not at all."""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def replacing(target: str | os.PathLike) -> Iterator[Path]:
    """A path to write to, of the target's own name, in a hidden folder beside it.

    When the block ends well, everything in that folder (the file, and sidecars that its writer adds) is renamed
    over what is beside the target, the target last; when it does not, an older file stays as it was.

    Raises
    ------
    OSError
        If the target's folder cannot be written to, or a file there cannot be replaced.
    """
    target = Path(target)
    # Not by tempfile: on Windows nobody but their maker could open what was made in a folder of its.
    folder = target.parent / f".scoread-{uuid.uuid4().hex[:8]}"
    folder.mkdir()
    try:
        yield folder / target.name
        for path in sorted(folder.iterdir(), key=lambda path: path.name == target.name):
            os.replace(path, target.parent / path.name)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
