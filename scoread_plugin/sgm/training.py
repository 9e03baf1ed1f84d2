"""Training of a score model on a sample of spectra."""

from __future__ import annotations

import copy
from functools import partial

import numpy as np
import torch
from torch import Tensor, nn

from ..progress import ParallelProgress, Progress, span
from .checkpoints import Checkpoints
from .detection import Detector
from .device import Device
from .model import ScoreModel, View
from .pixels import Pixels
from .preprocessing import CONDITIONINGS, least_anomalous
from .settings import Settings
from .threads import one_thread, side_by_side
from .view_training import ViewTraining

REFERENCE_SPECTRA = 4096
ROUNDS = 4
FEWEST_BATCHES = 28
EXCLUSION_NOISE_LEVELS = (0.31,)
NONE_KEPT = Checkpoints()


def train(
    pixels: Pixels,
    settings: Settings,
    seed: int,
    device: Device,
    progress: Progress,
    initial: ScoreModel | None = None,
    checkpoints: Checkpoints = NONE_KEPT,
) -> tuple[ScoreModel, np.ndarray]:
    """Train a score model, from the second round on without the spectra it finds most anomalous.

    Parameters
    ----------
    pixels : Pixels
        Training sample in sensor units, with at least two different spectra.
    settings : Settings
    seed : int
        Random seed; the same seed and sample give the same model on one device.
    device : Device
        Training device; it falls back to a smaller batch, then to the CPU, if its memory does not suffice.
    progress : callable (fraction in 0..1, text)
        Called at every step; an exception it raises aborts the training.
    initial : ScoreModel, optional
        Model to start from; its conditioning is kept.
    checkpoints : Checkpoints, optional
        Checkpoints; the training resumes from existing ones of this very training, with the same final weights as an
        uninterrupted run.

    Returns
    -------
    model : ScoreModel
    losses : array (epochs,)
        Mean training loss of each epoch, over the views.

    Raises
    ------
    ValueError
        If the spectra are all identical, or if they or a loss are not finite.
    """
    spectra = pixels.bank[pixels.centres]
    check_spectra(spectra)
    torch.manual_seed(seed)
    views = nn.ModuleList(new_views(spectra, settings) if initial is None else copy.deepcopy(initial.views))
    reference = reference_spectra(spectra, seed)
    start = {name: value.clone() for name, value in views.state_dict().items()}

    def run(batch_size: int) -> tuple[int, np.ndarray]:
        views.load_state_dict(start)
        views.zero_grad()  # An attempt that ran out of memory leaves gradients.
        views.to(device.torch)
        trainings = [ViewTraining(view, pixels, settings, batch_size, seed, device.torch) for view in views]
        kept = torch.arange(len(pixels))
        ends = ends_of_rounds(settings)
        for first, last in zip(ends, ends[1:]):
            within = span(progress, first / settings.epochs, last / settings.epochs)
            if first:
                model = ScoreModel(settings, views, reference, {})
                kept = pixels_to_keep(model, pixels, seed, device, span(within, 0, 0))
            train_round(trainings, kept, first, last, checkpoints, within)
        return batch_size, np.mean([training.losses for training in trainings], axis=0)

    batch_size, losses = device.within_memory(run, min(settings.batch_size, max(1, len(pixels) // FEWEST_BATCHES)))
    facts = {
        "pixels": len(pixels),
        "batch_size": batch_size,
        "seed": seed,
        "device": device.torch.type,
        "initial": initial and initial.facts.get("model_id"),
        "final_loss": float(losses[-1]),
    }
    return ScoreModel(settings, views.to("cpu").eval().requires_grad_(False), reference, facts), losses


def check_spectra(spectra: Tensor) -> None:
    """Raise ValueError if nothing can be learned from spectra (n, bands)."""
    if not bool(spectra.isfinite().all()):
        raise ValueError("The spectra contain values that are not finite: mask those pixels.")
    if len(spectra) < 2 or bool((spectra == spectra[0]).all()):
        raise ValueError("The valid pixels all have the same spectrum: there is nothing to learn.")


def ends_of_rounds(settings: Settings) -> list[int]:
    """List the epochs at which the training begins, determines again which pixels to exclude, and ends."""
    rounds = ROUNDS if settings.exclusion else 1
    return sorted({round(settings.epochs * k / rounds) for k in range(rounds + 1)})


def pixels_to_keep(model: ScoreModel, pixels: Pixels, seed: int, device: Device, progress: Progress) -> Tensor:
    """Return the indices (k,), int64, increasing, of the pixels to keep: all but the most anomalous to the model.

    They are scored at one noise level in all views, the one at which s(t) is 1 with sigma = 25.
    """
    settings = model.settings.with_noise_levels(EXCLUSION_NOISE_LEVELS)
    detector = Detector(model, settings, seed, device, extra_bands=False)
    scores = detector.score_pixels(pixels, lambda fraction, _: progress(fraction, "Selecting the spectra to exclude"))
    return least_anomalous(scores, 1 - model.settings.exclusion)


def new_views(spectra: Tensor, settings: Settings) -> list[View]:
    with one_thread():
        return [View(CONDITIONINGS[name](spectra.numpy()), settings) for name in settings.views]


def reference_spectra(spectra: Tensor, seed: int) -> Tensor:
    generator = torch.Generator().manual_seed(seed)
    return spectra[torch.randperm(len(spectra), generator=generator)[:REFERENCE_SPECTRA]]


def train_round(
    trainings: list[ViewTraining], kept: Tensor, first: int, last: int, checkpoints: Checkpoints, progress: Progress
) -> None:
    """Train the views in parallel on the kept pixels, from epoch `first` to epoch `last`."""
    together = ParallelProgress(progress, len(trainings))
    with side_by_side(trainings[0].device) as pool:
        running = []
        for k, training in enumerate(trainings):
            work = partial(training.run, kept, first, last, checkpoints.of(f"from-{first}-{k}"))
            running.append(pool.submit(together.run, k, work))
        for one in running:
            one.result()
