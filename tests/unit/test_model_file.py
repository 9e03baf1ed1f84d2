from __future__ import annotations

import io
import json
import os
import pickle
import re
import struct
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from scoread_plugin.sgm import detection, model_file
from scoread_plugin.sgm.detection import Detector
from scoread_plugin.sgm.model import ScoreModel, View
from scoread_plugin.sgm.model_file import ModelFileError, read_header
from scoread_plugin.sgm.persistence import load_model, save_model
from scoread_plugin.sgm.preprocessing import CONDITIONINGS
from scoread_plugin.sgm.settings import DEFAULT, PAPER, Ring

REPOSITORY = Path(__file__).parents[2]
BANDS = {
    "bands": [1, 2, 4, 5],
    "band_count": 6,
    "wavelengths": [400.0, 410.5, 430, 440],
    "nodata": [None, -1.0, 0, 0],
}
RING = PAPER.with_changes(ring=Ring(5, 3), perturbations=2)


def make_model(settings, spectra):
    torch.manual_seed(0)
    views = nn.ModuleList(View(CONDITIONINGS[name](spectra), settings) for name in settings.views)
    for view in views:
        nn.init.normal_(view.network.project.weight)
    views.eval().requires_grad_(False)
    return ScoreModel(settings, views, torch.from_numpy(spectra), {"pixels": 40, "final_loss": 1.5})


@pytest.fixture
def model(mixed_spectra):
    return make_model(DEFAULT, mixed_spectra(40, bands=4))


@pytest.fixture
def path(model, tmp_path):
    path = str(tmp_path / "model.scoread")
    save_model(path, model, BANDS)
    return path


def forge(path, header=None, arrays=None, method=zipfile.ZIP_DEFLATED):
    """Put other content into a model file: changes to its header, and the bytes of arrays (None to leave out)."""
    with zipfile.ZipFile(path) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    if isinstance(header, bytes):
        contents["header.json"] = header
    elif header is not None:
        contents["header.json"] = json.dumps({**json.loads(contents["header.json"]), **header}).encode()
    contents.update(arrays or {})
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, data in contents.items():
            if data is not None:
                archive.writestr(name, data)


def npy(array, **options):
    buffer = io.BytesIO()
    np.save(buffer, array, **options)
    return buffer.getvalue()


def refused(path, *words, loads=(load_model,)):
    for load in loads:
        with pytest.raises(ModelFileError) as caught:
            load(path)
        for word in (path, *words):
            assert word in str(caught.value)


BOTH = (load_model, read_header)


@pytest.mark.parametrize("settings", [DEFAULT, RING], ids=["default", "ring"])
@pytest.mark.parametrize("wavelengths", [None, BANDS["wavelengths"]])
def test_a_model_comes_back_whole(settings, wavelengths, mixed_spectra, cpu, tmp_path, monkeypatch):
    monkeypatch.setattr(detection, "CPU_CHUNK", 64)
    model, path = make_model(settings, mixed_spectra(40, bands=4)), str(tmp_path / "m.scoread")
    written = save_model(path, model, {**BANDS, "wavelengths": wavelengths})
    header, loaded = read_header(path), load_model(path)
    assert header.settings == settings == loaded.settings
    assert (header.bands, header.band_count, header.nodata) == ((1, 2, 4, 5), 6, (None, -1.0, 0.0, 0.0))
    assert header.wavelengths == (wavelengths and tuple(wavelengths))
    assert header.features == (4,) * len(settings.views) and header.facts == model.facts
    assert header.model_id == written.model_id == loaded.facts["model_id"] and len(header.model_id) == 16
    state, same = model.views.state_dict(), loaded.views.state_dict()
    assert list(state) == list(same) and all(torch.equal(state[name], same[name]) for name in state)
    assert torch.equal(loaded.reference, model.reference)
    assert not loaded.views.training and not any(p.requires_grad for p in loaded.views.parameters())
    cube, valid = mixed_spectra(15 * 15, bands=4).reshape(15, 15, 4), np.ones((15, 15), bool)
    before, after = (Detector(m, m.settings, 1, cpu, True).score(cube, valid) for m in (model, loaded))
    np.testing.assert_array_equal(before, after)


