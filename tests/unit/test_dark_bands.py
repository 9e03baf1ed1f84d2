"""What shows only in bands that hold noise alone elsewhere is found."""

from __future__ import annotations

import numpy as np
import pytest

from scoread_plugin.sgm.detection import Detector
from scoread_plugin.sgm.settings import DEFAULT

SIDE, BANDS, DARK = 64, 60, slice(45, 60)


@pytest.fixture
def sea(smooth_spectra):
    """Cube (rows, columns, bands) of water that sends no light in its last bands, and where a ship does."""
    cube = smooth_spectra(SIDE**2, BANDS).reshape(SIDE, SIDE, BANDS)
    cube[..., DARK] = np.random.default_rng(1).normal(0, 20, cube[..., DARK].shape)
    ship = (30, slice(30, 32))
    cube[ship + (DARK,)] += 100
    return cube.astype(np.float32), ship


def test_a_ship_on_a_dark_sea_ranks_first(sea, learn, cpu):
    cube, ship = sea
    model, _ = learn(cube.reshape(-1, BANDS), DEFAULT)
    scores = Detector(model, DEFAULT, 1, cpu, extra_bands=False).score(cube, np.ones((SIDE, SIDE), bool))[..., 0]
    assert scores[ship].min() >= np.sort(scores, axis=None)[-2]
