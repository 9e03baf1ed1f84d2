"""Size of GDAL's block cache."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from osgeo import gdal

cache_lock = threading.Lock()
cache_users = cache_before = 0


@contextmanager
def block_cache(size: int) -> Iterator[None]:
    """Limit GDAL's block cache to `size` bytes; otherwise it grows to a share of the machine's memory.

    The cache is shared by the whole process: if runs overlap, the size of the first holds until the last one ends.
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
