from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import average_precision_score, roc_auc_score

from scoread_plugin.jobs.evaluating import evaluate, thinned
from scoread_plugin.progress import silent
from scoread_plugin.raster.errors import RasterError
from scoread_plugin.raster.truth import Truth
from tests.unit.judged import scene


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
    assert found.pixels == {"ANOMALIES": anomalous, "OBJECTS": 4, "BACKGROUND": background, "UNSCORED": 2}
    assert found.intervals == {}


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
    known = Truth(write_raster(truth[:, :, None], "truth.tif", (600000.0, 10.0, 0.0, 5400000.0, 0.0, -10.0)), True)
    with pytest.raises(RasterError, match="does not overlap"):
        evaluate(path, "score", known, 0, 1, silent)


def test_complex_scores_are_refused(judge):
    scores, truth = scene()
    with pytest.raises(RasterError, match="complex"):
        judge(scores.astype(np.complex64), truth)


def test_thinning_loses_no_anomaly():
    flags = np.zeros((7, 11), bool)
    flags[6, 10] = flags[0, 4] = True
    assert np.argwhere(thinned(flags, 3)).tolist() == [[0, 1], [2, 3]]
