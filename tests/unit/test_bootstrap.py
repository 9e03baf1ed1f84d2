from __future__ import annotations

import numpy as np
import pytest
from scipy import ndimage
from sklearn.metrics import average_precision_score, roc_auc_score

from scoread_plugin.evaluation import bootstrap as module
from scoread_plugin.evaluation.bootstrap import background_blocks, bootstrap, interval, scene_blocks, truth_objects
from scoread_plugin.evaluation.figures import figures, rank
from scoread_plugin.progress import silent


def scene(size: int, objects: int, contrast: float = 2.0, spread: float = 1.0, seed: int = 0):
    """Scores and truth (size, size): objects of 3 x 3 pixels, each with a score of its own, on white noise."""
    generator = np.random.default_rng(seed)
    scores, truth = generator.normal(0, 1, (size, size)), np.zeros((size, size), bool)
    places = generator.permutation((size // 5) ** 2)[:objects]
    for row, column in zip(*np.unravel_index(places, (size // 5, size // 5))):
        part = (slice(5 * row + 1, 5 * row + 4), slice(5 * column + 1, 5 * column + 4))
        truth[part] = True
        scores[part] = contrast + spread * generator.normal() + 0.1 * generator.normal(size=(3, 3))
    return scores.round(2), truth


def redrawn(scores, truth, draws=400, seed=1, objects=None, progress=silent):
    objects = truth_objects(truth) if objects is None else objects
    blocks = scene_blocks(*scores.shape)
    ranking = rank(scores.ravel(), truth.ravel())
    return bootstrap(ranking, objects[truth], blocks[~truth], draws, seed, progress)


def intervals(*arguments, **options):
    return module.intervals(redrawn(*arguments, **options))


def test_a_redrawn_scene_has_the_figures_of_the_pixels_it_repeats(monkeypatch):
    """One draw, its weights given by hand, against scikit-learn on a scene with the pixels so often repeated."""
    scores, truth = scene(64, 6)
    objects, blocks = truth_objects(truth), scene_blocks(64, 64)
    taken = {6: np.array([0, 2, 1, 0, 3, 0]), 36: np.random.default_rng(3).integers(0, 3, 36)}
    monkeypatch.setattr(module, "redraw", lambda generator, count: taken[count])
    found = redrawn(scores, truth, draws=1)
    times = np.where(truth, taken[6][objects - 1], taken[36][blocks])
    repeated, labels = np.repeat(scores.ravel(), times.ravel()), np.repeat(truth.ravel(), times.ravel())
    scaled = (repeated - scores.min()) / np.ptp(scores)
    assert found["AUC"] == pytest.approx([roc_auc_score(labels, repeated)], abs=1e-9)
    assert found["AP"] == pytest.approx([average_precision_score(labels, repeated)], abs=1e-9)
    assert found["AUC_D_TAU"] == pytest.approx([scaled[labels].mean()], abs=1e-9)
    assert found["AUC_F_TAU"] == pytest.approx([scaled[~labels].mean()], abs=1e-9)
    lowest = repeated[labels].min()
    alarms = (repeated[~labels] >= lowest).mean()
    assert found["FALSE_ALARMS_AT_FULL_DETECTION"] == pytest.approx([alarms], abs=1e-9)


def test_the_interval_holds_what_other_scenes_of_the_kind_give():
    """It is to tell the spread over really new scenes: about as wide as that, and it mostly holds the mean."""
    aucs = [
        roc_auc_score(truth.ravel(), scores.ravel()) for scores, truth in (scene(100, 20, seed=k) for k in range(200))
    ]
    width = np.ptp(np.quantile(aucs, module.INTERVAL))
    found = [intervals(*scene(100, 20, seed=k), draws=200)["AUC"] for k in range(30)]
    assert 0.6 < np.mean([high - low for low, high in found]) / width < 1.4
    assert np.mean([low <= np.mean(aucs) <= high for low, high in found]) >= 0.8


def test_drawing_pixels_in_place_of_objects_would_make_the_interval_too_narrow():
    scores, truth = scene(100, 20)
    by_object, by_pixel = (
        intervals(scores, truth, objects=objects)["AUC"]
        for objects in (None, np.arange(truth.size).reshape(truth.shape))
    )
    assert np.ptp(by_pixel) < 0.6 * np.ptp(by_object)


def test_the_seed_decides_the_draws_and_the_score_does_not():
    scores, truth = scene(60, 8)
    first, again, other = (intervals(scores, truth, draws=50, seed=seed) for seed in (1, 1, 2))
    assert first == again != other
    # The ranking of another raster of the same scene is judged on the same redrawn scenes.
    assert intervals(2 * scores + 3, truth, draws=50)["AUC"] == first["AUC"]


def test_a_clumped_background_does_not_make_the_interval_too_narrow():
    """Clumps of a few pixels: blocks smaller than they are would be as alike as pixels drawn one by one."""

    def clumped(seed):
        scores, truth = scene(100, 200, contrast=1.5, spread=0.1, seed=seed)
        clumps = 10 * ndimage.gaussian_filter(np.random.default_rng(1000 + seed).normal(0, 1, scores.shape), 3)
        return np.where(truth, scores, clumps), truth

    aucs = [roc_auc_score(truth.ravel(), scores.ravel()) for scores, truth in map(clumped, range(200))]
    found = [intervals(*clumped(k), draws=200)["AUC"] for k in range(30)]
    assert np.mean([high - low for low, high in found]) > 0.75 * np.ptp(np.quantile(aucs, module.INTERVAL))


def test_every_figure_but_one_has_an_interval_that_is_in_order():
    """No scene is redrawn with an anomaly lower than the lowest, which decides the false alarms at full detection."""
    scores, truth = scene(60, 8)
    found = intervals(scores, truth)
    names = list(figures(rank(scores.ravel(), truth.ravel()).counts()))
    assert list(found) == [name for name in names if name != "FALSE_ALARMS_AT_FULL_DETECTION"]
    assert all(low <= high for low, high in found.values())


def test_an_interval_may_be_infinite_but_is_always_a_number():
    values = np.array([np.inf, 3.0, np.inf, 2.0] * 50)
    assert interval(values) == (2, np.inf)
    assert interval(np.full(50, np.inf)) == (np.inf, np.inf)
    assert interval(np.arange(1001.0)) == (25, 975)


def test_progress_is_told_and_can_stop_it():
    class Stop(Exception):
        pass

    told = []

    def progress(fraction, text):
        told.append(fraction)
        if len(told) == 3:
            raise Stop

    with pytest.raises(Stop):
        intervals(*scene(40, 3), progress=progress)
    assert told == sorted(told) and told[-1] < 1


def test_objects_touch_by_corners_too():
    truth = np.zeros((5, 6), bool)
    truth[[0, 1, 4], [0, 1, 5]] = True
    assert truth_objects(truth).tolist()[0][0] == truth_objects(truth)[1, 1] != truth_objects(truth)[4, 5]


@pytest.mark.parametrize("shape", [(100, 100), (1000, 30), (3, 5), (1, 1), (517, 1033)])
def test_blocks_are_square_and_some_30(shape):
    blocks = scene_blocks(*shape)
    assert blocks.shape == shape
    numbers, sizes = np.unique(blocks, return_counts=True)
    assert len(numbers) <= 64
    for number in numbers[:: max(1, len(numbers) // 20)]:
        rows, columns = np.nonzero(blocks == number)
        assert (np.ptp(rows) + 1) * (np.ptp(columns) + 1) == len(rows)
    assert len(numbers) >= min(15, np.prod(shape))


@pytest.mark.parametrize("shape", [(20, 5000), (5000, 20), (1, 3000), (3000, 1)])
def test_a_narrow_scene_is_cut_across_into_some_30(shape):
    blocks = scene_blocks(*shape)
    sizes = np.bincount(blocks.ravel())
    assert len(sizes) == 30 and sizes.min() > 0.9 * sizes.max()


def test_only_the_part_with_judged_background_is_divided():
    background = np.zeros((1000, 1000), bool)
    background[700:800, 50:150] = True
    background[720:730, 60:70] = False
    blocks = background_blocks(background)
    assert len(blocks) == background.sum()
    assert 30 <= len(np.unique(blocks)) <= 36
    whole = np.ones((100, 80), bool)
    whole[5, 5] = False
    assert background_blocks(whole).tolist() == scene_blocks(100, 80)[whole].tolist()
