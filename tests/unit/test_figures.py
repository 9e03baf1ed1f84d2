from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import average_precision_score, roc_auc_score
from sklearn.metrics import roc_curve as sklearn_roc_curve

from scoread_plugin.evaluation.figures import figures, rank, roc_curve, shares_above

# Worked by hand. Anomalies score 4, 3 and 1; background 3, 2, 1, 0 and 0. Scaled by 4: 1, .75, .25 and
# .75, .5, .25, 0, 0. Of the 15 pairs 4 beats 5, 3 beats 4 and ties 1, 1 beats 2 and ties 1: 12 of 15.
# Precision at 4, 3 and 1: 1/1, 2/3 and 3/6.
SCORES = np.array([4, 3, 1, 3, 2, 1, 0, 0], np.float32)
TRUTH = np.array([1, 1, 1, 0, 0, 0, 0, 0], bool)
BY_HAND = {
    "AUC": 12 / 15,
    "AP": (1 + 2 / 3 + 1 / 2) / 3,
    "AUC_D_F": 0.8,
    "AUC_D_TAU": 2 / 3,
    "AUC_F_TAU": 0.3,
    "AUC_TD": 0.8 + 2 / 3,
    "AUC_BS": 0.5,
    "AUC_SNPR": 2 / 3 / 0.3,
    "AUC_TDBS": 2 / 3 - 0.3,
    "AUC_OD": 0.8 + 2 / 3 - 0.3,
    "FALSE_ALARMS_AT_FULL_DETECTION": 3 / 5,
}

CASES = {
    "apart": (0.0, None),
    "overlapping": (1.5, None),
    "by chance": (0.0, None),
    "a few levels": (1.5, 0),
    "many ties": (1.0, 1),
}


def drawn(case: str, kind=np.float32) -> tuple[np.ndarray, np.ndarray]:
    generator = np.random.default_rng(4)
    truth = generator.random(3000) < 0.04
    shift, decimals = CASES[case]
    scores = generator.normal(0, 1, truth.size) + truth * (9 if case == "apart" else shift)
    return (scores if decimals is None else scores.round(decimals)).astype(kind), truth


def judged(scores, truth):
    return figures(rank(scores, truth).counts())


def test_a_case_worked_by_hand():
    found = judged(SCORES, TRUTH)
    assert found == pytest.approx(BY_HAND, abs=1e-12)
    assert list(found) == list(BY_HAND)


@pytest.mark.parametrize("kind", [np.float32, np.float64])
@pytest.mark.parametrize("case", CASES)
def test_auc_and_average_precision_are_those_of_scikit_learn(case, kind):
    scores, truth = drawn(case, kind)
    found = judged(scores, truth)
    assert found["AUC"] == pytest.approx(roc_auc_score(truth, scores), abs=1e-9)
    assert found["AP"] == pytest.approx(average_precision_score(truth, scores), abs=1e-9)


@pytest.mark.parametrize("case", CASES)
def test_the_3d_family_is_the_integral_of_the_curves_over_the_threshold(case):
    scores, truth = drawn(case)
    scaled = (scores.astype(float) - scores.min()) / np.ptp(scores.astype(float))
    thresholds = np.linspace(0, 1, 20001)
    detections, alarms = (
        np.array([(part >= tau).mean() for tau in thresholds]) for part in (scaled[truth], scaled[~truth])
    )
    d, f = ((curve[1:] + curve[:-1]).sum() / 2 * (thresholds[1] - thresholds[0]) for curve in (detections, alarms))
    found, auc = judged(scores, truth), roc_auc_score(truth, scores)
    family = {"D_F": auc, "D_TAU": d, "F_TAU": f, "TD": auc + d, "BS": auc - f}
    family.update(SNPR=d / f, TDBS=d - f, OD=auc + d - f)
    assert {name: found[f"AUC_{name}"] for name in family} == pytest.approx(family, abs=2e-4)


@pytest.mark.parametrize("case", CASES)
def test_the_roc_curve_is_that_of_scikit_learn(case):
    scores, truth = drawn(case)
    alarms, detections = roc_curve(rank(scores, truth).counts())
    theirs = sklearn_roc_curve(truth, scores, drop_intermediate=False)[:2]
    assert (np.diff(alarms) >= 0).all() and (np.diff(detections) >= 0).all()
    assert set(zip(alarms.round(12), detections.round(12))) <= set(zip(*(shares.round(12) for shares in theirs)))
    area = ((alarms[1:] - alarms[:-1]) * (detections[1:] + detections[:-1]) / 2).sum()
    assert area == pytest.approx(roc_auc_score(truth, scores), abs=1e-9)


def test_false_alarms_at_full_detection_count_ties():
    scores, truth = drawn("many ties")
    lowest = scores[truth].min()
    assert judged(scores, truth)["FALSE_ALARMS_AT_FULL_DETECTION"] == (scores[~truth] >= lowest).mean()


def test_shares_at_or_above_a_threshold():
    thresholds = np.array([0, 0.25, 0.5, 0.8, 1])
    anomalies, background = shares_above(rank(SCORES, TRUTH), thresholds)
    assert anomalies == pytest.approx([1, 1, 2 / 3, 1 / 3, 1 / 3])
    assert background == pytest.approx([1, 3 / 5, 2 / 5, 0, 0])


def test_figures_of_the_ranking_do_not_change_when_the_score_is_stretched():
    scores, truth = drawn("overlapping", np.float64)
    plain, stretched = judged(scores, truth), judged(np.exp(scores) * 1e6, truth)
    for name in ("AUC", "AP", "FALSE_ALARMS_AT_FULL_DETECTION"):
        assert stretched[name] == plain[name]
    assert stretched["AUC_F_TAU"] < plain["AUC_F_TAU"] / 2


def test_a_background_of_the_lowest_score_alone_has_no_noise_to_divide_by():
    assert judged(np.array([0.0, 0, 1]), np.array([False, False, True]))["AUC_SNPR"] == float("inf")


@pytest.mark.parametrize(
    ("scores", "truth", "word"),
    [([1, 2], [0, 0], "both"), ([1, 2], [1, 1], "both"), ([3, 3, 3], [1, 0, 0], "same score")],
)
def test_what_ranks_nothing_is_refused(scores, truth, word):
    with pytest.raises(ValueError, match=word):
        rank(np.array(scores, float), np.array(truth, bool))
