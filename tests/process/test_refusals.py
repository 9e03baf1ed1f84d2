"""What is refused: exit status 1, a message that says what to do, and nothing left behind."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from tests.rasters import files, spectra, write


def refused(finished, *words: str) -> None:
    assert finished.status == 1, finished.text
    for word in words:
        assert word in finished.text, finished.text


def test_one_band(qgis_process, tmp_path):
    raster = write(tmp_path / "scene.tif", spectra(bands=1))
    refused(qgis_process.run("trainsgm", INPUT=raster, OUTPUT=tmp_path / "m.scoread"), "at least two")
    assert not (tmp_path / "m.scoread").exists()


def test_no_valid_pixel(qgis_process, trained, tmp_path):
    raster = write(tmp_path / "scene.tif", np.full((24, 20, 8), -1), nodata=[-1] * 8)
    refused(qgis_process.run("traindetect", INPUT=raster, OUTPUT=tmp_path / "s.tif"), "no valid pixel")
    finished = qgis_process.run("detectanomalies", INPUT=raster, MODEL=trained[1], OUTPUT=tmp_path / "s.tif")
    refused(finished, "no valid pixel")
    assert files(tmp_path) == ["scene.tif"]


def test_a_model_of_another_band_count(qgis_process, trained, tmp_path):
    raster = write(tmp_path / "scene.tif", spectra(bands=9))
    finished = qgis_process.run("detectanomalies", INPUT=raster, MODEL=trained[1], OUTPUT=tmp_path / "s.tif")
    refused(finished, "8 bands", "has 9")


def test_a_model_of_other_wavelengths(qgis_process, tmp_path):
    def raster(name: str, first: float) -> Path:
        values = ", ".join(str(first + 10 * k) for k in range(8))
        return write(tmp_path / name, envi={"wavelength": f"{{{values}}}", "wavelength_units": "Nanometers"})

    trained_on, other = raster("a.tif", 400), raster("b.tif", 405)
    model = tmp_path / "m.scoread"
    qgis_process.succeed("trainsgm", INPUT=trained_on, OUTPUT=model, EPOCHS=1)
    finished = qgis_process.run("detectanomalies", INPUT=other, MODEL=model, OUTPUT=tmp_path / "s.tif")
    refused(finished, "wavelength", "405.0 nm")


@pytest.mark.parametrize("damage", ["truncated", "text", "empty", "missing"])
def test_a_model_file_that_is_none(qgis_process, trained, tmp_path, damage):
    raster, model = trained
    broken = tmp_path / "m.scoread"
    content = model.read_bytes()
    contents = {"truncated": content[: len(content) // 2], "text": b"import os", "empty": b""}
    if damage in contents:
        broken.write_bytes(contents[damage])
    finished = qgis_process.run("detectanomalies", INPUT=raster, MODEL=broken, OUTPUT=tmp_path / "s.tif")
    refused(finished, "m.scoread")
    assert not (tmp_path / "s.tif").exists()


def test_output_equal_to_input(qgis_process, trained, tmp_path):
    raster, model = write(tmp_path / "scene.tif"), trained[1]
    before = raster.read_bytes()
    refused(qgis_process.run("detectanomalies", INPUT=raster, MODEL=model, OUTPUT=raster), "same file as INPUT")
    refused(qgis_process.run("traindetect", INPUT=raster, OUTPUT=raster), "same file as INPUT")
    refused(qgis_process.run("trainsgm", INPUT=raster, OUTPUT=raster), "same file as INPUT")
    refused(qgis_process.run("detectanomalies", INPUT=raster, MODEL=model, OUTPUT=model), "same file as MODEL")
    assert raster.read_bytes() == before


def test_no_python_with_torch(qgis_process, trained, tmp_path):
    raster, model = trained
    target = {"INPUT": raster, "MODEL": model, "OUTPUT": tmp_path / "s.tif"}
    for named in ("/nowhere/python", "/usr/bin/env"):
        finished = qgis_process.run("detectanomalies", {"SCOREAD_PYTHON": named}, **target)
        assert finished.status == 1, finished.text
    finished = qgis_process.run("detectanomalies", {"SCOREAD_PYTHON": "/nowhere/python"}, **target)
    refused(finished, "/nowhere/python", "scoread:checkenvironment")


def test_a_python_whose_torch_cannot_be_imported(qgis_process, trained, tmp_path):
    (tmp_path / "torch.py").write_text("raise ModuleNotFoundError('torch is shadowed', name='torch')")
    python = tmp_path / "python"
    python.write_text(f'#!/bin/sh\nPYTHONPATH="{tmp_path}" exec "{sys.executable}" "$@"\n')
    python.chmod(0o755)
    raster, model = trained
    finished = qgis_process.run(
        "detectanomalies", {"SCOREAD_PYTHON": str(python)}, INPUT=raster, MODEL=model, OUTPUT=tmp_path / "s.tif"
    )
    refused(finished, "torch is shadowed", "scoread:checkenvironment")


@pytest.mark.parametrize(
    ("parameters", "word"),
    [
        ({"NOISE_LEVELS": "0.1;x"}, "NOISE_LEVELS"),
        ({"NOISE_LEVELS": "2"}, "(0, 1]"),
        ({"PERTURBATIONS": 3}, "even"),
        ({"CONTEXT": "ring"}, "'paper' preset"),
        ({"PRESET": "paper", "CONTEXT": "background"}, "'default' preset"),
        ({"OUTER_WINDOW": 21}, "LARGEST_ANOMALY"),
        ({"PRESET": "paper", "CONTEXT": "ring", "OUTER_WINDOW": 4}, "odd"),
        ({"LARGEST_ANOMALY": 1}, "2 to 10000 pixels"),
        ({"PRESET": "paper", "LARGEST_ANOMALY": 9}, "'default' preset"),
        ({"DEVICE": "cuda"}, "Choose 'auto' or 'cpu'"),
        ({"BANDS": 3}, "at least two"),
        ({"EXTENT": "0,1,0,1"}, "EXTENT"),
        ({"OUTPUT": "/nowhere/score.tif"}, "/nowhere/score.tif"),
        ({"OUTPUT": "score.vrt"}, "virtual"),
    ],
)
def test_parameters_that_do_not_go(qgis_process, tmp_path, parameters, word):
    raster = write(tmp_path / "scene.tif")
    values = {"INPUT": raster, "OUTPUT": tmp_path / "s.tif", "EPOCHS": 1, **parameters}
    refused(qgis_process.run("traindetect", **values), word)
    assert files(tmp_path) == ["scene.tif"]


def test_false_alarms_of_too_few_pixels_are_refused(qgis_process, trained, tmp_path):
    raster, model = trained
    finished = qgis_process.run(
        "detectanomalies", INPUT=raster, MODEL=model, OUTPUT=tmp_path / "s.tif", FALSE_ALARMS=True
    )
    refused(finished, "at least 1000 valid pixels")
    assert files(tmp_path) == []


@pytest.mark.parametrize(
    ("parameters", "word"),
    [
        ({"OUTPUT": "spectra.shp"}, ".csv, .gpkg, .xlsx"),
        ({"VIEW": "min-max"}, "choose whitened or principal"),
        ({"COUNT": 2_000_000}, "COUNT must be"),
        ({"DEVICE": "cuda"}, "Choose 'auto' or 'cpu'"),
        ({"OUTPUT": "/nowhere/spectra.csv"}, "/nowhere"),
    ],
)
def test_spectra_that_cannot_be_drawn(qgis_process, trained, tmp_path, parameters, word):
    values = {"MODEL": trained[1], "OUTPUT": tmp_path / "spectra.csv", **parameters}
    refused(qgis_process.run("generatespectra", **values), word)
    assert files(tmp_path) == []


def test_a_model_of_neighbours_draws_nothing(qgis_process, trained, tmp_path):
    model = tmp_path / "m.scoread"
    ring = {"PRESET": "paper", "CONTEXT": "ring", "EPOCHS": 1, "MAX_PIXELS": 50}
    qgis_process.succeed("trainsgm", INPUT=trained[0], OUTPUT=model, **ring)
    refused(qgis_process.run("generatespectra", MODEL=model, OUTPUT=tmp_path / "spectra.csv"), "CONTEXT=none")


@pytest.mark.parametrize(
    ("parameters", "word"),
    [
        ({"NOISE_LEVELS": "0.1;x"}, "NOISE_LEVELS"),
        ({"NOISE_LEVELS": "0.1,2"}, "(0, 1]"),
        ({"NOISE_LEVELS": ","}, "NOISE_LEVELS is empty"),
        ({"PERTURBATIONS": 3}, "even"),
        ({"EXTENT": "0,1,0,1"}, "EXTENT"),
    ],
)
def test_levels_that_cannot_be_swept(qgis_process, trained, tmp_path, parameters, word):
    raster, model = trained
    values = {"INPUT": raster, "MODEL": model, "OUTPUT": tmp_path / "s.tif", **parameters}
    refused(qgis_process.run("noisesweep", **values), word)
    assert files(tmp_path) == []


def test_a_truncated_raster_leaves_the_older_score(qgis_process, trained, tmp_path):
    raster, model = trained
    broken, output = tmp_path / "scene.tif", tmp_path / "s.tif"
    content = write(broken, np.tile(spectra(), (20, 20, 1))).read_bytes()
    broken.write_bytes(content[: len(content) // 2])
    output.write_bytes(b"older")
    finished = qgis_process.run("detectanomalies", INPUT=broken, MODEL=model, OUTPUT=output)
    refused(finished, "scene.tif", "cannot be read")
    assert output.read_bytes() == b"older"
    assert files(tmp_path) == ["s.tif", "scene.tif"]
