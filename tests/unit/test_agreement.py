from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import spearmanr

from scoread_plugin.maps.agreement import rank_correlation


def test_the_rank_correlation_is_spearmans():
    random = np.random.default_rng(0)
    scores = random.normal(size=(4, 500))
    scores[1] += scores[0]
    scores[2] = np.exp(3 * scores[0])
    scores[3] = scores[3].round()
    correlation = rank_correlation(scores)
    np.testing.assert_allclose(correlation, spearmanr(scores, axis=1)[0], atol=1e-12)
    assert correlation[0, 2] == pytest.approx(1)


@pytest.mark.filterwarnings("error")
def test_what_has_no_rank_has_no_correlation():
    scores = np.array([[1.0, 2.0, 3.0], [5.0, 5.0, 5.0]])
    correlation = rank_correlation(scores)
    assert correlation[0, 0] == 1 and np.isnan(correlation[0, 1])
    assert np.isnan(rank_correlation(np.ones((3, 1)))).all()
    assert rank_correlation(scores[:1]).shape == (1, 1)
    assert rank_correlation(scores[:, :2])[0, 0] == pytest.approx(1)
