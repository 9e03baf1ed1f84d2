from __future__ import annotations

import numpy as np
import pytest
import torch

from scoread_plugin.progress import silent
from scoread_plugin.sgm.model import View
from scoread_plugin.sgm.optimiser import AdamW
from scoread_plugin.sgm.pixels import Pixels
from scoread_plugin.sgm.preprocessing import Conditioning, whitened
from scoread_plugin.sgm.sde import VarianceExplodingSDE
from scoread_plugin.sgm.settings import DEFAULT, PAPER, Ring
from scoread_plugin.sgm.training import NONE_KEPT
from scoread_plugin.sgm.view_training import MatchingLoss, ViewTraining, log_normal_times, uniform_times

QUICK_DEFAULT = DEFAULT.with_changes(epochs=2)
NOT_KEPT = NONE_KEPT.of(0)


def test_the_neighbour_is_the_nearest_to_the_noised_spectrum():
    """Between two neighbours, the noise decides which of them is the context."""
    ring_settings = PAPER.with_changes(ring=Ring(3, 1))
    view, contexts = plain_view(ring_settings), []
    bank = torch.tensor([[0.0, 0.0, 0.0], [1e-3, 0.0, 0.0], [-1e-3, 0.0, 0.0]])
    pixels = Pixels(bank, torch.zeros(200, dtype=torch.int64), torch.tensor([[1, 2]]).expand(200, 2))
    view.network.lift.register_forward_hook(lambda module, inputs, output: contexts.append(inputs))
    training = ViewTraining(view, pixels, ring_settings, 200, 1, torch.device("cpu"))
    training.run_epoch(pixels, 0, silent)
    noised, _, context = contexts[0]
    assert torch.equal(context[:, 0] > 0, noised[:, 0] > 0) and 50 < (noised[:, 0] > 0).sum() < 150


def plain_view(settings):
    torch.manual_seed(0)
    view = View(Conditioning(np.zeros(3), np.eye(3)), settings)
    torch.nn.init.normal_(view.network.project.weight, std=0.3)
    return view


def run_alone(spectra, settings):
    """Losses of a whitened view that is trained on all spectra, with batches of 10."""
    view, pixels = View(whitened(spectra.numpy()), settings), Pixels(spectra, torch.arange(len(spectra)))
    training = ViewTraining(view, pixels, settings, 10, 1, torch.device("cpu"))
    training.run(torch.arange(len(pixels)), 0, settings.epochs, NOT_KEPT, silent)
    return training.losses


def draws_of(view, spectra, settings):
    generator = torch.Generator().manual_seed(7)
    draw = {"uniform": uniform_times, "log-normal": log_normal_times}[settings.times]
    return draw(len(spectra), view.sde, generator), torch.randn(spectra.shape, generator=generator)


def test_an_epoch_takes_every_pixel_once_and_with_noise_of_its_own():
    """Also where more batches follow than are perturbed at once."""
    view, pixels = plain_view(PAPER), Pixels(torch.zeros(100, 3), torch.arange(100))
    training = ViewTraining(view, pixels, PAPER, 3, 1, torch.device("cpu"))
    batches = list(training.batches(pixels))
    assert [len(batch[0]) for batch in batches] == [3] * 33 + [1]
    index, noised, times, targets = (torch.cat(values) for values in zip(*batches))
    assert torch.equal(index.sort().values, torch.arange(100)) and not torch.equal(index, torch.arange(100))
    assert len(times.unique()) == 100 and len(targets.unique()) == 300
    torch.testing.assert_close(noised, -view.sde.marginal_std(times)[:, None] * targets)


@pytest.mark.parametrize("settings", [DEFAULT, PAPER], ids=["default", "paper"])
def test_where_the_raw_network_reaches_its_target_the_score_is_that_of_the_noise(settings, monkeypatch):
    """-z / s(t): the score of the perturbation kernel, of which the score of the noised spectra is the mean."""
    view, x = plain_view(settings).double(), torch.randn(10, 3, dtype=torch.float64)
    z, t = torch.randn(10, 3, dtype=torch.float64), torch.linspace(0.05, 1, 10, dtype=torch.float64)
    _, _, targets = view.network.regression(x, t, z)
    monkeypatch.setattr(view.network, "raw", lambda inputs, noise_level, context=None: targets)
    s = view.sde.marginal_std(t)[:, None]
    torch.testing.assert_close(view.network(x + s * z, t), -z / s)


def loss_of(view, spectra, settings):
    regression = view.network.regression(spectra, *draws_of(view, spectra, settings))
    return MatchingLoss(view.network, settings.retain_ratio)(*regression).item()


