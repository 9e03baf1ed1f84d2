"""Requests that a worker answers, in terms of `sgm`."""

from __future__ import annotations

import platform
from pathlib import Path

import numpy as np
import torch

from .progress import Log, Progress
from .sgm.benchmark import CASE, detection_speed
from .sgm.checkpoints import Checkpoints
from .sgm.detection import Detector
from .sgm.detection_options import DetectionOptions
from .sgm.device import Device, device_facts, free_memory
from .sgm.generation import Generation
from .sgm.model import ScoreModel
from .sgm.persistence import load_model, save_model
from .sgm.pixels import Pixels, concatenate, take_pixels
from .sgm.populations import compare
from .sgm.sampling import generate
from .sgm.settings import Ring, Settings
from .sgm.sweep import LevelSweep
from .sgm.training import train
from .version import VERSION

Answer = tuple[dict, dict[str, np.ndarray]]


class Session:
    """State that outlives a request: the training sample and the detector (or sweep).

    Each call takes plain values and arrays by name, and returns plain values and arrays.
    """

    def __init__(self, progress: Progress, log: Log):
        self.progress = progress
        self.log = log
        self.sample = []
        self.detector = None
        self.versions = {
            "python": platform.python_version(),
            "torch": torch.__version__,
            "numpy": np.__version__,
            "scoread": VERSION,
        }
        self.calls = {
            "facts": self.facts,
            "benchmark": self.benchmark,
            "sample": self.add_to_sample,
            "train": self.train,
            "open": self.open_model,
            "sweep": self.open_sweep,
            "score": self.score,
            "explain": self.explain,
            "generate": self.generate,
            "rest": self.rest,
        }

    def facts(self) -> Answer:
        return {**self.versions, "devices": device_facts()}, {}

    def benchmark(self, device: str) -> Answer:
        place = Device(device, self.log)
        return {"device": place.description, "speed": detection_speed(place, self.progress), "case": CASE}, {}

    def add_to_sample(self, cube: np.ndarray, valid: np.ndarray, chosen: np.ndarray, ring: dict | None) -> Answer:
        mask, places = torch.from_numpy(valid), torch.from_numpy(chosen)
        self.sample.append(take_pixels(torch.from_numpy(cube), mask, places, ring and Ring(**ring)).copied())
        return {}, {}

    def train(
        self,
        settings: dict,
        seed: int,
        device: str,
        path: str,
        bands: dict,
        initial: str,
        checkpoints: str,
        seconds: float,
    ) -> Answer:
        sample, self.sample = concatenate(self.sample), []
        place = Device(device, self.log)
        chosen = Settings.from_dict(settings)
        self.log(f"Training on {place.description}: {training_text(sample, chosen)}.")
        start = load_model(initial) if initial else None
        states = Checkpoints(Path(checkpoints), seconds, self.log)
        try:
            model, losses = train(sample, chosen, seed, place, self.progress, start, states)
        except ValueError:
            states.discard()  # The same training would fail again.
            raise
        model.facts.update(self.versions)
        header = save_model(path, model, bands)
        told = {"model_id": header.model_id, "batch_size": model.facts["batch_size"], "device": place.description}
        return told, {"losses": losses}

    def open_model(self, path: str, options: dict) -> Answer:
        model, asked = load_model(path), DetectionOptions(**options)
        place = Device(asked.device, self.log)
        self.detector = Detector(model, asked.applied_to(model.settings), asked.seed, place, asked.extra_bands)
        return self.ready(model)

    def open_sweep(self, path: str, options: dict) -> Answer:
        model, asked = load_model(path), DetectionOptions(**options)
        place = Device(asked.device, self.log)
        settings = model.settings.with_changes(perturbations=asked.perturbations)
        self.detector = LevelSweep(model, settings, asked.noise_levels, asked.seed, place)
        return self.ready(model)

    def ready(self, model: ScoreModel) -> Answer:
        self.log(f"Scoring on {self.device}.")
        told = {"model_id": model.facts["model_id"], "margin": self.detector.margin, "names": self.detector.names}
        return {**told, "device": self.device}, {}

    def score(self, cube: np.ndarray, valid: np.ndarray) -> Answer:
        outputs = self.detector.score(cube, valid, self.progress)
        return {"device": self.device}, {"outputs": outputs}

    def explain(self, cube: np.ndarray, valid: np.ndarray) -> Answer:
        return {}, {"deviations": self.detector.deviations(cube, valid, self.progress)}

    def generate(self, path: str, wanted: dict, device: str) -> Answer:
        model = load_model(path)
        place = Device(device, self.log)
        self.log(f"Generating on {place.description}.")
        generated = generate(model, Generation(**wanted).applied_to(model.settings), place, self.progress).numpy()
        real = model.reference.numpy()
        compared = compare(real, generated)
        values = {name: getattr(compared, name) for name in ("distance", "baseline", "gaussian")}
        components = {"real_components": compared.real, "components": compared.generated}
        return {**values, "device": place.description}, {"spectra": generated, "real": real, **components}

    def rest(self) -> Answer:
        """Discard all state: the next request, if any, belongs to another run."""
        self.sample, self.detector = [], None
        free_memory()
        return {}, {}

    @property
    def device(self) -> str:
        return self.detector.device.description


def training_text(sample: Pixels, settings: Settings) -> str:
    """Describe the training ahead: "50000 pixels, 32 epochs, 38 MB of spectra"."""
    megabytes = sample.bank.numel() * sample.bank.element_size() / 1e6
    return f"{len(sample)} pixels, {settings.epochs} epochs, {megabytes:.0f} MB of spectra"
