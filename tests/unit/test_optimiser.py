"""AdamW and its one cycle are those of torch's classes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import torch
from torch import nn

from scoread_plugin.sgm import optimiser
from scoread_plugin.sgm.optimiser import AdamW, constant, one_cycle

ROOT = Path(__file__).resolve().parents[2]


def network():
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(3, 5), nn.SiLU(), nn.Linear(5, 2))


def learn(network, step, steps):
    generator = torch.Generator().manual_seed(1)
    for count in range(steps):
        network(torch.randn(8, 3, generator=generator)).square().sum().backward()
        step(count)
    return torch.cat([weight.detach().ravel() for weight in network.parameters()])


def by_class(schedule, steps):
    model = network()
    adamw = torch.optim.AdamW(model.parameters(), lr=0.01, foreach=False, fused=False)
    scheduler = schedule(adamw)

    def step(count):
        adamw.step()
        adamw.zero_grad()
        scheduler.step()

    return learn(model, step, steps)


def by_function(schedule, steps):
    model = network()
    adamw = AdamW(model)
    return learn(model, lambda count: adamw.step(*schedule(count, steps, 0.01)), steps)


@pytest.mark.parametrize("steps", [2, 3, 4, 10, 57])
def test_one_cycle_takes_the_weights_where_torchs_classes_take_them(steps):
    expected = by_class(lambda adamw: torch.optim.lr_scheduler.OneCycleLR(adamw, 0.01, total_steps=steps), steps)
    assert not torch.equal(expected, by_class(lambda adamw: torch.optim.lr_scheduler.ConstantLR(adamw, 1), steps))
    torch.testing.assert_close(by_function(one_cycle, steps), expected, rtol=1e-6, atol=1e-7)


def test_a_constant_rate_takes_the_weights_where_torchs_class_takes_them():
    expected = by_class(lambda adamw: torch.optim.lr_scheduler.ConstantLR(adamw, 1), 20)
    torch.testing.assert_close(by_function(constant, 20), expected, rtol=1e-6, atol=1e-7)


def test_a_torch_without_the_one_kernel_takes_the_same_way(monkeypatch):
    expected = by_function(one_cycle, 20)
    monkeypatch.setattr(optimiser, "has_one_kernel", lambda device: False)
    torch.testing.assert_close(by_function(one_cycle, 20), expected, rtol=1e-6, atol=1e-7)


def test_a_refused_kernel_is_found_out(monkeypatch):
    def refuse(*arguments, fused, **constants):
        raise RuntimeError("`fused=True` requires all the params to be floating point Tensors of supported devices")

    monkeypatch.setattr(optimiser, "adamw", refuse)
    assert not optimiser.has_one_kernel(torch.device("cpu"))


def test_a_cycle_of_one_step_has_a_finite_rate():
    rate, beta1 = one_cycle(0, 1, 0.01)
    assert 0 < rate < 0.01
    assert beta1 == pytest.approx(0.95)


def test_training_does_not_import_torchs_compiler():
    code = """
import sys, torch
from scoread_plugin.sgm.optimiser import AdamW, one_cycle
network = torch.nn.Linear(2, 2)
optimiser = AdamW(network)
network(torch.ones(1, 2)).sum().backward()
optimiser.step(*one_cycle(0, 10, 0.01))
sys.exit("torch._dynamo" in sys.modules)
"""
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
