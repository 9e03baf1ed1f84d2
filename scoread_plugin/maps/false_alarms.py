"""False-alarm probabilities of anomaly scores, from the scores alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

BAND_NAME = "False-alarm probability"
FEWEST_SCORES = 1000
BODY_POINTS = 257
TAIL_FROM, TAIL_TO = 0.80, 0.99
SHAPE = -0.1
LEAST_PROBABILITY = 1e-9


@dataclass(frozen=True, eq=False)
class FalseAlarms:
    """Distribution of the scores of the background.

    Attributes
    ----------
    body_scores, body_probabilities : array (k,)
        Increasing scores up to the start of the tail, and the share of the background at or above each.
    tail_share : float
        Share of the background above the last of them.
    scale : float
        Scale of the generalised Pareto tail there, in units of the score; its shape is -0.1.
    """

    body_scores: np.ndarray
    body_probabilities: np.ndarray
    tail_share: float
    scale: float

    def probability(self, scores: np.ndarray) -> np.ndarray:
        """Return the probability that a background pixel scores at least as high, with the scores' shape and NaN."""
        body = np.interp(scores, self.body_scores, self.body_probabilities)
        excess = np.maximum(scores - self.body_scores[-1], 0) / self.scale
        tail = np.maximum(1 + SHAPE * excess, 0) ** (-1 / SHAPE)
        return np.maximum(np.where(excess > 0, self.tail_share * tail, body), LEAST_PROBABILITY)

    def threshold(self, rate: float) -> float:
        """Return the lowest score whose probability is at most the rate, in (0, 1]: the inverse of `probability`."""
        if rate >= self.body_probabilities[-1]:
            return float(np.interp(rate, self.body_probabilities[::-1], self.body_scores[::-1]))
        start = self.body_scores[-1]
        excess = self.scale * (min(1.0, rate / self.tail_share) ** -SHAPE - 1) / SHAPE
        return float(max(start + excess, np.nextafter(np.float32(start), np.float32(np.inf))))


def fit_false_alarms(scores: np.ndarray) -> FalseAlarms:
    """Fit the distribution of the background's scores to a map that also contains anomalies.

    The body is empirical; above the 80th percentile it continues as a generalised Pareto tail (Pickands, Annals of
    Statistics 3(1), 1975) of fixed shape, whose scale maximises a likelihood censored at the 99th percentile: of the
    highest 1 % of the scores, where the anomalies are, only the number is used.

    Parameters
    ----------
    scores : array
        Scores of any shape; values that are not finite are ignored.

    Raises
    ------
    ValueError
        If fewer than 1000 scores are finite, or too many are equal.
    """
    from scipy.optimize import minimize_scalar

    ordered = np.sort(scores[np.isfinite(scores)].astype(np.float64))
    check_enough(len(ordered))
    ranks = np.linspace(0, int(TAIL_FROM * len(ordered)), BODY_POINTS).astype(int)
    body_scores = np.unique(ordered[ranks])
    start, end = body_scores[-1], ordered[int(TAIL_TO * len(ordered))]
    if not end > start:
        raise ValueError("False-alarm probabilities cannot be estimated: too many pixels have the same score.")
    seen = ordered[(ordered > start) & (ordered <= end)] - start
    censored = int((ordered > end).sum())

    def loss(log_scale: float) -> float:
        scale = np.exp(log_scale)
        density = len(seen) * log_scale + (1 + 1 / SHAPE) * np.log1p(SHAPE * seen / scale).sum()
        return density + censored / SHAPE * np.log1p(SHAPE * (end - start) / scale)

    least = np.log(-SHAPE * (end - start) * 1.001)
    scale = np.exp(minimize_scalar(loss, bounds=(least, least + 12), method="bounded").x)
    probabilities = 1 - np.searchsorted(ordered, body_scores) / len(ordered)
    return FalseAlarms(body_scores, probabilities, float((ordered > start).mean()), float(scale))


def check_enough(count: int) -> None:
    """Raise ValueError if there are too few scores to estimate false-alarm probabilities."""
    if count < FEWEST_SCORES:
        raise ValueError(f"False-alarm probabilities need at least {FEWEST_SCORES} valid pixels; there are {count}.")
