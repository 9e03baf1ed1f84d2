"""The score models on an NVIDIA device. Needs torch and numpy alone: `python -m pytest tests/gpu`."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch

from scoread_plugin.sgm.detection import Detector
from scoread_plugin.sgm.device import Device, device_facts, free_memory
from scoread_plugin.sgm.generation import Generation
from scoread_plugin.sgm.pixels import Pixels, take_pixels
from scoread_plugin.sgm.recording import WARM_UPS, Gradients
from scoread_plugin.sgm.sampling import generate
from scoread_plugin.sgm.settings import DEFAULT, PAPER, Ring
from scoread_plugin.sgm.training import train

pytestmark = pytest.mark.skipif(not torch.cuda.is_available(), reason="there is no NVIDIA device here")

BANDS = 40
RING = Ring(5, 3)
SETTINGS = {
    "default": DEFAULT.with_changes(epochs=8),
    "paper": PAPER.with_changes(epochs=2, perturbations=4),
    "ring": PAPER.with_changes(epochs=2, perturbations=4, ring=RING),
}
every_kind = pytest.mark.parametrize("kind", list(SETTINGS))


@pytest.fixture(scope="module")
def cube():
    """Mixtures of three materials with noise, (60, 50, BANDS), float32."""
    generator = np.random.default_rng(1)
    materials = generator.uniform(500, 3000, (3, BANDS))
    shares = generator.dirichlet(np.ones(3), (60, 50))
    return (shares @ materials + generator.normal(0, 20, (60, 50, BANDS))).astype(np.float32)


@pytest.fixture
def cuda():
    return Device("cuda", lambda text: None)


def learn(cube, settings, device):
    margin = settings.margin
    chosen = torch.zeros(cube.shape[:2], dtype=torch.bool)
    chosen[margin : 60 - margin, margin : 50 - margin] = True
    pixels = take_pixels(torch.from_numpy(cube), torch.ones_like(chosen), chosen, settings.ring).copied()
    return train(pixels, settings, 1, device, lambda *_: None)


def scores(model, device, cube, valid):
    return Detector(model, model.settings, 1, device, extra_bands=True).score(cube, valid)


@pytest.fixture(scope="module")
def models(cube):
    return {kind: learn(cube, settings, Device("cpu", print))[0] for kind, settings in SETTINGS.items()}


def test_auto_takes_it():
    device = Device("auto", print)
    assert device.torch.type == "cuda" and torch.cuda.get_device_name() in device.description
    facts = device_facts()[0]
    assert facts["failure"] is None and facts["model"] and facts["free_bytes"] > 2**28


@every_kind
def test_scores_are_those_of_the_cpu(models, cube, cuda, kind):
    valid = np.random.default_rng(2).random(cube.shape[:2]) > 0.1
    there, here = (scores(models[kind], device, cube, valid) for device in (cuda, Device("cpu", print)))
    np.testing.assert_allclose(there, here, atol=1e-3)
    assert np.nanstd(here[:, :, 0]) > 0.01


@every_kind
def test_scores_do_not_depend_on_the_cut(models, cube, cuda, kind):
    valid = np.random.default_rng(2).random(cube.shape[:2]) > 0.1
    margin = models[kind].settings.margin
    whole = scores(models[kind], cuda, cube, valid)
    part = scores(models[kind], cuda, cube[: 23 + 2 * margin], valid[: 23 + 2 * margin])
    assert np.array_equal(whole[:23], part, equal_nan=True) and np.isfinite(part).any()


@every_kind
@pytest.mark.parametrize("number", [np.uint8, np.uint16, np.int16])
def test_integers_are_scored_as_the_floats_that_they_are(models, cube, cuda, kind, number):
    integers = (cube / 16).round().astype(number)
    valid = np.ones(cube.shape[:2], bool)
    kept, floats = (scores(models[kind], cuda, values, valid) for values in (integers, integers.astype(np.float32)))
    assert np.array_equal(kept, floats, equal_nan=True)


def test_few_valid_pixels_of_a_large_block(models, cuda):
    block, valid = np.zeros((900, 900, BANDS), np.float32), np.zeros((900, 900), bool)
    block[::300, ::450], valid[::300, ::450] = 700, True
    found = scores(models["default"], cuda, block, valid)
    assert np.isfinite(found[valid]).all() and np.isnan(found[~valid]).all()


@every_kind
def test_the_same_seed_gives_the_same_model(cube, cuda, kind):
    (one, losses), (other, same_losses) = (learn(cube, SETTINGS[kind], cuda) for _ in range(2))
    assert (losses == same_losses).all()
    states = one.views.state_dict(), other.views.state_dict()
    assert all(torch.equal(states[0][name], states[1][name]) for name in states[0])


@every_kind
def test_training_learns_what_it_learns_on_the_cpu(cube, cuda, kind):
    losses = {device.torch.type: learn(cube, SETTINGS[kind], device)[1] for device in (cuda, Device("cpu", print))}
    np.testing.assert_allclose(losses["cuda"], losses["cpu"], rtol=0.02)


@every_kind
def test_a_recorded_training_is_the_training(cube, cuda, kind, monkeypatch):
    recorded = learn(cube, SETTINGS[kind], cuda)[1]
    tried = []

    def refuse(self, batch):
        tried.append(self)
        raise RuntimeError("no graphs today")

    monkeypatch.setattr(Gradients, "record", refuse)
    np.testing.assert_allclose(recorded, learn(cube, SETTINGS[kind], cuda)[1], rtol=1e-3)
    assert len(tried) == len(SETTINGS[kind].views)


def test_all_full_batches_are_replayed(cube, cuda, monkeypatch):
    counted = {"compute": 0, "replay": 0}
    for name in counted:
        method = getattr(Gradients, name)

        def count(self, batch, name=name, method=method):
            counted[name] += 1
            return method(self, batch)

        monkeypatch.setattr(Gradients, name, count)
    learn(cube, SETTINGS["default"].with_changes(exclusion=0.0), cuda)
    batches = math.ceil(3000 / (3000 // 28))
    assert counted == {"compute": 2 * (8 + WARM_UPS + 1), "replay": 2 * 8 * (batches - 1)}


@pytest.fixture
def short_of_memory():
    """Grants so many bytes of the device's memory besides what torch holds anyway."""

    def grant(size):
        free_memory()
        total = torch.cuda.mem_get_info()[1]
        torch.cuda.set_per_process_memory_fraction(min(1.0, (torch.cuda.memory_reserved() + size) / total))

    yield grant
    torch.cuda.set_per_process_memory_fraction(1.0)


