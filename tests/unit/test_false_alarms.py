from __future__ import annotations

import numpy as np
import pytest

from scoread_plugin.maps import sample
from scoread_plugin.maps.false_alarms import fit_false_alarms
from scoread_plugin.maps.sample import sample_scores


def background(kind, count):
    generator = np.random.default_rng(0)
    return {"normal": generator.normal(size=count), "exponential": generator.exponential(size=count),
            "gamma": generator.gamma(2, size=count)}[kind]  # fmt: skip


@pytest.mark.parametrize("kind", ["normal", "exponential", "gamma"])
@pytest.mark.parametrize("share", [0, 0.005])
@pytest.mark.parametrize(("rate", "factor"), [(1e-1, 1.2), (1e-2, 2), (1e-3, 5)])
def test_the_rate_asked_for_is_found(kind, share, rate, factor):
    scores = background(kind, 200_000)
    anomalies = np.random.default_rng(1).uniform(8, 20, int(share * len(scores)))
    fitted = fit_false_alarms(np.concatenate([scores, anomalies]))
    found = (fitted.probability(scores) <= rate).mean()
    assert rate / factor <= found <= rate * factor


def test_probabilities_fall_with_the_score_and_never_reach_zero():
    scores = background("exponential", 5000)
    fitted = fit_false_alarms(scores)
    probabilities = fitted.probability(np.linspace(-1, 100, 5000))
    assert (np.diff(probabilities) <= 0).all() and probabilities[0] == 1 and probabilities[-1] > 0
    joint = fitted.body_scores[-1]
    below, above = fitted.probability(np.array([joint - 1e-9, joint + 1e-9]))
    assert below == pytest.approx(above, abs=1.1 / len(scores))
    assert np.isnan(fitted.probability(np.array([np.nan, 1.0]))).tolist() == [True, False]


def test_anomalies_do_not_shape_the_tail():
    scores = background("exponential", 20_000)
    near, far = (fit_false_alarms(np.append(scores, np.full(100, height))) for height in (12.0, 1e6))
    assert near.scale == far.scale


def test_the_scale_of_a_tail_of_that_shape_is_found_whatever_its_last_hundredth_is():
    shares = (np.arange(100_000) + 0.5) / 100_000
    tail = (1 - np.clip((1 - shares) / 0.2, 0, 1) ** 0.1) / 0.1
    scores = np.where(shares > 0.992, 50, np.where(shares < 0.8, shares - 1, 3 * tail))
    assert fit_false_alarms(scores).scale == pytest.approx(3, rel=0.02)


@pytest.mark.parametrize(
    ("scores", "words"),
    [
        (np.arange(999.0), "at least 1000"),
        (np.append(np.arange(999.0), np.nan), "there are 999"),
        (np.ones(2000), "same"),
    ],
)
def test_what_cannot_be_told_is_refused(scores, words):
    with pytest.raises(ValueError, match=words):
        fit_false_alarms(scores)


def test_equal_scores_count_together():
    """A map of whole numbers: what reaches a score is counted with it, and no threshold cuts through it."""
    scores = np.random.default_rng(0).gamma(2, 1, 50_000).round().astype(np.float32)
    fitted = fit_false_alarms(scores)
    start = fitted.body_scores[-1]
    assert fitted.probability(np.array([start])) == pytest.approx((scores >= start).mean(), abs=1e-3)
    for rate in (0.3, 0.25, 0.2, 0.15):
        assert (scores >= fitted.threshold(rate)).mean() <= rate


@pytest.mark.parametrize("axis", [0, 1], ids=["lines", "columns"])
def test_a_pattern_of_lines_or_columns_does_not_distort_the_sample(axis):
    """Two readouts, alternating by line or column, one of which is brighter."""
    scores = np.indices((2100, 2100), np.uint8)[axis] % 2
    found = sample_scores(scores.__getitem__, len(scores), scores.size)
    assert len(found) < scores.size and found.mean() == pytest.approx(0.5, abs=0.05)


def test_a_map_of_fewer_lines_than_a_step_has_a_sample(monkeypatch):
    monkeypatch.setattr(sample, "SAMPLED", 100)
    scores = np.ones((3, 4000))
    assert len(sample_scores(scores.__getitem__, len(scores), scores.size)) == 400
