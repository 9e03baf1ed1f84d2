"""Blocks of a scene one after another, the next one read while the last is worked on."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from osgeo import gdal

from .scene import Block, Scene
from .window import Window

# GDAL keeps notes of every block of a virtual raster's files, megabytes for each file, until it is closed.
PIXELS_BETWEEN_OPENINGS = 2**23

cache_lock = threading.Lock()
cache_users = cache_before = 0


def read_ahead(scene: Scene, windows: Sequence[Window], margin: int = 0) -> Iterator[Block]:
    """Blocks as `Scene.read` gives them; while one is in use the next is read, by as many threads as there are cores.

    Until the last block is there, nothing else may read from the scene's dataset.

    Raises
    ------
    RasterError
        If the file cannot be read, or be opened again, which it is now and then.
    """
    if not windows:
        return
    count = max(1, PIXELS_BETWEEN_OPENINGS // windows[0].pixels)
    for first in range(0, len(windows), count):
        yield from read_stretch(scene.read_by(os.cpu_count() or 1), windows[first : first + count], margin)


def read_stretch(scene: Scene, windows: Sequence[Window], margin: int) -> Iterator[Block]:
    """The same by the scene's own datasets."""
    with ThreadPoolExecutor(1) as reader:
        coming = reader.submit(scene.read, windows[0], margin)
        for window in windows[1:]:
            block = coming.result()
            coming = reader.submit(scene.read, window, margin)
            yield block
        yield coming.result()


@contextmanager
def block_cache(size: int) -> Iterator[None]:
    """At most so many bytes for GDAL's own cache inside, which else grows to a share of the machine's memory.

    The cache is that of the whole process: where runs overlap, the first one's size holds until the last one's end.
    """
    global cache_users, cache_before
    with cache_lock:
        if cache_users == 0:
            cache_before = gdal.GetCacheMax()
            gdal.SetCacheMax(min(size, cache_before))
        cache_users += 1
    try:
        yield
    finally:
        with cache_lock:
            cache_users -= 1
            if cache_users == 0:
                gdal.SetCacheMax(cache_before)
