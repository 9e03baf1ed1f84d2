from __future__ import annotations

import copy
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from torch import nn

from scoread_plugin.sgm import detection
from scoread_plugin.sgm.detection import Detector, output_names
from scoread_plugin.sgm.model import ScoreModel, View
from scoread_plugin.sgm.pixels import take_pixels
from scoread_plugin.sgm.preprocessing import Conditioning
from scoread_plugin.sgm.scoring import perturbations
from scoread_plugin.sgm.sde import VarianceExplodingSDE
from scoread_plugin.sgm.settings import DEFAULT, PAPER, Ring
from tests.unit.gaussian_score import BANDS, GaussianScore

ROWS, COLUMNS = 42, 33
TARGET = (30, 20)
RING = Ring(5, 3)
S1_AND_HALF = tuple(VarianceExplodingSDE(25.0).time(torch.tensor([1.0, 0.5])).tolist())


@pytest.fixture(scope="module")
def scene(mixed_spectra):
    """Cube and valid: a target that is far away from all else, and pixels that are not valid."""
    cube = mixed_spectra(ROWS * COLUMNS, BANDS).reshape(ROWS, COLUMNS, BANDS)
    cube[TARGET] += np.where(np.arange(BANDS) % 2, 800, -800)
    valid = np.ones((ROWS, COLUMNS), bool)
    valid[5:8, 10:14] = valid[0, 0] = valid[31, 20] = False
    return cube, valid


@pytest.fixture
def small_chunks(monkeypatch):
    """For what does not ask whether the matrix library repeats itself."""
    monkeypatch.setattr(detection, "CPU_CHUNK", 64)


@pytest.fixture
def small(scene, small_chunks):
    """A part of the scene, pixels that are not valid among it, in small chunks."""
    part = slice(5, 23), slice(8, 24)
    return tuple(np.ascontiguousarray(array[part]) for array in scene)


@pytest.fixture(scope="module")
def models(learn, scene):
    """A trained model of each kind, by name."""
    cube, valid = scene
    default = DEFAULT.with_changes(epochs=4, largest=7)
    paper = PAPER.with_changes(epochs=3, batch_size=64, learning_rate=1e-3, perturbations=2, ring=RING)
    margin = RING.margin
    padded = torch.from_numpy(np.pad(cube, ((margin,) * 2, (margin,) * 2, (0, 0))))
    mask = torch.from_numpy(np.pad(valid, margin))
    ringed = take_pixels(padded, mask, mask, RING)
    return {"default": learn(cube[valid], default)[0], "ring": learn(ringed, paper)[0]}


KINDS = pytest.mark.parametrize("kind", ["default", "ring"])


def make_detector(model, cpu, seed=1, extra_bands=True, levels=None, **changes):
    settings = model.settings.with_changes(**changes)
    return Detector(model, settings.with_noise_levels(levels) if levels else settings, seed, cpu, extra_bands)


def in_blocks(detector, cube, valid, rows, columns):
    """Scores of a raster that is cut into blocks, each with its margin; nothing is valid outside."""
    m = detector.margin
    padded, mask = np.pad(cube, ((m, m), (m, m), (0, 0))), np.pad(valid, m)
    scores = np.full((*valid.shape, len(detector.names)), -1, np.float32)
    for r in range(0, valid.shape[0], rows):
        for c in range(0, valid.shape[1], columns):
            part = slice(r, r + rows + 2 * m), slice(c, c + columns + 2 * m)
            block = detector.score(np.ascontiguousarray(padded[part]), np.ascontiguousarray(mask[part]))
            scores[r : r + rows, c : c + columns] = block
    return scores


def whole(detector, cube, valid):
    return in_blocks(detector, cube, valid, *valid.shape)


