"""From a score raster to an extraction."""

from __future__ import annotations

import json

import numpy as np
import pytest
from osgeo import gdal

from scoread_plugin.jobs import extracting
from scoread_plugin.jobs.extracting import Rule, extract, open_scores, provenance
from scoread_plugin.maps.false_alarms import BAND_NAME, fit_false_alarms
from scoread_plugin.progress import silent
from scoread_plugin.raster import score_map
from scoread_plugin.raster.errors import RasterError
from tests.unit.score_maps import NODATA, SHAPE, named, score_cube


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
    origin = provenance(dataset, rule, extraction.threshold)
    score_map.write_mask(str(tmp_path / "mask.tif"), dataset, extraction.mask, origin)
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
        found(path, Rule("value", 20.0, min_area=2))
    monkeypatch.setattr(score_map, "MOST_PIXELS", 2999)
    with pytest.raises(RasterError, match="50 x 60 pixels"):
        open_scores(path, 1)


def test_no_valid_pixel(write_raster):
    with pytest.raises(RasterError, match="no valid pixel"):
        found(write_raster(np.full((4, 5, 1), NODATA, np.float32), nodata=NODATA), Rule("value", 0.0))
