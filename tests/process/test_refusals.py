"""What is refused: exit status 1, a message that says what to do, and nothing left behind."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import pytest
from scipy.io import savemat

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
    refused(qgis_process.run("rxdetector", INPUT=raster, OUTPUT=tmp_path / "s.tif"), "no valid pixel")
    finished = qgis_process.run("rxdetector", INPUT=raster, BANDS="1;2", OUTPUT=tmp_path / "s.tif")
    refused(finished, "fewer than two valid pixels")
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
    refused(qgis_process.run("rxdetector", INPUT=raster, OUTPUT=raster), "same file as INPUT")
    refused(qgis_process.run("detectanomalies", INPUT=raster, MODEL=model, OUTPUT=model), "same file as MODEL")
    clashes = {
        "MASK": ("rxdetector", {"MASK": raster, "INPUT": write(tmp_path / "other.tif"), "OUTPUT": raster}),
        "DEVIATION": (
            "detectanomalies",
            {"MODEL": model, "OUTPUT": tmp_path / "a.tif", "DEVIATION": tmp_path / "a.tif"},
        ),
        "REPORT": ("trainsgm", {"OUTPUT": tmp_path / "a.html", "REPORT": f"{tmp_path}/./a.html"}),
        "INITIAL_MODEL": ("trainsgm", {"INITIAL_MODEL": model, "OUTPUT": model}),
    }
    for name, (algorithm, parameters) in clashes.items():
        refused(qgis_process.run(algorithm, **{"INPUT": raster, **parameters}), "same file as", name)
    assert raster.read_bytes() == before
    assert files(tmp_path) == ["other.tif", "scene.tif"]


@pytest.mark.parametrize(
    ("parameter", "words"),
    [
        ("FALSE_ALARM", "did you mean FALSE_ALARMS?"),
        ("seed", "did you mean SEED?"),
        ("XYZ", "there are INPUT,"),
    ],
)
def test_a_parameter_that_does_not_exist(qgis_process, tmp_path, parameter, words):
    raster = write(tmp_path / "scene.tif")
    finished = qgis_process.run("traindetect", INPUT=raster, OUTPUT=tmp_path / "s.tif", **{parameter: 1})
    refused(finished, f"There is no parameter {parameter}: {words}")
    assert files(tmp_path) == ["scene.tif"]


@pytest.mark.parametrize(("algorithm", "name"), [("trainsgm", "OUTPUT"), ("traindetect", "MODEL")])
def test_a_model_that_could_not_be_chosen_afterwards(qgis_process, tmp_path, algorithm, name):
    raster, model = write(tmp_path / "scene.tif"), tmp_path / "m.bin"
    finished = qgis_process.run(algorithm, **{"INPUT": raster, "OUTPUT": tmp_path / "s.tif", name: model})
    refused(finished, f"{name} '{model}' must end in .scoread")
    assert files(tmp_path) == ["scene.tif"]


def test_no_python_with_torch(qgis_process, trained, tmp_path):
    raster, model = trained
    target = {"INPUT": raster, "MODEL": model, "OUTPUT": tmp_path / "s.tif"}
    for named in ("/nowhere/python", "/usr/bin/env"):
        finished = qgis_process.run("detectanomalies", {"SCOREAD_PYTHON": named}, **target)
        assert finished.status == 1, finished.text
    finished = qgis_process.run("detectanomalies", {"SCOREAD_PYTHON": "/nowhere/python"}, **target)
    refused(finished, "/nowhere/python", "scoread:checkenvironment")


@pytest.mark.parametrize(
    ("parameters", "word"),
    [
        ({"INSTALL": True, "REMOVE": True}, "choose one"),
        ({"INSTALL": True, "WHEELS": "/nowhere"}, "WHEELS '/nowhere' is not a folder"),
        ({"INSTALL": True, "BUILD": "rocm"}, "BUILD"),
    ],
)
def test_environments_that_cannot_be_set_up(qgis_process, tmp_path, parameters, word):
    finished = qgis_process.run("checkenvironment", {"XDG_DATA_HOME": str(tmp_path)}, **parameters)
    refused(finished, word)
    assert list(tmp_path.iterdir()) == []


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


@pytest.mark.parametrize(
    ("parameters", "word"),
    [
        ({"MODE": "quasi-local"}, "MODE"),
        ({"OUTER_WINDOW": 8}, "odd"),
        ({"OUTER_WINDOW": 5, "INNER_WINDOW": 7}, "must be larger than INNER_WINDOW"),
        ({"COMPONENTS": 0}, "COMPONENTS"),
        ({"LARGEST_ANOMALY": 20_000}, "LARGEST_ANOMALY"),
        ({"BANDS": 3}, "at least two"),
        ({"OUTPUT": "/nowhere/score.tif"}, "/nowhere/score.tif"),
        ({"FALSE_ALARMS": True}, "at least 1000 valid pixels"),
    ],
)
def test_parameters_that_do_not_go_with_rx(qgis_process, tmp_path, parameters, word):
    raster = write(tmp_path / "scene.tif")
    refused(qgis_process.run("rxdetector", **{"INPUT": raster, "OUTPUT": tmp_path / "s.tif", **parameters}), word)
    assert files(tmp_path) == ["scene.tif"]


@pytest.mark.parametrize(
    ("parameters", "word"),
    [
        ({"METHOD": "value"}, "needs a VALUE"),
        ({"BAND": 2}, "no band 2"),
        ({"OUTPUT": "score.tif"}, "same file as INPUT"),
        ({"OUTPUT": "/nowhere/a.gpkg"}, "/nowhere/a.gpkg"),
        ({"OUTPUT": "."}, "is a folder"),
        ({"POINTS": "a.gpkg"}, "POINTS is the same file as OUTPUT"),
        ({"MASK": "mask.vrt"}, "virtual"),
        ({"OUTPUT": "a.shp", "SPECTRA": "scene.tif"}, "254 characters"),
        ({"SPECTRA": "score.tif"}, "at least two usable bands"),
        ({"DEVIATION": "scene.tif"}, "not a raster of deviation spectra"),
        ({}, "at least 1000 valid pixels"),
    ],
)
def test_anomalies_that_cannot_be_extracted(qgis_process, tmp_path, parameters, word):
    write(tmp_path / "score.tif", spectra(bands=1))
    write(tmp_path / "scene.tif")
    values = {"INPUT": "score.tif", "OUTPUT": "a.gpkg", **parameters}
    names = {"INPUT", "OUTPUT", "POINTS", "MASK", "SPECTRA", "DEVIATION"}
    inside = {name: tmp_path / value if name in names else value for name, value in values.items()}
    refused(qgis_process.run("extractanomalies", **inside), word)
    assert files(tmp_path) == ["scene.tif", "score.tif"]


def test_false_alarms_of_too_few_pixels_are_refused(qgis_process, trained, tmp_path):
    raster, model = trained
    finished = qgis_process.run(
        "detectanomalies", INPUT=raster, MODEL=model, OUTPUT=tmp_path / "s.tif", FALSE_ALARMS=True
    )
    refused(finished, "at least 1000 valid pixels")
    assert files(tmp_path) == []


def test_evaluations_that_cannot_be_made(qgis_process, tmp_path):
    score = write(tmp_path / "score.tif", spectra(bands=1))
    nothing = write(tmp_path / "nothing.tif", np.zeros((24, 20, 1)))
    report, before = tmp_path / "report.html", score.read_bytes()

    def evaluation(**parameters):
        return qgis_process.run(
            "evaluatedetection", **{"INPUT": score, "TRUTH": score, "REPORT": report, **parameters}
        )

    refused(evaluation(TRUTH=nothing), "TRUTH marks no pixel of 'score'")
    refused(evaluation(TRUTH_FIELD="kind"), "TRUTH_FIELD belongs to a vector layer")
    refused(evaluation(TABLE=score), "TABLE is the same file as INPUT 'score'")
    refused(evaluation(TRUTH=tmp_path / "nowhere.tif"), "TRUTH")
    refused(evaluation(INPUT=[score, tmp_path / "nowhere.tif"]), "INPUT")
    assert score.read_bytes() == before and not report.exists()


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


@pytest.mark.parametrize(
    ("parameters", "word"),
    [
        ({"POINTS": "none.geojson"}, "POINTS holds no features"),
        ({"POINTS": "far.geojson"}, "1 of 1 lie outside"),
        ({"OUTPUT": "e.shp"}, "254 characters"),
        ({"OUTPUT": "near.geojson"}, "same file as POINTS"),
        ({"TABLE": "e.txt"}, "TABLE"),
        ({"REPORT": "e.gpkg"}, "same file as OUTPUT"),
        ({"DEVICE": "cuda"}, "Choose 'auto' or 'cpu'"),
    ],
)
def test_points_that_cannot_be_explained(qgis_process, trained, tmp_path, monkeypatch, parameters, word):
    monkeypatch.chdir(tmp_path)
    for name, places in (("none", []), ("far", [[0, 0]]), ("near", [[15.000680, 48.752473]])):
        features = [
            {"type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": xy}} for xy in places
        ]
        Path(f"{name}.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    before = files(tmp_path)
    values = {"INPUT": trained[0], "MODEL": trained[1], "POINTS": "near.geojson", "OUTPUT": "e.gpkg", **parameters}
    refused(qgis_process.run("explainpixels", **values), word)
    assert files(tmp_path) == before


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


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ({"VARIABLE": "cube"}, ["VARIABLE", "no variable 'cube'", "data: 24 x 20 x 8 double", "note: 1 char"]),
        ({"VARIABLE": "odd"}, ["is complex"]),
        ({"VARIABLE": "cell"}, ["is a cell array"]),
        ({"TRUTH": "truth.tif"}, ["TRUTH", "no array of 24 rows and 20 columns"]),
        ({"TRUTH": "cube.tif"}, ["TRUTH is the same file as OUTPUT"]),
        ({"WAVELENGTHS": "data"}, ["WAVELENGTHS", "the cube has 8 bands"]),
        ({"AXES": "by-hand"}, ["AXES"]),
        ({"PIXEL_SIZE": 0}, ["PIXEL_SIZE"]),
        ({"OUTPUT": "/nowhere/cube.tif"}, ["/nowhere"]),
        ({"INPUT": "v73.mat"}, ["version 7.3", "-v7"]),
        ({"INPUT": "damaged.mat"}, ["damaged.mat"]),
        ({"INPUT": "missing.mat"}, ["missing.mat"]),
    ],
)
def test_matlab_files_and_parameters_that_do_not_go(qgis_process, tmp_path, monkeypatch, parameters, words):
    monkeypatch.chdir(tmp_path)
    contents = {"data": spectra(), "odd": spectra(9, 9, 9) * 1j, "cell": np.array([[1], "a"], object), "note": "x"}
    savemat("a.mat", contents, do_compression=True)
    Path("v73.mat").write_bytes(b"MATLAB 7.3 MAT-file".ljust(512) + b"\x89HDF\r\n\x1a\n")
    Path("damaged.mat").write_bytes(Path("a.mat").read_bytes()[:9000])
    before = files(tmp_path)
    values = {"INPUT": "a.mat", "OUTPUT": "cube.tif", **parameters}
    refused(qgis_process.run("importmat", **values), *words)
    assert files(tmp_path) == before


@pytest.mark.parametrize(
    ("parameters", "word"),
    [
        ({"TRUTH": "smaller.tif"}, "TRUTH must lie on the pixel grid of INPUT"),
        ({"INPUT": "huge.vrt"}, "less than 2 GiB"),
        ({"BANDS": 9}, "no band 9"),
        ({"OUTPUT": "smaller.tif", "TRUTH": "smaller.tif"}, "same file as TRUTH"),
        ({"OUTPUT": "/nowhere/a.mat"}, "/nowhere"),
    ],
)
def test_what_cannot_be_exported(qgis_process, tmp_path, monkeypatch, parameters, word):
    monkeypatch.chdir(tmp_path)
    write(Path("scene.tif"))
    write(Path("smaller.tif"), spectra(9, 9, 1))
    bands = "".join(f'<VRTRasterBand dataType="Float64" band="{k + 1}"/>' for k in range(8))
    Path("huge.vrt").write_text(f'<VRTDataset rasterXSize="8192" rasterYSize="4096">{bands}</VRTDataset>')
    before = files(tmp_path)
    refused(qgis_process.run("exportmat", **{"INPUT": "scene.tif", "OUTPUT": "a.mat", **parameters}), word)
    assert files(tmp_path) == before
