from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import average_precision_score, roc_auc_score

from scoread_plugin.jobs import evaluating
from scoread_plugin.jobs.evaluating import thinned
from scoread_plugin.raster.errors import RasterError
from tests.unit.judged import judge_rasters, scene


def test_what_is_judged_is_what_has_a_score_and_a_truth(judge):
    scores, truth = scene()
    truth[:, 20:25] = 9
    truth[0, 20] = 1
    scores[3, 4], scores[0, 0], scores[1, 1], scores[26, 2], scores[2, 2] = np.nan, -99, np.inf, -99, 1e38
    found = judge(scores, truth, nodata=-99, truth_nodata=9)
    scores[1, 1] = 1e6  # An infinite score is the highest.
    valid = (np.abs(scores) < 1e19) & (scores != -99) & (truth != 9)
    assert found.figures["AUC"] == pytest.approx(roc_auc_score(truth[valid], scores[valid]), abs=1e-9)
    assert found.figures["AP"] == pytest.approx(average_precision_score(truth[valid], scores[valid]), abs=1e-9)
    anomalous, background = int((truth[valid] == 1).sum()), int((truth[valid] == 0).sum())
    assert found.pixels == {
        "ANOMALIES": anomalous, "OBJECTS": 4, "BACKGROUND": background,
        "UNSCORED": 2, "UNSCORED_BACKGROUND": 2, "LEFT_OUT": 0,
    }  # fmt: skip
    assert found.intervals == {}
    assert found.row == {**found.pixels, **found.figures}


def test_rasters_are_compared_on_the_pixels_that_all_have_scored(judge_together):
    """A raster without scores at the brightest background would seem better; another lacks a single object."""
    scores, truth = scene()
    background = np.where(truth == 0, scores, -np.inf)
    holes = np.where(background >= np.sort(background, axis=None)[-50], np.nan, scores)
    holed = scores.copy()
    holed[20, 30] = np.nan
    whole, same, other = judge_together(truth, draws=20, whole=scores, same=holes, other=holed)
    assert whole.figures == same.figures == other.figures
    assert whole.intervals == same.intervals
    assert [e.pixels["ANOMALIES"] for e in (whole, same, other)] == [12] * 3
    assert [e.pixels["UNSCORED"] for e in (whole, same, other)] == [0, 0, 1]
    assert [e.pixels["UNSCORED_BACKGROUND"] for e in (whole, same, other)] == [0, 50, 0]
    assert [e.pixels["LEFT_OUT"] for e in (whole, same, other)] == [51, 1, 50]


def test_rasters_on_different_grids_are_not_compared(write_raster):
    scores, truth = scene()
    paths = {"a": scores, "b": scores[1:]}
    paths = {name: write_raster(each[:, :, None], f"{name}.tif") for name, each in paths.items()}
    with pytest.raises(RasterError, match="'b' is not on the pixel grid of 'a'"):
        judge_rasters(paths, write_raster(truth[:, :, None], "truth.tif"))


def test_the_difference_of_like_rasters_is_known_better_than_either(judge_together):
    scores, truth = scene()
    close = scores + np.random.default_rng(5).normal(0, 0.02, scores.shape).astype(np.float32)
    first, second = judge_together(truth, draws=100, first=scores, second=close)
    row = second.difference_row(first)
    assert row["AUC_DIFFERENCE"] == second.figures["AUC"] - first.figures["AUC"]
    assert row["AUC_DIFFERENCE_LOW"] <= row["AUC_DIFFERENCE"] <= row["AUC_DIFFERENCE_HIGH"]
    for name in ("AUC", "AP"):
        width = row[f"{name}_DIFFERENCE_HIGH"] - row[f"{name}_DIFFERENCE_LOW"]
        assert 0 < width < 0.2 * np.ptp(first.intervals[name])


def test_deviation_spectra_are_not_judged(write_raster):
    def describe(dataset):
        dataset.SetMetadataItem("SCOREAD_KIND", "deviation spectra")

    scores, truth = scene()
    path = write_raster(scores[:, :, None], "deviation.tif", describe=describe)
    with pytest.raises(RasterError, match="'d' has deviation spectra, not scores"):
        judge_rasters({"d": path}, write_raster(truth[:, :, None], "truth.tif"))


def test_the_band_that_is_judged_is_told_of_a_raster_with_several(write_raster):
    def describe(dataset):
        dataset.GetRasterBand(1).SetDescription("t = 0.05")

    scores, truth = scene()
    known = write_raster(truth[:, :, None], "truth.tif")
    one = write_raster(scores[:, :, None], "one.tif", describe=describe)
    named = write_raster(np.stack([scores, -scores], axis=2), "named.tif", describe=describe)
    plain = write_raster(np.stack([scores, -scores], axis=2), "plain.tif")
    found = judge_rasters({"one": one, "named": named, "plain": plain}, known)
    assert [e.band for e in found] == ["", "band 1 of 2 ('t = 0.05')", "band 1 of 2"]


def test_scores_that_only_double_precision_tells_apart_are_not_ties(judge):
    scores, truth = scene()
    close = 1e6 + 1e-6 * scores.astype(np.float64)
    assert judge(close, truth).figures["AUC"] == pytest.approx(roc_auc_score(truth.ravel(), close.ravel()), abs=1e-9)


def test_intervals_hold_the_figures(judge):
    found = judge(*scene(), draws=200)
    low, high = found.intervals["AUC"]
    assert low < found.figures["AUC"] < high
    assert found.row["AUC_LOW"] == low and found.row["AUC_HIGH"] == high


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"truth": 0}, "TRUTH marks no pixel of 'score' as anomalous"),
        ({"truth": 1}, "no scored background pixel"),
        ({"at anomalies": np.nan}, "no score in any of the 13 pixels"),
        ({"everywhere": 3}, "'score': All judged pixels have the same score"),
    ],
    ids=lambda value: str(value),
)
def test_what_cannot_be_judged_is_refused(judge, change, words):
    scores, truth = scene()
    if "truth" in change:
        truth[:] = change["truth"]
    elif "everywhere" in change:
        scores[:] = change["everywhere"]
    else:
        scores[truth == 1] = change["at anomalies"]
    with pytest.raises(RasterError, match=words):
        judge(scores, truth)


def test_a_truth_elsewhere_is_refused(write_raster):
    scores, truth = scene()
    path = write_raster(scores[:, :, None], "score.tif")
    known = write_raster(truth[:, :, None], "truth.tif", (600000.0, 10.0, 0.0, 5400000.0, 0.0, -10.0))
    with pytest.raises(RasterError, match="does not overlap"):
        judge_rasters({"score": path}, known)


def test_complex_scores_are_refused(judge):
    scores, truth = scene()
    with pytest.raises(RasterError, match="complex"):
        judge(scores.astype(np.complex64), truth)


def test_the_maps_of_a_large_raster_are_thinned_alike(monkeypatch, judge):
    monkeypatch.setattr(evaluating, "LARGEST_SIDE", 16)
    found = judge(*scene())
    assert found.score_map.shape == found.truth_map.shape == (10, 14)


def test_thinning_loses_no_anomaly():
    flags = np.zeros((7, 11), bool)
    flags[6, 10] = flags[0, 4] = True
    assert np.argwhere(thinned(flags, 3)).tolist() == [[0, 1], [2, 3]]
