"""A detector that computes in the worker."""

from __future__ import annotations

import os
from dataclasses import dataclass

import numpy as np

from ..progress import Progress
from ..sgm.settings import Context, Settings
from .client import Worker


@dataclass(frozen=True)
class DetectionOptions:
    """How to score with a model; None takes the model's own.

    Attributes
    ----------
    noise_levels : tuple of float or None
        Times t in (0, 1].
    perturbations : int or None
    seed : int
    device : {"auto", "cuda", "mps", "cpu"}
    extra_bands : bool
        Whether the mean resultant length of each view and noise level follows the score.
    largest : int or None
        Most pixels of an anomaly, see `maps/contrast.py`; 0 for no local background.
    """

    noise_levels: tuple[float, ...] | None = None
    perturbations: int | None = None
    seed: int = 1
    device: str = "auto"
    extra_bands: bool = False
    largest: int | None = None

    def for_worker(self) -> dict:
        """What the worker needs to know of them."""
        return {name: value for name, value in vars(self).items() if name != "largest"}

    def applied_to(self, settings: Settings) -> Settings:
        """A model's settings with the changes that these options make."""
        context = None
        if self.largest:
            context = Context("background", largest=self.largest)
        elif self.largest == 0 and settings.context.kind == "background":
            context = Context()
        changed = settings.with_changes(perturbations=self.perturbations, context=context)
        return changed.with_noise_levels(self.noise_levels) if self.noise_levels else changed


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

    def __init__(self, worker: Worker, model: str, options: DetectionOptions):
        self.worker = worker
        facts, _ = self.open(os.path.abspath(model), options.for_worker())
        self.margin, self.names, self.device = facts["margin"], facts["names"], facts["device"]

    def open(self, model: str, options: dict) -> tuple[dict, dict]:
        return self.worker.call("open", {"path": model, **options})

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

    def open(self, model: str, options: dict) -> tuple[dict, dict]:
        values = {name: value for name, value in options.items() if name != "extra_bands"}
        return self.worker.call("sweep", {"path": model, **values})
