from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from scoread_plugin.sgm.model import View
from scoread_plugin.sgm.optimiser import AdamW
from scoread_plugin.sgm.pixels import Pixels, take_pixels
from scoread_plugin.sgm.preprocessing import min_max, whitened
from scoread_plugin.sgm.settings import DEFAULT, PAPER, Ring
from scoread_plugin.sgm.training import FEWEST_BATCHES, train
from scoread_plugin.sgm.view_training import ViewTraining

QUICK_DEFAULT = DEFAULT.with_changes(epochs=2)
QUICK_PAPER = PAPER.with_changes(epochs=1, batch_size=32)
PRESETS = pytest.mark.parametrize("settings", [QUICK_DEFAULT, QUICK_PAPER], ids=["default", "paper"])


def mixture_score(x, std, centres, covariance):
    """Score of an even mixture of Gaussians, noised to a standard deviation."""
    precision = np.linalg.inv(covariance + std**2 * np.eye(x.shape[1]))
    pulls = np.array([(centre - x) @ precision for centre in centres])
    exponents = np.array([-0.5 * np.sum((x - centre) @ precision * (x - centre), axis=1) for centre in centres])
    weights = np.exp(exponents - exponents.max(axis=0))
    return np.sum(pulls * (weights / weights.sum(axis=0))[:, :, None], axis=0)


def score_error(view, spectra, t, centres, covariance):
    """Mean square of s(t) times the error of a view's score, the centres and covariance in sensor units."""
    projection = view.conditioning.projection.double().numpy()
    location = view.conditioning.location.double().numpy()
    std = view.sde.marginal_std(torch.tensor(t)).item()
    clean = ((spectra - location) @ projection).astype(np.float32)
    x = clean + std * np.random.default_rng(5).normal(size=clean.shape).astype(np.float32)
    truth = mixture_score(x, std, (centres - location) @ projection, projection.T @ covariance @ projection)
    with torch.no_grad():
        score = view.network(torch.from_numpy(x), torch.full((len(x),), t)).numpy()
    return np.mean((std * (score - truth)) ** 2)


def test_residual_network_learns_what_a_gaussian_misses(learn):
    generator = np.random.default_rng(0)
    centres, covariance = np.array([[1030.0, 500.0], [970.0, 500.0]]), np.diag([100.0, 100.0])
    spectra = centres[generator.integers(0, 2, 1500)] + generator.normal(0, 10, (1500, 2))
    settings = DEFAULT.with_changes(
        views=("whitened",), noise_levels=((0.3,),), epochs=30, retain_ratio=1.0, largest=0
    )
    trained = learn(spectra, settings)[0].views[0]
    untrained = View(whitened(spectra), settings)
    for t in (0.1, 0.3):
        before, after = (score_error(view, spectra, t, centres, covariance) for view in (untrained, trained))
        assert after < 0.4 * before


def test_paper_network_learns_a_gaussian(learn):
    generator = np.random.default_rng(0)
    centre, covariance = np.full((1, 4), 100.0), np.diag([100.0, 25.0, 9.0, 1.0])
    spectra = centre + generator.normal(size=(640, 4)) * np.sqrt(np.diag(covariance))
    settings = PAPER.with_changes(epochs=8, learning_rate=1e-3, batch_size=32)
    trained = learn(spectra, settings)[0].views[0]
    untrained = View(min_max(spectra), settings)
    before, after = (score_error(view, spectra, 0.1, centre, covariance) for view in (untrained, trained))
    assert after < 0.3 * before


@PRESETS
def test_the_seed_alone_decides(learn, mixed_spectra, settings):
    spectra = mixed_spectra(130)
    first, losses = learn(spectra, settings, seed=1)
    torch.rand(7)
    again, same_losses = learn(spectra, settings, seed=1)
    other, other_losses = learn(spectra, settings, seed=2)
    states = [model.views.state_dict() for model in (first, again, other)]
    assert all(torch.equal(states[0][name], states[1][name]) for name in states[0])
    assert torch.equal(first.reference, again.reference) and (losses == same_losses).all()
    assert any(not torch.equal(states[0][name], states[2][name]) for name in states[0])
    assert (losses != other_losses).all()