def losses_by_hand(view, spectra, settings):
    """|| s score(x + s z, t) + z ||^2 of each spectrum by the draws of `loss_of`, as its network weights it."""
    t, z = draws_of(view, spectra, settings)
    losses = []
    for k, x in enumerate(spectra):
        s = view.sde.marginal_std(t[k])
        residual = s * view.network((x + s * z[k])[None], t[k : k + 1])[0] + z[k]
        losses.append((residual**2).sum().item() * (1 + s.item() ** 2 if settings.network == "residual" else 1))
    return np.sort(losses)


@pytest.mark.parametrize("settings", [DEFAULT, PAPER], ids=["default", "paper"])
@pytest.mark.parametrize(("ratio", "kept"), [(1.0, 10), (0.9, 9), (0.01, 1)])
def test_matching_loss_is_the_mean_of_the_smallest(settings, ratio, kept):
    settings = settings.with_changes(retain_ratio=ratio)
    view, spectra = plain_view(settings), torch.randn(10, 3, generator=torch.Generator().manual_seed(1))
    expected = losses_by_hand(view, spectra, settings)[:kept].mean()
    assert loss_of(view, spectra, settings) == pytest.approx(expected, rel=1e-4)


def test_a_trimmed_loss_does_not_see_an_outlier():
    trimmed, whole = DEFAULT.with_changes(retain_ratio=0.9), DEFAULT.with_changes(retain_ratio=1.0)
    view, spectra = plain_view(trimmed), torch.randn(10, 3, generator=torch.Generator().manual_seed(1))
    losses = {}
    for size in (1e3, 1e4):
        spectra[4] = size
        losses[size] = [loss_of(view, spectra, settings) for settings in (trimmed, whole)]
    assert losses[1e3][0] == losses[1e4][0] < 100
    assert losses[1e4][1] > 10 * losses[1e3][1] > 1000


def test_weights_even_out_the_loss_of_a_gaussian():
    """With the true score of N(0, I) the expected loss is d / (1 + s^2), so d when weighted by 1 + s^2."""
    view = plain_view(DEFAULT)
    torch.nn.init.zeros_(view.network.project.weight)
    spectra = torch.randn(40000, 3, generator=torch.Generator().manual_seed(1))
    for sigma_settings in (DEFAULT, DEFAULT.with_changes(times="uniform")):
        loss = loss_of(view, spectra, sigma_settings.with_changes(retain_ratio=1.0))
        assert loss == pytest.approx(3, rel=0.03)


def test_uniform_times():
    times = uniform_times(100000, VarianceExplodingSDE(5.0), torch.Generator().manual_seed(0))
    assert 1e-5 <= times.min() < 1e-3 and 0.999 < times.max() <= 1
    assert times.mean().item() == pytest.approx(0.5, abs=0.01)


def test_log_normal_times():
    sde = VarianceExplodingSDE(25.0)
    times = log_normal_times(100000, sde, torch.Generator().manual_seed(0))
    logarithms = sde.marginal_std(times.double()).log()
    assert times.min() >= 1e-5 and times.max() <= 1
    assert logarithms.median().item() == pytest.approx(0, abs=0.02)
    assert (logarithms < -0.8).double().mean().item() == pytest.approx(0.159, abs=0.01), "one sigma below"


@pytest.mark.parametrize("one_cycle", [True, False])
def test_learning_rate(monkeypatch, mixed_spectra, one_cycle):
    rates = []
    step = AdamW.step

    def record(self, rate, beta1):
        rates.append(rate)
        step(self, rate, beta1)

    monkeypatch.setattr(AdamW, "step", record)
    settings = QUICK_DEFAULT.with_changes(one_cycle=one_cycle, learning_rate=2e-3)
    spectra = torch.from_numpy(mixed_spectra(100))
    run_alone(spectra, settings)
    assert len(rates) == 20 and max(rates) == pytest.approx(2e-3)
    if one_cycle:
        assert rates[0] < 1e-3 and rates[-1] < 1e-4 and 2 < int(np.argmax(rates)) < 10
    else:
        assert set(rates) == {2e-3}


def test_the_loss_told_is_the_mean_over_all_spectra(monkeypatch, mixed_spectra):
    """The last batch of an epoch is smaller, and counts by its size."""
    told = []

    def loss(self, inputs, *rest):
        told.append((len(inputs), float(len(told))))
        return sum(weight.sum() for weight in self.network.parameters()) * 0 + told[-1][1]

    monkeypatch.setattr(MatchingLoss, "forward", loss)
    losses = run_alone(torch.from_numpy(mixed_spectra(25)), QUICK_DEFAULT)
    assert told == [(10, 0.0), (10, 1.0), (5, 2.0), (10, 3.0), (10, 4.0), (5, 5.0)]
    assert losses.tolist() == pytest.approx([20 / 25, 95 / 25])
