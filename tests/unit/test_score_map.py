from __future__ import annotations

import numpy as np
import pytest
from osgeo import gdal

from scoread_plugin.progress import silent
from scoread_plugin.raster.dataset import open_dataset
from scoread_plugin.raster.score_map import read_whole


@pytest.mark.parametrize("kind", [np.float32, np.float64])
@pytest.mark.parametrize("offset", [-100, 0, 100])
def test_infinite_scores_come_next_to_all_others(write_raster, kind, offset):
    """Whatever the sign of the others: the scaled scores would otherwise be squeezed between them and 0."""
    scores = np.array([[2, 3, np.inf], [5, -np.inf, np.nan]], kind) + kind(offset)
    found = read_whole(open_dataset(write_raster(scores[:, :, None])), 1, silent)
    assert found[0, 2] == np.nextafter(kind(5 + offset), kind(np.inf))
    assert found[1, 1] == np.nextafter(kind(2 + offset), kind(-np.inf))
    assert np.isnan(found[1, 2])


def test_scores_that_are_all_infinite_stay_in_order(write_raster):
    scores = np.array([[np.inf, -np.inf]], np.float32)
    high, low = read_whole(open_dataset(write_raster(scores[:, :, None])), 1, silent)[0]
    assert np.isfinite([high, low]).all() and high > low


@pytest.mark.parametrize("kind", [np.uint8, np.float32])
def test_a_transparent_pixel_has_no_score_and_a_band_only_its_own_nodata(write_raster, kind):
    bands = np.array([[[1, 2, 255], [9, 3, 255], [4, 5, 0]]], kind)

    def describe(dataset):
        dataset.GetRasterBand(3).SetColorInterpretation(gdal.GCI_AlphaBand)

    dataset = open_dataset(write_raster(bands, nodata=[9, None, None], describe=describe))
    np.testing.assert_array_equal(read_whole(dataset, 1, silent), [[1, np.nan, np.nan]])
    np.testing.assert_array_equal(read_whole(dataset, 2, silent), [[2, 3, np.nan]])


def test_scores_have_the_scale_and_offset_of_their_band(write_raster):
    """As QGIS shows them, and users state a threshold."""

    def describe(dataset):
        dataset.GetRasterBand(1).SetScale(-0.01)
        dataset.GetRasterBand(1).SetOffset(7)

    packed = np.array([[[100], [-300], [-1]]], np.int16)
    found = read_whole(open_dataset(write_raster(packed, nodata=-1, describe=describe)), 1, silent)
    np.testing.assert_array_equal(found, [[6, 10, np.nan]])
