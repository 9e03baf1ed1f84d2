"""What the command line promises of a refusal: exit status 1, a message that says what to do, nothing left behind.

tests/qgis/test_refusals.py has what is refused, case by case.
"""

from __future__ import annotations

import sys

import numpy as np
import pytest

from tests.rasters import files, spectra, write


def refused(finished, *words: str) -> None:
    assert finished.status == 1, finished.text
    for word in words:
        assert word in finished.text, finished.text


def test_the_message_is_on_stderr_and_of_the_results_there_is_nothing(qgis_process, tmp_path):
    values = {"INPUT": write(tmp_path / "scene.tif"), "OUTPUT": tmp_path / "s.tif", "FALSE_ALARM": 1}
    done = qgis_process.call(*qgis_process.arguments("traindetect", values))
    assert done.returncode == 1
    assert "There is no parameter FALSE_ALARM: did you mean FALSE_ALARMS?" in done.stderr
    assert "results" not in done.stdout
    assert files(tmp_path) == ["scene.tif"]


def test_work_that_was_begun_leaves_nothing_behind(qgis_process, tmp_path):
    raster = write(tmp_path / "scene.tif", np.full((24, 20, 8), -1), nodata=[-1] * 8)
    refused(qgis_process.run("traindetect", INPUT=raster, OUTPUT=tmp_path / "s.tif"), "no valid pixel")
    assert files(tmp_path) == ["scene.tif"]


def test_one_of_several_inputs_is_missing(qgis_process, tmp_path):
    score = write(tmp_path / "score.tif", spectra(bands=1))
    values = {"INPUT": [score, tmp_path / "nowhere.tif"], "TRUTH": score, "REPORT": tmp_path / "report.html"}
    refused(qgis_process.run("evaluatedetection", **values), "INPUT")
    assert files(tmp_path) == ["score.tif"]


def test_an_output_in_the_place_of_its_input(qgis_process, tmp_path):
    raster = write(tmp_path / "scene.tif")
    before = raster.read_bytes()
    refused(qgis_process.run("rxdetector", INPUT=raster, OUTPUT=raster), "same file as INPUT")
    assert raster.read_bytes() == before


def test_half_a_model_file(qgis_process, trained, tmp_path):
    raster, model = trained
    content, broken = model.read_bytes(), tmp_path / "m.scoread"
    broken.write_bytes(content[: len(content) // 2])
    finished = qgis_process.run("detectanomalies", INPUT=raster, MODEL=broken, OUTPUT=tmp_path / "s.tif")
    refused(finished, "m.scoread")
    assert files(tmp_path) == ["m.scoread"]


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


@pytest.mark.parametrize("named", ["/nowhere/python", "/usr/bin/env"])
def test_no_python_with_torch(qgis_process, trained, tmp_path, named):
    values = {"INPUT": trained[0], "MODEL": trained[1], "OUTPUT": tmp_path / "s.tif"}
    refused(
        qgis_process.run("detectanomalies", {"SCOREAD_PYTHON": named}, **values), named, "scoread:checkenvironment"
    )


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
