"""Spectra out of a model: from a known score they are distributed as it says, whatever the sampler."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import nn

from scoread_plugin.progress import silent
from scoread_plugin.sgm.generation import DEFAULT_STEPS, Generation
from scoread_plugin.sgm.model import ScoreModel, View
from scoread_plugin.sgm.populations import compare
from scoread_plugin.sgm.preprocessing import Conditioning
from scoread_plugin.sgm.sampling import generate, noise_schedule
from scoread_plugin.sgm.settings import DEFAULT, PAPER

BANDS = 4
LOCATION = np.array([100.0, 200.0, 300.0, 400.0])
MATERIALS = np.random.default_rng(3).uniform(500, 3000, (3, BANDS))
SAMPLERS = pytest.mark.parametrize("sampler", DEFAULT_STEPS)


class GaussianScore(nn.Module):
    """The score of N(mean, variances), noised to s(t)."""

    def __init__(self, sde, mean, variances):
        super().__init__()
        self.sde, self.mean, self.variances = sde, mean, variances

    def forward(self, x, t, context=None):
        return -(x - self.mean) / (self.variances + self.sde.marginal_std(t)[:, None] ** 2)


class Runaway(nn.Module):
    def forward(self, x, t, context=None):
        return 1e30 * x


def gaussian_model(deviations, mean=(0.0, 0.0, 0.0), projection=None, reference=None, settings=DEFAULT):
    """A model of three features whose score is that of a Gaussian, and a reference sample of it."""
    mean, deviations = torch.tensor(mean), torch.tensor(deviations)
    if projection is None:
        projection = np.linalg.qr(np.random.default_rng(0).normal(size=(BANDS, 3)))[0]
    view = View(Conditioning(LOCATION, projection), settings)
    view.network = GaussianScore(view.sde, mean, deviations**2)
    if reference is None:
        z = mean + deviations * torch.randn(4000, 3, generator=torch.Generator().manual_seed(9))
        reference = view.conditioning.location + view.conditioning.to_sensor(z)
    alone = replace(settings, views=("whitened",), noise_levels=settings.noise_levels[:1])
    return ScoreModel(alone, nn.ModuleList([view]), reference, {})


def draw(model, cpu, count=8000, progress=silent, **changes):
    return generate(model, Generation(count, **changes).applied_to(model.settings), cpu, progress)


@pytest.fixture(scope="module")
def clustered(learn):
    """Spectra in eight clusters, a model trained on them, and one that has learned nothing."""
    random = np.random.default_rng(1)
    real = (random.choice([-1, 1], (4000, 3)) + random.normal(0, 0.3, (4000, 3))) @ MATERIALS
    one_view = {"views": ("whitened",), "noise_levels": ((0.3,),)}
    settings = DEFAULT.with_changes(epochs=30, exclusion=0.0, retain_ratio=1.0, **one_view)
    untrained = settings.with_changes(epochs=1, learning_rate=1e-9)
    return real.astype(np.float32), learn(real, settings)[0], learn(real, untrained)[0]


def features(model, spectra):
    return model.views[0].conditioning(spectra).double().numpy()


@SAMPLERS
@pytest.mark.parametrize("settings", [DEFAULT, PAPER], ids=["sigma 25", "sigma 5"])
def test_the_spectra_of_a_gaussian_score_have_its_mean_and_covariance(cpu, sampler, settings):
    deviations = (7.0, 1.0, 0.1)
    model = gaussian_model(deviations, mean=(3.0, -1.0, 0.2), settings=settings)
    z = features(model, draw(model, cpu, sampler=sampler))
    error = (z.mean(axis=0) - (3.0, -1.0, 0.2)) / deviations
    assert np.abs(error).max() < 0.05
    covariance = np.cov((z / deviations).T)
    np.testing.assert_allclose(covariance, np.eye(3), atol=0.06)


@SAMPLERS
def test_the_score_decides_and_not_the_reference_spectra(cpu, sampler):
    """These stand three deviations apart from the score's mean, and hardly vary."""
    reference = (
        torch.from_numpy(LOCATION).float()
        + 1.5
        + 0.01 * torch.randn(500, BANDS, generator=torch.Generator().manual_seed(2))
    )
    model = gaussian_model((0.5, 0.5, 0.5), reference=reference)
    z = features(model, draw(model, cpu, sampler=sampler))
    assert np.abs(features(model, reference).mean(axis=0)).max() > 1
    # What is left of a shifted start at the end of the flow: 0.5 / s(1), a twentieth.
    assert np.abs(z.mean(axis=0)).max() < 0.12
    np.testing.assert_allclose(z.std(axis=0), 0.5, rtol=0.05)


