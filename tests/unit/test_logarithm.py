from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import median_abs_deviation

from scoread_plugin.maps.logarithm import fit_logarithm


def test_it_is_centred_at_the_median_and_in_robust_deviations():
    scores = np.random.default_rng(0).chisquare(30, (60, 50)).astype(np.float32)
    scores[3, 4] = np.nan
    standard = fit_logarithm(scores)(scores)
    assert standard.dtype == np.float32 and standard.shape == scores.shape
    assert np.isnan(standard[3, 4])
    assert np.nanmedian(standard) == pytest.approx(0, abs=1e-5)
    known = np.log(scores[np.isfinite(scores)].astype(np.float64))
    expected = (known - np.median(known)) / median_abs_deviation(known, scale="normal")
    np.testing.assert_allclose(standard[np.isfinite(scores)], expected, atol=1e-3)


def test_a_score_of_nothing_stays_finite():
    standard = fit_logarithm(np.arange(100.0))(np.array([0.0, 49.5, 99.0]))
    assert np.isfinite(standard).all() and standard[0] < standard[1] < standard[2]


@pytest.mark.parametrize("scores", [np.ones(50), np.zeros(50), np.append(np.zeros(30), np.arange(20.0))])
def test_scores_that_do_not_vary_are_refused(scores):
    with pytest.raises(ValueError, match="too many pixels have the same score"):
        fit_logarithm(scores)
