"""What the command line promises of a refusal: exit status 1, a message that says what to do, nothing left behind.

tests/qgis/test_refusals.py has what is refused, case by case.
"""

from __future__ import annotations

import sys

import numpy as np

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
