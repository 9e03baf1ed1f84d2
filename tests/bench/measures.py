"""Quality and cost of the runs of detectors on scenes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from scoread_plugin.evaluation.figures import figures, rank


@dataclass(frozen=True)
class Run:
    """Single run of a detector on a scene.

    Attributes
    ----------
    auc : float
        Area under the ROC curve, AUC(D,F).
    ap : float
        Average precision.
    auc_od : float
        AUC(D,F) + AUC(D,tau) - AUC(F,tau) (Chang, IEEE TGRS 59(6), 2021).
    seconds : float, optional
    mebibytes : float, optional
        Peak resident memory of the largest process; NaN if the detector has no process of its own.
    """

    auc: float
    ap: float
    auc_od: float
    seconds: float = math.nan
    mebibytes: float = math.nan


@dataclass(frozen=True)
class Results:
    """All runs: one per seed for each detector and scene."""

    detectors: list[str]
    scenes: list[str]
    runs: dict[tuple[str, str], Sequence[Run]]

    def values(self, detector: str, figure: str) -> np.ndarray:
        """Return a figure of a detector: (scenes, seeds)."""
        return np.array([[getattr(run, figure) for run in self.runs[detector, scene]] for scene in self.scenes])


def quality(scores: np.ndarray, truth: np.ndarray) -> dict[str, float]:
    """Compute AUC, AP and AUC_OD of a score map, NaN where not valid, against the anomalous pixels."""
    valid = np.isfinite(scores)
    found = figures(rank(scores[valid], truth[valid]).counts())
    return {"auc": found["AUC"], "ap": found["AP"], "auc_od": found["AUC_OD"]}