def test_out_of_memory_halves_the_batch(models, cube, short_of_memory):
    """Torch's matrix library keeps tens of megabytes for every stream, which the first run may have asked for."""
    said = []
    valid = np.ones(cube.shape[:2], bool)
    scores(models["default"], Device("cuda", said.append), cube, valid)
    free_memory()
    torch.cuda.reset_peak_memory_stats()
    kept = torch.cuda.memory_reserved()
    expected = scores(models["default"], Device("cuda", said.append), cube, valid)
    assert not said
    short_of_memory(0.6 * (torch.cuda.max_memory_reserved() - kept))
    found = scores(models["default"], Device("cuda", said.append), cube, valid)
    np.testing.assert_allclose(found, expected, atol=1e-3)
    assert said and all("continuing with a batch of" in text for text in said)


def test_scoring_goes_on_where_there_is_no_memory_from_the_start(models, cube, short_of_memory):
    said = []
    valid = np.ones(cube.shape[:2], bool)
    expected = scores(models["default"], Device("cpu", print), cube, valid)
    short_of_memory(0)
    found = scores(models["default"], Device("cuda", said.append), cube, valid)
    np.testing.assert_allclose(found, expected, atol=1e-3)
    assert said and all("continuing with" in text for text in said)


def test_training_goes_on_where_memory_is_short(cube, short_of_memory):
    said = []
    short_of_memory(0)
    device = Device("cuda", said.append)
    model, losses = learn(cube, SETTINGS["default"], device)
    assert np.isfinite(losses).all() and device.torch.type == "cpu" and "continuing on the CPU" in said[-1]


def test_spectra_are_drawn_there(models, cuda):
    wanted = Generation(50, "probability-flow", 10, "whitened", 3)
    there, here = (generate(models["default"], wanted, device) for device in (cuda, Device("cpu", print)))
    spread = models["default"].reference.std()
    assert ((there - here).abs().max() / spread).item() < 1e-2


def test_a_sample_of_one_batch_is_learned(cuda, cube):
    spectra = torch.from_numpy(cube.reshape(-1, BANDS)[:60])
    model, losses = train(Pixels(spectra, torch.arange(60)), SETTINGS["default"], 1, cuda, lambda *_: None)
    assert np.isfinite(losses).all()
