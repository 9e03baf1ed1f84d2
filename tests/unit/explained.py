"""Points to be explained, and what stands for the detector that explains them."""

from __future__ import annotations

import numpy as np

from scoread_plugin.jobs.explaining_points import explain_points
from scoread_plugin.progress import silent
from scoread_plugin.sgm.model_file import Header
from scoread_plugin.sgm.settings import DEFAULT

PLACES = np.array([[12, 8], [-1, -1], [0, 0], [29, 23], [3, 3], [12, 9], [12, 8]])
HEADER = Header(DEFAULT, (3, 3), (1, 3), 3, (450.0, 650.0), (None,) * 2, {})


class Surroundings:
    """Stands for a detector in the worker: scores by the sum of the valid pixels around, deviates by half.

    Each answer is written over the one before, as in the exchange with the worker.
    """

    margin = 1
    names = ["sum"]

    def __init__(self):
        self.shared = np.zeros(10**6, np.float32)

    def score(self, cube, valid, progress):
        progress(0.5, "")
        brightness = np.where(valid, cube.sum(axis=2), 0)
        windows = np.lib.stride_tricks.sliding_window_view(brightness, (3, 3)).sum(axis=(2, 3))
        return self.answer(np.where(valid[1:-1, 1:-1], windows, np.nan)[..., None])

    def deviations(self, cube, valid, progress):
        return self.answer(np.where(valid[..., None], cube / 2, np.nan)[1:-1, 1:-1])

    def answer(self, values):
        shared = self.shared[: values.size].reshape(values.shape)
        shared[:] = values
        return shared


class Brightness(Surroundings):
    """Stands for a detector that sees no neighbours: scores by the sum of the pixel, deviates by half."""

    margin = 0

    def score(self, cube, valid, progress):
        return self.answer(np.where(valid, cube.sum(axis=2), np.nan)[..., None])

    def deviations(self, cube, valid, progress):
        return self.answer(np.where(valid[..., None], cube / 2, np.nan))


def explain(scene, reference, places=PLACES, detector=None, progress=silent, header=HEADER):
    return explain_points(scene, places, detector or Surroundings(), reference, header, progress)
