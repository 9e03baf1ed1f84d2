from __future__ import annotations

import pytest
import torch

from scoread_plugin.sgm.sde import VarianceExplodingSDE

TIMES = torch.tensor([1e-5, 1e-3, 0.05, 0.3, 0.75, 1.0], dtype=torch.float64)


@pytest.fixture(params=[5.0, 25.0, 1.7])
def sde(request):
    return VarianceExplodingSDE(request.param)


def test_marginal_variance_is_the_integral_of_the_squared_diffusion(sde):
    for t in TIMES:
        steps = torch.linspace(0, 1, 20001, dtype=torch.float64) * t
        variance = torch.trapezoid(sde.sigma ** (2 * steps), steps).item()
        assert sde.marginal_std(t).item() == pytest.approx(variance**0.5, rel=1e-6)


def test_marginal_std_keeps_its_digits_at_small_times(sde):
    t = torch.tensor([1e-5])
    assert t.dtype == torch.float32
    assert sde.marginal_std(t).item() == pytest.approx(sde.marginal_std(t.double()).item(), rel=1e-6)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_time_is_the_inverse_of_marginal_std(sde, dtype):
    t = TIMES.to(dtype)
    torch.testing.assert_close(sde.time(sde.marginal_std(t)), t, rtol=1e-5, atol=0)
