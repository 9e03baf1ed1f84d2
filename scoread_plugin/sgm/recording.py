"""Repeated gradients of one loss, on an NVIDIA device recorded once and replayed as a CUDA graph.

Launching the kernels of a network as small as ours one by one takes ten times as long as running them.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

WARM_UPS = 3


class Gradients:
    """Gradients of a loss on batches of one size.

    The first batch is recorded. Batches of other shapes, batches on other devices, and all batches if recording fails
    are computed in the ordinary way.

    Parameters
    ----------
    loss : Module
        Function of tensors only, returning a tensor (); it draws no random numbers and reads no tensor values.
    """

    def __init__(self, loss: nn.Module):
        self.loss = loss
        self.weights = list(loss.parameters())
        self.shapes: list[torch.Size] | None = None
        self.graph: torch.cuda.CUDAGraph | None = None

    def __call__(self, *batch: Tensor) -> Tensor:
        """Return the loss () and leave its gradient in the weights, which must have none before."""
        shapes = [tensor.shape for tensor in batch]
        if self.shapes is None:
            self.shapes = shapes
            if batch[0].device.type == "cuda":
                self.try_to_record(batch)
        return self.replay(batch) if self.graph and shapes == self.shapes else self.compute(batch)

    def compute(self, batch: tuple[Tensor, ...] | list[Tensor]) -> Tensor:
        loss = self.loss(*batch)
        loss.backward()
        return loss.detach()

    def try_to_record(self, batch: tuple[Tensor, ...]) -> None:
        try:
            self.record(batch)
        except RuntimeError:
            self.graph = None
        self.forget()

    def record(self, batch: tuple[Tensor, ...]) -> None:
        """Record a graph as in "Whole-network capture" of torch's notes on CUDA semantics."""
        self.inputs = [tensor.clone() for tensor in batch]
        aside = torch.cuda.Stream()
        aside.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(aside):
            for _ in range(WARM_UPS):
                self.forget()
                self.compute(self.inputs)
        torch.cuda.current_stream().wait_stream(aside)
        self.forget()
        self.graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(self.graph):
            self.value = self.compute(self.inputs)
        self.gradients = [weight.grad for weight in self.weights]

    def replay(self, batch: tuple[Tensor, ...]) -> Tensor:
        for place, tensor in zip(self.inputs, batch):
            place.copy_(tensor)
        self.graph.replay()
        for weight, gradient in zip(self.weights, self.gradients):
            weight.grad = gradient
        return self.value

    def forget(self) -> None:
        for weight in self.weights:
            weight.grad = None
