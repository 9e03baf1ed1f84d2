"""Regions of a score map, by cases worked by hand."""

from __future__ import annotations

import numpy as np
import pytest

from scoread_plugin.maps.regions import find_regions

NAN = np.nan
SCORES = np.array(
    [
        [0, 5, 0, 0, 0, 7],
        [0, 0, 6, 0, 0, 9],
        [0, 0, 0, 0, 0, 8],
        [9, 0, NAN, 0, 0, 0],
        [0, 0, 4, 0, 2, 4],
    ],
    np.float32,
)  # fmt: skip


def test_regions_touch_by_corners_and_are_ranked_by_their_highest_score():
    regions = find_regions(SCORES, 4)
    expected = np.zeros((5, 6), int)
    expected[:3, 5] = 1
    expected[3, 0] = 2
    expected[0, 1] = expected[1, 2] = 3
    expected[4, 2], expected[4, 5] = 4, 5
    np.testing.assert_array_equal(regions.ranks, expected)
    assert len(regions) == 5
    assert regions.highest.tolist() == [9, 9, 6, 4, 4]
    assert regions.mean.tolist() == [8, 9, 5.5, 4, 4]
    assert regions.pixels.tolist() == [3, 1, 2, 1, 1]
    assert regions.peaks.tolist() == [[1, 5], [3, 0], [1, 2], [4, 2], [4, 5]]
    assert regions.middles.tolist() == [[1, 5], [3, 0], [0, 1], [4, 2], [4, 5]]


def test_smaller_regions_are_left_out_and_the_rest_ranked_anew():
    regions = find_regions(SCORES, 4, min_area=2)
    assert regions.pixels.tolist() == [3, 2]
    assert np.unique(regions.ranks).tolist() == [0, 1, 2]
    assert regions.ranks[1, 2] == 2 and regions.ranks[3, 0] == 0


def test_the_middle_of_a_ring_lies_on_it():
    ring = np.ones((5, 5))
    ring[1:4, 1:4] = 0
    row, column = find_regions(ring, 1).middles[0]
    assert ring[row, column] == 1


@pytest.mark.parametrize("threshold", [10, np.inf])
def test_there_may_be_none(threshold):
    regions = find_regions(SCORES, threshold)
    assert len(regions) == 0
    assert not regions.ranks.any() and regions.peaks.shape == regions.middles.shape == (0, 2)


def test_means_agree_with_scipy():
    from scipy import ndimage

    scores = np.random.default_rng(2).normal(size=(80, 90)).astype(np.float32)
    regions = find_regions(scores, 1.0)
    numbers = np.arange(1, len(regions) + 1)
    np.testing.assert_allclose(regions.mean, ndimage.mean(scores.astype(float), regions.ranks, numbers))
    np.testing.assert_array_equal(regions.peaks, ndimage.maximum_position(scores, regions.ranks, numbers))
    assert (np.diff(regions.highest) <= 0).all()
