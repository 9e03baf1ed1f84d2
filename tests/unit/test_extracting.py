"""From a score raster to an extraction."""

from __future__ import annotations

import json

import numpy as np
import pytest
from osgeo import gdal

from scoread_plugin.jobs import extracting, region_spectra
from scoread_plugin.jobs.extracting import Rule, extract, open_scores, save_mask
from scoread_plugin.jobs.region_spectra import open_spectra, profiles
from scoread_plugin.maps.false_alarms import BAND_NAME, fit_false_alarms
from scoread_plugin.raster import score_map
from scoread_plugin.raster.errors import RasterError
from scoread_plugin.raster.georeferencing import window_on_grid

NODATA = -9.0
SHAPE = (60, 50)


def silent(fraction, text):
    pass


def score_cube(seed=1):
    """Normal scores (60, 50, 1) with a region of two pixels, one of one pixel, and an invalid pixel."""
    scores = np.random.default_rng(seed).normal(size=(*SHAPE, 1)).astype(np.float32)
    scores[10, 20:22] = [[20], [30]]
    scores[40, 5] = 25
    scores[0, 0] = NODATA
    return scores


def named(*names, **metadata):
    def describe(dataset):
        for k, name in enumerate(names):
            dataset.GetRasterBand(k + 1).SetDescription(name)
        dataset.SetMetadata(metadata)

    return describe


def found(path, rule, band=1):
    return extract(open_scores(path, band), band, rule, silent)


def test_a_value(gdal_exceptions, write_raster):
    extraction = found(write_raster(score_cube(), nodata=NODATA), Rule("value", 10.0))
    regions = extraction.regions
    assert regions.highest.tolist() == [30, 25] and regions.pixels.tolist() == [2, 1]
    assert extraction.threshold == 10
    assert extraction.peaks.tolist() == [[500215, 5399895], [500055, 5399595]]
    assert extraction.middles.tolist() == [[500205, 5399895], [500055, 5399595]]
    assert extraction.share == pytest.approx(3 / 2999)
    assert len(extraction.outlines) == 2


def test_a_percentile_counts_valid_pixels_only(write_raster):
    extraction = found(write_raster(score_cube(), nodata=NODATA), Rule("percentile", 99.9))
    assert extraction.regions.pixels.sum() == 2  # Of 2999, a thousandth is 2.999.
    assert extraction.threshold == 25


def test_a_rate_that_is_fitted_here(write_raster):
    scores = score_cube()
    extraction = found(write_raster(scores, nodata=NODATA), Rule("false-alarm rate", 1e-5))
    fitted = fit_false_alarms(scores[scores != NODATA])
    assert extraction.threshold == fitted.threshold(1e-5)
    assert extraction.probabilities == pytest.approx(fitted.probability(np.array([30.0, 25.0])))
    assert len(extraction.regions) == 2


@pytest.mark.parametrize(
    ("metadata", "logarithmic"),
    [
        ({}, True),
        ({"SCOREAD_KIND": "squared distance"}, True),
        ({"SCOREAD_KIND": "standardised score"}, False),
        ({"SCOREAD_KIND": "mean resultant length"}, False),
    ],
)
def test_scores_are_fitted_as_they_are_or_in_logarithms(write_raster, metadata, logarithmic):
    scores = np.random.default_rng(2).lognormal(size=(*SHAPE, 1)).astype(np.float32)
    extraction = found(write_raster(scores, describe=named("Score", **metadata)), Rule("false-alarm rate", 0.01))
    expected = np.exp(fit_false_alarms(np.log(scores)).threshold(0.01))
    plain = fit_false_alarms(scores).threshold(0.01)
    assert extraction.threshold == pytest.approx(expected if logarithmic else plain, rel=1e-6)
    assert expected != pytest.approx(plain, rel=1e-3)


def test_the_band_of_false_alarm_probabilities_comes_first(write_raster):
    scores = score_cube()
    alarms = np.where(scores > 22, 0.25, 0.5).astype(np.float32)
    cube = np.concatenate([scores, scores, alarms], axis=2)
    path = write_raster(cube, nodata=NODATA, describe=named("Score", "Other", BAND_NAME))
    extraction = found(path, Rule("false-alarm rate", 0.25))
    assert extraction.threshold == 25
    assert extraction.probabilities == [0.25, 0.25]
    assert found(path, Rule("value", 10.0)).probabilities == [0.25, 0.25]
    assert found(path, Rule("false-alarm rate", 0.01)).regions.pixels.size == 0
    other = found(path, Rule("false-alarm rate", 1e-5), band=2)
    assert other.threshold != 25 and other.probabilities[0] < 1e-5


