"""Where scores begin to count."""

from __future__ import annotations

import numpy as np
import pytest

from scoread_plugin.maps import sample
from scoread_plugin.maps.false_alarms import fit_false_alarms
from scoread_plugin.maps.regions import find_regions
from scoread_plugin.maps.threshold import KnownAlarms, calibrate, percentile_threshold, skewness


@pytest.mark.parametrize(
    ("percentile", "threshold", "reached"), [(0, 1, 10), (90, 10, 1), (75, 9, 2), (70, 8, 3), (99.5, None, 0)]
)
def test_at_most_the_share_asked_for_reaches_the_threshold(percentile, threshold, reached):
    scores = np.array([[3, 1, 2, np.nan, 5, 4], [10, 8, 9, 7, 6, np.nan]], np.float32)
    found = percentile_threshold(scores, percentile)
    assert (scores >= found).sum() == reached
    assert threshold is None or found == threshold


def test_equal_scores_are_taken_or_left_together():
    scores = np.array([1, 1, 1, 2, 2, 2, 2, 3, 3, 4], np.float32)
    assert percentile_threshold(scores, 50) == 3
    assert percentile_threshold(scores, 30) == 2
    assert (np.ones(50, np.float32) >= percentile_threshold(np.ones(50, np.float32), 50)).sum() == 0


def test_known_probabilities_decide():
    scores = np.array([[1, 2, 3], [4, 5, np.nan]], np.float32)
    probabilities = np.array([[0.9, 0.5, 0.1], [0.01, 0.001, np.nan]], np.float32)
    alarms = KnownAlarms(scores, probabilities)
    assert alarms.threshold(0.05) == 4
    assert alarms.threshold(0.5) == 2
    above = alarms.threshold(1e-6)
    assert above > 5 and not (scores >= above).any()
    assert alarms.of(find_regions(scores, 5)) == pytest.approx([0.001])
    assert alarms.lowest(scores) == pytest.approx(0.001)


@pytest.mark.parametrize("rate", [0.9, 0.5, 0.2, 0.1, 1e-2, 1e-3, 1e-6])
def test_the_threshold_is_the_inverse_of_the_probability(rate):
    fitted = fit_false_alarms(np.random.default_rng(0).exponential(size=20_000))
    assert fitted.probability(np.array(fitted.threshold(rate))) == pytest.approx(rate, rel=1e-6)


@pytest.mark.parametrize("rate", [0.05, 0.01, 0.001])
def test_the_rate_asked_for_is_found(rate):
    scores = np.random.default_rng(1).normal(size=(400, 500)).astype(np.float32)
    calibration = calibrate(scores)
    assert not calibration.logarithmic
    assert rate / 3 < (scores >= calibration.threshold(rate)).mean() < rate * 1.5


def test_heavy_tails_of_squared_distances_are_fitted_in_their_logarithms():
    generator = np.random.default_rng(3)
    scores = np.exp(generator.normal(size=(400, 500)))
    scores[0, 0] = np.nan
    calibration = calibrate(scores)
    assert calibration.logarithmic
    found = (scores >= calibration.threshold(1e-3)).mean()
    plain = (scores >= fit_false_alarms(scores).threshold(1e-3)).mean()
    assert 0.2e-3 < found < 2e-3 < plain
    threshold = calibration.threshold(1e-3)
    assert calibration.of(find_regions(np.array([[threshold, 0]]), threshold)) == pytest.approx([1e-3])
    assert calibration.lowest(np.array([threshold, 0.1, np.nan])) == pytest.approx(1e-3)
    assert not calibrate(scores, standardised=True).logarithmic


def test_skewness_compares_the_outer_tenths_with_the_median():
    assert skewness(np.arange(11) ** 2) == pytest.approx((81 + 1 - 2 * 25) / (81 - 1))
    assert skewness(np.ones(11)) == 0


def test_large_maps_are_told_by_a_part_of_them():
    scores = np.random.default_rng(4).normal(size=(3000, 1500)).astype(np.float32)
    assert calibrate(scores).threshold(0.01) == pytest.approx(2.326, abs=0.1)


def test_gaps_between_scan_lines_hide_no_score(monkeypatch):
    monkeypatch.setattr(sample, "SAMPLED", 10_000)
    scores = np.full((400, 500), np.nan, np.float32)
    scores[1::2] = np.random.default_rng(4).normal(size=(200, 500))
    assert calibrate(scores).threshold(0.01) == pytest.approx(2.326, abs=0.2)


def test_few_valid_pixels_of_a_large_map_are_all_looked_at():
    scores = np.full((3000, 3000), np.nan, np.float32)
    scores[100:140, 200:230] = np.random.default_rng(4).normal(size=(40, 30))
    assert calibrate(scores).threshold(0.01) == pytest.approx(2.326, abs=0.5)
