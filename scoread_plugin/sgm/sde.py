"""Variance-exploding stochastic differential equation dx = sigma^t dw, t in [0, 1]."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor


@dataclass(frozen=True)
class VarianceExplodingSDE:
    """Gaussian perturbation of spectra: x(t) = x(0) + s(t) z, with z ~ N(0, I).

    Parameters
    ----------
    sigma : float
        Base of the diffusion coefficient, greater than 1.

    References
    ----------
    Song et al., "Score-Based Generative Modeling through Stochastic Differential Equations",
    ICLR 2021; Sheng et al., arXiv 2601.12379, with sigma = 5.
    """

    sigma: float

    def marginal_std(self, t: Tensor) -> Tensor:
        """Marginal standard deviation of the perturbation kernel, s(t).

        s(t) = sqrt((sigma^(2t) - 1) / (2 ln sigma)), in the units of the conditioned spectra.
        """
        rate = 2 * math.log(self.sigma)
        return torch.sqrt(torch.expm1(rate * t) / rate)

    def time(self, marginal_std: Tensor) -> Tensor:
        """Time at which the marginal standard deviation is reached: the inverse of `marginal_std`."""
        rate = 2 * math.log(self.sigma)
        return torch.log1p(rate * marginal_std**2) / rate
