"""Generation of spectra by a trained score model: reverse diffusion, from noise to spectra.

A sampler is a function that takes x from the marginal standard deviation a to a smaller one, b.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial

import numpy as np
import torch
from torch import Tensor

from ..progress import ParallelProgress, Progress, silent
from .device import Device
from .generation import Generation
from .model import ScoreModel, View
from .threads import side_by_side

CHUNK = 1024
NOISE_RANGE = 1000
SIGNAL_TO_NOISE = 0.16

Score = Callable[[Tensor, float], Tensor]
Step = Callable[[Score, Tensor, float, float, torch.Generator], Tensor]


def generate(model: ScoreModel, wanted: Generation, device: Device, progress: Progress = silent) -> Tensor:
    """Draw spectra from a model.

    Parameters
    ----------
    model : ScoreModel
    wanted : Generation
        Options with view and steps filled in. The same seed gives the same spectra on one device.
    device : Device
    progress : callable (fraction in 0..1, text), optional
        Called at every step; an exception it raises aborts the generation.

    Returns
    -------
    Tensor (count, bands)
        Spectra in sensor units. Components that the view does not see are those of the training sample's mean.

    Raises
    ------
    ValueError
        If the spectra diverge.
    """
    view = model.views[model.settings.views.index(wanted.view)]
    score, step = NoisedScore(view, device), STEPS[wanted.sampler]
    levels = noise_schedule(wanted.steps, view.sde.marginal_std(torch.tensor(1.0)).item())
    start = Start(view.conditioning(model.reference), levels[0])

    @torch.inference_mode()
    def draw(index: int, count: int, progress: Progress) -> Tensor:
        generator = torch.Generator().manual_seed(chunk_seed(wanted.seed, index))
        x = start.draw(count, generator)
        for k, (a, b) in enumerate(zip(levels, levels[1:])):
            progress(k / wanted.steps, "Drawing")
            x = step(score, x, a, b, generator)
        return denoise(score, x, levels[-1])

    counts = [min(CHUNK, wanted.count - first) for first in range(0, wanted.count, CHUNK)]
    together = ParallelProgress(progress, len(counts))
    with side_by_side(device.torch) as pool:
        chunks = [pool.submit(together.run, index, partial(draw, index, count)) for index, count in enumerate(counts)]
        z = torch.cat([chunk.result() for chunk in chunks])
    if not bool(z.isfinite().all()):
        raise ValueError("The generated spectra diverge: use more STEPS, or train MODEL longer.")
    return view.conditioning.location + view.conditioning.to_sensor(z)


def chunk_seed(seed: int, index: int) -> int:
    """Derive a separate seed for each chunk, so that chunks can be drawn in parallel."""
    return int(np.random.SeedSequence([seed, index]).generate_state(1)[0])


def noise_schedule(steps: int, largest: float) -> list[float]:
    """Return marginal standard deviations that decrease from the largest to a thousandth of it, densest at the end.

    Karras et al., "Elucidating the Design Space of Diffusion-Based Generative Models", NeurIPS 2022, equation 5,
    with rho = 7.
    """
    rho = 7
    return (np.linspace(largest ** (1 / rho), (largest / NOISE_RANGE) ** (1 / rho), steps) ** rho).tolist()


class Start:
    """Gaussian with the mean and covariance of the training sample under the largest noise.

    Noise alone, N(0, s(1)^2 I), would suffice if s(1) were far larger than the sample's own deviation. This holds for
    neither preset: the first component of a scene on a common scale deviates by as much as s(1).

    Parameters
    ----------
    reference : Tensor (n, d)
        Conditioned spectra of the training sample.
    std : float
        Marginal standard deviation s(1) of the largest noise.
    """

    def __init__(self, reference: Tensor, std: float):
        reference = reference.double()
        self.mean = reference.mean(dim=0)
        centred = reference - self.mean
        noise = std**2 * torch.eye(reference.shape[1], dtype=torch.double)
        self.root = torch.linalg.cholesky(centred.T @ centred / len(reference) + noise)

    def draw(self, count: int, generator: torch.Generator) -> Tensor:
        """Draw samples (count, d), float32."""
        z = torch.randn(count, len(self.mean), generator=generator, dtype=torch.double)
        return (self.mean + z @ self.root.T).float()


class NoisedScore:
    """Score of a view at a marginal standard deviation: (x (n, d), s) -> (n, d), computed on the device."""

    def __init__(self, view: View, device: Device):
        self.view = view
        self.device = device
        self.batch = CHUNK

    def __call__(self, x: Tensor, std: float) -> Tensor:
        t = self.view.sde.time(torch.full((len(x),), std))

        def in_batches(size: int) -> Tensor:
            self.batch = size
            place = self.device.torch
            network = self.view.network.to(place)
            parts = zip(x.split(size), t.split(size))
            return torch.cat([network(some.to(place), times.to(place)).cpu() for some, times in parts])

        return self.device.within_memory(in_batches, self.batch)


def probability_flow(score: Score, x: Tensor, a: float, b: float, generator: torch.Generator) -> Tensor:
    """Heun step of the probability-flow ODE dx = -s score ds: Karras et al., algorithm 1. Draws no random numbers."""
    slope = -a * score(x, a)
    end = -b * score(x + (b - a) * slope, b)
    return x + (b - a) * (slope + end) / 2


def euler_maruyama(score: Score, x: Tensor, a: float, b: float, generator: torch.Generator) -> Tensor:
    """Step of the reverse SDE, whose variance between a and b is a^2 - b^2: Song et al., ICLR 2021, equation 46."""
    variance = a**2 - b**2
    return x + variance * score(x, a) + math.sqrt(variance) * normal_like(x, generator)


def predictor_corrector(score: Score, x: Tensor, a: float, b: float, generator: torch.Generator) -> Tensor:
    """Step of the reverse SDE, then a Langevin step at the level reached: Song et al., ICLR 2021, algorithm 2.

    The Langevin step size 2 (r |z| / |score|)^2 uses the expected norms, |z| / |score| = s, so that a spectrum does
    not depend on the others of its batch.
    """
    x = euler_maruyama(score, x, a, b, generator)
    size = 2 * (SIGNAL_TO_NOISE * b) ** 2
    return x + size * score(x, b) + math.sqrt(2 * size) * normal_like(x, generator)


def denoise(score: Score, x: Tensor, std: float) -> Tensor:
    """Compute E[x(0) | x(t)], which removes the remaining noise: Tweedie's formula."""
    return x + std**2 * score(x, std)


def normal_like(x: Tensor, generator: torch.Generator) -> Tensor:
    return torch.randn(x.shape, generator=generator)


STEPS: dict[str, Step] = {
    "probability-flow": probability_flow,
    "euler-maruyama": euler_maruyama,
    "predictor-corrector": predictor_corrector,
}
