"""Subspace RX: global RX on the leading principal components."""

from __future__ import annotations

from .global_rx import GlobalRX
from .moments import Moments
from .settings import RXSettings
from .whitening import leading_whitening

COMPONENTS = 30


class SubspaceRX(GlobalRX):
    """Global RX on the leading principal components only, which exclude the noise of many bands."""

    meaning = (
        "squared Mahalanobis distance from the spectra of the whole scene, on their leading principal components"
    )

    def __init__(self, moments: Moments, settings: RXSettings):
        self.whitening = leading_whitening(moments, settings.components or COMPONENTS)
        self.facts = {"pixels": moments.count, "components": len(self.whitening.axes)}
