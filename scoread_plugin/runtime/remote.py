"""Detector that computes in the worker."""

from __future__ import annotations

import os

import numpy as np

from ..progress import Progress
from ..sgm.detection_options import DetectionOptions
from ..sgm.model_file import Header
from .client import Worker
from .errors import RuntimeFailure


class RemoteDetector:
    """Open a model in a worker and score blocks with it.

    Parameters
    ----------
    worker : Worker
    model : str
        Path of the model file.
    header : Header
        Header read from this file.
    options : DetectionOptions

    Attributes
    ----------
    margin : int
        Width in pixels of the margin that a block must have on each side.
    names : list of str
        Names of the output bands.
    device : str
        Device on which the last block was computed.

    Raises
    ------
    RuntimeFailure
        If the model cannot be opened, or is no longer the one with this header.
    """

    opening = "open"

    def __init__(self, worker: Worker, model: str, header: Header, options: DetectionOptions):
        self.worker = worker
        facts, _ = worker.call(self.opening, {"path": os.path.abspath(model), "options": vars(options)})
        if facts["model_id"] != header.model_id:
            raise RuntimeFailure(f"MODEL '{model}' was replaced while the run began. Start the run again.")
        self.margin, self.names, self.device = facts["margin"], facts["names"], facts["device"]

    def score(self, cube: np.ndarray, valid: np.ndarray, progress: Progress) -> np.ndarray:
        """Compute the scores (rows, columns, outputs) of a block with margin; see `sgm.detection.Detector.score`."""
        facts, arrays = self.worker.call("score", {}, {"cube": cube, "valid": valid}, progress)
        self.device = facts["device"]
        return arrays["outputs"]

    def deviations(self, cube: np.ndarray, valid: np.ndarray, progress: Progress) -> np.ndarray:
        """Compute the deviations (rows, columns, bands) of a block; see `sgm.detection.Detector.deviations`."""
        return self.worker.call("explain", {}, {"cube": cube, "valid": valid}, progress)[1]["deviations"]


class RemoteSweep(RemoteDetector):
    """Score blocks at each noise level alone; see `sgm.sweep.LevelSweep`."""

    opening = "sweep"
