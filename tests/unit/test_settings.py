from __future__ import annotations

import dataclasses
import json

import pytest

from scoread_plugin.sgm.network import NETWORKS
from scoread_plugin.sgm.preprocessing import CONDITIONINGS
from scoread_plugin.sgm.settings import DEFAULT, PAPER, PRESETS, Ring, Settings
from scoread_plugin.sgm.view_training import TIMES

RING = PAPER.with_changes(ring=Ring(7, 5))


@pytest.mark.parametrize("settings", [DEFAULT, PAPER, RING], ids=["default", "paper", "ring"])
def test_settings_travel_as_json(settings):
    assert Settings.from_dict(json.loads(json.dumps(settings.to_dict()))) == settings


@pytest.mark.parametrize("name", ["default", "paper"])
def test_presets_name_what_there_is(name):
    settings = PRESETS[name]
    assert settings.preset == name
    assert settings.network in NETWORKS and settings.times in TIMES
    assert set(settings.views) <= set(CONDITIONINGS)


def test_noise_levels_are_told_once_where_the_views_share_them():
    assert PAPER.noise_levels_text() == "0.05"
    assert DEFAULT.with_noise_levels((0.1, 0.5)).noise_levels_text() == "0.1, 0.5"
    assert DEFAULT.noise_levels_text() == "whitened 0.15; principal 0.31"


def test_paper_preset_is_the_authors_recipe():
    assert (PAPER.network, PAPER.views, PAPER.sigma, PAPER.times) == ("paper", ("min-max",), 5, "uniform")
    assert (PAPER.epochs, PAPER.batch_size, PAPER.learning_rate, PAPER.one_cycle) == (100, 16, 3e-5, False)
    assert (PAPER.retain_ratio, PAPER.noise_levels) == (1, ((0.05,),))
    assert (PAPER.perturbations, PAPER.antithetic, PAPER.fusion) == (100, False, "mean")
    assert PAPER.ring is None and PAPER.largest == 0


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"network": "unet"}, "unet"),
        ({"views": ()}, "view"),
        ({"times": "cosine"}, "cosine"),
        ({"fusion": "max"}, "max"),
        ({"sigma": 1.0}, "sigma"),
        ({"sigma": float("inf")}, "sigma"),
        ({"sigma": float("nan")}, "sigma"),
        ({"epochs": 0}, "EPOCHS"),
        ({"epochs": 100_001}, "EPOCHS"),
        ({"batch_size": 0}, "BATCH_SIZE"),
        ({"batch_size": 1_000_001}, "BATCH_SIZE"),
        ({"learning_rate": 0.0}, "learning rate"),
        ({"learning_rate": 1.0}, "learning rate"),
        ({"learning_rate": float("nan")}, "learning rate"),
        ({"retain_ratio": 0.0}, "RETAIN_RATIO"),
        ({"retain_ratio": 1.01}, "RETAIN_RATIO"),
        ({"noise_levels": ()}, "do not match"),
        ({"noise_levels": ((0.1,),) * 3}, "do not match"),
        ({"noise_levels": ((0.1,), ())}, "NOISE_LEVELS"),
        ({"noise_levels": ((0.1, 0.0), (0.1,))}, "NOISE_LEVELS"),
        ({"noise_levels": ((0.1,), (1.01,))}, "NOISE_LEVELS"),
        ({"noise_levels": ((0.1,), (9e-6,))}, "none below 1e-05"),
        ({"noise_levels": ((0.1,), (float("nan"),))}, "NOISE_LEVELS"),
        ({"perturbations": 0}, "PERTURBATIONS"),
        ({"perturbations": 10_002}, "PERTURBATIONS"),
        ({"perturbations": 3}, "even"),
        ({"ring": Ring(3, 1)}, "preset 'paper'"),
    ],
)
def test_values_that_are_refused(changes, word):
    with pytest.raises(ValueError, match=word):
        DEFAULT.with_changes(**changes)


def test_the_local_background_needs_a_standardised_score():
    with pytest.raises(ValueError, match="preset 'default'"):
        PAPER.with_changes(largest=15)


def test_perturbations_need_pairs_only_where_they_are_antithetic():
    assert PAPER.with_changes(perturbations=3).perturbations == 3


def test_changes_that_are_none_change_nothing():
    changed = DEFAULT.with_changes(epochs=3, noise_levels=None, perturbations=None)
    assert changed == dataclasses.replace(DEFAULT, epochs=3)
    assert DEFAULT.epochs != 3


@pytest.mark.parametrize(
    ("outer", "inner", "word"),
    [(4, 1, "odd"), (5, 2, "odd"), (3, 5, "inner < outer"), (103, 3, "101"), (3, -1, "1 <= inner"), (3, 3, "<")],
)
def test_rings_that_are_refused(outer, inner, word):
    with pytest.raises(ValueError, match=word):
        Ring(outer, inner)


def test_margin_is_half_the_outer_window_of_the_ring():
    assert (RING.margin, PAPER.margin, DEFAULT.margin) == (3, 0, 0)


@pytest.mark.parametrize("values", [None, [], "default", 5])
def test_what_is_no_table_is_refused(values):
    with pytest.raises(ValueError, match="not a table"):
        Settings.from_dict(values)


@pytest.mark.parametrize("name", [field.name for field in dataclasses.fields(Settings)])
def test_every_setting_is_needed(name):
    values = DEFAULT.to_dict()
    del values[name]
    with pytest.raises(ValueError, match="not those of this version"):
        Settings.from_dict(values)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        (field.name, value)
        for field in dataclasses.fields(Settings)
        for value in (None, {"a": 1}, "word", [[]], True)
        if type(value) is not type(getattr(DEFAULT, field.name))
    ],
)
def test_settings_of_a_wrong_type_are_refused(name, value):
    with pytest.raises(ValueError, match="."):
        Settings.from_dict({**DEFAULT.to_dict(), name: value})


@pytest.mark.parametrize("name", ["epochs", "batch_size", "perturbations"])
def test_a_count_is_a_whole_number(name):
    with pytest.raises(ValueError, match=name):
        Settings.from_dict({**DEFAULT.to_dict(), name: 4.0})


@pytest.mark.parametrize("ring", [[], 3, {"outer": 3}, {"outer": 3.0, "inner": 1}])
def test_a_malformed_ring_is_refused(ring):
    with pytest.raises(ValueError, match="."):
        Settings.from_dict({**PAPER.to_dict(), "ring": ring})


def test_an_unknown_setting_is_refused():
    with pytest.raises(ValueError, match="not those of this version"):
        Settings.from_dict({**DEFAULT.to_dict(), "momentum": 0.9})
