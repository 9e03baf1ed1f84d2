from __future__ import annotations

import pytest
import torch

from scoread_plugin.sgm.network import ScoreNetwork
from scoread_plugin.sgm.scoring import Quadrature, mean_resultant_length, perturbations
from scoread_plugin.sgm.settings import DEFAULT, PAPER
from tests.unit.gaussian_score import BANDS


def test_more_perturbations_or_another_seed_are_other_draws():
    settings = PAPER.with_changes(perturbations=5)
    z = perturbations(BANDS, settings, 1)
    assert z.shape == (5, BANDS) and torch.equal(z, perturbations(BANDS, settings, 1))
    assert not torch.equal(z, perturbations(BANDS, settings, 2))
    many = perturbations(BANDS, PAPER.with_changes(perturbations=10000), 1)
    assert abs(many.mean().item()) < 0.02 and many.std().item() == pytest.approx(1, abs=0.02)
    assert abs((many[:5000] + many[5000:]).std().item() - 2**0.5) < 0.03, "no pairs where none are asked for"


def test_perturbations_come_in_pairs():
    z = perturbations(BANDS, DEFAULT.with_changes(perturbations=8), 1)
    assert z.shape == (8, BANDS) and torch.equal(z[:4], -z[4:])
    assert len({tuple(row) for row in z[:4].tolist()}) == 4


def test_pairs_cancel_where_the_score_is_odd(gaussian_model):
    network, mode = gaussian_model.views[0].network, torch.zeros(1, BANDS)
    z = perturbations(BANDS, DEFAULT.with_changes(perturbations=8), 1)
    assert mean_resultant_length(network.noised(0.3, z), mode).item() < 1e-6
    assert mean_resultant_length(network.noised(0.3, z[:4]), mode).item() > 0.1


class PullToNeighbour(ScoreNetwork):
    """A score that is the neighbour's spectrum out of the context."""

    def forward(self, x, t, context):
        return context[:, : x.shape[1]]


def test_the_neighbour_is_the_nearest_to_each_noised_spectrum(gaussian_model):
    """Half of the draws push the spectrum to the one neighbour, half to the other: their pulls cancel."""
    network = PullToNeighbour(BANDS, gaussian_model.views[0].sde)
    right, ring_valid = torch.zeros(1, BANDS), torch.ones(1, 2, dtype=torch.bool)
    right[0, 0] = 1
    ring = torch.stack([right, -right], dim=1)
    noise = torch.cat([right, 2 * right, -3 * right, -right])
    all_draws, half = network.noised(0.9, noise), network.noised(0.9, noise[:2])
    assert mean_resultant_length(all_draws, 0.01 * right, ring, ring_valid).item() < 1e-6
    assert mean_resultant_length(half, 0.01 * right, ring, ring_valid).item() == pytest.approx(1)


def test_a_fill_of_more_than_half_of_the_sample_does_not_set_the_scale():
    lengths = torch.rand(100, 2, generator=torch.Generator().manual_seed(1))
    lengths[:60, 1] = 0.5
    fusion = Quadrature([1, 1], lengths)
    assert fusion.evidence(lengths)[:60, 1].abs().max() == 0
    assert fusion.evidence(lengths)[60:, 1].abs().median() == pytest.approx(1 / 1.4826, rel=1e-5)


def test_a_view_with_a_heavy_tail_does_not_hide_the_anomalies_of_another():
    normal, heavy = torch.randn(2, 10_000, generator=torch.Generator().manual_seed(1))
    logarithms = torch.stack([normal, heavy.sign() * heavy.abs() ** 3], dim=1) / 30 - 3
    fusion = Quadrature([1, 1], logarithms.exp())
    anomaly = torch.tensor([[6 / 30 - 3, -3]]).exp()
    assert (fusion(logarithms.exp()) > fusion(anomaly)).sum() < 100
    assert fusion.scale[0] * 30 == pytest.approx(1, abs=0.03), "not more than the body of a normal distribution"