@PRESETS
def test_what_comes_out(learn, mixed_spectra, settings):
    spectra = mixed_spectra(130)
    model, losses = learn(spectra, settings, seed=4)
    assert losses.shape == (settings.epochs,) and np.isfinite(losses).all()
    assert model.settings == settings and len(model.views) == len(settings.views)
    assert model.facts == {
        "pixels": 130,
        "batch_size": 130 // FEWEST_BATCHES,
        "seed": 4,
        "device": "cpu",
        "initial": None,
        "final_loss": losses[-1],
    }
    assert not model.views.training and not any(p.requires_grad for p in model.views.parameters())


def test_reference_is_drawn_from_the_sample(learn, mixed_spectra):
    spectra = mixed_spectra(5000, bands=2)
    model = learn(
        spectra, DEFAULT.with_changes(epochs=1, batch_size=2500, views=("whitened",), noise_levels=((0.3,),))
    )[0]
    assert model.reference.shape == (4096, 2)
    drawn = {tuple(spectrum) for spectrum in model.reference.tolist()}
    assert len(drawn) == 4096 and drawn <= {tuple(spectrum) for spectrum in spectra.tolist()}


@PRESETS
@pytest.mark.parametrize("count", [2, 17])
def test_tiny_samples(learn, settings, count):
    spectra = np.random.default_rng(0).normal(500, 10, (count, 2))
    model, losses = learn(spectra, settings)
    assert np.isfinite(losses).all() and len(model.reference) == count


@PRESETS
def test_spectra_that_teach_nothing_are_refused(learn, settings):
    for spectra in (np.full((50, 3), 7.0), np.ones((1, 3)), np.ones((0, 3))):
        with pytest.raises(ValueError, match="same spectrum"):
            learn(spectra, settings)


@PRESETS
@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_values_that_are_not_finite_are_refused(learn, mixed_spectra, settings, value):
    spectra = mixed_spectra(60)
    spectra[5, 3] = value
    with pytest.raises(ValueError, match="not finite.*mask"):
        learn(spectra, settings)


@PRESETS
def test_values_that_overflow_are_refused(learn, settings):
    spectra = np.random.default_rng(0).normal(0, 1, (60, 3)).clip(-1, 1) * 3.3e38
    with pytest.raises(ValueError, match="not finite in epoch 1.*extreme values"):
        learn(spectra, settings)


def test_progress_runs_from_the_start_to_the_end(learn, mixed_spectra):
    calls = []
    learn(mixed_spectra(160), QUICK_DEFAULT, progress=lambda fraction, text: calls.append((fraction, text)))
    fractions = [fraction for fraction, _ in calls]
    assert fractions[0] == 0 and fractions == sorted(fractions) and 0.95 < fractions[-1] < 1
    assert len(calls) == 2 * (32 + 31) + 1, "views, steps of either epoch with batches of 5, what to leave out"
    texts = [text for _, text in calls]
    assert list(dict.fromkeys(texts)) == ["Epoch 1 of 2", "Selecting the spectra to exclude", "Epoch 2 of 2"]


def test_progress_that_raises_ends_the_training(learn, mixed_spectra):
    calls = []

    def progress(fraction, text):
        calls.append(fraction)
        if len(calls) == 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        learn(mixed_spectra(160), QUICK_DEFAULT, progress=progress)
    assert len(calls) == 5


def test_the_number_of_threads_changes_no_weight_and_stays(learn, mixed_spectra):
    alone, _ = learn(mixed_spectra(160), QUICK_DEFAULT)
    torch.set_num_threads(2)
    try:
        together, _ = learn(mixed_spectra(160), QUICK_DEFAULT)
        assert torch.get_num_threads() == 2
    finally:
        torch.set_num_threads(1)
    for name, value in alone.views.state_dict().items():
        assert torch.equal(value, together.views.state_dict()[name]), name


def test_a_warm_start_goes_on_from_what_was_learned(learn, mixed_spectra):
    settings = DEFAULT.with_changes(epochs=10, learning_rate=5e-3)
    first, cold = learn(mixed_spectra(600, seed=1), settings)
    projections = [view.conditioning.projection.clone() for view in first.views]
    second, warm = learn(mixed_spectra(600, seed=2), settings.with_changes(learning_rate=1e-4), initial=first)
    assert warm[0] < 0.9 * cold[0]
    for view, projection in zip(second.views, projections):
        assert torch.equal(view.conditioning.projection, projection)


def test_a_warm_start_learns(learn, mixed_spectra):
    spectra = mixed_spectra(130)
    initial = learn(spectra, QUICK_PAPER)[0]
    before = {name: value.clone() for name, value in initial.views.state_dict().items()}
    after = learn(spectra, QUICK_PAPER, initial=initial)[0].views.state_dict()
    assert not torch.equal(before["0.network.project.weight"], after["0.network.project.weight"])


