"""Figures of merit of a detector, from its scores of anomalous and of background pixels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class Ranking:
    """Positions of the judged pixels among the distinct scores of the anomalies, the levels.

    Apart from their mean score, the background pixels enter the figures only by their number at each level and
    between adjacent levels, which avoids sorting all pixels and makes a bootstrap fast.

    Attributes
    ----------
    levels : array (k,)
        Increasing; like all scores here, scaled so that the judged pixels range from 0 to 1.
    places : array (anomalous pixels,), int
        Level of each pixel.
    cells : array (background pixels,), int
        2 i + 1 if a pixel scores exactly level i, 2 i if it lies between the levels i - 1 and i.
    background : array (background pixels,)
        Scores of the pixels.
    """

    levels: np.ndarray
    places: np.ndarray
    cells: np.ndarray
    background: np.ndarray

    def counts(self) -> Counts:
        k = len(self.levels)
        anomalies, background = np.bincount(self.places, minlength=k), np.bincount(self.cells, minlength=2 * k + 1)
        return Counts(self.levels, anomalies, background, float(self.background.mean()))


@dataclass(frozen=True, eq=False)
class Counts:
    """Counts of pixels, or their weights, in the cells of a ranking.

    Attributes
    ----------
    levels : array (k,)
        Increasing, 0 to 1.
    anomalies : array (k,)
        Anomalous pixels at each level.
    background : array (2 k + 1,)
        Background pixels below the first level, at it, between it and the second, ..., above the last.
    background_mean : float
        Mean score of the background, 0 to 1.
    """

    levels: np.ndarray
    anomalies: np.ndarray
    background: np.ndarray
    background_mean: float

    @property
    def at_or_above(self) -> np.ndarray:
        """Number of background pixels that score at least as high as each level, (k,)."""
        return self.background[::-1].cumsum()[::-1][1::2]

    @property
    def above(self) -> np.ndarray:
        """Number of background pixels that score higher than each level, (k,)."""
        return self.background[::-1].cumsum()[::-1][2::2]


def rank(scores: np.ndarray, truth: np.ndarray) -> Ranking:
    """Rank the judged pixels.

    Parameters
    ----------
    scores : array (n,)
        Finite scores; larger is more anomalous.
    truth : array (n,), bool
        Whether each pixel is anomalous.

    Raises
    ------
    ValueError
        If there is no anomalous or no background pixel, or all scores are equal.
    """
    if truth.all() or not truth.any():
        raise ValueError("A detection can be judged only with both anomalous and background pixels.")
    low, high = float(scores.min()), float(scores.max())
    if low == high:
        raise ValueError("All judged pixels have the same score: there is nothing to rank.")
    levels, places = np.unique(scores[truth], return_inverse=True)
    background = scores[~truth]
    cells = np.searchsorted(levels, background, "left").astype(np.int32)
    cells += np.searchsorted(levels, background, "right").astype(np.int32)
    return Ranking(scaled(levels, low, high), places, cells, scaled(background, low, high))


def scaled(scores: np.ndarray, low: float, high: float) -> np.ndarray:
    return (scores.astype(np.float64) - low) / (high - low)


def figures(counts: Counts) -> dict[str, float]:
    """Compute the figures of a detection, by name.

    AUC and AP are those of scikit-learn, ties included. The AUC_* are the 3-D ROC family of Chang (IEEE TGRS 59(6),
    2021, doi 10.1109/TGRS.2020.3021671): D is the share of anomalous pixels and F that of background pixels at or
    above a threshold tau on the scaled score, so that the areas under D and F over tau are mean scores.
    """
    auc = area_under_roc(counts)
    anomalies, background = counts.anomalies @ counts.levels / counts.anomalies.sum(), counts.background_mean
    return {
        "AUC": auc,
        "AP": average_precision(counts),
        "AUC_D_F": auc,
        "AUC_D_TAU": float(anomalies),
        "AUC_F_TAU": float(background),
        "AUC_TD": float(auc + anomalies),
        "AUC_BS": float(auc - background),
        "AUC_SNPR": float(anomalies / background) if background else float("inf"),
        "AUC_TDBS": float(anomalies - background),
        "AUC_OD": float(auc + anomalies - background),
        "FALSE_ALARMS_AT_FULL_DETECTION": false_alarms_at_full_detection(counts),
    }


def area_under_roc(counts: Counts) -> float:
    """Compute the probability that an anomalous pixel scores higher than a background pixel; ties count half."""
    missed = counts.anomalies @ (counts.at_or_above + counts.above) / 2
    return float(1 - missed / (counts.anomalies.sum() * counts.background.sum()))


def average_precision(counts: Counts) -> float:
    """Compute the mean over the anomalous pixels of the precision at a threshold equal to their own score."""
    seen = counts.anomalies > 0
    detected = counts.anomalies[::-1].cumsum()[::-1][seen]
    precision = detected / (detected + counts.at_or_above[seen])
    return float(counts.anomalies[seen] @ precision / counts.anomalies.sum())


def false_alarms_at_full_detection(counts: Counts) -> float:
    """Compute the share of the background that scores at least as high as the lowest anomalous pixel."""
    lowest = int(np.flatnonzero(counts.anomalies)[0])
    return float(counts.at_or_above[lowest] / counts.background.sum())


def roc_curve(counts: Counts) -> tuple[np.ndarray, np.ndarray]:
    """Return the corners of the ROC curve, (0, 0) to (1, 1): shares of the background and of the anomalies."""
    detected = counts.anomalies[::-1].cumsum() / counts.anomalies.sum()
    before = np.concatenate([[0], detected[:-1]])
    alarms = np.stack([counts.above[::-1], counts.at_or_above[::-1]], axis=1) / counts.background.sum()
    detections = np.stack([before, detected], axis=1)
    return tuple(np.concatenate([[0], corners.ravel(), [1]]) for corners in (alarms, detections))


def shares_above(ranking: Ranking, thresholds: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Compute the shares of anomalies and background at or above increasing thresholds on the scaled score."""
    shares = []
    for scores in (ranking.levels[ranking.places], ranking.background):
        passed = np.bincount(np.searchsorted(thresholds, scores, "right"), minlength=len(thresholds) + 1)
        shares.append(passed[::-1].cumsum()[::-1][1:] / len(scores))
    return tuple(shares)
