"""The anomaly score: the length of the mean unit score direction of a perturbed spectrum."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from .background import local_median
from .device import Device, even_threads
from .model import ScoreModel, View
from .pixels import Pixels, nearest_in_ring, take_pixels
from .settings import Settings
from .training import Progress

CHUNK = 1024


def silent(fraction: float, text: str) -> None:
    """A progress that nobody watches."""


class Detector:
    """Scores blocks of a raster with a trained model.

    A score depends on the pixel's spectrum (and on its neighbourhood within the margin) alone: all pixels
    share the same perturbations, and they are computed in chunks of one fixed size, so that the matrix
    library treats each of them alike however the raster is cut.

    Parameters
    ----------
    model : ScoreModel
    settings : Settings
        The model's own, or a copy with other noise levels or perturbations.
    seed : int
        Of the perturbations.
    device : Device
    extra_bands : bool
        Whether the mean resultant length of each view and noise level follows the score.

    Attributes
    ----------
    margin : int
        Pixels that a block must bring beyond each edge.
    names : list of str
        One per output band.
    """

    def __init__(self, model: ScoreModel, settings: Settings, seed: int, device: Device, extra_bands: bool):
        self.model = model
        self.settings = settings
        self.device = device
        self.extra_bands = extra_bands
        self.batch = CHUNK
        self.margin = settings.context.margin
        self.noise = [perturbations(view.conditioning.features, settings, seed) for view in model.views]
        self.names = output_names(settings, extra_bands)
        self.centre, self.scale = self.level_statistics()

    def level_statistics(self) -> tuple[Tensor, Tensor]:
        """Median and MAD of ln R over the model's reference spectra, per view and noise level."""
        columns = len(self.settings.views) * len(self.settings.noise_levels)
        if self.settings.fusion == "mean":
            return torch.zeros(columns), torch.ones(columns)
        reference = Pixels(self.model.reference, torch.arange(len(self.model.reference)))
        logarithms = self.resultant_lengths(reference, silent).clamp(min=1e-6).log()
        centre = logarithms.median(dim=0).values
        return centre, 1.4826 * (logarithms - centre).abs().median(dim=0).values.clamp(min=1e-6)

    def score(self, cube: np.ndarray, valid: np.ndarray, progress: Progress = silent) -> np.ndarray:
        """Score a block.

        Parameters
        ----------
        cube : array (rows + 2 margin, columns + 2 margin, bands), float32
            In sensor units.
        valid : array (rows + 2 margin, columns + 2 margin), bool
        progress : callable (fraction in 0..1, text), optional
            Called at every chunk; what it raises ends the scoring.

        Returns
        -------
        array (rows, columns, outputs), float32
            NaN where a pixel is not valid.
        """
        spectra, mask = torch.from_numpy(cube), torch.from_numpy(valid)
        context, inside = self.settings.context, inner(self.margin)
        chosen = mask.clone()
        if context.kind == "ring":
            chosen[:] = False
            chosen[inside] = mask[inside]
        lengths = self.resultant_lengths(take_pixels(spectra, mask, chosen, context), progress)
        outputs = torch.full((*mask.shape, len(self.names)), torch.nan)
        outputs[chosen] = torch.cat([self.fuse(lengths)[:, None], lengths[:, : len(self.names) - 1]], dim=1)
        result = outputs[inside]
        if context.kind == "background":
            result[:, :, 0] -= local_median(outputs[:, :, 0], context.outer)
        return result.numpy()

    def fuse(self, lengths: Tensor) -> Tensor:
        """The score (n,) from the mean resultant lengths (n, views x levels)."""
        if self.settings.fusion == "mean":
            return lengths.mean(dim=1)
        return ((lengths.clamp(min=1e-6).log() - self.centre) / self.scale).mean(dim=1)

    @torch.inference_mode()
    def resultant_lengths(self, pixels: Pixels, progress: Progress) -> Tensor:
        """Mean resultant lengths of pixels in sensor units: (n, views x levels), in [0, 1]."""
        parts = []
        with even_threads():
            for first in range(0, len(pixels), CHUNK):
                progress(first / len(pixels), "Scoring")
                parts.append(self.chunk_lengths(pixels, first))
        columns = len(self.settings.views) * len(self.settings.noise_levels)
        return torch.cat(parts) if parts else torch.zeros(0, columns)

    def chunk_lengths(self, pixels: Pixels, first: int) -> Tensor:
        """Lengths of the pixels from `first` on, computed as a full chunk padded with the last pixel."""
        count = min(CHUNK, len(pixels) - first)
        index = torch.arange(first, first + CHUNK).clamp(max=len(pixels) - 1)
        spectra, ring, valid = pixels.batch(index)

        def work(size: int) -> Tensor:
            self.batch = size
            self.model.to(self.device.torch)
            slices = [slice(start, start + size) for start in range(0, CHUNK, size)]
            return torch.cat([self.lengths(spectra[s], pick(ring, s), pick(valid, s)) for s in slices])

        return self.device.within_memory(work, self.batch)[:count]

    def lengths(self, spectra: Tensor, ring: Tensor | None, valid: Tensor | None) -> Tensor:
        device = self.device.torch
        spectra = spectra.to(device)
        columns = []
        for view, noise in zip(self.model.views, self.noise):
            x = view.conditioning(spectra)
            neighbours = None if ring is None else view.conditioning(ring.to(device))
            usable = None if valid is None else valid.to(device)
            for t in self.settings.noise_levels:
                columns.append(mean_resultant_length(view, x, t, noise.to(device), neighbours, usable))
        return torch.stack(columns, dim=1).cpu()


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
    times = torch.full((len(x),), t, device=x.device)
    std = view.sde.marginal_std(times)[:, None]
    total = torch.zeros_like(x)
    for z in noise:
        noised = x + std * z
        total += F.normalize(view.network(noised, times, nearest_in_ring(noised, ring, valid)), dim=1)
    return torch.linalg.vector_norm(total / len(noise), dim=1).clamp(max=1)


def perturbations(features: int, settings: Settings, seed: int) -> Tensor:
    """Standard normal draws (K, features), in pairs z and -z where the settings say so."""
    generator = torch.Generator().manual_seed(seed)
    if not settings.antithetic:
        return torch.randn(settings.perturbations, features, generator=generator)
    z = torch.randn(settings.perturbations // 2, features, generator=generator)
    return torch.cat([z, -z])


def output_names(settings: Settings, extra_bands: bool) -> list[str]:
    score = {"mean": "Mean resultant length", "standardised": "Standardised anomaly score"}[settings.fusion]
    if settings.context.kind == "background":
        score += " above local background"
    levels = [f"R, {view}, t = {t:g}" for view in settings.views for t in settings.noise_levels]
    return [score, *levels] if extra_bands else [score]


def inner(margin: int) -> tuple[slice, slice]:
    """The part of a block inside its margin."""
    span = slice(margin, -margin if margin else None)
    return span, span


def pick(values: Tensor | None, rows: slice) -> Tensor | None:
    return None if values is None else values[rows]