def test_a_loaded_model_can_be_trained_on(path, learn, mixed_spectra):
    loaded = load_model(path)
    before = loaded.views[0].network.project.weight.clone()
    trained = learn(mixed_spectra(40, bands=4), DEFAULT.with_changes(epochs=1), initial=loaded)[0]
    assert not torch.equal(trained.views[0].network.project.weight, before)


def test_the_same_content_gives_the_same_bytes(model, tmp_path):
    for name in ("a", "b", "c"):
        save_model(str(tmp_path / name), model, {**BANDS, "band_count": 7} if name == "c" else BANDS)
    a, b, c = ((tmp_path / name).read_bytes() for name in ("a", "b", "c"))
    assert a == b != c
    with zipfile.ZipFile(tmp_path / "a") as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert read_header(str(tmp_path / "a")).model_id != read_header(str(tmp_path / "c")).model_id


def test_the_model_id_tells_weights_apart(model, tmp_path):
    ids = []
    for _ in range(2):
        ids.append(save_model(str(tmp_path / "m"), model, BANDS).model_id)
        model.views[1].network.project.bias[0] += 1e-3
    assert ids[0] != ids[1]


def test_a_header_is_read_without_torch(path, tmp_path):
    shadow = tmp_path / "torch"
    shadow.mkdir()
    (shadow / "__init__.py").write_text("raise ModuleNotFoundError('No module named torch')")
    program = (
        "import sys; from scoread_plugin.sgm.model_file import read_header; print(read_header(sys.argv[1]).bands)"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), str(REPOSITORY)])}
    arguments = [sys.executable, "-c", program, path]
    finished = subprocess.run(arguments, env=environment, capture_output=True, text=True)
    assert finished.stdout.strip() == "(1, 2, 4, 5)", finished.stderr
    without = subprocess.run([sys.executable, "-c", "import torch"], env=environment, capture_output=True)
    assert without.returncode == 1


@pytest.mark.parametrize("content", [b"", b"import os\n" * 100, b"PK\x03\x04", bytes(1000)])
def test_what_is_no_zip_is_refused(tmp_path, content):
    (tmp_path / "m.scoread").write_bytes(content)
    refused(str(tmp_path / "m.scoread"), "cannot be used as a ScoreAD model", loads=BOTH)


def test_what_is_no_file_is_refused(tmp_path):
    refused(str(tmp_path / "none.scoread"), "No such file", loads=BOTH)
    refused(str(tmp_path), "cannot be used as a ScoreAD model", loads=BOTH)


