"""Global RX: detection against the whole scene."""

from __future__ import annotations

import numpy as np

from ..progress import Progress
from .moments import Moments
from .settings import RXSettings
from .whitening import whitening


class GlobalRX:
    """Squared Mahalanobis distance of a spectrum from all spectra of the scene.

    Parameters
    ----------
    moments : Moments
        Moments of the scene.
    settings : RXSettings

    References
    ----------
    Reed, Yu, "Adaptive multiple-band CFAR detection of an optical pattern with unknown spectral distribution",
    IEEE TASSP 38(10), 1990.
    """

    margin = 0
    names = ["RX score"]
    meaning = "squared Mahalanobis distance from the spectra of the whole scene"

    def __init__(self, moments: Moments, settings: RXSettings):
        self.whitening = whitening(moments)
        self.facts = {"pixels": moments.count, "components": len(self.whitening.axes)}

    def score(self, cube: np.ndarray, valid: np.ndarray, progress: Progress) -> np.ndarray:
        """Compute the scores (rows, columns, 1), float32, of a block; NaN where not valid."""
        scores = np.full((*valid.shape, 1), np.nan, np.float32)
        scores[valid, 0] = self.whitening.squared_lengths(cube[valid], progress)
        return scores
