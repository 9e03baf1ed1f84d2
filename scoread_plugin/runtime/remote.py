"""A detector that computes in the worker."""

from __future__ import annotations

import os

import numpy as np

from ..progress import Progress
from ..sgm.detection_options import DetectionOptions
from .client import Worker


class RemoteDetector:
    """Opens a model in a worker and scores blocks with it.

    Attributes
    ----------
    margin : int
        Pixels that a block must bring beyond each edge.
    names : list of str
        One per output band.
    device : str
        Where the last block was computed.
    """

    opening = "open"

    def __init__(self, worker: Worker, model: str, options: DetectionOptions):
        self.worker = worker
        facts, _ = worker.call(self.opening, {"path": os.path.abspath(model), "options": vars(options)})
        self.margin, self.names, self.device = facts["margin"], facts["names"], facts["device"]

    def score(self, cube: np.ndarray, valid: np.ndarray, progress: Progress) -> np.ndarray:
        """Scores (rows, columns, outputs) of a block (with margin); see `sgm.detection.Detector.score`."""
        facts, arrays = self.worker.call("score", {}, {"cube": cube, "valid": valid}, progress)
        self.device = facts["device"]
        return arrays["outputs"]

    def deviations(self, cube: np.ndarray, valid: np.ndarray, progress: Progress) -> np.ndarray:
        """Deviations (rows, columns, bands) of a block; see `sgm.detection.Detector.deviations`."""
        return self.worker.call("explain", {}, {"cube": cube, "valid": valid}, progress)[1]["deviations"]


class RemoteSweep(RemoteDetector):
    """Scores blocks at each noise level alone; see `sgm.sweep.LevelSweep`."""

    opening = "sweep"