def test_twenty_steps_of_the_probability_flow_are_close_to_its_end(cpu):
    model = gaussian_model((7.0, 1.0, 0.1))
    few, many = (features(model, draw(model, cpu, 500, steps=steps)) for steps in (20, 400))
    assert np.abs((few - many) / (7.0, 1.0, 0.1)).std() < 0.03


def test_beyond_the_view_a_spectrum_is_the_mean(cpu):
    model = gaussian_model((2.0, 1.0, 1.0), projection=np.eye(BANDS)[:, :3])
    spectra = draw(model, cpu, 300).numpy()
    np.testing.assert_allclose(spectra[:, 3], LOCATION[3], atol=1e-3)
    assert (spectra[:, :3].std(axis=0) > 0.5).all()


@SAMPLERS
def test_the_same_seed_gives_the_same_spectra(cpu, sampler):
    model = gaussian_model((2.0, 1.0, 0.5))
    first, again, other = (draw(model, cpu, 1500, sampler=sampler, steps=10, seed=seed) for seed in (1, 1, 2))
    assert first.shape == (1500, BANDS) and first.dtype == torch.float32
    assert torch.equal(first, again) and not torch.equal(first, other)
    assert len(first.unique(dim=0)) == 1500, "no chunk repeats another"


class ShortOfMemory:
    """Stands for a device with memory for a quarter of a chunk."""

    torch = torch.device("cpu")

    def within_memory(self, work, batch):
        while True:
            try:
                return work(batch)
            except MemoryError:
                batch //= 2


class Hungry(GaussianScore):
    def forward(self, x, t, context=None):
        if len(x) > 256:
            raise MemoryError
        return super().forward(x, t)


def test_less_memory_changes_nothing_but_the_time(cpu):
    model = gaussian_model((2.0, 1.0, 0.5))
    before = draw(model, cpu, 1100, steps=5)
    score = model.views[0].network
    model.views[0].network = Hungry(score.sde, score.mean, score.variances)
    torch.testing.assert_close(draw(model, ShortOfMemory(), 1100, steps=5), before)


def test_progress_is_told_at_every_step_and_can_stop(cpu):
    model, told = gaussian_model((1.0, 1.0, 1.0)), []
    draw(model, cpu, 1500, lambda fraction, text: told.append(fraction), steps=10)
    assert told == sorted(told) and told[0] == 0 and len(told) == 18 and max(told) < 1

    def stop(fraction, text):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        draw(model, cpu, 10, stop)


def test_spectra_that_diverge_are_refused(cpu):
    model = gaussian_model((1.0, 1.0, 1.0))
    model.views[0].network = Runaway()
    with pytest.raises(ValueError, match="diverge"):
        draw(model, cpu, 10)


def test_the_schedule_falls_from_the_largest_noise():
    levels = noise_schedule(12, 9.85)
    assert len(levels) == 12 and levels == sorted(levels, reverse=True)
    assert levels[0] == pytest.approx(9.85) and levels[-1] == pytest.approx(0.00985)
    # Equation 5 of Karras et al. by hand: the third of twelve.
    assert levels[2] == pytest.approx((9.85 ** (1 / 7) + 2 / 11 * (0.00985 ** (1 / 7) - 9.85 ** (1 / 7))) ** 7)


def test_a_trained_model_draws_spectra_like_the_real_ones(cpu, clustered):
    real, trained, _ = clustered
    compared = compare(real, draw(trained, cpu, 2000).numpy())
    assert compared.distance < 3 * compared.baseline
    assert compared.distance < 0.5 * compared.gaussian


def test_an_untrained_model_draws_a_gaussian(cpu, clustered):
    real, _, untrained = clustered
    compared = compare(real, draw(untrained, cpu, 2000).numpy())
    assert compared.distance == pytest.approx(compared.gaussian, rel=0.2)
    assert compared.gaussian > 3 * compared.baseline
