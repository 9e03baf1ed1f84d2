"""Detection speed of this machine, in pixels per second, for one fixed case."""

from __future__ import annotations

import time

import numpy as np
import torch

from ..progress import Progress
from .detection import Detector
from .device import Device
from .model import ScoreModel, View
from .preprocessing import CONDITIONINGS
from .settings import DEFAULT

BANDS = 100
CPU_SIDE, GPU_SIDE = 64, 256
SECONDS = 1.0
CASE = f"preset 'default', {BANDS} bands of synthetic spectra, reading and writing left out"


def detection_speed(device: Device, progress: Progress) -> float:
    """Measure the number of pixels scored per second, for about a second.

    The networks are untrained: the values of the weights do not affect the speed.
    """
    side = CPU_SIDE if device.torch.type == "cpu" else GPU_SIDE
    generator = np.random.default_rng(1)
    materials = generator.uniform(500, 3000, (6, BANDS))
    shares = generator.dirichlet(np.ones(6), (side, side))
    cube = (shares @ materials + generator.normal(0, 20, (side, side, BANDS))).astype(np.float32)
    valid = np.ones((side, side), bool)
    spectra = torch.from_numpy(cube.reshape(-1, BANDS))
    torch.manual_seed(1)
    views = torch.nn.ModuleList(View(CONDITIONINGS[name](spectra.numpy()), DEFAULT) for name in DEFAULT.views)
    model = ScoreModel(DEFAULT, views, spectra, {})
    detector = Detector(model, DEFAULT, 1, device, extra_bands=False)
    detector.score(cube, valid)
    pixels, started = 0, time.perf_counter()
    while True:
        detector.score(cube, valid)
        pixels += valid.size
        elapsed = time.perf_counter() - started
        progress(min(1.0, elapsed / SECONDS), "Measuring the speed of detection")
        if elapsed >= SECONDS:
            return pixels / elapsed
