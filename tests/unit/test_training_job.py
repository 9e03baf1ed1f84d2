from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from scoread_plugin.jobs.training import TrainingRequest, resumable, train
from scoread_plugin.raster.errors import RasterError
from scoread_plugin.raster.window import Window
from scoread_plugin.runtime.errors import RuntimeFailure
from scoread_plugin.sgm.settings import DEFAULT, PAPER, Ring
from tests.unit.cubes import BANDS, NODATA, with_wavelengths
from tests.unit.jobs import LOCAL, OLD, Told

STATES = Path("/nowhere/states")
OLDER = os.path.abspath("/models/older.sgm")


class FakeWorker:
    """Keeps what it is asked, and trains by writing a file."""

    def __init__(self, failure=None):
        self.failure = failure
        self.calls = []
        self.sample = []

    def call(self, name, values=None, arrays=None, progress=None):
        self.calls.append((name, values))
        if name == "sample":
            assert set(arrays) == {"cube", "valid", "chosen"}
            assert (arrays["valid"] | ~arrays["chosen"]).all()
            self.sample.append(arrays["cube"][arrays["chosen"]])
            self.margins = np.argwhere(arrays["chosen"]).min(axis=0)
            return {}, {}
        Path(values["path"]).write_bytes(b"half a model")
        if self.failure is not None:
            raise self.failure
        progress(0.5, "epoch 12 of 24")
        Path(values["path"]).write_bytes(b"a model")
        self.losses = np.array([3.0, 2.0, 1.0])
        return {"model_id": "0123456789abcdef", "batch_size": 4, "device": "cpu"}, {"losses": self.losses}


def request_for(settings=DEFAULT, max_pixels=10**6, initial=""):
    return TrainingRequest(settings=settings, seed=5, max_pixels=max_pixels, device="cpu", initial=initial)


def test_training_sends_the_sample_first_and_then_trains_once(open_written, folder, cube):
    worker, told = FakeWorker(), Told()
    scene = open_written().with_bands([1, 2, 4])
    request = request_for(LOCAL, initial=OLDER)
    result = train(scene, request, str(folder / "model.sgm"), worker, told, STATES)
    assert [name for name, _ in worker.calls] == ["sample"] * (len(worker.calls) - 1) + ["train"]
    assert worker.calls[0][1] == {"ring": None}
    values = worker.calls[-1][1]
    assert values["settings"] == LOCAL.to_dict() and json.dumps(values)
    assert values["checkpoints"] == str(STATES)
    assert (values["seed"], values["device"], values["initial"]) == (5, "cpu", OLDER)
    assert (folder / "model.sgm").read_bytes() == b"a model" and os.listdir(folder) == ["model.sgm"]
    assert told.fractions == sorted(told.fractions) and told.fractions[-1] == 0.5

    spectra = np.concatenate(worker.sample)
    expected = cube[(cube[..., [0, 1, 3]] != NODATA).all(axis=2)][:, [0, 1, 3]]
    np.testing.assert_array_equal(np.sort(spectra, axis=0), np.sort(expected, axis=0))
    assert result.pixels == len(expected) and result.seconds >= 0
    assert (result.model_id, result.batch_size, result.device) == ("0123456789abcdef", 4, "cpu")
    np.testing.assert_allclose(result.mean, expected.mean(axis=0))
    np.testing.assert_allclose(result.spread, expected.std(axis=0, ddof=1))
    assert result.losses.tolist() == [3, 2, 1] and not np.shares_memory(result.losses, worker.losses)


def test_the_worker_which_runs_in_another_folder_gets_absolute_paths(monkeypatch, open_written, folder):
    monkeypatch.chdir(folder)
    worker, request = FakeWorker(), request_for(initial="older.sgm")
    with resumable("model.sgm", request, print) as states:
        train(open_written(), request, "model.sgm", worker, Told(), states)
    values = worker.calls[-1][1]
    assert all(Path(values[name]).is_relative_to(folder) for name in ("path", "initial", "checkpoints"))


def test_the_sample_keeps_to_max_pixels(open_written, folder):
    worker = FakeWorker()
    result = train(open_written(), request_for(max_pixels=100), str(folder / "model.sgm"), worker, Told(), STATES)
    assert result.pixels == sum(map(len, worker.sample)) == 100


@pytest.mark.parametrize(
    ("settings", "margin"),
    [(replace(PAPER, ring=Ring(9, 3)), 4), (PAPER, 0), (LOCAL, 0)],
    ids=["ring", "no context", "background"],
)
def test_the_ring_alone_needs_a_margin(open_written, folder, settings, margin):
    worker = FakeWorker()
    train(open_written(), request_for(settings), str(folder / "model.sgm"), worker, Told(), STATES)
    assert worker.margins.tolist() == [margin, margin]
    assert worker.calls[0][1] == {"ring": settings.ring and vars(settings.ring)}


def test_band_facts_are_those_of_the_bands_used(open_written, folder):
    worker = FakeWorker()
    scene = open_written(describe=with_wavelengths((450, 550, 650, 750))).with_bands([2, 4])
    train(scene, request_for(), str(folder / "model.sgm"), worker, Told(), STATES)
    bands = worker.calls[-1][1]["bands"]
    assert bands == {
        "bands": (2, 4),
        "band_count": BANDS,
        "wavelengths": [550, 750],
        "nodata": [NODATA, NODATA],
    }


@pytest.mark.parametrize("nodata", [None, float("nan"), float("inf")])
def test_band_facts_are_plain_json_whatever_the_nodata_value(open_written, cube, folder, nodata):
    worker = FakeWorker()
    train(
        open_written(cube.astype(np.float32), nodata=nodata),
        request_for(),
        str(folder / "m.sgm"),
        worker,
        Told(),
        STATES,
    )
    bands = worker.calls[-1][1]["bands"]
    assert bands["nodata"] == [None] * BANDS and bands["wavelengths"] is None
    json.dumps(bands, allow_nan=False)


@pytest.mark.parametrize("failure", [RuntimeFailure("The computing process ended."), KeyboardInterrupt()])
def test_training_that_fails_leaves_the_older_model(open_written, folder, failure):
    (folder / "model.sgm").write_bytes(OLD)
    for name in ("model.sgm", "newer.sgm"):
        with pytest.raises(type(failure)):
            train(open_written(), request_for(), str(folder / name), FakeWorker(failure), Told(), STATES)
    assert os.listdir(folder) == ["model.sgm"] and (folder / "model.sgm").read_bytes() == OLD


def test_training_replaces_the_older_model(open_written, folder):
    (folder / "model.sgm").write_bytes(OLD)
    train(open_written(), request_for(), str(folder / "model.sgm"), FakeWorker(), Told(), STATES)
    assert (folder / "model.sgm").read_bytes() == b"a model" and os.listdir(folder) == ["model.sgm"]


@pytest.mark.parametrize("window", [Window(21, 11, 5, 3), Window(19, 11, 2, 1)], ids=["no pixel", "one pixel"])
def test_fewer_than_two_valid_pixels_are_refused_before_training(open_written, folder, window):
    (folder / "model.sgm").write_bytes(OLD)
    worker = FakeWorker()
    with pytest.raises(RasterError, match="fewer than two valid pixels"):
        train(
            open_written().looking_at(window),
            request_for(),
            str(folder / "model.sgm"),
            worker,
            Told(),
            STATES,
        )
    assert "train" not in [name for name, _ in worker.calls]
    assert (folder / "model.sgm").read_bytes() == OLD
