from __future__ import annotations

import pytest
import torch

from scoread_plugin.sgm.network import NETWORKS, PaperScoreNetwork, ResidualScoreNetwork
from scoread_plugin.sgm.sde import VarianceExplodingSDE

SDE = VarianceExplodingSDE(5.0)


def make(kind, features):
    torch.manual_seed(3)
    return kind(features, SDE).eval().requires_grad_(False)


@pytest.mark.parametrize("kind", NETWORKS.values(), ids=NETWORKS)
@pytest.mark.parametrize("features", [2, 5, 30, 103])
def test_a_score_has_the_shape_of_its_spectrum(kind, features):
    network = make(kind, features)
    for n in (0, 1, 7):
        score = network(torch.randn(n, features), torch.rand(n) + 0.01, torch.randn(n, features + 2))
        assert score.shape == (n, features) and score.isfinite().all()


@pytest.mark.parametrize("bands", [102, 145, 162, 204])
def test_paper_network_is_as_large_as_the_authors(bands):
    count = sum(p.numel() for p in PaperScoreNetwork(bands, SDE).parameters())
    assert 0.37 <= round(count / 1e6, 2) <= 0.53


def test_fourier_frequencies_are_stored_but_not_trained():
    network = PaperScoreNetwork(5, SDE)
    assert "embedding.frequencies" in network.state_dict()
    assert "embedding.frequencies" not in dict(network.named_parameters())
    assert network.embedding.frequencies.shape == (128,)
    assert network.embedding.frequencies.std().item() == pytest.approx(10, rel=0.3)


def test_paper_score_is_divided_by_the_marginal_std():
    network, t = make(PaperScoreNetwork, 6), torch.tensor([0.01, 0.2, 1.0])
    outputs = []
    network.project.register_forward_hook(lambda module, inputs, output: outputs.append(output))
    score = network(torch.randn(3, 6), t)
    torch.testing.assert_close(score * SDE.marginal_std(t)[:, None], outputs[0])


def test_no_context_is_a_zero_context():
    network, x, t = make(PaperScoreNetwork, 6), torch.randn(4, 6), torch.full((4,), 0.1)
    assert torch.equal(network(x, t), network(x, t, torch.zeros(4, 8)))
    assert not torch.allclose(network(x, t), network(x, t, torch.ones(4, 8)), rtol=1e-3)


def test_every_stage_sees_the_context_and_the_time():
    network = make(PaperScoreNetwork, 6).requires_grad_(True)
    network(torch.randn(4, 6), torch.full((4,), 0.1), torch.randn(4, 8)).sum().backward()
    for name in ("lift", "down1", "down2", "down3", "up3", "up2", "up1"):
        stage = getattr(network, name)
        assert stage.film.weight.grad.abs().sum() > 0, name
        assert stage.time.weight.grad.abs().sum() > 0, name


@pytest.mark.parametrize("kind", NETWORKS.values(), ids=NETWORKS)
def test_a_score_does_not_depend_on_its_batch(kind):
    network = make(kind, 6)
    for parameter in network.parameters():
        torch.nn.init.normal_(parameter, std=0.3)
    x, t, context = torch.randn(9, 6), torch.rand(9) + 0.01, torch.randn(9, 8)
    alone = torch.cat([network(x[k : k + 1], t[k : k + 1], context[k : k + 1]) for k in range(9)])
    torch.testing.assert_close(network(x, t, context), alone, rtol=1e-4, atol=1e-4)


def test_untrained_residual_network_gives_the_score_of_a_gaussian():
    network = make(ResidualScoreNetwork, 7).double()
    x, t = torch.randn(50, 7, dtype=torch.float64), torch.linspace(1e-4, 1, 50, dtype=torch.float64)
    expected = -x / (1 + SDE.marginal_std(t) ** 2)[:, None]
    torch.testing.assert_close(network(x, t), expected, rtol=1e-9, atol=1e-12)


def test_residual_network_wraps_its_raw_network_as_karras_does():
    """D = c_skip x + c_out F(c_in x, ln s), with data of unit variance; the score is (D - x) / s^2."""
    network = make(ResidualScoreNetwork, 7).double()
    torch.nn.init.normal_(network.project.weight)
    x, s = torch.randn(5, 7, dtype=torch.float64), torch.tensor([[0.01], [0.1], [0.5], [1.0], [2.0]]).double()
    scale = (1 + s**2).sqrt()
    denoised = x / scale**2 + s / scale * network.raw(x / scale, s.log())
    torch.testing.assert_close(network(x, SDE.time(s[:, 0])), (denoised - x) / s**2)


def test_residual_network_can_learn_every_weight():
    network = make(ResidualScoreNetwork, 7).requires_grad_(True)
    torch.nn.init.normal_(network.project.weight)
    network(torch.randn(20, 7), torch.rand(20) + 0.01).square().sum().backward()
    for name, parameter in network.named_parameters():
        assert parameter.grad is not None and parameter.grad.abs().sum() > 0, name


def test_residual_network_knows_the_noise_level():
    network = make(ResidualScoreNetwork, 7)
    torch.nn.init.normal_(network.project.weight)
    x = torch.randn(1, 7)
    corrections = [network.raw(x, torch.full((1, 1), level)) for level in (-2.0, 0.0, 2.0)]
    assert not torch.allclose(corrections[0], corrections[1], rtol=1e-2)
    assert not torch.allclose(corrections[1], corrections[2], rtol=1e-2)