def test_a_truncated_model_is_refused(path):
    content = Path(path).read_bytes()
    for length in (1, 100, len(content) // 2, len(content) - 30, len(content) - 1):
        Path(path).write_bytes(content[:length])
        refused(path, "cannot be used as a ScoreAD model", loads=BOTH)


def test_a_zip_without_header_is_refused(path):
    forge(path, arrays={"header.json": None})
    refused(path, "header.json", loads=BOTH)


@pytest.mark.parametrize(
    ("header", "word"),
    [
        (b"", "cannot be used as a ScoreAD model"),
        (b"{", "cannot be used as a ScoreAD model"),
        (b"\xff\xfe\xff", "cannot be used as a ScoreAD model"),
        (b"[1, 2]", "not a ScoreAD model's"),
        (b"[" * 100_000, "cannot be used as a ScoreAD model"),
        ({"format": "other"}, "not a ScoreAD model's"),
        ({"version": 4}, "version is 4, that of another version of ScoreAD; this one reads 5: train it again"),
        ({"version": None}, "version is None"),
        ({"settings": None}, "settings"),
        ({"settings": {**DEFAULT.to_dict(), "sigma": 10**400}}, "cannot be used as a ScoreAD model"),
        ({"features": 4}, "cannot be used as a ScoreAD model"),
        ({"features": [4]}, "views"),
        ({"features": [4, 0]}, "views"),
        ({"features": [4, 5000]}, "views"),
        ({"features": [4, float("inf")]}, "cannot be used as a ScoreAD model"),
        ({"bands": [1]}, "band list"),
        ({"bands": [0, 1, 2, 3]}, "band list"),
        ({"bands": [1, 2, 3, 7]}, "band list"),
        ({"bands": ["a", "b", "c", "d"]}, "cannot be used as a ScoreAD model"),
        ({"bands": None}, "cannot be used as a ScoreAD model"),
        ({"band_count": 4}, "band list"),
        ({"band_count": "many"}, "cannot be used as a ScoreAD model"),
        ({"wavelengths": [400.0]}, "wavelengths"),
        ({"wavelengths": 400}, "cannot be used as a ScoreAD model"),
        ({"nodata": [0.0]}, "nodata"),
        ({"nodata": [0, 0, 0, "none"]}, "cannot be used as a ScoreAD model"),
        ({"facts": 5}, "cannot be used as a ScoreAD model"),
    ],
)
def test_a_wrong_header_is_refused(path, header, word):
    forge(path, header)
    refused(path, word, loads=BOTH)


@pytest.mark.parametrize(
    "key", ["settings", "features", "bands", "band_count", "wavelengths", "nodata", "facts", "model_id"]
)
def test_a_header_that_lacks_something_is_refused(path, key):
    with zipfile.ZipFile(path) as archive:
        values = json.loads(archive.read("header.json"))
    del values[key]
    forge(path, json.dumps(values).encode())
    refused(path, f"header lacks {key}", loads=BOTH)


def test_bands_that_the_arrays_do_not_have_are_refused(path):
    forge(path, {"bands": [1, 2, 3], "nodata": [None] * 3, "wavelengths": None})
    refused(path, "no reference spectra of 3 bands")


def npy_of_shape(shape):
    """A header that declares a shape (as text), and the bytes of 64 x 4 numbers."""
    header = f"{{'descr': '<f4', 'fortran_order': False, 'shape': {shape}, }}".ljust(117) + "\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode() + bytes(4 * 64 * 4)


WEIGHTS = "views.0.network.lift.weight.npy"
ARRAYS = {
    "nan": npy(np.full((64, 4), np.nan, np.float32)),
    "infinite": npy(np.full((64, 4), np.inf, np.float32)),
    "double": npy(np.zeros((64, 4))),
    "integer": npy(np.zeros((64, 4), np.int32)),
    "text": npy(np.array(["a"])),
    "objects": npy(np.array([{}, []], object), allow_pickle=True),
    "empty": b"",
    "cut": npy(np.zeros((64, 4), np.float32))[:-5],
    "zip": b"PK\x05\x06" + bytes(18),
    "version": b"\x93NUMPY\x09\x00" + bytes(100),
    "unclosed": npy_of_shape("((("),
    "code": npy_of_shape("__import__('os').getcwd()"),
    "negative": npy_of_shape((-64, 4)),
    "huge": npy_of_shape((10**9,)),
    "vast": npy_of_shape((10**14,)),
    "endless": npy_of_shape((10**30,)),
}


@pytest.mark.parametrize("data", ARRAYS.values(), ids=ARRAYS)
def test_an_array_that_is_no_finite_float32_is_refused(path, data):
    forge(path, arrays={WEIGHTS: data})
    refused(path, "cannot be used as a ScoreAD model")
    assert read_header(path).band_count == 6


class Intruder:
    """Makes a folder when it is unpickled."""

    def __init__(self, folder):
        self.folder = folder

    def __reduce__(self):
        return os.mkdir, (self.folder,)


def test_an_array_whose_header_is_true_is_taken(path):
    forge(path, arrays={WEIGHTS: npy_of_shape((64, 4))})
    assert load_model(path).views[0].network.lift.weight.abs().sum() == 0


def test_no_pickle_is_ever_opened(path, tmp_path):
    intruder = Intruder(str(tmp_path / "intruded"))
    for data in (pickle.dumps(intruder), npy(np.array([intruder], object), allow_pickle=True)):
        forge(path, arrays={WEIGHTS: data})
        refused(path)
    assert not (tmp_path / "intruded").exists()
    pickle.loads(pickle.dumps(intruder))
    assert (tmp_path / "intruded").exists()


@pytest.mark.parametrize(
    ("arrays", "word"),
    [
        ({WEIGHTS: npy(np.zeros((64, 5), np.float32))}, "other shapes"),
        ({WEIGHTS: None}, "Missing key"),
        ({"views.0.extra.npy": npy(np.zeros(3, np.float32))}, "Unexpected key"),
        ({"stray.npy": npy(np.zeros(3, np.float32))}, "other shapes"),
        ({"views.1.conditioning.location.npy": npy(np.zeros(3, np.float32))}, "other shapes"),
        ({"reference.npy": None}, "no reference spectra of 4 bands"),
        ({"reference.npy": npy(np.zeros((9, 3), np.float32))}, "no reference spectra of 4 bands"),
        ({"reference.npy": npy(np.zeros((0, 4), np.float32))}, "no reference spectra of 4 bands"),
        ({"reference.npy": npy(np.zeros(4, np.float32))}, "no reference spectra of 4 bands"),
    ],
)
def test_arrays_of_other_shapes_are_refused(path, arrays, word):
    forge(path, arrays=arrays)
    refused(path, word)


def test_a_header_that_unpacks_to_much_is_refused(path, monkeypatch):
    forge(path, b" " * 20_000)
    monkeypatch.setattr(model_file, "LARGEST_HEADER", 10_000)
    refused(path, "header is too large", loads=BOTH)


def test_arrays_that_unpack_to_much_are_refused(path, monkeypatch):
    before = Path(path).stat().st_size
    forge(path, arrays={f"views.{k}.npy": bytes(100_000) for k in range(10)})
    assert Path(path).stat().st_size < before + 5000
    monkeypatch.setattr(model_file, "LARGEST_ARRAYS", 900_000)
    refused(path, "arrays are too large")
    assert read_header(path).band_count == 6


@pytest.mark.parametrize(("declared", "word"), [(2**32 - 2, "too large"), (10, "cannot be used as a ScoreAD model")])
def test_a_size_that_is_not_true_is_refused(path, declared, word):
    content = bytearray(Path(path).read_bytes())
    entry = content.rindex(b"PK\x01\x02", 0, content.rindex(b"reference.npy"))
    content[entry + 24 : entry + 28] = struct.pack("<I", declared)
    Path(path).write_bytes(content)
    refused(path, word)


def outcome(path):
    """Whether the model at a path was loaded; what is not loaded is refused with ModelFileError alone."""
    try:
        load_model(path)
        read_header(path)
    except ModelFileError:
        return False
    return True


def flipped(data, generator):
    """A copy with one to four random bytes changed."""
    data = bytearray(data)
    for k in generator.integers(0, len(data), generator.integers(1, 5)):
        data[k] ^= generator.integers(1, 256)
    return bytes(data)


def test_damaged_files_load_or_are_refused(path):
    generator, content = np.random.default_rng(1), Path(path).read_bytes()
    outcomes = []
    for _ in range(200):
        Path(path).write_bytes(flipped(content, generator))
        outcomes.append(outcome(path))
    assert outcomes.count(False) > 100


@pytest.mark.parametrize("name", ["header.json", WEIGHTS])
def test_forged_entries_load_or_are_refused(path, name):
    """As above, but the checksums of the zip are right and the text is text."""
    generator = np.random.default_rng(2)
    with zipfile.ZipFile(path) as archive:
        content = archive.read(name)
    end = 128 if name == WEIGHTS else len(content)
    outcomes = []
    for _ in range(150):
        data = bytearray(content)
        for k in generator.integers(0, end, generator.integers(1, 3)):
            data[k] = generator.choice(list(b"0123456789-.,:[](){}\"'eN x"))
        forge(path, arrays={name: bytes(data)}, method=zipfile.ZIP_STORED)
        outcomes.append(outcome(path))
    assert outcomes.count(False) > 50 and outcomes.count(True) > 0


def test_compression_of_any_kind_loads_or_is_refused(path):
    content, loaded = bytearray(Path(path).read_bytes()), []
    entries = [*re.finditer(b"PK\x01\x02", content), *re.finditer(b"PK\x03\x04", content)]
    for method in range(1, 100):
        for entry in entries:
            content[entry.start() + (10 if entry[0] == b"PK\x01\x02" else 8)] = method
        Path(path).write_bytes(content)
        if outcome(path):
            loaded.append(method)
    assert loaded == [zipfile.ZIP_DEFLATED]
