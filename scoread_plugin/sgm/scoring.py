"""The anomaly statistic: the length of the mean unit score of a perturbed spectrum, and how several become one."""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch import Tensor
from torch.nn import functional as F

from .model import View
from .pixels import nearest_in_ring
from .settings import Settings

SMALLEST_LENGTH = 1e-6


def perturbations(features: int, settings: Settings, seed: int) -> Tensor:
    """Standard normal draws (K, features), in pairs z and -z where the settings say so."""
    generator = torch.Generator().manual_seed(seed)
    if not settings.antithetic:
        return torch.randn(settings.perturbations, features, generator=generator)
    z = torch.randn(settings.perturbations // 2, features, generator=generator)
    return torch.cat([z, -z])


def noised_scores(
    view: View, x: Tensor, t: float, noise: Tensor, ring: Tensor | None, valid: Tensor | None
) -> Iterator[Tensor]:
    """score(x + s(t) z_k, t, context) of each perturbation z_k in turn, (n, d)."""
    times = torch.tensor([t], device=x.device)
    std = view.sde.marginal_std(times)[:, None]
    for z in noise:
        noised = x + std * z
        yield view.network(noised, times, nearest_in_ring(noised, ring, valid))


def mean_resultant_length(
    view: View, x: Tensor, t: float, noise: Tensor, ring: Tensor | None = None, valid: Tensor | None = None
) -> Tensor:
    """Length of the mean unit score over perturbations of a spectrum.

    R = | 1/K sum_k r_k / |r_k| |, r_k = score(x + s(t) z_k, t, context): Sheng et al., arXiv 2601.12379,
    section III (their score is K times R).

    Parameters
    ----------
    view : View
    x : Tensor (n, d)
        Conditioned spectra.
    t : float
        Time, in (0, 1].
    noise : Tensor (K, d)
        The perturbations z_k, shared by all pixels.
    ring, valid : Tensor (n, r, d) and (n, r), optional
        Neighbours, see `nearest_in_ring`.

    Returns
    -------
    Tensor (n,), in [0, 1]
    """
    total = torch.zeros_like(x)
    for score in noised_scores(view, x, t, noise, ring, valid):
        total += F.normalize(score, dim=1)
    return torch.linalg.vector_norm(total / len(noise), dim=1).clamp(max=1)


def mean_pull(
    view: View, x: Tensor, t: float, noise: Tensor, ring: Tensor | None = None, valid: Tensor | None = None
) -> Tensor:
    """Where the model would move a spectrum: the mean of E[x(0) | x(t)] - x over its perturbations, (n, d).

    E[x(0) | x(t)] = x(t) + s(t)^2 score(x(t), t): Tweedie's formula, Robbins 1956; Efron, JASA 106(496), 2011.
    Parameters as in `mean_resultant_length`; the perturbations add up to zero only where they come in pairs.
    """
    variance = view.sde.marginal_std(torch.tensor(t)).item() ** 2
    return variance * sum(noised_scores(view, x, t, noise, ring, valid)) / len(noise)


class Quadrature:
    """Makes one score of the mean resultant lengths of all views and noise levels.

    Each logarithm is centred and scaled by median and MAD of reference pixels and averaged over the levels of a
    view, which gives that view's evidence in robust standard deviations. What lies above zero adds up in
    quadrature over the views, so that a pixel need be odd in one of them only, and loses nothing by being ordinary
    in another. Where no view is above zero, the score is the highest evidence.

    Parameters
    ----------
    levels : list of int
        Number of noise levels of each view.
    reference : Tensor (m, levels of all views)
        Mean resultant lengths of the reference pixels.
    """

    def __init__(self, levels: list[int], reference: Tensor):
        self.levels = levels
        logarithms = reference.clamp(min=SMALLEST_LENGTH).log()
        self.centre = logarithms.median(dim=0).values
        deviation = (logarithms - self.centre).abs().median(dim=0).values
        self.scale = (1.4826 * deviation).clamp(min=SMALLEST_LENGTH)

    def evidence(self, lengths: Tensor) -> Tensor:
        """In robust standard deviations: (n, levels of all views) -> (n, views)."""
        standardised = (lengths.clamp(min=SMALLEST_LENGTH).log() - self.centre) / self.scale
        return torch.stack([columns.mean(dim=1) for columns in standardised.split(self.levels, dim=1)], dim=1)

    def __call__(self, lengths: Tensor) -> Tensor:
        """The score: (n, levels of all views) -> (n,)."""
        evidence = self.evidence(lengths)
        above = torch.linalg.vector_norm(evidence.clamp(min=0), dim=1)
        return torch.where(above > 0, above, evidence.max(dim=1).values)