def test_resultant_length_of_a_known_score(cpu, gaussian_model):
    x = np.random.default_rng(0).normal(size=(300, BANDS)).astype(np.float32) * np.linspace(0, 3, 300)[:, None]
    x = x.astype(np.float32)
    detector = make_detector(gaussian_model, cpu, seed=5)
    scores = detector.score(x[None], np.ones((1, 300), bool))[0]
    noise = perturbations(BANDS, gaussian_model.settings, 5).double().numpy()
    assert len(noise) == 7
    for column, t in ((1, 0.05), (2, 0.6)):
        std = np.sqrt((5 ** (2 * t) - 1) / (2 * np.log(5)))
        pulls = -(x[:, None] + std * noise)
        units = pulls / np.linalg.norm(pulls, axis=2, keepdims=True)
        np.testing.assert_allclose(scores[:, column], np.linalg.norm(units.mean(axis=1), axis=1), atol=2e-6)
    np.testing.assert_allclose(scores[:, 0], scores[:, 1:].mean(axis=1), atol=1e-6)


@KINDS
@pytest.mark.usefixtures("small_chunks")
def test_resultant_lengths_are_lengths(models, cpu, kind):
    detector = make_detector(models[kind], cpu, levels=(1e-3, 0.3, 1.0))
    cube = np.random.default_rng(0).normal(1500, 1000, (12, 12, BANDS)).astype(np.float32)
    cube[6, 6], cube[7, 7] = 1e6, -1e6
    lengths = whole(detector, cube, np.ones((12, 12), bool))[:, :, 1:]
    assert lengths.shape == (12, 12, 3 * len(models[kind].views))
    assert (lengths >= 0).all() and (lengths <= 1).all()
    assert 0.01 < lengths.min() < 0.9 and lengths.max() > 0.99


@KINDS
@pytest.mark.usefixtures("small_chunks")
def test_the_largest_numbers_are_the_most_anomalous(models, cpu, scene, kind):
    """With spectra as small as these, their squares in the conditioned spectra are beyond 32 bits."""
    model = copy.deepcopy(models[kind])
    for view in model.views:
        view.conditioning.location /= 1e6
        view.conditioning.projection *= 1e6
    model.reference /= 1e6
    cube, everything = scene[0][:12, :12] / np.float32(1e6), np.ones((12, 12), bool)
    extremes = [(2, 2), (2, 9), (9, 2), (9, 9)]
    for place, value in zip(extremes, (1e13, 1.7e19, -1e16, -1.7e19)):
        cube[place] = value
    detector = make_detector(model, cpu)
    scores = whole(detector, cube, everything)[:, :, 0]
    assert np.isfinite(scores).all()
    assert sorted(np.argwhere(scores > np.sort(scores, axis=None)[-5]).tolist()) == [list(p) for p in extremes]
    m = detector.margin
    padded = np.pad(cube, ((m, m), (m, m), (0, 0))), np.pad(everything, m)
    assert np.isfinite(detector.deviations(*padded)).all()


def test_one_perturbation_has_length_one(gaussian_model, cpu):
    detector = make_detector(gaussian_model, cpu, perturbations=1, extra_bands=False)
    cube = np.random.default_rng(0).normal(size=(30, 30, BANDS)).astype(np.float32)
    scores = whole(detector, cube, np.ones((30, 30), bool))
    np.testing.assert_allclose(scores, 1, atol=1e-6)
    assert (scores <= 1).all()


@KINDS
def test_all_pixels_share_their_perturbations(models, cpu, small, kind):
    cube, valid = small
    order = np.random.default_rng(1).permutation(valid.size)
    shuffled = cube.reshape(-1, BANDS)[order].reshape(cube.shape)
    model = models[kind]
    detector = Detector(model, replace(model.settings, ring=None, largest=0), 1, cpu, extra_bands=True)
    everything = np.ones_like(valid)
    scores = whole(detector, cube, everything).reshape(valid.size, -1)
    again = whole(detector, shuffled, everything).reshape(valid.size, -1)
    np.testing.assert_allclose(scores[order], again, atol=1e-6, rtol=1e-6)


@pytest.mark.parametrize(
    ("kind", "kind_of_number"),
    [("default", np.uint8), ("default", np.uint16), ("default", np.int16), ("ring", np.uint16)],
)
def test_integers_are_scored_as_the_floats_that_they_are(models, cpu, small, kind, kind_of_number):
    cube, valid = small
    numbers = (cube - cube.min()).round().astype(kind_of_number)
    detector = make_detector(models[kind], cpu)
    as_they_are, as_floats = (in_blocks(detector, c, valid, 18, 10) for c in (numbers, numbers.astype(np.float32)))
    assert np.array_equal(as_they_are, as_floats, equal_nan=True) and np.nanstd(as_floats[:, :, 0]) > 0
    departures = [detector.deviations(c, valid) for c in (numbers, numbers.astype(np.float32))]
    assert np.array_equal(*departures, equal_nan=True)


