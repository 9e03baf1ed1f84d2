"""A training that is interrupted goes on from its states, and comes to the same weights."""

from __future__ import annotations

import pytest
import torch

from scoread_plugin.sgm.checkpoints import Checkpoints
from scoread_plugin.sgm.device import Device
from scoread_plugin.sgm.pixels import Pixels
from scoread_plugin.sgm.settings import DEFAULT, PAPER
from scoread_plugin.sgm.training import train

SETTINGS = {"default": DEFAULT.with_changes(epochs=4), "paper": PAPER.with_changes(epochs=4, batch_size=32)}


@pytest.fixture
def sample(mixed_spectra):
    spectra = torch.from_numpy(mixed_spectra(130))
    return Pixels(spectra, torch.arange(130))


class Interrupted(Exception):
    pass


def stopping_at(limit):
    def progress(fraction, text):
        if fraction > limit:
            raise Interrupted

    return progress


def counting(fractions):
    return lambda fraction, text: fractions.append(fraction)


def interrupt(sample, settings, cpu, checkpoints, limit):
    with pytest.raises(Interrupted):
        train(sample, settings, 1, cpu, stopping_at(limit), checkpoints=checkpoints)


def same(first, second):
    states = first.views.state_dict(), second.views.state_dict()
    return all(torch.equal(states[0][name], states[1][name]) for name in states[0])


@pytest.mark.parametrize("limit", [0.3, 0.8])
@pytest.mark.parametrize("preset", SETTINGS)
def test_an_interrupted_training_comes_to_the_same_weights(sample, cpu, tmp_path, preset, limit):
    settings, fractions = SETTINGS[preset], []
    whole, losses = train(sample, settings, 1, cpu, counting(fractions))
    interrupt(sample, settings, cpu, Checkpoints(tmp_path / "states"), limit)
    rest = []
    model, same_losses = train(sample, settings, 1, cpu, counting(rest), checkpoints=Checkpoints(tmp_path / "states"))
    assert same(model, whole) and (losses == same_losses).all()
    assert len(rest) < len(fractions)


def test_one_network_may_be_further_than_the_other(sample, cpu, tmp_path):
    whole, _ = train(sample, SETTINGS["default"], 1, cpu, lambda *_: None)
    interrupt(sample, SETTINGS["default"], cpu, Checkpoints(tmp_path), 0.3)
    next(tmp_path.glob("first-*.pt")).unlink()
    model, _ = train(sample, SETTINGS["default"], 1, cpu, lambda *_: None, checkpoints=Checkpoints(tmp_path))
    assert same(model, whole)


@pytest.mark.parametrize("damage", [lambda data: b"", lambda data: data[: len(data) // 2], lambda data: b"no state"])
def test_a_damaged_state_counts_for_nothing(sample, cpu, tmp_path, damage):
    whole, _ = train(sample, SETTINGS["paper"], 1, cpu, lambda *_: None)
    interrupt(sample, SETTINGS["paper"], cpu, Checkpoints(tmp_path), 0.6)
    state = tmp_path / "first-0.pt"
    state.write_bytes(damage(state.read_bytes()))
    model, _ = train(sample, SETTINGS["paper"], 1, cpu, lambda *_: None, checkpoints=Checkpoints(tmp_path))
    assert same(model, whole)


def test_a_state_of_other_batches_counts_for_nothing(sample, cpu, tmp_path):
    interrupt(sample, SETTINGS["paper"], cpu, Checkpoints(tmp_path), 0.6)
    assert Checkpoints(tmp_path).of("first", 0, 8).read() is not None
    assert Checkpoints(tmp_path).of("first", 0, 4).read() is None


def test_a_short_training_leaves_nothing(sample, cpu, tmp_path):
    interrupt(sample, SETTINGS["paper"], cpu, Checkpoints(tmp_path / "states", seconds=60), 0.9)
    assert not list(tmp_path.iterdir())


def test_a_state_that_cannot_be_written_does_not_end_the_training(sample, cpu, tmp_path):
    (tmp_path / "states").write_bytes(b"a file, not a folder")
    told = []
    checkpoints = Checkpoints(tmp_path / "states", say=told.append)
    model, _ = train(sample, SETTINGS["paper"], 1, cpu, lambda *_: None, checkpoints=checkpoints)
    assert told and all("The state of the training cannot be kept" in text for text in told)
    assert (tmp_path / "states").read_bytes() == b"a file, not a folder"


def test_what_was_found_is_told(sample, tmp_path):
    told = []
    device = Device("cpu", told.append)
    interrupt(sample, SETTINGS["paper"], device, Checkpoints(tmp_path), 0.6)
    assert told == []
    train(sample, SETTINGS["paper"], 1, device, lambda *_: None, checkpoints=Checkpoints(tmp_path))
    assert told == ["Going on from an interrupted training."]
