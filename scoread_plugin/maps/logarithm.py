"""Squared distances brought to the scale of an anomaly score: robust standard deviations, 0 for an ordinary pixel."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

LEAST_RATIO = 1e-6
MAD_TO_DEVIATION = 1.4826


@dataclass(frozen=True)
class Logarithm:
    """Logarithms of scores, centred at the median and in units of the scaled median absolute deviation.

    Attributes
    ----------
    median : float
        Of the scores; what is below a millionth of it counts as that much.
    deviation : float
        Of the logarithms.
    """

    median: float
    deviation: float

    def __call__(self, scores: np.ndarray) -> np.ndarray:
        """Of the scores' own shape and type, NaN where they are."""
        return np.log(np.maximum(scores / self.median, LEAST_RATIO)) / self.deviation


def fit_logarithm(scores: np.ndarray) -> Logarithm:
    """Fit the scale to scores that are not negative.

    Parameters
    ----------
    scores : array
        Of any shape; values that are not finite are left out.

    Raises
    ------
    ValueError
        If half of the scores are the same.
    """
    values = scores[np.isfinite(scores)].astype(np.float64)
    median = float(np.median(values))
    deviation = 0.0
    if median > 0:
        deviation = MAD_TO_DEVIATION * float(np.median(np.abs(np.log(np.maximum(values / median, LEAST_RATIO)))))
    if deviation == 0:
        raise ValueError(
            "LARGEST_ANOMALY and FALSE_ALARMS cannot be told: too many pixels have the same score. Leave them off."
        )
    return Logarithm(median, deviation)
