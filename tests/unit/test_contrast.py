from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from scoread_plugin.maps.contrast import (
    RADIUS,
    SIGMA,
    STRIP,
    carried_by_neighbours,
    carried_in_strips,
    halo,
    level_of,
    local_contrast,
)


def plainly(scores, largest):
    """The area opening by its definition, pixel by pixel."""
    background = np.zeros_like(scores)
    for row, column in np.argwhere(scores >= 0):
        for step in range(int(scores[row, column] / 0.1) + 2):
            region, front = {(row, column)}, [(row, column)]
            if not scores[row, column] >= step * 0.1:
                break
            while front:
                r, c = front.pop()
                near = [(i, j) for i in (r - 1, r, r + 1) for j in (c - 1, c, c + 1) if (i, j) not in region]
                inside = [p for p in near if 0 <= p[0] < len(scores) and 0 <= p[1] < scores.shape[1]]
                new = [p for p in inside if scores[p] >= step * 0.1]
                region.update(new)
                front += new
            if len(region) > largest:
                background[row, column] = step * 0.1
    return scores - background


def test_it_is_the_score_above_the_area_opening():
    scores = np.random.default_rng(0).normal(0.4, 0.6, (14, 12)).astype(np.float32)
    scores[3, 4] = scores[9, 9] = np.nan
    contrast = local_contrast(scores, 7)
    np.testing.assert_allclose(contrast, carried_by_neighbours(plainly(scores, 7)), atol=1e-6)
    assert contrast.dtype == np.float32 and (contrast < scores).any()


@pytest.mark.parametrize(("side", "kept"), [(3, True), (4, False)])
def test_small_regions_keep_their_height_and_large_ones_do_not(side, kept):
    scores = np.zeros((20, 20))
    scores[5 : 5 + side, 5 : 5 + side] = 6.05
    assert local_contrast(scores, 9).max() == pytest.approx(6.05 if kept else 0.05)


def test_a_long_road_takes_itself_away_but_not_the_car_on_it():
    scores = np.zeros((30, 30))
    scores[np.arange(30), np.arange(30)] = 4
    scores[10, 10] = 9
    contrast = local_contrast(scores, 20)
    assert contrast[20, 20] == pytest.approx(0) and contrast[10, 10] == pytest.approx(5)


def test_it_depends_on_nothing_farther_than_the_largest_anomaly():
    scores = np.random.default_rng(1).normal(0.5, 1, (60, 60)).astype(np.float32)
    part, margin = local_contrast(scores[15:50, 15:50], 8), halo(8)
    np.testing.assert_array_equal(part[margin:-margin, margin:-margin], local_contrast(scores, 8)[25:40, 25:40])


@pytest.mark.parametrize("at_once", [3, 4, 8, 50])
def test_it_is_the_same_however_many_levels_at_once(at_once):
    scores = np.random.default_rng(3).gamma(2, 1, (40, 50))
    np.testing.assert_array_equal(local_contrast(scores, 8, at_once=at_once), local_contrast(scores, 8))


def test_it_can_be_ended_at_every_level():
    levels = []

    def watched():
        levels.append(1)
        if len(levels) == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        local_contrast(np.full((9, 9), 5.0), 3, watched)
    assert len(levels) == 3


def test_levels_are_even_up_to_a_hundred_and_a_hundredth_apart_beyond():
    assert [level_of(k) for k in (0, 1, 3, 1000)] == [0, 0.1, 0.1 * 3, 100]
    assert level_of(1001) == pytest.approx(101) and level_of(1002) == pytest.approx(102.01)


def test_the_highest_scores_have_an_end_of_levels():
    levels, scores = [], np.full((20, 20), 5e6)
    contrast = local_contrast(scores, 9, lambda: levels.append(1))
    assert len(levels) < 1200 and 0 <= contrast.max() < 0.01 * 5e6


def test_neighbours_carry_the_flank_of_an_object_and_no_peak_loses_height():
    contrast = np.zeros((7, 7))
    contrast[3, 2:5] = 4, 1, 4
    carried = carried_by_neighbours(contrast)
    weights = np.exp(-0.5 * (np.arange(-2, 3) / SIGMA) ** 2)
    weights /= weights.sum()
    mean = weights[2] * (contrast[3, 1:6] @ weights)
    assert carried[3, 3] == pytest.approx(mean) and mean > 1
    assert carried[3, 2] == carried[3, 4] == 4
    assert carried[0, 0] == 0


@pytest.mark.parametrize("rows", [1, STRIP - 1, STRIP, STRIP + 1, STRIP + RADIUS, 3 * STRIP + 5])
def test_strips_are_carried_as_the_whole_is(rows):
    scores = np.random.default_rng(rows).gamma(2, 1, (rows, 20)).astype(np.float32)
    scores[::7, 3] = np.nan
    with ThreadPoolExecutor(2) as pool:
        np.testing.assert_array_equal(carried_in_strips(scores, pool), carried_by_neighbours(scores))


def test_pixels_that_are_not_valid_carry_nothing_and_stay_so():
    contrast = np.full((5, 5), 2.0)
    contrast[2, 2] = np.nan
    np.testing.assert_allclose(carried_by_neighbours(contrast), contrast)


@pytest.mark.parametrize("scores", [np.full((4, 4), np.nan), np.full((4, 4), -1.0), np.zeros((4, 4))])
def test_maps_without_height(scores):
    np.testing.assert_array_equal(local_contrast(scores, 3), scores)
