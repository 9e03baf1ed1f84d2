"""Thresholds of anomaly scores."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .false_alarms import FalseAlarms, fit_false_alarms
from .regions import Regions
from .sample import sample_scores


@dataclass(frozen=True)
class Calibration:
    """False-alarm probabilities fitted to scores or to their logarithms.

    Attributes
    ----------
    fitted : FalseAlarms
    logarithmic : bool
    """

    fitted: FalseAlarms
    logarithmic: bool

    def threshold(self, rate: float) -> float:
        """Return the score that a background pixel reaches with this probability."""
        score = self.fitted.threshold(rate)
        return float(np.exp(score)) if self.logarithmic else score

    def of(self, regions: Regions) -> list[float]:
        """Return the probabilities that a background pixel scores as high as the regions' highest scores."""
        return self.probability(regions.highest).tolist()

    def lowest(self, scores: np.ndarray) -> float:
        """Return the probability of the highest score."""
        return float(self.probability(np.nanmax(scores)))

    def probability(self, scores: np.ndarray) -> np.ndarray:
        return self.fitted.probability(np.log(scores) if self.logarithmic else scores)


@dataclass(frozen=True, eq=False)
class KnownAlarms:
    """False-alarm probabilities known for each pixel.

    Attributes
    ----------
    scores, probabilities : array (rows, columns)
        NaN where not valid.
    """

    scores: np.ndarray
    probabilities: np.ndarray

    def threshold(self, rate: float) -> float:
        """Return the lowest score whose probability is at most the rate; just above the highest if there is none."""
        rare = self.scores[(self.probabilities <= rate) & np.isfinite(self.scores)]
        return float(rare.min()) if len(rare) else just_above(self.scores)

    def of(self, regions: Regions) -> list[float]:
        """Return the probabilities of the regions' highest scores."""
        return self.probabilities[tuple(regions.peaks.T)].tolist()

    def lowest(self, scores: np.ndarray) -> float:
        """Return the lowest probability of all pixels."""
        return float(np.nanmin(self.probabilities))


def calibrate(scores: np.ndarray, standardised: bool = False) -> Calibration:
    """Fit false-alarm probabilities to a score map, using about a million of its pixels.

    Parameters
    ----------
    scores : array (rows, columns)
        NaN where not valid.
    standardised : bool
        Whether the scores are of the kind for which `false_alarms` is designed, as a score model's are. Others that
        are all positive and less skewed in their logarithms, such as the squared distances of RX, are fitted in
        these: their tails are too heavy for the fit otherwise.

    Raises
    ------
    ValueError
        If there are too few scores, or too many are equal.
    """
    sample = sample_scores(scores.__getitem__, len(scores), int(np.isfinite(scores).sum()))
    positive = not standardised and bool(len(sample)) and sample.min() > 0
    logarithmic = positive and abs(skewness(np.log(sample))) < skewness(sample)
    return Calibration(fit_false_alarms(np.log(sample) if logarithmic else sample), logarithmic)


def skewness(values: np.ndarray) -> float:
    """Compute Kelly's skewness, from -1 to 1; 0 for a constant.

    It is the excess distance of the 90th over the 10th percentile from the median, relative to their range.
    """
    low, middle, high = np.percentile(values, [10, 50, 90])
    return float((high + low - 2 * middle) / (high - low)) if high > low else 0.0


def percentile_threshold(scores: np.ndarray, percentile: float) -> float:
    """Return the lowest score that at most (100 - percentile) % of the scores reach.

    Equal scores are included or excluded together. If more than that reach even the highest score, the threshold lies
    just above it.

    Parameters
    ----------
    scores : array
        Scores of any shape, at least one of them finite; values that are not finite are ignored.
    percentile : float
        Percentile, 0 to 100.
    """
    valid = scores[np.isfinite(scores)]
    allowed = int(round(len(valid) * (100 - percentile) / 100, 6))
    if allowed >= len(valid):
        return float(valid.min())
    excluded = np.partition(valid, len(valid) - allowed - 1)[len(valid) - allowed - 1]
    above = valid[valid > excluded]
    return float(above.min()) if len(above) else just_above(valid)


def just_above(scores: np.ndarray) -> float:
    """Return the next number of the scores' own type above the highest of them."""
    return float(np.nextafter(np.nanmax(scores), np.asarray(np.inf, scores.dtype)))
