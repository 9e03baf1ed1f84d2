"""Trained score model: its settings, its views and its reference spectra."""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor, nn

from .network import NETWORKS
from .preprocessing import Conditioning
from .sde import VarianceExplodingSDE
from .settings import Settings


class View(nn.Module):
    """One conditioning of the spectra and the score network trained on it."""

    def __init__(self, conditioning: Conditioning, settings: Settings):
        super().__init__()
        self.conditioning = conditioning
        self.sde = VarianceExplodingSDE(settings.sigma)
        self.network = NETWORKS[settings.network](conditioning.features, self.sde)


@dataclass
class ScoreModel:
    """Trained score model.

    Attributes
    ----------
    settings : Settings
    views : ModuleList of View
    reference : Tensor (n, bands)
        Spectra of the training sample, in sensor units, that define the scale of a standardised score.
    facts : dict
        Plain facts for users and for checks: bands, wavelengths, pixels, loss, versions.
    """

    settings: Settings
    views: nn.ModuleList
    reference: Tensor
    facts: dict
