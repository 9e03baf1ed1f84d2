"""Scoring and explanation of raster blocks with a trained model."""

from __future__ import annotations

import copy
import threading
from collections.abc import Callable
from contextlib import nullcontext

import numpy as np
import torch
from torch import Tensor

from ..progress import Progress, silent
from .device import Device
from .model import ScoreModel
from .pixels import Pixels, take_pixels
from .scoring import NoisedViews, Quadrature
from .settings import Settings
from .threads import side_by_side

CPU_CHUNK = 1024
GPU_CHUNK = 65536
GPU_FEEDERS = 3
LEAST_EVIDENCE = 1e-3  # Views with no more have equal shares in a deviation.


class Detector:
    """Score blocks of a raster with a trained model.

    A score depends only on the pixel's spectrum (and on its neighbourhood within the margin): all pixels share
    the same perturbations and are computed in chunks of one fixed size, so that the matrix library treats them
    all alike however the raster is divided.

    Parameters
    ----------
    model : ScoreModel
    settings : Settings
        Settings of the model, or a copy with other noise levels or perturbations.
    seed : int
        Seed of the perturbations.
    device : Device
    extra_bands : bool
        Whether to output the mean resultant length of each view and noise level after the score.

    Attributes
    ----------
    margin : int
        Width in pixels of the margin that a block must have on each side.
    names : list of str
        Names of the output bands.
    """

    def __init__(self, model: ScoreModel, settings: Settings, seed: int, device: Device, extra_bands: bool):
        self.settings = settings
        self.device = device
        on_cpu = device.torch.type == "cpu"
        self.chunk = CPU_CHUNK if on_cpu else GPU_CHUNK
        self.turn = nullcontext() if on_cpu else threading.Lock()
        self.batch = self.chunk
        self.margin = settings.margin
        self.place = torch.device("cpu")
        views = copy.deepcopy(model.views).to(self.place).eval().requires_grad_(False)
        self.views = NoisedViews(views, settings, seed)
        self.names = output_names(settings, extra_bands)
        self.fusion = None
        if settings.fusion == "quadrature":
            reference = Pixels(model.reference, torch.arange(len(model.reference)))
            lengths = self.compute(self.lengths, reference, silent)
            self.fusion = Quadrature([len(levels) for levels in settings.noise_levels], lengths)

    def score(self, cube: np.ndarray, valid: np.ndarray, progress: Progress = silent) -> np.ndarray:
        """Score a block.

        Parameters
        ----------
        cube : array (rows + 2 margin, columns + 2 margin, bands)
            Spectra in sensor units: float32, or integers of at most 16 bits.
        valid : array (rows + 2 margin, columns + 2 margin), bool
        progress : callable (fraction in 0..1, text), optional
            Called at every chunk; an exception it raises aborts the scoring.

        Returns
        -------
        array (rows, columns, outputs), float32
            NaN where a pixel is not valid.
        """
        pixels, chosen = self.take(cube, valid)
        outputs = torch.full((*valid.shape, len(self.names)), torch.nan)
        if len(pixels):
            lengths = self.compute(self.lengths, pixels, progress)
            outputs[chosen] = torch.cat([self.fused(lengths)[:, None], lengths[:, : len(self.names) - 1]], dim=1)
        return outputs[inner(self.margin)].numpy()

    def score_pixels(self, pixels: Pixels, progress: Progress) -> Tensor:
        """Compute the scores (n,) of pixels in sensor units."""
        return self.fused(self.compute(self.lengths, pixels, progress))

    def deviations(self, cube: np.ndarray, valid: np.ndarray, progress: Progress = silent) -> np.ndarray:
        """Compute the deviation of each spectrum of a block: the spectrum minus where the model would move it.

        Parameters as in `score`. Each view of the spectra is weighted by its share in the score.

        Returns
        -------
        array (rows, columns, bands), float32
            Deviations in sensor units; NaN where a pixel is not valid.
        """
        pixels, chosen = self.take(cube, valid)
        outputs = torch.full(cube.shape, torch.nan)
        if len(pixels):
            outputs[chosen] = self.compute(self.deviations_of, pixels, progress)
        return outputs[inner(self.margin)].numpy()

    def take(self, cube: np.ndarray, valid: np.ndarray) -> tuple[Pixels, Tensor]:
        """Take the pixels to compute from a block, and their mask (rows + 2 margin, columns + 2 margin), bool."""
        mask = torch.from_numpy(valid)
        chosen = torch.zeros_like(mask)
        chosen[inner(self.margin)] = mask[inner(self.margin)]
        return take_pixels(torch.from_numpy(cube), mask, chosen, self.settings.ring), chosen

    def fused(self, lengths: Tensor) -> Tensor:
        """Compute the score (n,) from the mean resultant lengths (n, levels of all views)."""
        return lengths.mean(dim=1) if self.fusion is None else self.fusion(lengths)

    def compute(self, work: Callable[..., Tensor], pixels: Pixels, progress: Progress) -> Tensor:
        """Apply work(spectra, ring, valid) -> (k, columns) to all pixels, at least one, by chunks: (n, columns)."""
        parts = []
        with side_by_side(self.device.torch, GPU_FEEDERS) as pool:
            starts = range(0, len(pixels), self.chunk)
            chunks = [pool.submit(self.compute_chunk, work, pixels, first) for first in starts]
            for first, chunk in zip(starts, chunks):
                progress(first / len(pixels), "Scoring")
                parts.append(chunk.result())
        return torch.cat(parts)

    @torch.inference_mode()
    def compute_chunk(self, work: Callable[..., Tensor], pixels: Pixels, first: int) -> Tensor:
        """Compute the pixels from `first` on as one full chunk, padded with the last pixel.

        On a GPU, one chunk is computed at a time while the next is transferred.
        """
        count = min(self.chunk, len(pixels) - first)
        excerpt = pixels.excerpt(torch.arange(first, first + self.chunk).clamp(max=len(pixels) - 1))
        sent = self.device.send(excerpt)

        def in_batches(size: int) -> Tensor:
            self.batch = size
            self.move_to(self.device.torch)
            there = sent.to(self.place)
            batches = torch.arange(self.chunk, device=self.place).split(size)
            return torch.cat([work(*there.batch(index)) for index in batches])

        with self.turn:
            return self.device.within_memory(in_batches, self.batch)[:count]

    def move_to(self, place: torch.device) -> None:
        """Move the networks to a device unless they are already there.

        Checking each of their tensors would take a tenth of the time of a chunk on the CPU.
        """
        if place != self.place:
            self.place = None  # Only some tensors are moved if memory runs out.
            self.views.to(place)
            self.place = place

    def lengths(self, spectra: Tensor, ring: Tensor | None, valid: Tensor | None) -> Tensor:
        """Compute the mean resultant lengths of spectra in sensor units: (k, levels of all views), in [0, 1]."""
        return self.views.lengths(spectra, ring, valid).cpu()

    def deviations_of(self, spectra: Tensor, ring: Tensor | None, valid: Tensor | None) -> Tensor:
        """Compute the deviations of spectra in sensor units: (k, bands)."""
        lengths = self.lengths(spectra, ring, valid)
        weights = torch.ones(len(spectra), len(self.views))
        if self.fusion is not None:
            weights = self.fusion.evidence(lengths).clamp(min=LEAST_EVIDENCE).square()
        weights = (weights / weights.sum(dim=1, keepdim=True)).to(spectra.device)
        total = torch.zeros_like(spectra)
        for weight, pull in zip(weights.T, self.views.pulls(spectra, ring, valid)):
            total -= weight[:, None] * pull
        return total.cpu()


def output_names(settings: Settings, extra_bands: bool) -> list[str]:
    score = {"mean": "Mean resultant length", "quadrature": "Standardised anomaly score"}[settings.fusion]
    pairs = zip(settings.views, settings.noise_levels)
    levels = [f"R, {view}, t = {t:g}" for view, times in pairs for t in times]
    return [score, *levels] if extra_bands else [score]


def inner(margin: int) -> tuple[slice, slice]:
    """Return the slices that select a block without its margin."""
    span = slice(margin, -margin if margin else None)
    return span, span
