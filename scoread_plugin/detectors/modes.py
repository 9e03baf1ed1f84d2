"""The modes of RX by name: each a detector made of the scene's moments and the settings."""

from __future__ import annotations

from typing import Protocol

import numpy as np

from ..progress import Progress
from .global_rx import GlobalRX
from .local_rx import LocalRX
from .subspace_rx import SubspaceRX


class ClassicDetector(Protocol):
    """What a mode makes.

    Attributes
    ----------
    margin : int
        Pixels around a block that its scores depend on.
    names : list of str
        Of the bands written, the score first.
    meaning : str
        Of the score, for the raster's metadata: a squared distance from what.
    facts : dict
        Settings that were used, for the raster's metadata.
    """

    margin: int
    names: list[str]
    meaning: str
    facts: dict[str, int]

    def score(self, cube: np.ndarray, valid: np.ndarray, progress: Progress) -> np.ndarray: ...


MODES = {"global": GlobalRX, "local": LocalRX, "subspace": SubspaceRX}
