"""RX modes by name: detectors made from the scene's moments and the settings."""

from __future__ import annotations

from typing import Protocol

import numpy as np

from ..progress import Progress
from .global_rx import GlobalRX
from .local_rx import LocalRX
from .subspace_rx import SubspaceRX


class ClassicDetector(Protocol):
    """Interface of the detectors.

    Attributes
    ----------
    margin : int
        Width in pixels of the margin around a block on which its scores depend.
    names : list of str
        Names of the output bands, the score first.
    meaning : str
        Meaning of the score, for the raster's metadata: from which spectra the squared distance is measured.
    facts : dict
        Settings used, for the raster's metadata.
    """

    margin: int
    names: list[str]
    meaning: str
    facts: dict[str, int]

    def score(self, cube: np.ndarray, valid: np.ndarray, progress: Progress) -> np.ndarray: ...


MODES = {"global": GlobalRX, "local": LocalRX, "subspace": SubspaceRX}
