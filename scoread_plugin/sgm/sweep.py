"""Scoring at several noise levels, each on its own."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch

from ..progress import Progress, part, silent
from .detection import Detector
from .device import Device
from .model import ScoreModel
from .sde import VarianceExplodingSDE
from .settings import Settings


class LevelSweep:
    """Score blocks at each noise level alone, with the interface of a Detector.

    Parameters
    ----------
    model : ScoreModel
    settings : Settings
        Settings of the model, or a copy with other perturbations.
    levels : sequence of float
        Times t in (0, 1], at least one; each applies to all views.
    seed : int
        Seed of the perturbations, which all levels share.
    device : Device

    Attributes
    ----------
    margin : int
        Width in pixels of the margin that a block must have on each side.
    names : list of str
        Name of each noise level, with its time t and marginal standard deviation s.
    """

    def __init__(self, model: ScoreModel, settings: Settings, levels: Sequence[float], seed: int, device: Device):
        self.device = device
        self.detectors = [
            Detector(model, settings.with_noise_levels((t,)), seed, device, extra_bands=False) for t in levels
        ]
        self.margin = self.detectors[0].margin
        self.names = [level_name(t, settings.sigma) for t in levels]

    def score(self, cube: np.ndarray, valid: np.ndarray, progress: Progress = silent) -> np.ndarray:
        """Compute the scores (rows, columns, levels) of a block; parameters as in `Detector.score`."""
        count = len(self.detectors)
        planes = [detector.score(cube, valid, part(progress, k, count)) for k, detector in enumerate(self.detectors)]
        return np.concatenate(planes, axis=2)


def level_name(t: float, sigma: float) -> str:
    """Format a noise level for users: "t = 0.31, s = 1.00"; s in the units of the conditioned spectra."""
    std = VarianceExplodingSDE(sigma).marginal_std(torch.tensor(t)).item()
    return f"t = {t:g}, s = {std:.2f}"
