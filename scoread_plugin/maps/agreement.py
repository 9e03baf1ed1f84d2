"""How far score maps agree on which pixels are odd."""

from __future__ import annotations

import numpy as np


def rank_correlation(scores: np.ndarray) -> np.ndarray:
    """Spearman's rank correlation between maps.

    Parameters
    ----------
    scores : array (maps, pixels)
        Finite.

    Returns
    -------
    array (maps, maps)
        NaN where a map is constant or there are fewer than two pixels.
    """
    from scipy.stats import rankdata

    if scores.shape[1] < 2:
        return np.full((len(scores), len(scores)), np.nan)
    ranks = rankdata(scores, axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.atleast_2d(np.corrcoef(ranks))
