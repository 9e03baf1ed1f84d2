from __future__ import annotations

import copy

import pytest
import torch

from scoread_plugin.sgm.network import PaperScoreNetwork, ResidualScoreNetwork
from scoread_plugin.sgm.noised_scores import FoldedScores, NoisedScores
from scoread_plugin.sgm.pixels import nearest_in_ring
from scoread_plugin.sgm.sde import VarianceExplodingSDE

SDE = VarianceExplodingSDE(25.0)
FEATURES = 7


def make(kind, features=FEATURES):
    """A network none of whose weights is zero."""
    torch.manual_seed(3)
    network = kind(features, SDE).double().requires_grad_(False)
    for parameter in network.parameters():
        torch.nn.init.normal_(parameter, std=0.3)
    return network


def one_by_one(network, x, t, noise):
    times = torch.tensor([t])
    return [network(x + SDE.marginal_std(times) * z, times) for z in noise]


@pytest.mark.parametrize("t", [1e-3, 0.15, 1.0])
@pytest.mark.parametrize("features", [2, FEATURES, 60])
def test_what_is_computed_once_gives_the_same_scores(features, t):
    network = make(ResidualScoreNetwork, features)
    x, noise = torch.randn(50, features, dtype=torch.float64), torch.randn(3, features, dtype=torch.float64)
    scores = network.noised(t, noise)
    assert isinstance(scores, FoldedScores) and len(scores) == 3
    for score, expected in zip(scores(x), one_by_one(network, x, t, noise), strict=True):
        torch.testing.assert_close(score, expected, rtol=1e-6, atol=1e-6)


def test_the_paper_s_network_sees_the_neighbour_nearest_to_each_noised_spectrum():
    network = make(PaperScoreNetwork)
    x, noise = torch.randn(5, FEATURES).double(), torch.randn(2, FEATURES).double()
    ring, valid = torch.randn(5, 4, FEATURES).double(), torch.rand(5, 4) > 0.3
    scores = network.noised(0.2, noise)
    assert type(scores) is NoisedScores
    std = SDE.marginal_std(torch.tensor([0.2]))
    for z, score in zip(noise, scores(x, ring, valid), strict=True):
        noised = x + std * z
        torch.testing.assert_close(score, network(noised, torch.tensor([0.2]), nearest_in_ring(noised, ring, valid)))


@pytest.mark.parametrize("features", [2, 5, 6, 7, 11, 30, 60])
def test_a_score_does_not_depend_on_where_its_spectrum_stands(features):
    """To the bit: some layouts of a product of few columns do not give that."""
    scores = make(ResidualScoreNetwork, features).float().noised(0.15, torch.randn(2, features))
    x = torch.randn(1024, features)
    for score, shifted in zip(scores(x), scores(x.roll(13, dims=0)), strict=True):
        assert torch.equal(score.roll(13, dims=0), shifted)


@pytest.mark.parametrize("kind", [PaperScoreNetwork, ResidualScoreNetwork])
def test_scores_have_memory_of_their_own(kind):
    network, x = make(kind), torch.randn(9, FEATURES).double()
    before = x.clone()
    scores = network.noised(0.3, torch.randn(3, FEATURES).double())
    first, second, third = scores(x)
    kept = second.clone()
    first.zero_(), third.zero_()
    assert torch.equal(second, kept) and torch.equal(x, before)
    assert not torch.equal(next(scores(x)), first)


@pytest.mark.parametrize("kind", [PaperScoreNetwork, ResidualScoreNetwork])
def test_all_that_they_need_moves_with_them(kind):
    x = torch.randn(4, FEATURES)
    scores = make(kind).float().noised(0.3, torch.randn(2, FEATURES))
    tensors = [*scores.parameters(), *scores.buffers()]
    assert all(score.is_meta for score in copy.deepcopy(scores).to("meta")(x.to("meta")))
    assert all(tensor.device.type == "cpu" for tensor in tensors)
