"""Squared distances on the scale of an anomaly score: robust standard deviations, 0 for an ordinary pixel."""

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
        Median of the scores; scores below a millionth of it are raised to that value.
    deviation : float
        Scaled median absolute deviation of the logarithms.
    """

    median: float
    deviation: float

    def __call__(self, scores: np.ndarray) -> np.ndarray:
        """Transform scores; shape, type and NaN are kept."""
        return np.log(np.maximum(scores / self.median, LEAST_RATIO)) / self.deviation


def fit_logarithm(scores: np.ndarray) -> Logarithm:
    """Fit the scale to non-negative scores.

    Parameters
    ----------
    scores : array
        Scores of any shape; values that are not finite are ignored.

    Raises
    ------
    ValueError
        If half of the scores are equal.
    """
    values = scores[np.isfinite(scores)].astype(np.float64)
    median = float(np.median(values))
    deviation = 0.0
    if median > 0:
        deviation = MAD_TO_DEVIATION * float(np.median(np.abs(np.log(np.maximum(values / median, LEAST_RATIO)))))
    if deviation == 0:
        raise ValueError(
            "LARGEST_ANOMALY and FALSE_ALARMS cannot be used: too many pixels have the same score. Turn them off."
        )
    return Logarithm(median, deviation)
