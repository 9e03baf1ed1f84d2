"""Score maps with a few regions that stand out."""

from __future__ import annotations

import numpy as np

NODATA = -9.0
SHAPE = (60, 50)


def score_cube():
    """Normal scores (60, 50, 1) with a region of two pixels, one of one pixel, and an invalid pixel."""
    scores = np.random.default_rng(1).normal(size=(*SHAPE, 1)).astype(np.float32)
    scores[10, 20:22] = [[20], [30]]
    scores[40, 5] = 25
    scores[0, 0] = NODATA
    return scores


def named(*names, **metadata):
    def describe(dataset):
        for k, name in enumerate(names):
            dataset.GetRasterBand(k + 1).SetDescription(name)
        dataset.SetMetadata(metadata)

    return describe
