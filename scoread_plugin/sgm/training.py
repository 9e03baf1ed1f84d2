"""Denoising score matching on a sample of spectra."""

from __future__ import annotations

import copy
import math
from functools import partial

import numpy as np
import torch
from torch import Tensor, nn

from .checkpoints import Checkpoint, Checkpoints
from .detection import Detector
from .device import Device, one_thread, side_by_side
from .model import ScoreModel, View
from .optimiser import AdamW, constant, one_cycle
from .pixels import Pixels, nearest_in_ring
from .preprocessing import CONDITIONINGS
from .progress import Progress, Together, part
from .sde import VarianceExplodingSDE
from .settings import Settings

REFERENCE_SPECTRA = 4096
FEWEST_BATCHES = 28
SMALLEST_TIME = 1e-5
EXCLUSION_NOISE_LEVELS = (0.31,)
NONE_KEPT = Checkpoints()


def uniform_times(count: int, sde: VarianceExplodingSDE, generator: torch.Generator) -> Tensor:
    """t ~ U(1e-5, 1), (count,)."""
    return SMALLEST_TIME + (1 - SMALLEST_TIME) * torch.rand(count, generator=generator)


def log_normal_times(count: int, sde: VarianceExplodingSDE, generator: torch.Generator) -> Tensor:
    """t (count,) whose marginal standard deviation is log-normal: ln s ~ N(0, 0.8^2), after Karras et al."""
    log_std = 0.8 * torch.randn(count, generator=generator)
    return sde.time(log_std.exp()).clamp(SMALLEST_TIME, 1)


TIMES = {"uniform": uniform_times, "log-normal": log_normal_times}


def train(
    pixels: Pixels,
    settings: Settings,
    seed: int,
    device: Device,
    progress: Progress,
    initial: ScoreModel | None = None,
    checkpoints: Checkpoints = NONE_KEPT,
) -> tuple[ScoreModel, np.ndarray]:
    """Train a score model, and once more without the spectra that the first one finds the most anomalous.

    Parameters
    ----------
    pixels : Pixels
        In sensor units; at least two different spectra.
    settings : Settings
    seed : int
        The same seed and sample give the same model on one device.
    device : Device
        Where to train; it moves to a smaller batch, then to the CPU, when its memory does not suffice.
    progress : callable (fraction in 0..1, text)
        Called at every step; what it raises ends the training.
    initial : ScoreModel, optional
        Model to start from; its conditioning is kept.
    checkpoints : Checkpoints, optional
        It goes on from those that are there of this very training, to the same weights as in one go.

    Returns
    -------
    model : ScoreModel
    losses : array (epochs,)
        Mean training loss of each epoch, over the views.

    Raises
    ------
    ValueError
        If the spectra are all the same, or if they or a loss are not finite.
    """
    spectra = pixels.bank[pixels.centres]
    if not bool(spectra.isfinite().all()):
        raise ValueError("The spectra hold values that are not finite: mask those pixels.")
    if len(spectra) < 2 or bool((spectra == spectra[0]).all()):
        raise ValueError("The valid pixels all have the same spectrum: there is nothing to learn.")
    parts = 2 if settings.exclusion else 1
    fit = partial(train_views, settings=settings, seed=seed, device=device, initial=initial)
    views, losses = fit(pixels, progress=part(progress, 0, parts), checkpoints=checkpoints.under("first"))
    if settings.exclusion:
        second = part(progress, 1, parts)
        first = ScoreModel(settings, views, reference_spectra(spectra, seed), {})
        kept = ordinary(first, pixels, seed, device, lambda fraction, text: second(0, text))
        if bool((spectra[kept] != spectra[kept[0]]).any()):
            views, losses = fit(pixels.subset(kept), progress=second, checkpoints=checkpoints.under("second"))
    facts = {"pixels": len(pixels), "final_loss": float(losses[-1]), "seed": seed}
    return ScoreModel(settings, views, reference_spectra(spectra, seed), facts), losses


def ordinary(model: ScoreModel, pixels: Pixels, seed: int, device: Device, progress: Progress) -> Tensor:
    """Which pixels (k,), int64, rising, a second training learns from: all but the most anomalous.

    They are told at one noise level in all views, the one where s(t) is 1 with sigma = 25.
    """
    settings = model.settings.with_noise_levels(EXCLUSION_NOISE_LEVELS)
    scores = Detector(model, settings, seed, device, extra_bands=False).score_pixels(pixels, progress)
    count = max(2, round((1 - model.settings.exclusion) * len(scores)))
    return scores.argsort(stable=True)[:count].sort().values


