"""A sweep is the detector's own score, one noise level after another."""

from __future__ import annotations

import numpy as np
import pytest

from scoread_plugin.sgm import detection
from scoread_plugin.sgm.detection import Detector
from scoread_plugin.sgm.settings import DEFAULT, PAPER
from scoread_plugin.sgm.sweep import LevelSweep, level_name

LEVELS = (0.05, 0.31, 0.9)
SETTINGS = {
    "default": DEFAULT.with_changes(epochs=2),
    "paper": PAPER.with_changes(epochs=1, batch_size=64, perturbations=3),
}


@pytest.fixture(scope="module")
def cube(mixed_spectra):
    return mixed_spectra(10 * 15).reshape(10, 15, -1)


@pytest.mark.parametrize(("preset", "chunk"), [("default", detection.CPU_CHUNK), ("paper", 64)])
def test_each_band_is_the_score_at_that_level_alone(learn, cpu, cube, monkeypatch, preset, chunk):
    monkeypatch.setattr(detection, "CPU_CHUNK", chunk)
    model = learn(cube.reshape(150, -1), SETTINGS[preset])[0]
    valid = np.random.default_rng(0).random((10, 15)) > 0.1
    sweep = LevelSweep(model, model.settings, LEVELS, 4, cpu)
    scores = sweep.score(cube, valid)
    assert scores.shape == (10, 15, 3) and (np.isnan(scores) == ~valid[:, :, None]).all()
    for k, t in enumerate(LEVELS):
        alone = Detector(model, model.settings.with_noise_levels((t,)), 4, cpu, False).score(cube, valid)
        np.testing.assert_array_equal(scores[:, :, k], alone[:, :, 0])
    assert (scores[:, :, 0] != scores[:, :, 1])[valid].any()
    np.testing.assert_array_equal(sweep.score(cube[5:9], valid[5:9]), scores[5:9])


def test_progress_rises_over_the_levels(learn, cpu, cube):
    model = learn(cube.reshape(150, -1), SETTINGS["default"])[0]
    told = []
    sweep = LevelSweep(model, model.settings, LEVELS, 4, cpu)
    sweep.score(cube, np.ones((10, 15), bool), lambda fraction, text: told.append(fraction))
    assert told == pytest.approx([0, 1 / 3, 2 / 3])


def test_names_tell_the_standard_deviation():
    """s(t) = sqrt((sigma^(2t) - 1) / (2 ln sigma)): for 25 and 5 at t = 1, by hand."""
    assert level_name(1, 25.0) == "t = 1, s = 9.85" and level_name(1, 5.0) == "t = 1, s = 2.73"
    assert level_name(0.31, 25.0) == "t = 0.31, s = 0.99"
