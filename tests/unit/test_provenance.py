from __future__ import annotations

import json
import re
from dataclasses import replace

from scoread_plugin.detectors.modes import MODES
from scoread_plugin.detectors.moments import Moments
from scoread_plugin.detectors.settings import RXSettings
from scoread_plugin.jobs.provenance import provenance, rx_provenance
from scoread_plugin.sgm.detection_options import DetectionOptions
from scoread_plugin.sgm.settings import DEFAULT, PAPER
from tests.unit.cubes import BANDS
from tests.unit.jobs import LOCAL, header_for

VERSIONS = {"python": "3.11.2", "torch": "2.5.1", "numpy": "1.24.2"}


def test_provenance_tells_the_settings_that_were_used():
    options = DetectionOptions(noise_levels=(0.1, 0.5), perturbations=8, seed=7)
    items = provenance(header_for(), options, VERSIONS)
    assert items["SCOREAD_NOISE_LEVELS"] == "0.1, 0.5" and items["SCOREAD_PERTURBATIONS"] == "8"
    used = json.loads(items["SCOREAD_SETTINGS"])
    assert used["noise_levels"] == [[0.1, 0.5], [0.1, 0.5]]
    assert used["perturbations"] == 8 and used["sigma"] == DEFAULT.sigma
    assert items["SCOREAD_SEED"] == "7" and items["SCOREAD_BANDS"] == "1, 3"
    assert items["SCOREAD_MODEL_ID"] == "0123456789abcdef" and items["SCOREAD_PRESET"] == "default"
    assert items["SCOREAD_LIBRARIES"] == "torch 2.5.1, numpy 1.24.2, Python 3.11.2"
    own = provenance(header_for(), DetectionOptions(), VERSIONS)
    assert own["SCOREAD_PERTURBATIONS"] == str(DEFAULT.perturbations)


def test_provenance_tells_how_the_model_was_trained():
    facts = {"pixels": 3000, "batch_size": 107, "seed": 1, "device": "cpu", "initial": "fedcba9876543210"}
    items = provenance(replace(header_for(), facts=facts), DetectionOptions(), VERSIONS)
    assert json.loads(items["SCOREAD_TRAINING"]) == facts


def test_provenance_tells_what_the_score_is():
    plain = replace(DEFAULT, largest=0)
    items = [provenance(header_for(settings=kind), DetectionOptions(), VERSIONS) for kind in (PAPER, LOCAL, plain)]
    assert [told["SCOREAD_KIND"] for told in items] == ["mean resultant length", *["standardised score"] * 2]
    paper, local, standardised = (told["SCOREAD_SCORE"] for told in items)
    assert paper.startswith("mean resultant length")
    assert standardised.startswith("logarithms of the mean resultant length")
    assert local.startswith(f"{standardised}, above the level") and "more than 100 pixels" in local


def test_provenance_holds_no_path_and_no_time_and_is_the_same_each_time():
    first, again = (provenance(header_for(), DetectionOptions(), VERSIONS) for _ in range(2))
    assert first == again and all(isinstance(value, str) for value in first.values())
    text = "\n".join(first.values())
    assert not re.search(r"[\\/]|\.tif|20\d\d-|\d:\d\d", text)


def test_provenance_of_rx_tells_what_was_computed(cube):
    moments = Moments.of(cube[:5, :5].reshape(25, BANDS))
    local = rx_provenance("local", MODES["local"](moments, RXSettings(outer=9, inner=3)), 0, (1, 3))
    assert local["SCOREAD_SCORE"].startswith("squared Mahalanobis distance from the ring")
    assert local["SCOREAD_KIND"] == "squared distance"
    assert json.loads(local["SCOREAD_SETTINGS"]) == {
        "pixels": 25, "components": BANDS, "outer": 9, "inner": 3, "largest": 0
    }  # fmt: skip
    assert local["SCOREAD_DETECTOR"] == "RX, local" and local["SCOREAD_BANDS"] == "1, 3"
    subspace = rx_provenance("subspace", MODES["subspace"](moments, RXSettings(components=2)), 100, (1, 3))
    assert json.loads(subspace["SCOREAD_SETTINGS"]) == {"pixels": 25, "components": 2, "largest": 100}
    assert subspace["SCOREAD_KIND"] == "standardised score"
    assert subspace["SCOREAD_SCORE"].startswith("logarithm of the squared Mahalanobis distance from the spectra")
    assert all(isinstance(value, str) for value in subspace.values())
