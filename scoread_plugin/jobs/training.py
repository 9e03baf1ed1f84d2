"""Training of a model file on a scene."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from ..files import replacing
from ..progress import Log, Progress
from ..raster.scene import Scene
from ..raster.training_sample import sample_blocks
from ..resume_folder import ResumeFolder
from ..runtime.client import Worker
from ..sgm.settings import Settings
from ..version import VERSION
from .scene_moments import require_two

SECONDS_BETWEEN_STATES = 60.0


@dataclass(frozen=True)
class TrainingRequest:
    """Parameters of a training, apart from the scene.

    Attributes
    ----------
    settings : Settings
    seed : int
    max_pixels : int
        Size of the training sample.
    device : {"auto", "cuda", "mps", "cpu"}
    initial : str
        Path of the initial model, or empty.
    """

    settings: Settings
    seed: int
    max_pixels: int
    device: str
    initial: str


@dataclass(frozen=True)
class TrainingResult:
    """Result of a training.

    Attributes
    ----------
    model_id : str
    batch_size : int
        Spectra per step: fewer than requested if the sample or the device's memory is small.
    device : str
    pixels : int
    losses : array (epochs,)
        Mean training loss of each epoch.
    mean, spread : array (bands,)
        Mean and standard deviation of the sample, in sensor units.
    seconds : float
    """

    model_id: str
    batch_size: int
    device: str
    pixels: int
    losses: np.ndarray
    mean: np.ndarray
    spread: np.ndarray
    seconds: float


@contextmanager
def resumable(target: str, request: TrainingRequest, log: Log) -> Iterator[Path]:
    """Provide a folder for the states of a training, next to the run's target, until the run is complete.

    If the run ends early and the folder exists, the user is informed.
    """
    resumed = ResumeFolder(Path(target).absolute(), json.dumps([VERSION, asdict(request)]), "-training")
    try:
        yield resumed.folder
    except BaseException:
        if resumed.folder.exists():
            log(f"The training so far is kept next to '{target}': repeat the run with this output to resume.")
        raise
    resumed.remove()


def train(
    scene: Scene, request: TrainingRequest, target: str, worker: Worker, progress: Progress, states: Path
) -> TrainingResult:
    """Draw a sample, train on it in the worker, and move the model file into place.

    Parameters
    ----------
    scene : Scene
    request : TrainingRequest
    target : str
        Path of the model file.
    worker : Worker
    progress : callable (fraction in 0..1, text)
    states : Path
        Folder for the states of the training, see `resumable`.

    Raises
    ------
    RasterError
        If the scene cannot be read, or has fewer than two valid pixels.
    RuntimeFailure
        If the worker refuses or fails.
    """
    started = time.monotonic()
    sample = send_sample(scene, request, worker, progress)
    with replacing(target) as path:
        request_values = {
            "settings": request.settings.to_dict(),
            "seed": request.seed,
            "device": request.device,
            "path": os.path.abspath(path),
            "bands": band_facts(scene),
            "initial": request.initial and os.path.abspath(request.initial),
            "checkpoints": str(states),
            "seconds": SECONDS_BETWEEN_STATES,
        }
        values, arrays = worker.call("train", request_values, progress=progress)
        losses = np.array(arrays["losses"])
    seconds = time.monotonic() - started
    spread = np.sqrt(sample.squares / (sample.count - 1))
    return TrainingResult(
        **values, pixels=sample.count, losses=losses, mean=sample.mean, spread=spread, seconds=seconds
    )


def send_sample(scene: Scene, request: TrainingRequest, worker: Worker, progress: Progress) -> BandStatistics:
    """Read the training sample, send it to the worker, and return its statistics."""
    sample = BandStatistics(len(scene.bands))
    settings = request.settings
    ring = settings.ring and vars(settings.ring)
    for block, chosen in sample_blocks(scene, settings.margin, request.max_pixels, request.seed, progress):
        arrays = {"cube": block.cube, "valid": block.valid, "chosen": chosen}
        worker.call("sample", {"ring": ring}, arrays)
        sample.add(block.cube[chosen])
    require_two(sample.count)
    return sample


def band_facts(scene: Scene) -> dict:
    """Return the description of the bands in a model file."""
    return {
        "bands": scene.bands,
        "band_count": scene.dataset.RasterCount,
        "wavelengths": scene.wavelengths_used,
        "nodata": [value if value is None or np.isfinite(value) else None for value in scene.nodata],
    }


class BandStatistics:
    """Running count, mean and sum of squared deviations of each band; `Moments` without what bands have in common.

    Chan, Golub, LeVeque, "Algorithms for computing the sample variance", The American Statistician 37(3), 1983.
    """

    def __init__(self, bands: int):
        self.count = 0
        self.mean, self.squares = np.zeros((2, bands))

    def add(self, spectra: np.ndarray) -> None:
        """Add spectra (n, bands), at least one."""
        values = spectra.astype(np.float64)
        mean, count = values.mean(axis=0), self.count + len(values)
        apart = mean - self.mean
        self.squares += ((values - mean) ** 2).sum(axis=0) + apart**2 * (self.count * len(values) / count)
        self.mean += apart * (len(values) / count)
        self.count = count
