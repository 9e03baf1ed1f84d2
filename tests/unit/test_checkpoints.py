"""A training that is interrupted goes on from its states, and comes to the same weights."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
import torch

from scoread_plugin.progress import silent
from scoread_plugin.session import Session
from scoread_plugin.sgm.checkpoints import Checkpoint, Checkpoints
from scoread_plugin.sgm.pixels import Pixels
from scoread_plugin.sgm.settings import DEFAULT, PAPER
from scoread_plugin.sgm.training import train

SETTINGS = {
    "default": DEFAULT.with_changes(epochs=4),
    "paper": PAPER.with_changes(epochs=4, batch_size=32),
    "plain": DEFAULT.with_changes(epochs=4, views=("whitened",), noise_levels=((0.3,),), exclusion=0.0),
}


@pytest.fixture(scope="module")
def sample(mixed_spectra):
    spectra = torch.from_numpy(mixed_spectra(130))
    return Pixels(spectra, torch.arange(130))


@pytest.fixture(scope="module")
def whole(sample, cpu):
    """For each preset, what a training in one go gives: the model, its losses, and how often it told of progress."""

    def train_whole(settings):
        fractions = []
        return (*train(sample, settings, 1, cpu, counting(fractions)), len(fractions))

    return {preset: train_whole(settings) for preset, settings in SETTINGS.items()}


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
@pytest.mark.parametrize("preset", ["default", "paper"])
def test_an_interrupted_training_comes_to_the_same_weights(sample, whole, cpu, tmp_path, preset, limit):
    settings, rest = SETTINGS[preset], []
    interrupt(sample, settings, cpu, Checkpoints(tmp_path / "states"), limit)
    model, losses = train(sample, settings, 1, cpu, counting(rest), checkpoints=Checkpoints(tmp_path / "states"))
    in_one_go, same_losses, told = whole[preset]
    assert same(model, in_one_go) and (losses == same_losses).all()
    assert len(rest) < told


def test_one_network_may_be_further_than_the_other(sample, whole, cpu, tmp_path):
    interrupt(sample, SETTINGS["default"], cpu, Checkpoints(tmp_path), 0.3)
    next(tmp_path.glob("from-0-*.state")).unlink()
    model, _ = train(sample, SETTINGS["default"], 1, cpu, silent, checkpoints=Checkpoints(tmp_path))
    assert same(model, whole["default"][0])


def flipped(data):
    middle = len(data) // 2
    return data[:middle] + bytes(255 - byte for byte in data[middle : middle + 64]) + data[middle + 64 :]


@pytest.mark.parametrize(
    "damage", [lambda data: b"", lambda data: data[: len(data) // 2], lambda data: b"no state", flipped]
)
def test_a_damaged_state_counts_for_nothing(sample, whole, cpu, tmp_path, damage):
    interrupt(sample, SETTINGS["plain"], cpu, Checkpoints(tmp_path), 0.6)
    state = tmp_path / "from-0-0.state"
    state.write_bytes(damage(state.read_bytes()))
    told = []
    checkpoints = Checkpoints(tmp_path, log=told.append)
    model, _ = train(sample, SETTINGS["plain"], 1, cpu, silent, checkpoints=checkpoints)
    assert same(model, whole["plain"][0]) and told == []


def brighter(sample):
    return sample.with_bank(sample.bank * torch.linspace(1, 1.1, 130)[:, None])


@pytest.mark.parametrize(
    ("pixels", "changes", "seed"),
    [
        (brighter, {}, 1),
        (lambda sample: sample.subset(torch.arange(1, 130)), {}, 1),
        (lambda sample: sample, {"batch_size": 16}, 1),
        (lambda sample: sample, {"learning_rate": 1e-4}, 1),
        (lambda sample: sample, {}, 2),
    ],
    ids=["spectra", "sample", "batch", "settings", "seed"],
)
def test_a_state_of_another_training_counts_for_nothing(sample, cpu, tmp_path, pixels, changes, seed):
    other, settings = pixels(sample), SETTINGS["default"].with_changes(**changes)
    whole, _ = train(other, settings, seed, cpu, silent)
    interrupt(sample, SETTINGS["default"], cpu, Checkpoints(tmp_path), 0.4)
    told = []
    checkpoints = Checkpoints(tmp_path, log=told.append)
    model, _ = train(other, settings, seed, cpu, silent, checkpoints=checkpoints)
    assert same(model, whole) and told == []


def test_a_round_goes_on_with_its_own_pixels_alone(monkeypatch, sample, cpu, tmp_path):
    """Where the rounds before, done in part anew, leave out others, the states of those after are of no use."""
    interrupt(sample, SETTINGS["default"], cpu, Checkpoints(tmp_path), 0.9)
    monkeypatch.setattr("scoread_plugin.sgm.training.pixels_to_keep", lambda *_: torch.arange(123))
    whole, _ = train(sample, SETTINGS["default"], 1, cpu, silent)
    model, _ = train(sample, SETTINGS["default"], 1, cpu, silent, checkpoints=Checkpoints(tmp_path))
    assert same(model, whole)


def test_the_end_of_a_long_training_is_kept(sample, cpu, tmp_path, monkeypatch):
    """Also where the last state is a moment old, so that a detection that follows can fail at no cost."""
    now = [0.0]
    monkeypatch.setattr("scoread_plugin.sgm.checkpoints.time", SimpleNamespace(monotonic=lambda: now[0]))
    kept = []
    monkeypatch.setattr(Checkpoint, "write", lambda self, state: kept.append(len(state["losses"])))
    checkpoints = Checkpoints(tmp_path, seconds=60)
    for now[0] in (59, 61, 62):
        train(sample, SETTINGS["plain"], 1, cpu, silent, checkpoints=checkpoints)
    assert kept == [1, 4, 1, 4]


def test_a_short_training_leaves_nothing(sample, cpu, tmp_path):
    interrupt(sample, SETTINGS["plain"], cpu, Checkpoints(tmp_path / "states", seconds=60), 0.9)
    assert not list(tmp_path.iterdir())


def test_a_state_that_cannot_be_written_does_not_end_the_training(sample, cpu, tmp_path):
    (tmp_path / "states").write_bytes(b"a file, not a folder")
    told = []
    checkpoints = Checkpoints(tmp_path / "states", log=told.append)
    train(sample, SETTINGS["default"], 1, cpu, silent, checkpoints=checkpoints)
    assert len(told) == 1 and "The state of the training cannot be saved" in told[0]
    assert (tmp_path / "states").read_bytes() == b"a file, not a folder"


def test_a_full_disk_leaves_no_part_of_a_state(monkeypatch, sample, cpu, tmp_path):
    def cut_off(path, data):
        with open(path, "wb") as file:
            file.write(data[:100])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.write_bytes", cut_off)
    train(sample, SETTINGS["plain"], 1, cpu, silent, checkpoints=Checkpoints(tmp_path))
    assert not list(tmp_path.iterdir())


def test_what_was_found_is_told_once(sample, cpu, tmp_path):
    interrupt(sample, SETTINGS["default"], cpu, Checkpoints(tmp_path), 0.6)
    told = []
    checkpoints = Checkpoints(tmp_path, log=told.append)
    train(sample, SETTINGS["default"], 1, cpu, silent, checkpoints=checkpoints)
    assert told == ["Resuming an interrupted training."]


@pytest.mark.parametrize(("failure", "left"), [(ValueError("not finite"), False), (RuntimeError("lost"), True)])
def test_a_training_that_would_fail_again_leaves_nothing(monkeypatch, tmp_path, failure, left):
    def fail(sample, settings, seed, device, progress, initial, checkpoints):
        checkpoints.folder.mkdir()
        raise failure

    monkeypatch.setattr("scoread_plugin.session.train", fail)
    session = Session(silent, lambda text: None)
    session.add_to_sample(np.ones((3, 3, 4), np.float32), *np.ones((2, 3, 3), bool), None)
    states = tmp_path / "states"
    with pytest.raises(type(failure)):
        session.train(DEFAULT.to_dict(), 1, "cpu", str(tmp_path / "m.scoread"), {}, "", str(states), 60)
    assert states.exists() == left
