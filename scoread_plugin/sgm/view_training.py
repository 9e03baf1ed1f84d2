"""Denoising score matching of one view of the spectra."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import torch
from torch import Tensor, nn

from ..progress import Progress, part
from .checkpoints import Checkpoint
from .model import View
from .network import ScoreNetwork
from .optimiser import AdamW, constant, one_cycle
from .pixels import Pixels, nearest_in_ring
from .recording import Gradients
from .sde import VarianceExplodingSDE
from .settings import SMALLEST_TIME, Settings

BATCHES_PERTURBED_AT_ONCE = 32


def uniform_times(count: int, sde: VarianceExplodingSDE, generator: torch.Generator) -> Tensor:
    """Draw times t ~ U(1e-5, 1), (count,)."""
    return SMALLEST_TIME + (1 - SMALLEST_TIME) * torch.rand(count, generator=generator)


def log_normal_times(count: int, sde: VarianceExplodingSDE, generator: torch.Generator) -> Tensor:
    """Draw times t (count,) with log-normal marginal standard deviations: ln s ~ N(0, 0.8^2), after Karras et al."""
    log_std = 0.8 * torch.randn(count, generator=generator)
    return sde.time(log_std.exp()).clamp(SMALLEST_TIME, 1)


TIMES = {"uniform": uniform_times, "log-normal": log_normal_times}


class ViewTraining:
    """Training of one view: its conditioned pixels, and the state carried from one epoch to the next.

    Parameters
    ----------
    view : View
        View to train, in place.
    pixels : Pixels
        Training sample in sensor units.
    settings : Settings
    batch_size, seed : int
    device : torch.device
        Device of the view.

    Attributes
    ----------
    losses : array (epochs,)
        Mean loss of each completed epoch.
    """

    def __init__(
        self, view: View, pixels: Pixels, settings: Settings, batch_size: int, seed: int, device: torch.device
    ):
        self.view = view
        self.settings = settings
        self.batch_size = batch_size
        self.device = device
        with torch.no_grad():
            self.pixels = pixels.to(device).with_bank(view.conditioning(pixels.bank.to(device)))
        self.generator = torch.Generator().manual_seed(seed)
        self.gradients = Gradients(MatchingLoss(view.network, settings.retain_ratio))
        self.optimiser = AdamW(view.network)
        self.schedule = one_cycle if settings.one_cycle else constant
        self.losses = np.zeros(settings.epochs)
        self.facts = [settings, batch_size, seed, device.type, torch.__version__]
        view.network.train().requires_grad_(True)

    def run(self, kept: Tensor, first: int, last: int, checkpoint: Checkpoint, progress: Progress) -> None:
        """Train on the kept pixels (k,) from epoch `first` to `last`, resuming from a checkpoint if any."""
        pixels = self.pixels.subset(kept.to(self.device))
        losses = self.losses[first:last]
        learned = (self.view.network, self.optimiser, self.generator, losses)
        data = [pixels.bank, pixels.centres, pixels.ring, *self.view.network.state_dict().values()]
        for done in range(checkpoint.restore([*data, *self.facts], *learned), last - first):
            losses[done] = self.run_epoch(pixels, first + done, part(progress, done, last - first))
            if not math.isfinite(losses[done]):
                raise ValueError(
                    f"The training loss is not finite in epoch {first + done + 1}: the spectra have extreme values. "
                    "Mask them, or leave out the bands that contain them."
                )
            checkpoint.keep(done + 1, *learned)

    def run_epoch(self, pixels: Pixels, epoch: int, progress: Progress) -> float:
        """Make one pass over the pixels and return their mean loss."""
        settings = self.settings
        steps = math.ceil(len(pixels) / self.batch_size)
        total = torch.zeros((), device=self.device)
        for step, (index, *regression) in enumerate(self.batches(pixels)):
            progress(step / steps, f"Epoch {epoch + 1} of {settings.epochs}")
            loss = self.gradients(*regression, *pixels.neighbours(index))
            self.optimiser.step(*self.schedule(epoch * steps + step, settings.epochs * steps, settings.learning_rate))
            total += loss * len(index)
        return total.item() / len(pixels)

    def batches(self, pixels: Pixels) -> Iterator[tuple[Tensor, ...]]:
        """Yield all pixels once, in random order: index, inputs, noise levels and targets of each batch.

        Many batches are perturbed at once: for a single one, calling an operation costs more than computing it.
        """
        order = torch.randperm(len(pixels), generator=self.generator)
        for drawn in order.split(BATCHES_PERTURBED_AT_ONCE * self.batch_size):
            t = TIMES[self.settings.times](len(drawn), self.view.sde, self.generator)
            z = torch.randn(len(drawn), self.view.network.features, generator=self.generator)
            index, t, z = (values.to(self.device) for values in (drawn, t, z))
            regression = self.view.network.regression(pixels.spectra(index), t, z)
            yield from zip(*(values.split(self.batch_size) for values in (index, *regression)))


class MatchingLoss(nn.Module):
    """Denoising score matching loss of a batch, as a regression of the raw network: mean of || F - target ||^2.

    For the paper's network this is || s(t) score(x + s(t) z, t, context) + z ||^2, for the residual one 1 + s(t)^2
    times as much. Only the `retain_ratio` share of smallest losses counts, so that the anomalies in the sample have
    less influence. Sheng et al., arXiv 2601.12379, section III; Vincent, Neural Computation 23(7), 2011.

    Notes
    -----
    `forward(inputs, noise_level, targets)` takes the result of `ScoreNetwork.regression` and, if there is a ring,
    also the spectra and the validity of the neighbours.
    """

    def __init__(self, network: ScoreNetwork, retain_ratio: float):
        super().__init__()
        self.network = network
        self.retain_ratio = retain_ratio

    def forward(self, inputs: Tensor, noise_level: Tensor, targets: Tensor, *neighbours: Tensor) -> Tensor:
        context = nearest_in_ring(inputs, *neighbours) if neighbours else None
        losses = (self.network.raw(inputs, noise_level, context) - targets).square().sum(dim=1)
        if self.retain_ratio < 1:
            kept = max(1, round(self.retain_ratio * len(losses)))
            losses = losses.topk(kept, largest=False, sorted=False).values
        return losses.mean()
