"""The value of each parameter arrives where it is meant for: none is left out, and no two change places."""

from __future__ import annotations

from dataclasses import asdict

import pytest


@pytest.fixture
def read(provider):
    """What a function makes of the values of an algorithm's parameters."""
    from qgis.core import QgsProcessingContext
    from scoread.algorithms.given import Given

    def read(name, function, **parameters):
        return asdict(function(Given(provider.algorithm(name).create(), parameters, QgsProcessingContext())))

    return read


def test_of_a_training(read):
    from scoread.algorithms import values

    training = {"EPOCHS": 11, "BATCH_SIZE": 12, "RETAIN_RATIO": 0.8, "EXCLUSION": 0.1}
    ring = {"PRESET": "paper", "CONTEXT": "ring", "OUTER_WINDOW": 9, "INNER_WINDOW": 7}
    found = read("trainsgm", values.read_settings, **training, **ring)
    assert {name: found[name.lower()] for name in training} == training
    assert found["preset"] == "paper" and found["ring"] == {"outer": 9, "inner": 7}
    found = read(
        "trainsgm", lambda given: values.read_request(given, None, "m"), SEED=5, MAX_PIXELS=300, DEVICE="cpu"
    )
    assert found == {"settings": None, "seed": 5, "max_pixels": 300, "device": "cpu", "initial": "m"}


def test_of_a_training_that_goes_on_from_a_model(read, trained):
    found = read("trainsgm", lambda given: given.algorithm.settings(given), INITIAL_MODEL=str(trained[1]), EPOCHS=7)
    assert found["epochs"] == 7 and found["preset"] == "default"


@pytest.mark.parametrize(("context", "largest"), [("preset", 100), ("background", 100), ("none", 0)])
def test_of_the_context_of_a_training(read, context, largest):
    from scoread.algorithms import values

    assert read("traindetect", values.read_settings, CONTEXT=context)["largest"] == largest


def test_of_a_detection(read):
    from scoread.algorithms import values

    options = {"PERTURBATIONS": 4, "SEED": 5, "DEVICE": "cpu", "EXTRA_BANDS": True}
    found = read("detectanomalies", values.read_options, NOISE_LEVELS="0.1, 0.4", LARGEST_ANOMALY=7, **options)
    assert {name: found[name.lower()] for name in options} == options
    assert found["noise_levels"] == (0.1, 0.4) and found["largest"] == 7
    target = {"CREATION_OPTIONS": "A=1|B=2 C=3", "MEMORY_LIMIT": 20, "FALSE_ALARMS": True}
    assert read("detectanomalies", lambda given: values.read_target(given, "s.tif", 7, True), **target) == {
        "path": "s.tif",
        "creation_options": ["A=1", "B=2", "C=3"],
        "memory": 20_000_000,
        "largest": 7,
        "false_alarms": True,
        "logarithm": True,
    }


def test_of_an_rx_detection(read):
    from scoread.algorithms import values

    found = read("rxdetector", values.read_rx, COMPONENTS=4, OUTER_WINDOW=9, INNER_WINDOW=7)
    assert found == {"components": 4, "outer": 9, "inner": 7}


def test_of_a_sweep(read):
    values = {"NOISE_LEVELS": "0.2", "PERTURBATIONS": 4, "SEED": 5, "DEVICE": "cpu"}
    found = read("noisesweep", lambda given: given.algorithm.options(given), **values)
    assert found == {
        **{"noise_levels": (0.2,), "perturbations": 4, "seed": 5, "device": "cpu"},
        **{"extra_bands": False, "largest": None},
    }


def test_of_spectra_to_generate(read):
    values = {"COUNT": 7, "SAMPLER": "euler-maruyama", "STEPS": 9, "VIEW": "principal", "SEED": 5}
    found = read("generatespectra", lambda given: given.algorithm.wanted(given), **values)
    assert {name.upper(): value for name, value in found.items()} == values


@pytest.mark.parametrize(
    ("method", "name", "number"),
    [("false-alarm rate", "FALSE_ALARM_RATE", 0.25), ("percentile", "PERCENTILE", 75), ("value", "VALUE", -3)],
)
def test_of_an_extraction(read, method, name, number):
    from scoread.algorithms import extract_anomalies

    found = read("extractanomalies", extract_anomalies.read_rule, METHOD=method, MIN_AREA=4, **{name: number})
    assert found == {"method": method, "number": number, "min_area": 4}


def test_of_an_environment_to_set_up(read, tmp_path):
    values = {
        "PACKAGES": "torch==2.6 'numpy<2'",
        "BUILD": "cpu",
        "WHEELS": str(tmp_path),
        "PIP_OPTIONS": "--pre --index-url a",
    }
    found = read("checkenvironment", lambda given: given.algorithm.installation(given, "http://host"), **values)
    assert found == {
        "packages": ["torch==2.6", "numpy<2"],
        "build": "cpu",
        "wheels": str(tmp_path),
        "options": ["--pre", "--index-url", "a"],
        "proxy": "http://host",
    }
