"""Warnings in the log of a run: each where there is reason, and only there."""

from __future__ import annotations

import re

import pytest
from osgeo import gdal

from tests.rasters import spectra, write

CUBE = spectra().round()
QUICK = {"EPOCHS": 1, "SEED": 2}


def test_doubts_and_what_is_ahead_are_told(run, feedback, tmp_path):
    cube = spectra(40, 30)
    cube[:4] = 0
    run("rxdetector", feedback, INPUT=write(tmp_path / "scene.tif", cube), OUTPUT=tmp_path / "s.tif")
    told = ("has only 8 bands", "0 in every band", "1200 pixels of 8 bands in 1 block")
    assert [text for text in told if text not in feedback.textLog()] == []


@pytest.mark.parametrize(
    ("mode", "unused"),
    [("global", ["COMPONENTS", "OUTER_WINDOW"]), ("subspace", ["OUTER_WINDOW"]), ("local", [])],
)
def test_a_number_of_another_rx_mode_is_warned_of(run, feedback, tmp_path, mode, unused):
    raster = write(tmp_path / "scene.tif", CUBE)
    numbers = {"COMPONENTS": 3, "OUTER_WINDOW": "9", "INNER_WINDOW": 5}
    run("rxdetector", feedback, INPUT=raster, MODE=mode, OUTPUT=tmp_path / "a.tif", **numbers)
    assert re.findall(r"(\w+) is ignored", feedback.textLog()) == unused


@pytest.mark.parametrize("mode", ["global", "subspace", "local"])
@pytest.mark.parametrize(("components", "warned"), [(None, True), (7, True), (6, False)])
def test_rx_of_few_pixels_is_warned_of(run, feedback, tmp_path, mode, components, warned):
    """With one pixel more than components, all would be equally far from their mean."""
    raster = write(tmp_path / "scene.tif", spectra(4, 5, 8))
    run("rxdetector", feedback, INPUT=raster, MODE=mode, OUTPUT=tmp_path / "a.tif", COMPONENTS=components)
    assert ("INPUT has 20 valid pixels" in feedback.textLog()) == (warned or mode == "global")


@pytest.mark.parametrize(
    ("algorithm", "output", "rows", "warned"),
    [("trainsgm", "m.scoread", 20, True), ("traindetect", "s.tif", 20, True), ("trainsgm", "m.scoread", 30, False)],
)
def test_a_training_on_few_pixels_is_warned_of(run, feedback, tmp_path, algorithm, output, rows, warned):
    raster = write(tmp_path / "scene.tif", spectra(rows, 20, 8))
    run(algorithm, feedback, INPUT=raster, OUTPUT=tmp_path / output, EPOCHS=1)
    assert (f"trained on only {20 * rows} pixels" in feedback.textLog()) == warned


@pytest.mark.parametrize(("bands", "count"), [(None, 1), ([1, 2, 3], 0)])
def test_a_bad_band_list_of_another_length_is_warned_of_unless_bands_are_chosen(
    run, feedback, tmp_path, bands, count
):
    raster = write(tmp_path / "scene.tif", CUBE, envi={"bbl": "{1, 0, 1}"})
    run("rxdetector", feedback, INPUT=raster, BANDS=bands, OUTPUT=tmp_path / "score.tif")
    assert feedback.textLog().count("(bbl) of INPUT is ignored: it does not consist of 8 numbers") == count


@pytest.mark.parametrize(
    ("name", "parameter", "output", "values"),
    [
        ("detectanomalies", "MODEL", "s.tif", {}),
        ("noisesweep", "MODEL", "s.tif", {}),
        ("trainsgm", "INITIAL_MODEL", "new.scoread", QUICK),
    ],
)
def test_other_units_than_those_of_the_model_are_told(run, tmp_path, name, parameter, output, values):
    from qgis.core import QgsProcessingFeedback

    raster, model = write(tmp_path / "scene.tif", CUBE), tmp_path / "m.scoread"
    reflectance = write(tmp_path / "reflectance.tif", CUBE / 10_000, kind=gdal.GDT_Float32)
    run("trainsgm", INPUT=raster, OUTPUT=model, **QUICK)
    for source, count in ((raster, 0), (reflectance, 1)):
        feedback = QgsProcessingFeedback()
        run(name, feedback, INPUT=source, OUTPUT=tmp_path / output, **{parameter: model}, **values)
        assert feedback.textLog().count("INPUT is unlike the training data of MODEL") == count