class ShortOfMemory:
    """Stands for a device whose memory gives out in the third step, and suffices for half the batch."""

    torch = torch.device("cpu")

    def __init__(self):
        self.steps = 0

    def step(self, fraction, text):
        self.steps += 1
        if self.steps == 3:
            raise MemoryError

    def within_memory(self, work, batch):
        with pytest.raises(MemoryError):
            work(batch)
        return work(batch // 2)


def test_out_of_memory_starts_again_from_the_start(learn, mixed_spectra):
    spectra = torch.from_numpy(mixed_spectra(1280))
    device = ShortOfMemory()
    pixels = Pixels(spectra, torch.arange(1280))
    settings = DEFAULT.with_changes(epochs=1, batch_size=40, exclusion=0.0)
    model, losses = train(pixels, settings, 1, device, device.step)
    expected, expected_losses = learn(pixels, settings.with_changes(batch_size=20))
    assert device.steps > 3 and (losses == expected_losses).all()
    state, expected_state = model.views.state_dict(), expected.views.state_dict()
    assert all(torch.equal(state[name], expected_state[name]) for name in state)


def test_the_most_anomalous_are_left_out(learn, mixed_spectra, monkeypatch):
    """From a quarter of the epochs on, and told anew at the half and at three quarters."""
    kept = []
    run = ViewTraining.run

    def record(self, index, first, last, *rest):
        kept.append((first, last, len(index), bool((index < 6).any())))
        run(self, index, first, last, *rest)

    monkeypatch.setattr(ViewTraining, "run", record)
    spectra = mixed_spectra(600)
    spectra[:6] += np.where(np.arange(spectra.shape[1]) % 2, 400, -400)
    learn(spectra, DEFAULT.with_changes(epochs=8))
    assert sorted(set(kept)) == [(0, 2, 600, True), (2, 4, 570, False), (4, 6, 570, False), (6, 8, 570, False)]


def test_nothing_is_left_out_without_an_exclusion(learn, mixed_spectra, monkeypatch):
    asked = []
    monkeypatch.setattr("scoread_plugin.sgm.training.pixels_to_keep", lambda *question: asked.append(question))
    learn(mixed_spectra(60), QUICK_DEFAULT.with_changes(exclusion=0.0))
    assert asked == []


def test_a_rest_all_alike_is_learned(learn, mixed_spectra):
    spectra = np.concatenate([np.full((97, 11), 700, np.float32), mixed_spectra(3)])
    model, losses = learn(spectra, QUICK_DEFAULT)
    assert np.isfinite(losses).all()
    assert all(bool(value.isfinite().all()) for value in model.views.state_dict().values())


def test_the_ring_is_learned_from(learn):
    generator = torch.Generator().manual_seed(0)
    cube, valid = torch.randn(12, 12, 3, generator=generator), torch.ones(12, 12, dtype=torch.bool)
    chosen = torch.zeros(12, 12, dtype=torch.bool)
    chosen[2:-2, 2:-2] = True
    ring = Ring(5, 3)
    settings = QUICK_PAPER.with_changes(ring=ring, learning_rate=1e-3)
    pixels = take_pixels(cube, valid, chosen, ring)
    ringed = learn(pixels, settings)[0].views[0].network
    alone = learn(cube[chosen], replace(settings, ring=None))[0].views[0].network
    assert not torch.allclose(ringed.lift.film.weight, alone.lift.film.weight, atol=1e-4)


def test_an_attempt_that_runs_out_of_memory_leaves_no_trace(learn, mixed_spectra, cpu, monkeypatch):
    """It fails between gradient and step, as on a GPU, and the CPU goes on."""
    spectra, step, steps = mixed_spectra(130), AdamW.step, []
    expected = learn(spectra, QUICK_DEFAULT)[0].views.state_dict()

    def failing(self, *rates):
        steps.append(rates)
        if len(steps) == 3:
            raise RuntimeError("CUDA out of memory")
        step(self, *rates)

    def once_more(work, batch):
        try:
            return work(batch)
        except RuntimeError:
            return work(batch)

    monkeypatch.setattr(AdamW, "step", failing)
    monkeypatch.setattr(cpu, "within_memory", once_more)
    found = learn(spectra, QUICK_DEFAULT)[0].views.state_dict()
    assert len(steps) > 3 and all(torch.equal(found[name], expected[name]) for name in expected)
