"""What Gradients does where nothing is recorded; tests/gpu has the rest."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from scoread_plugin.sgm.recording import Gradients


class OnDevice(torch.Tensor):
    """A tensor that says it is on an NVIDIA device."""

    device = torch.device("cuda")


class Loss(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(3, 2)

    def forward(self, x):
        return self.linear(x).square().mean()


@pytest.fixture
def loss():
    torch.manual_seed(0)
    return Loss()


def expected(loss, x):
    value = loss(x)
    return value.detach(), torch.autograd.grad(value, list(loss.parameters()))


def check(gradients, loss, x):
    value, wanted = expected(loss, x)
    assert torch.equal(gradients(x), value)
    assert all(torch.equal(weight.grad, gradient) for weight, gradient in zip(loss.parameters(), wanted))
    gradients.forget()


def test_a_cpu_records_nothing(loss, monkeypatch):
    recorded = []
    monkeypatch.setattr(Gradients, "record", lambda self, batch: recorded.append(batch))
    gradients = Gradients(loss)
    for count in (5, 5, 2):
        check(gradients, loss, torch.randn(count, 3))
    assert recorded == []


def test_batches_of_the_first_one_s_shape_are_replayed(loss, monkeypatch):
    recorded = []

    def record(self, batch):
        recorded.append(batch[0].shape)
        self.graph = "a graph"

    monkeypatch.setattr(Gradients, "record", record)
    monkeypatch.setattr(Gradients, "replay", lambda self, batch: "replayed")
    gradients = Gradients(loss)
    first, second, last = (torch.randn(count, 3).as_subclass(OnDevice) for count in (5, 5, 2))
    assert gradients(first) == gradients(second) == "replayed"
    check(gradients, loss, last)
    assert recorded == [(5, 3)]


def test_a_replay_takes_the_batch_and_leaves_the_gradients(loss):
    class Graph:
        def replay(self):
            gradients.value.copy_(gradients.inputs[0].sum())
            gradients.gradients[0].fill_(7)

    gradients = Gradients(loss)
    gradients.shapes, gradients.graph, gradients.inputs = [(2, 3)], Graph(), [torch.zeros(2, 3)]
    gradients.value, gradients.gradients = torch.zeros(()), [torch.zeros(2, 3), torch.zeros(2)]
    assert gradients(torch.ones(2, 3)) == 6
    assert [weight.grad.tolist() for weight in loss.parameters()] == [[[7.0] * 3] * 2, [0.0, 0.0]]


def test_where_a_recording_fails_it_is_computed_as_ever(loss, monkeypatch):
    tried = []

    def fail(self, batch):
        tried.append(batch[0].shape)
        self.graph = "half a graph"
        self.compute(batch)
        raise RuntimeError("CUDA error: operation not permitted when stream is capturing")

    monkeypatch.setattr(Gradients, "record", fail)
    gradients = Gradients(loss)
    for count in (4, 4, 1):
        check(gradients, loss, torch.randn(count, 3).as_subclass(OnDevice))
    assert tried == [(4, 3)]
