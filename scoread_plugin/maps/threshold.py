"""Where an anomaly score begins to count."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .false_alarms import FalseAlarms, fit_false_alarms
from .regions import Regions
from .sample import sample_scores


@dataclass(frozen=True)
class Calibration:
    """False-alarm probabilities of scores, told from the scores or from their logarithms.

    Attributes
    ----------
    fitted : FalseAlarms
    logarithmic : bool
    """

    fitted: FalseAlarms
    logarithmic: bool

    def threshold(self, rate: float) -> float:
        """The score that a background pixel reaches with this probability."""
        score = self.fitted.threshold(rate)
        return float(np.exp(score)) if self.logarithmic else score

    def of(self, regions: Regions) -> list[float]:
        """Probabilities that a background pixel scores as high as the regions' highest."""
        scores = np.log(regions.highest) if self.logarithmic else regions.highest
        return self.fitted.probability(scores).tolist()


@dataclass(frozen=True, eq=False)
class KnownAlarms:
    """False-alarm probabilities that are known for each pixel.

    Attributes
    ----------
    scores, probabilities : array (rows, columns)
        NaN where not valid.
    """

    scores: np.ndarray
    probabilities: np.ndarray

    def threshold(self, rate: float) -> float:
        """The lowest score whose probability is at most the rate; just above the highest where there is none."""
        rare = self.scores[(self.probabilities <= rate) & np.isfinite(self.scores)]
        return float(rare.min()) if len(rare) else just_above(self.scores)

    def of(self, regions: Regions) -> list[float]:
        """Those of the regions' highest scores."""
        return self.probabilities[tuple(regions.peaks.T)].tolist()


def calibrate(scores: np.ndarray, standardised: bool = False) -> Calibration:
    """Fit false-alarm probabilities to a score map, by about a million of its pixels.

    Parameters
    ----------
    scores : array (rows, columns)
        NaN where not valid.
    standardised : bool
        Whether they are of a kind that `false_alarms` is made for, as a score model's are. Others that are all
        positive and less skewed in their logarithms, such as the squared distances of RX, are fitted in these: their
        tails are too heavy for the fit otherwise.

    Raises
    ------
    ValueError
        If there are too few scores, or too many are the same.
    """
    sample = sample_scores(scores.__getitem__, len(scores), int(np.isfinite(scores).sum()))
    positive = not standardised and bool(len(sample)) and sample.min() > 0
    logarithmic = positive and abs(skewness(np.log(sample))) < skewness(sample)
    return Calibration(fit_false_alarms(np.log(sample) if logarithmic else sample), logarithmic)


def skewness(values: np.ndarray) -> float:
    """Kelly's, -1 to 1: how much farther the upper tenth lies from the median than the lower; 0 for a constant."""
    low, middle, high = np.percentile(values, [10, 50, 90])
    return float((high + low - 2 * middle) / (high - low)) if high > low else 0.0


def percentile_threshold(scores: np.ndarray, percentile: float) -> float:
    """The lowest score that at most (100 - percentile) % of the scores reach.

    Equal scores are taken or left together. Where even the highest is reached by more, the threshold lies just above.

    Parameters
    ----------
    scores : array
        Of any shape; values that are not finite are left out. There must be one.
    percentile : float
        0 to 100.
    """
    valid = scores[np.isfinite(scores)]
    allowed = int(round(len(valid) * (100 - percentile) / 100, 6))
    if allowed >= len(valid):
        return float(valid.min())
    excluded = np.partition(valid, len(valid) - allowed - 1)[len(valid) - allowed - 1]
    above = valid[valid > excluded]
    return float(above.min()) if len(above) else just_above(valid)


def just_above(scores: np.ndarray) -> float:
    """The next number, of the scores' own type, above the highest of them."""
    return float(np.nextafter(np.nanmax(scores), np.asarray(np.inf, scores.dtype)))
