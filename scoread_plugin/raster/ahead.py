"""Blocks of a scene in sequence, the next one read while the current one is processed."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

from .scene import Block, Scene
from .window import Window

# GDAL keeps records of every block of a virtual raster's files, megabytes per file, until the raster is closed.
PIXELS_BETWEEN_OPENINGS = 2**23


def read_ahead(scene: Scene, windows: Sequence[Window], margin: int = 0) -> Iterator[Block]:
    """Yield blocks from `Scene.read`; while one is in use, the next is read by as many threads as there are cores.

    Nothing else may read from the scene's dataset until the last block has been read.

    Raises
    ------
    RasterError
        If the file cannot be read, or cannot be reopened, as it is from time to time.
    """
    if not windows:
        return
    count = max(1, PIXELS_BETWEEN_OPENINGS // windows[0].pixels)
    for first in range(0, len(windows), count):
        yield from read_stretch(scene.read_by(os.cpu_count() or 1), windows[first : first + count], margin)


def read_stretch(scene: Scene, windows: Sequence[Window], margin: int) -> Iterator[Block]:
    """Yield blocks likewise, with the scene's own datasets."""
    with ThreadPoolExecutor(1) as reader:
        coming = reader.submit(scene.read, windows[0], margin)
        for window in windows[1:]:
            block = coming.result()
            coming = reader.submit(scene.read, window, margin)
            yield block
        yield coming.result()
