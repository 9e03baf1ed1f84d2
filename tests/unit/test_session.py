from __future__ import annotations

import sys

import numpy as np
import pytest
import torch

from scoread_plugin.progress import silent
from scoread_plugin.runtime.errors import RuntimeFailure
from scoread_plugin.runtime.remote import RemoteDetector
from scoread_plugin.session import Session
from scoread_plugin.sgm.detection import Detector
from scoread_plugin.sgm.detection_options import DetectionOptions
from scoread_plugin.sgm.model_file import read_header
from scoread_plugin.sgm.persistence import load_model
from scoread_plugin.sgm.settings import PAPER, Ring
from scoread_plugin.sgm.training import FEWEST_BATCHES
from tests.unit.workers import SETTINGS, add_sample, request

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="shell scripts stand for Pythons")


def test_the_speed_of_detection_is_measured(worker):
    progress = []
    values, arrays = worker.call("benchmark", {"device": "cpu"}, {}, lambda *told: progress.append(told))
    assert values["speed"] > 0 and values["device"].startswith("cpu") and "100 bands" in values["case"]
    assert arrays == {} and progress[-1][0] == 1


def test_a_model_is_trained(worker, model):
    path, values, losses, progress = model
    header = read_header(path)
    assert header.settings == SETTINGS and header.bands == (1, 2, 3, 4, 5)
    assert header.facts["pixels"] == 120 and header.facts["torch"] == torch.__version__
    assert values == {"model_id": header.model_id, "batch_size": 120 // FEWEST_BATCHES, "device": values["device"]}
    assert values["device"].startswith("cpu (")
    assert losses.shape == (2,) and header.facts["final_loss"] == losses[-1]
    assert f"Training on {values['device']}: 120 pixels, 2 epochs, 0 MB of spectra." in worker.told
    fractions = [fraction for fraction, _ in progress]
    assert fractions == sorted(fractions) and fractions[0] == 0 and progress[-1][1] == "Epoch 2 of 2"


def test_scores_are_those_of_the_detector(worker, model, mixed_cube, cpu):
    options = DetectionOptions(noise_levels=(0.1, 0.4), perturbations=4, seed=3, device="cpu", extra_bands=True)
    remote = RemoteDetector(worker, model[0], read_header(model[0]), options)
    settings = SETTINGS.with_changes(perturbations=4).with_noise_levels((0.1, 0.4))
    local = Detector(load_model(model[0]), settings, 3, cpu, True)
    assert (remote.margin, remote.names) == (local.margin, local.names) == (0, local.names)
    valid = np.ones((12, 10), bool)
    valid[4, 4] = False
    scores = np.array(remote.score(mixed_cube, valid, silent))
    assert scores.shape == (12, 10, 5) and np.isnan(scores[4, 4]).all()
    np.testing.assert_allclose(scores, local.score(mixed_cube, valid), rtol=1e-4, atol=1e-4)
    assert remote.device.startswith("cpu (") and f"Scoring on {remote.device}." in worker.told


def test_a_model_scores_with_its_own_settings(worker, model, mixed_cube, cpu):
    remote = RemoteDetector(worker, model[0], read_header(model[0]), DetectionOptions(device="cpu"))
    scores = np.array(remote.score(mixed_cube, np.ones((12, 10), bool), silent))
    local = Detector(load_model(model[0]), SETTINGS, 1, cpu, False).score(mixed_cube, np.ones((12, 10), bool))
    np.testing.assert_allclose(scores, local, rtol=1e-4, atol=1e-4)


def test_training_goes_on_from_a_model(worker, model, mixed_cube, tmp_path):
    path = tmp_path / "next.scoread"
    add_sample(worker, mixed_cube)
    worker.call("train", request(path, initial=model[0]))
    before, after = load_model(model[0]), load_model(str(path))
    assert torch.equal(before.views[0].conditioning.projection, after.views[0].conditioning.projection)
    assert not torch.equal(before.views[0].network.project.weight, after.views[0].network.project.weight)


def test_a_sample_keeps_its_neighbours_when_the_next_one_comes(worker, mixed_cube, tmp_path):
    ring = Ring(3, 1)
    settings = PAPER.with_changes(epochs=1, batch_size=64, ring=ring)
    chosen = np.zeros((6, 10), bool)
    chosen[1:-1, 1:-1] = True
    for block in (mixed_cube[:6], mixed_cube[6:]):
        arrays = {"cube": block, "valid": np.ones((6, 10), bool), "chosen": chosen}
        worker.call("sample", {"ring": vars(ring)}, arrays)
    worker.call("train", request(tmp_path / "m.scoread", settings))
    reference = load_model(str(tmp_path / "m.scoread")).reference
    expected = np.concatenate([mixed_cube[:6][chosen], mixed_cube[6:][chosen]])
    assert sorted(reference.tolist()) == sorted(expected.tolist())


def test_a_training_that_fails_leaves_no_sample_behind(worker, mixed_cube, tmp_path):
    path = tmp_path / "m.scoread"
    add_sample(worker, np.ones((4, 4, 5), np.float32))
    with pytest.raises(RuntimeFailure, match="same spectrum"):
        worker.call("train", request(path))
    assert not path.exists()
    chosen = np.zeros((12, 10), bool)
    chosen[2:4, 3:8] = True
    add_sample(worker, mixed_cube, chosen)
    worker.call("train", request(path))
    assert read_header(str(path)).facts["pixels"] == 10


def test_at_rest_it_forgets_sample_and_model():
    session = Session(silent, lambda text: None)
    valid = np.ones((2, 3), bool)
    session.add_to_sample(np.ones((2, 3, 5), np.float32), valid, valid, None)
    session.detector = "a model"
    assert session.calls["rest"]() == ({}, {})
    assert (session.sample, session.detector) == ([], None)
