from __future__ import annotations

import json

import numpy as np
import pytest

from scoread_plugin.jobs import region_spectra
from scoread_plugin.jobs.extracting import Rule, extract, open_scores
from scoread_plugin.jobs.region_spectra import open_spectra, profiles
from scoread_plugin.progress import silent
from scoread_plugin.raster.errors import RasterError
from tests.unit.score_maps import NODATA, SHAPE, named, score_cube


def test_spectra_are_means_over_the_valid_pixels_of_a_region(monkeypatch, write_raster):
    """The score covers a part of the image; blocks are small; the first region has an invalid pixel."""
    monkeypatch.setattr(region_spectra, "SPECTRA_BYTES", 4000)
    image = np.random.default_rng(5).uniform(1, 2, (70, 60, 4)).astype(np.float32)
    image[10 + 3, 20 + 7, 1] = NODATA
    transform = (500000.0 - 70, 10.0, 0.0, 5400000.0 + 30, 0.0, -10.0)
    wave = {"wavelength": "{400, 500, 600, 700}", "wavelength_units": "Nanometers", "bbl": "{1, 1, 0, 1}"}
    spectra = write_raster(
        image, "image.tif", transform, nodata=NODATA, describe=lambda dataset: dataset.SetMetadata(wave, "ENVI")
    )
    deviation = write_raster(
        np.full((*SHAPE, 2), 0.5, np.float32), "deviation.tif",
        describe=named("Deviation, band 1 (400.0 nm)", "Deviation, band 4 (700.0 nm)"),
    )  # fmt: skip
    dataset = open_scores(write_raster(score_cube(), nodata=NODATA), 1)
    extraction = extract(dataset, 1, Rule("value", 10.0), silent)
    scenes = open_spectra({"SPECTRA": spectra, "DEVIATION": deviation}, dataset)
    fields = profiles(scenes, extraction.regions, silent)
    assert list(fields) == ["spectrum", "deviation", "background"]
    first, second = (json.loads(text) for text in fields["spectrum"])
    assert first["x"] == [400, 500, 700] and first["xUnit"] == "nm"
    np.testing.assert_allclose(first["y"], image[13, 28, [0, 1, 3]], rtol=1e-5)
    np.testing.assert_allclose(second["y"], image[43, 12, [0, 1, 3]], rtol=1e-5)
    assert json.loads(next(fields["deviation"])) == {"x": [400, 700], "xUnit": "nm", "y": [0.5, 0.5]}
    background = json.loads(list(fields["background"])[1])
    assert background["x"] == [400, 700]
    np.testing.assert_allclose(background["y"], image[43, 12, [0, 3]] - 0.5, rtol=1e-5)


def test_a_mean_spectrum_is_that_of_all_its_pixels(write_raster):
    image = np.random.default_rng(6).uniform(1, 2, (*SHAPE, 3)).astype(np.float32)
    image[40, 5, 0] = np.nan
    dataset = open_scores(write_raster(score_cube(), nodata=NODATA), 1)
    regions = extract(dataset, 1, Rule("value", 10.0), silent).regions
    first, second = profiles(open_spectra({"SPECTRA": write_raster(image, "i.tif")}, dataset), regions, silent)[
        "spectrum"
    ]
    assert json.loads(first)["x"] == [1, 2, 3] and json.loads(first)["xUnit"] == "Band Index"
    np.testing.assert_allclose(json.loads(first)["y"], image[10, 20:22].mean(axis=0), rtol=1e-5)
    assert second is None


def test_spectra_are_in_the_bands_that_were_scored_and_what_is_missing_is_told(write_raster):
    image = np.random.default_rng(6).uniform(1, 2, (*SHAPE, 4)).astype(np.float32)
    image[:, :, 1] = np.nan
    image[40, 5, 3] = np.nan
    said, spectra = [], {"SPECTRA": write_raster(image, "i.tif")}
    describe = named("score", SCOREAD_BANDS="1, 3, 4", SCOREAD_SCORE="a score")
    dataset = open_scores(write_raster(score_cube(), nodata=NODATA, describe=describe), 1)
    regions = extract(dataset, 1, Rule("value", 10.0), silent).regions
    first, second = profiles(open_spectra(spectra, dataset), regions, silent, said.append)["spectrum"]
    assert json.loads(first)["x"] == [1, 3, 4] and second is None
    assert said[0].startswith("1 of 2 regions have no spectrum")
    foreign = open_scores(write_raster(score_cube(), "foreign.tif", nodata=NODATA), 1)
    assert list(profiles(open_spectra(spectra, foreign), regions, silent, said.append)["spectrum"]) == [None, None]
    assert said[1].startswith("2 of 2 regions have no spectrum: none of their pixels is valid in all 4 bands")


@pytest.mark.parametrize(
    ("name", "transform", "names", "words"),
    [
        (
            "SPECTRA",
            (500003.0, 10.0, 0.0, 5400000.0, 0.0, -10.0),
            ["a", "b"],
            "SPECTRA must be on the pixel grid of INPUT",
        ),
        ("SPECTRA", (500010.0, 10.0, 0.0, 5400000.0, 0.0, -10.0), ["a", "b"], "cover all of it"),
        ("SPECTRA", (500000.0, 20.0, 0.0, 5400000.0, 0.0, -20.0), ["a", "b"], "the pixel grid"),
        ("DEVIATION", (500000.0, 10.0, 0.0, 5400000.0, 0.0, -10.0), ["a", "b"], "not a raster of deviation spectra"),
    ],
)
def test_spectra_that_do_not_go_are_refused(write_raster, name, transform, names, words):
    path = write_raster(np.ones((*SHAPE, 2), np.float32), "other.tif", transform, describe=named(*names))
    with pytest.raises(RasterError, match=words):
        open_spectra({name: path}, open_scores(write_raster(score_cube()), 1))


def test_a_deviation_of_another_raster_is_refused(write_raster):
    names = named("Deviation, band 1", "Deviation, band 7")
    paths = {
        "SPECTRA": write_raster(np.ones((*SHAPE, 3), np.float32), "spectra.tif"),
        "DEVIATION": write_raster(np.ones((*SHAPE, 2), np.float32), "deviation.tif", describe=names),
    }
    with pytest.raises(RasterError, match="no usable band 7"):
        open_spectra(paths, open_scores(write_raster(score_cube()), 1))