@KINDS
def test_a_score_does_not_depend_on_the_cut(models, cpu, scene, kind):
    detector = make_detector(models[kind], cpu)
    scores = whole(detector, *scene)
    for rows, columns in ((17, COLUMNS), (ROWS, 13), (23, 20)):
        np.testing.assert_array_equal(in_blocks(detector, *scene, rows, columns), scores)


@KINDS
def test_a_score_does_not_depend_on_the_cut_with_an_odd_number_of_threads(models, cpu, scene, kind):
    detector = make_detector(models[kind], cpu)
    torch.set_num_threads(3)
    try:
        np.testing.assert_array_equal(whole(detector, *scene), in_blocks(detector, *scene, 23, COLUMNS))
        assert torch.get_num_threads() == 3
    finally:
        torch.set_num_threads(1)


def test_a_pixel_alone_gets_the_score_that_it_has_among_others(models, cpu, scene):
    cube, valid = scene[0][29:32, 19:22], scene[1][29:32, 19:22]
    levels = (0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.9)
    detector = make_detector(models["default"], cpu, levels=levels)
    np.testing.assert_array_equal(whole(detector, cube, valid), in_blocks(detector, cube, valid, 1, 1))


@KINDS
def test_pixels_that_are_not_valid(models, cpu, small, kind):
    cube, valid = small
    detector = make_detector(models[kind], cpu)
    scores = whole(detector, cube, valid)
    assert not valid.all()
    assert (np.isnan(scores) == ~valid[:, :, None]).all()
    for value in (np.nan, np.inf, -1e30):
        other = cube.copy()
        other[~valid] = value
        np.testing.assert_array_equal(whole(detector, other, valid), scores)


@KINDS
def test_a_block_without_valid_pixels(models, cpu, scene, kind):
    scores = whole(make_detector(models[kind], cpu), scene[0], np.zeros((ROWS, COLUMNS), bool))
    assert scores.shape[:2] == (ROWS, COLUMNS) and np.isnan(scores).all()


@KINDS
def test_a_far_away_pixel_ranks_first(models, cpu, scene, kind):
    scores = whole(make_detector(models[kind], cpu), *scene)[:, :, 0]
    assert np.unravel_index(np.nanargmax(scores), scores.shape) == TARGET


def test_a_ship_on_a_dark_sea_ranks_first(smooth_spectra, learn, cpu):
    """The water sends no light in the last bands, and the ship does."""
    side, bands, dark, ship = 64, 60, slice(45, 60), (30, slice(30, 32))
    cube = smooth_spectra(side**2, bands).reshape(side, side, bands)
    cube[..., dark] = np.random.default_rng(1).normal(0, 20, cube[..., dark].shape)
    cube[ship + (dark,)] += 100
    cube = cube.astype(np.float32)
    model, _ = learn(cube.reshape(-1, bands), DEFAULT)
    scores = make_detector(model, cpu, extra_bands=False).score(cube, np.ones((side, side), bool))[..., 0]
    assert scores[ship].min() >= np.sort(scores, axis=None)[-2]


def test_the_ring_counts(models, cpu, small):
    cube, valid = small
    detector = make_detector(models["ring"], cpu)
    before = whole(detector, cube, valid)
    other = cube.copy()
    other[15, 7] *= 3
    changed = np.argwhere(~np.isclose(whole(detector, other, valid)[:, :, 0], before[:, :, 0], equal_nan=True))
    distances = np.abs(changed - (15, 7)).max(axis=1)
    assert set(distances.tolist()) <= {0, 2} and (distances == 2).any()


