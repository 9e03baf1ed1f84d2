from __future__ import annotations

from osgeo import gdal

from scoread_plugin.raster.cache import block_cache


def test_overlapping_runs_leave_the_block_cache_as_it_was():
    before = gdal.GetCacheMax()
    first, second = block_cache(2**24), block_cache(2**25)
    first.__enter__()
    second.__enter__()
    first.__exit__(None, None, None)
    assert gdal.GetCacheMax() == 2**24
    second.__exit__(None, None, None)
    assert gdal.GetCacheMax() == before > 2**25
