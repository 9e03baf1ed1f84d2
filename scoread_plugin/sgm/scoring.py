"""Anomaly statistic: the length of the mean unit score of a perturbed spectrum, and the fusion of several."""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch import Tensor, nn

from .model import View
from .noised_scores import NoisedScores
from .preprocessing import ORDINARY_SHARE, JointConditioning
from .settings import Settings

SMALLEST_LENGTH = 1e-6
SMALLEST_NORM = 1e-12
MAD_TO_DEVIATION = 1.4826
ORDINARY_DEVIATIONS = 1.645  # Above the median of a normal distribution, its ordinary share ends.


def perturbations(features: int, settings: Settings, seed: int) -> Tensor:
    """Draw standard normal perturbations (K, features), in pairs z and -z if the settings require it."""
    generator = torch.Generator().manual_seed(seed)
    if not settings.antithetic:
        return torch.randn(settings.perturbations, features, generator=generator)
    z = torch.randn(settings.perturbations // 2, features, generator=generator)
    return torch.cat([z, -z])


def mean_resultant_length(
    scores: NoisedScores, x: Tensor, ring: Tensor | None = None, valid: Tensor | None = None
) -> Tensor:
    """Compute the length of the mean unit score over the perturbations of a spectrum.

    R = | 1/K sum_k r_k / |r_k| |, r_k = score(x + s(t) z_k, t, context): Sheng et al., arXiv 2601.12379,
    section III (their score is K times R).

    Parameters
    ----------
    scores : NoisedScores
        Scores at one time, with perturbations shared by all pixels.
    x : Tensor (n, d)
        Conditioned spectra.
    ring, valid : Tensor (n, r, d) and (n, r), optional
        Neighbours, see `nearest_in_ring`.

    Returns
    -------
    Tensor (n,), in [0, 1]
    """
    total = torch.zeros_like(x)
    for score in scores(x, ring, valid):
        length = torch.linalg.vector_norm(score, dim=1, keepdim=True)
        total.addcdiv_(score, length.clamp(min=SMALLEST_NORM))
    return torch.linalg.vector_norm(total / len(scores), dim=1).clamp(max=1)


def mean_pull(scores: NoisedScores, x: Tensor, ring: Tensor | None, valid: Tensor | None) -> Tensor:
    """Compute the model's displacement of a spectrum: the mean of E[x(0) | x(t)] - x over its perturbations, (n, d).

    E[x(0) | x(t)] = x(t) + s(t)^2 score(x(t), t): Tweedie's formula, Robbins 1956; Efron, JASA 106(496), 2011.
    Parameters as in `mean_resultant_length`. The perturbations must sum to zero, or their mean would be part of it.
    """
    return scores.std**2 * sum(scores(x, ring, valid)) / len(scores)


class NoisedView(nn.Module):
    """View of the spectra at each of its noise levels, with one set of perturbations.

    The methods take conditioned spectra and, for a context, their neighbours, as `mean_resultant_length` does.
    """

    def __init__(self, view: View, levels: tuple[float, ...], settings: Settings, seed: int):
        super().__init__()
        self.conditioning = view.conditioning
        noise = perturbations(view.conditioning.features, settings, seed)
        self.levels = nn.ModuleList(view.network.noised(t, noise) for t in levels)
        half = noise[: -(-len(noise) // 2)]
        pairs = torch.cat([half, -half])
        self.paired = (
            self.levels if settings.antithetic else nn.ModuleList(view.network.noised(t, pairs) for t in levels)
        )

    def lengths(self, x: Tensor, ring: Tensor | None, valid: Tensor | None) -> list[Tensor]:
        """Compute the mean resultant lengths at each noise level, (n,) in [0, 1]."""
        return [mean_resultant_length(scores, x, ring, valid) for scores in self.levels]

    def pull(self, x: Tensor, ring: Tensor | None, valid: Tensor | None) -> Tensor:
        """Compute the view's mean displacement of the spectra over its noise levels: (n, bands), in sensor units."""
        pulls = [mean_pull(scores, x, ring, valid) for scores in self.paired]
        return self.conditioning.to_sensor(torch.stack(pulls).mean(dim=0))


class NoisedViews(nn.Module):
    """All views of a model at their noise levels, applied to the same spectra.

    The methods take spectra (n, bands) in sensor units and, for a context, their neighbours (n, r, bands) and the
    validity of the neighbours (n, r).
    """

    def __init__(self, views: nn.ModuleList, settings: Settings, seed: int):
        super().__init__()
        self.conditioning = JointConditioning([view.conditioning for view in views])
        self.views = nn.ModuleList(
            NoisedView(view, levels, settings, seed) for view, levels in zip(views, settings.noise_levels)
        )

    def __len__(self) -> int:
        return len(self.views)

    def lengths(self, spectra: Tensor, ring: Tensor | None, valid: Tensor | None) -> Tensor:
        """Compute the mean resultant lengths: (n, levels of all views), in [0, 1]."""
        columns = [length for view, *seen in self.seen(spectra, ring) for length in view.lengths(*seen, valid)]
        return torch.stack(columns, dim=1)

    def pulls(self, spectra: Tensor, ring: Tensor | None, valid: Tensor | None) -> Iterator[Tensor]:
        """Yield each view's displacement of the spectra: (n, bands), in sensor units."""
        return (view.pull(*seen, valid) for view, *seen in self.seen(spectra, ring))

    def seen(self, spectra: Tensor, ring: Tensor | None) -> Iterator[tuple[NoisedView, Tensor, Tensor | None]]:
        """Yield each view with its conditioned spectra and neighbours."""
        neighbours = [None] * len(self) if ring is None else self.conditioning(ring)
        return zip(self.views, self.conditioning(spectra), neighbours)


class Quadrature:
    """Fusion of the mean resultant lengths of all views and noise levels into one score.

    Each logarithm is centred by the median of reference pixels, divided by their robust standard deviation, and
    averaged over the levels of a view, which gives that view's evidence. Positive evidence is added in quadrature
    over the views, so that a pixel need be anomalous in only one of them, and loses nothing by being ordinary in
    another. If no view has positive evidence, the score is the highest evidence.

    The robust standard deviation is the scaled MAD or, if that is larger, the scaled distance from the median to the
    95th percentile, which are the same in a normal distribution: a view with a heavy upper tail would otherwise hide
    what is anomalous in another. If more than half of the pixels have the same value, the MAD is that of the others.

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
        centred = logarithms - self.centre
        deviations = centred.abs()
        deviation = deviations.median(dim=0).values
        of_others = deviations.where(deviations > 0, torch.nan).nanmedian(dim=0).values.nan_to_num()
        deviation = deviation.where(deviation > 0, of_others)
        of_tail = centred.quantile(ORDINARY_SHARE, dim=0) / ORDINARY_DEVIATIONS
        self.scale = (MAD_TO_DEVIATION * deviation).maximum(of_tail).clamp(min=SMALLEST_LENGTH)

    def evidence(self, lengths: Tensor) -> Tensor:
        """Compute the evidence in robust standard deviations: (n, levels of all views) -> (n, views)."""
        standardised = (lengths.clamp(min=SMALLEST_LENGTH).log() - self.centre) / self.scale
        return torch.stack([columns.mean(dim=1) for columns in standardised.split(self.levels, dim=1)], dim=1)

    def __call__(self, lengths: Tensor) -> Tensor:
        """Compute the score: (n, levels of all views) -> (n,)."""
        evidence = self.evidence(lengths)
        above = torch.linalg.vector_norm(evidence.clamp(min=0), dim=1)
        return torch.where(above > 0, above, evidence.max(dim=1).values)