def test_the_score_adds_what_lies_above_the_reference_in_quadrature(models, cpu, scene):
    cube, valid = scene
    model = models["default"]
    detector = make_detector(model, cpu, levels=(0.2, 0.4))
    reference = whole(detector, model.reference[None].numpy(), np.ones((1, len(model.reference)), bool))[0, :, 1:]
    logarithms = np.log(np.maximum(reference, 1e-6))
    centre = np.median(logarithms, axis=0)
    of_body = 1.4826 * np.median(np.abs(logarithms - centre), axis=0)
    of_tail = (np.percentile(logarithms, 95, axis=0) - centre) / 1.645
    assert (of_body > of_tail).any() and (of_tail > of_body).any()
    spread = np.maximum(of_body, of_tail)
    scores = whole(detector, cube, valid)[valid]
    standardised = (np.log(np.maximum(scores[:, 1:], 1e-6)) - centre) / spread
    evidence = standardised.reshape(len(scores), 2, 2).mean(axis=2)
    above = np.linalg.norm(np.maximum(evidence, 0), axis=1)
    expected = np.where(above > 0, above, evidence.max(axis=1))
    assert (above == 0).any() and (evidence > 0).all(axis=1).any()
    np.testing.assert_allclose(scores[:, 0], expected, rtol=1e-2, atol=1e-2)


def gaussian_detector(cpu, levels, **changes):
    """For a known background N(5, 2^2 I): E[x(0) | x(t)] is half way to the mean at s = 1, a fifth at s = 0.5."""
    settings = PAPER.with_changes(sigma=25.0, perturbations=2, noise_levels=levels, **changes)
    views = nn.ModuleList(View(Conditioning(np.full(BANDS, 5.0), np.eye(BANDS) / 2), settings) for _ in levels)
    for view in views:
        view.network = GaussianScore(BANDS, view.sde)
    return make_detector(ScoreModel(settings, views, torch.zeros(1, BANDS), {}), cpu)


@pytest.mark.parametrize("antithetic", [True, False])
def test_a_deviation_is_the_spectrum_less_the_mean_of_a_gaussian_background(cpu, antithetic):
    """The mean over both noise levels."""
    detector = gaussian_detector(cpu, (S1_AND_HALF,), antithetic=antithetic)
    cube = np.random.default_rng(0).normal(5, 20, (4, 3, BANDS)).astype(np.float32)
    valid = np.ones((4, 3), bool)
    valid[1, 1] = False
    deviations = detector.deviations(cube, valid)
    np.testing.assert_allclose(deviations[valid], (cube - 5)[valid] * (0.5 + 0.2) / 2, rtol=1e-3, atol=1e-3)
    assert np.isnan(deviations[1, 1]).all() and deviations.dtype == np.float32


@pytest.mark.parametrize(("evidence", "shares"), [(None, (0.5, 0.5)), ((3, 1), (0.9, 0.1)), ((2, -1), (1, 0))])
def test_each_view_has_its_share_of_the_score_in_a_deviation(cpu, evidence, shares):
    detector = gaussian_detector(cpu, tuple((t,) for t in S1_AND_HALF), views=("min-max",) * 2, antithetic=True)
    if evidence:
        found = torch.tensor(evidence, dtype=torch.float32)
        detector.fusion = SimpleNamespace(evidence=lambda lengths: found.expand(len(lengths), 2))
    cube = np.random.default_rng(0).normal(5, 20, (4, 3, BANDS)).astype(np.float32)
    expected = (cube - 5) * np.dot(shares, (0.5, 0.2))
    np.testing.assert_allclose(detector.deviations(cube, np.ones((4, 3), bool)), expected, rtol=1e-3, atol=1e-3)


def test_what_else_is_scored_changes_nothing(models, cpu, scene):
    cube, valid = scene
    detector = make_detector(models["default"], cpu)
    before = whole(detector, cube, valid)
    other = cube.copy()
    other[25:] = 1e4
    np.testing.assert_array_equal(
        whole(detector, other, valid)[: 25 - detector.margin], before[: 25 - detector.margin]
    )
    np.testing.assert_array_equal(whole(detector, cube, valid), before)


def test_a_reference_all_alike_gives_finite_scores(models, cpu, scene):
    model = models["default"]
    same = ScoreModel(model.settings, model.views, model.reference[:1].expand(50, -1), {})
    scores = whole(make_detector(same, cpu), *scene)
    assert np.isfinite(scores[scene[1]]).all()


