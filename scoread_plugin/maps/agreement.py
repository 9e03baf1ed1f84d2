"""Agreement of score maps on which pixels are anomalous."""

from __future__ import annotations

import numpy as np


def rank_correlation(scores: np.ndarray) -> np.ndarray:
    """Compute Spearman's rank correlation between maps.

    Parameters
    ----------
    scores : array (maps, pixels)
        Finite scores.

    Returns
    -------
    array (maps, maps)
        NaN where a map is constant, or if there are fewer than two pixels.
    """
    from scipy.stats import rankdata

    if scores.shape[1] < 2:
        return np.full((len(scores), len(scores)), np.nan)
    ranks = rankdata(scores, axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.atleast_2d(np.corrcoef(ranks))