def train_views(
    pixels: Pixels,
    settings: Settings,
    seed: int,
    device: Device,
    progress: Progress,
    initial: ScoreModel | None,
    checkpoints: Checkpoints,
) -> tuple[nn.ModuleList, np.ndarray]:
    """Train the views on all of the pixels; parameters and losses as in `train`."""
    spectra = pixels.bank[pixels.centres]
    torch.manual_seed(seed)
    views = nn.ModuleList(new_views(spectra, settings) if initial is None else copy.deepcopy(initial.views))
    start = {name: value.clone() for name, value in views.state_dict().items()}

    def run(batch_size: int) -> np.ndarray:
        views.load_state_dict(start)
        views.to(device.torch)
        together = Together(progress, len(views))
        with side_by_side(device.torch) as pool:
            trainings = []
            for k, view in enumerate(views):
                work = partial(train_view, view, pixels, settings, batch_size, seed, device.torch, checkpoints.of(k))
                trainings.append(pool.submit(together.run, k, work))
            return np.mean([training.result() for training in trainings], axis=0)

    losses = device.within_memory(run, min(settings.batch_size, max(1, len(pixels) // FEWEST_BATCHES)))
    return views.to("cpu").eval().requires_grad_(False), losses


def new_views(spectra: Tensor, settings: Settings) -> list[View]:
    with one_thread():
        return [View(CONDITIONINGS[name](spectra.numpy()), settings) for name in settings.views]


def reference_spectra(spectra: Tensor, seed: int) -> Tensor:
    generator = torch.Generator().manual_seed(seed)
    return spectra[torch.randperm(len(spectra), generator=generator)[:REFERENCE_SPECTRA]]


def train_view(
    view: View,
    pixels: Pixels,
    settings: Settings,
    batch_size: int,
    seed: int,
    device: torch.device,
    checkpoint: Checkpoint,
    progress: Progress,
) -> np.ndarray:
    """Train one view in place, from its checkpoint on; return the mean loss of each epoch."""
    with torch.no_grad():
        conditioned = pixels.to(device).with_bank(view.conditioning(pixels.bank.to(device)))
    generator = torch.Generator().manual_seed(seed)
    steps = math.ceil(len(pixels) / batch_size)
    optimiser = AdamW(view.network)
    schedule = one_cycle if settings.one_cycle else constant
    view.network.train().requires_grad_(True)
    losses = np.zeros(settings.epochs)
    data = [conditioned.bank, conditioned.centres, conditioned.ring, *view.network.state_dict().values()]
    facts = [*data, settings, batch_size, seed, device.type, torch.__version__]
    learned = (view.network, optimiser, generator, losses)
    for epoch in range(checkpoint.restore(facts, *learned), settings.epochs):
        total = torch.zeros((), device=device)
        for step, index in enumerate(torch.randperm(len(pixels), generator=generator).split(batch_size)):
            progress((epoch + step / steps) / settings.epochs, f"Epoch {epoch + 1} of {settings.epochs}")
            loss = matching_loss(view, conditioned, index.to(device), settings, generator)
            loss.backward()
            optimiser.step(*schedule(epoch * steps + step, settings.epochs * steps, settings.learning_rate))
            total += loss.detach() * len(index)
        losses[epoch] = total.item() / len(pixels)
        if not math.isfinite(losses[epoch]):
            raise ValueError(
                f"The training loss is not finite in epoch {epoch + 1}: the spectra hold extreme values. "
                "Mask them, or leave the bands that hold them out."
            )
        checkpoint.keep(epoch + 1, *learned)
    return losses


def matching_loss(
    view: View, pixels: Pixels, index: Tensor, settings: Settings, generator: torch.Generator
) -> Tensor:
    """Denoising score matching: mean of || s(t) score(x + s(t) z, t, context) + z ||^2 over a batch.

    Only the `retain_ratio` share of smallest losses counts, so that the anomalies in the sample teach less. Sheng et
    al., arXiv 2601.12379, section III; Vincent, Neural Computation 23(7), 2011.
    """
    x, ring, valid = pixels.batch(index)
    t = TIMES[settings.times](len(x), view.sde, generator).to(x.device)
    z = torch.randn(x.shape, generator=generator).to(x.device)
    s = view.sde.marginal_std(t)[:, None]
    noised = x + s * z
    residual = s * view.network(noised, t, nearest_in_ring(noised, ring, valid)) + z
    losses = residual.square().sum(dim=1)
    if settings.weighted:
        losses = losses * (1 + s[:, 0] ** 2)
    if settings.retain_ratio < 1:
        losses = losses.topk(max(1, round(settings.retain_ratio * len(losses))), largest=False).values
    return losses.mean()