def test_another_seed_gives_other_scores(models, cpu, scene):
    scores = [whole(make_detector(models["default"], cpu, seed=seed), *scene)[TARGET] for seed in (1, 1, 2)]
    assert (scores[0] == scores[1]).all() and (scores[0][1:] != scores[2][1:]).any()


def test_names_of_the_outputs(models, cpu):
    detector = make_detector(models["default"], cpu, levels=(0.1, 0.25))
    assert detector.names == [
        "Standardised anomaly score",
        "R, whitened, t = 0.1",
        "R, whitened, t = 0.25",
        "R, principal, t = 0.1",
        "R, principal, t = 0.25",
    ]
    assert output_names(DEFAULT.with_changes(largest=0), False) == ["Standardised anomaly score"]
    assert output_names(PAPER, True) == ["Mean resultant length", "R, min-max, t = 0.05"]
    assert output_names(PAPER.with_changes(ring=RING), False) == ["Mean resultant length"]


@pytest.mark.parametrize("extra_bands", [True, False])
def test_bands_are_as_many_as_their_names(models, cpu, scene, extra_bands):
    detector = make_detector(models["default"], cpu, extra_bands=extra_bands)
    scores = whole(detector, *scene)
    assert scores.dtype == np.float32 and scores.shape == (ROWS, COLUMNS, 3 if extra_bands else 1)
    assert len(detector.names) == scores.shape[2]


def test_bands_follow_their_names(models, cpu, scene):
    both = make_detector(models["default"], cpu, levels=(0.1, 0.6))
    single = make_detector(models["default"], cpu, levels=(0.6,))
    columns = [both.names.index(name) for name in single.names[1:]]
    assert columns == [2, 4]
    np.testing.assert_array_equal(whole(both, *scene)[:, :, columns], whole(single, *scene)[:, :, 1:])


def test_progress_is_told_at_every_chunk_and_can_stop(gaussian_model, cpu):
    detector = make_detector(gaussian_model, cpu)
    block = np.ones((50, 50, BANDS), np.float32), np.ones((50, 50), bool)
    told = []
    detector.score(*block, lambda fraction, text: told.append(fraction))
    assert told == [0, 1024 / 2500, 2048 / 2500]

    def stop(fraction, text):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        detector.score(*block, stop)


def test_a_detector_takes_nothing_from_its_model(cpu, scene):
    """A training looks at its own networks, and goes on."""
    views = nn.ModuleList([View(Conditioning(np.zeros(BANDS), np.eye(BANDS)), DEFAULT)]).train()
    settings = DEFAULT.with_changes(views=("whitened",), noise_levels=((0.3,),))
    detector = make_detector(ScoreModel(settings, views, torch.randn(20, BANDS), {}), cpu)
    before = whole(detector, *scene)
    assert all(module.training for module in views.modules())
    assert all(parameter.requires_grad for parameter in views.parameters())
    torch.nn.init.normal_(views[0].network.project.weight)
    np.testing.assert_array_equal(whole(detector, *scene), before)


class ShortOfMemory:
    """Stands for a device with memory for a quarter of a chunk."""

    torch = torch.device("cpu")

    def __init__(self):
        self.batches = []

    def send(self, pixels):
        return pixels

    def within_memory(self, work, batch):
        self.batches.append(batch)
        return work(256)


def test_smaller_batches_give_the_same_scores(models, cpu, scene):
    device = ShortOfMemory()
    small, full = make_detector(models["ring"], device), make_detector(models["ring"], cpu)
    np.testing.assert_allclose(whole(small, *scene), whole(full, *scene), atol=1e-5)
    assert device.batches == [detection.CPU_CHUNK, 256], "what sufficed once is where the next chunk begins"


def test_networks_that_were_moved_half_way_are_moved_back(models, cpu, monkeypatch):
    """Where the memory of a device runs out while they are moved there, some of their tensors are there already."""
    detector, moves = make_detector(models["default"], cpu), []

    def move(place):
        moves.append(place.type)
        if place.type == "meta":
            raise RuntimeError("out of memory")

    monkeypatch.setattr(detector.views, "to", move)
    with pytest.raises(RuntimeError):
        detector.move_to(torch.device("meta"))
    for _ in range(2):
        detector.move_to(torch.device("cpu"))
    assert moves == ["meta", "cpu"]