def test_too_few_scores_for_a_rate_still_have_a_percentile(write_raster):
    path = write_raster(score_cube()[:20, :40], nodata=NODATA)
    with pytest.raises(ValueError, match="at least 1000.*'percentile' or 'value'"):
        found(path, Rule("false-alarm rate", 0.01))
    assert found(path, Rule("value", 10.0)).probabilities == [None]


def test_min_area(write_raster):
    extraction = found(write_raster(score_cube(), nodata=NODATA), Rule("value", 10.0, min_area=2))
    assert extraction.regions.highest.tolist() == [30]
    assert extraction.share == pytest.approx(2 / 2999)


def test_the_mask_and_what_it_says(gdal_exceptions, write_raster, tmp_path):
    path = write_raster(score_cube(), nodata=NODATA, describe=named("Score", SCOREAD_MODEL_ID="abc", OTHER="x"))
    dataset, rule = open_scores(path, 1), Rule("value", 10.0, 2)
    extraction = extract(dataset, 1, rule, silent)
    save_mask(str(tmp_path / "mask.tif"), dataset, rule, extraction)
    mask = gdal.Open(str(tmp_path / "mask.tif"))
    expected = np.zeros(SHAPE)
    expected[10, 20:22], expected[0, 0] = 1, 255
    np.testing.assert_array_equal(mask.ReadAsArray(), expected)
    assert mask.GetRasterBand(1).DataType == gdal.GDT_Byte and mask.GetRasterBand(1).GetNoDataValue() == 255
    assert mask.GetGeoTransform() == dataset.GetGeoTransform() and mask.GetSpatialRef().IsSame(
        dataset.GetSpatialRef()
    )
    metadata = mask.GetMetadata()
    assert metadata["SCOREAD_MODEL_ID"] == "abc" and "OTHER" not in metadata
    how = {"method": "value", "number": 10.0, "threshold": 10.0, "min_area": 2}
    assert json.loads(metadata["SCOREAD_EXTRACTION"]) == how


@pytest.mark.parametrize(
    ("describe", "band", "words"),
    [
        (named("Score", BAND_NAME), 2, "false-alarm probability"),
        (named(SCOREAD_KIND="deviation spectra"), 1, "as DEVIATION"),
        (None, 3, "no band 3"),
        (
            lambda dataset: dataset.SetGCPs([gdal.GCP(0, 0, 0, x, y) for x, y in ((0, 0), (1, 0), (0, 1))], ""),
            1,
            "Warp",
        ),
    ],
)
def test_what_is_no_score_is_refused(gdal_exceptions, write_raster, describe, band, words):
    path = write_raster(np.zeros((4, 5, 2), np.float32), describe=describe, transform=None, epsg=None)
    with pytest.raises(RasterError, match=words):
        open_scores(path, band)


def test_too_much_is_refused(monkeypatch, write_raster):
    path = write_raster(score_cube(), nodata=NODATA)
    monkeypatch.setattr(extracting, "MOST_REGIONS", 1)
    with pytest.raises(RasterError, match="leaves 2 regions"):
        found(path, Rule("value", 10.0))
    assert len(found(path, Rule("value", 10.0, min_area=2)).regions) == 1
    monkeypatch.setattr(extracting, "MOST_ANOMALOUS_PIXELS", 2)
    with pytest.raises(RasterError, match="Too many pixels, 3,"):
        found(path, Rule("value", 10.0, min_area=2))
    monkeypatch.setattr(score_map, "MOST_PIXELS", 2999)
    with pytest.raises(RasterError, match="50 x 60 pixels"):
        open_scores(path, 1)


def test_no_valid_pixel(write_raster):
    with pytest.raises(RasterError, match="no valid pixel"):
        found(write_raster(np.full((4, 5, 1), NODATA, np.float32), nodata=NODATA), Rule("value", 0.0))


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


def test_grids_without_georeferencing_lie_on_each_other(write_raster):
    def opened(name, shape, transform=None):
        return gdal.Open(write_raster(np.ones(shape, np.float32), name, transform, epsg=None))

    part, same, other = opened("a.tif", (4, 5, 1)), opened("b.tif", (4, 5, 2)), opened("c.tif", (4, 6, 1))
    assert window_on_grid(part, same).pixels == 20
    assert window_on_grid(part, other) is None
    placed = opened("d.tif", (4, 5, 1), (5.0, 1.0, 0.0, 0.0, 0.0, -1.0))
    assert window_on_grid(part, placed).pixels == window_on_grid(placed, part).pixels == 20
    assert window_on_grid(placed, opened("e.tif", (4, 5, 1), (6.0, 1.0, 0.0, 0.0, 0.0, -1.0))) is None
