"""AdamW and its one cycle, by torch's functional form.

The class torch.optim.AdamW imports a compiler when the first one is made, which takes more than a second, and adds to
each step what a small network has no use for.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.optim.adamw import adamw

CONSTANTS = {"beta2": 0.999, "weight_decay": 0.01, "eps": 1e-8, "amsgrad": False, "maximize": False}


class AdamW:
    """Adam with decoupled weight decay, torch's defaults.

    Loshchilov and Hutter, "Decoupled Weight Decay Regularization", ICLR 2019.

    Parameters
    ----------
    network : Module
        All of its parameters are trained.
    """

    def __init__(self, network: nn.Module):
        self.weights = list(network.parameters())
        self.means = [torch.zeros_like(weight) for weight in self.weights]
        self.squares = [torch.zeros_like(weight) for weight in self.weights]
        self.steps = [torch.zeros((), device=weight.device) for weight in self.weights]
        self.fused = has_one_kernel(self.weights[0].device)

    @torch.no_grad()
    def step(self, learning_rate: float, beta1: float) -> None:
        """Move the weights by their gradients, and drop these."""
        gradients = [weight.grad for weight in self.weights]
        update = {"lr": learning_rate, "beta1": beta1, "fused": self.fused, **CONSTANTS}
        adamw(self.weights, gradients, self.means, self.squares, [], self.steps, **update)
        for weight in self.weights:
            weight.grad = None

    def state(self) -> list[list[Tensor]]:
        """Running means, mean squares and counts of steps of all parameters."""
        return [self.means, self.squares, self.steps]

    @torch.no_grad()
    def load_state(self, state: list[list[Tensor]]) -> None:
        """Take over what `state` gave, from whatever device."""
        for own, kept in zip(self.state(), state):
            for tensor, value in zip(own, kept):
                tensor.copy_(value)


def has_one_kernel(device: torch.device) -> bool:
    """Whether this torch has AdamW in one kernel for the device (for a CPU since 2.4)."""
    weight, gradient, mean, square = torch.zeros(4, 1, device=device).unbind()
    update = {"lr": 1.0, "beta1": 0.9, "fused": True, **CONSTANTS}
    try:
        adamw([weight], [gradient], [mean], [square], [], [torch.zeros((), device=device)], **update)
    except (RuntimeError, NotImplementedError):
        return False
    return True


def one_cycle(step: int, steps: int, peak: float) -> tuple[float, float]:
    """Learning rate and beta1 of a step: to the peak in three tenths of the steps, then down to almost nothing.

    Smith and Topin, "Super-Convergence", arXiv 1708.07120, with the shape and defaults of torch's OneCycleLR.
    """
    top = 0.3 * steps - 1
    if step <= top:
        return cosine(step / top, peak / 25, peak), cosine(step / top, 0.95, 0.85)
    share = (step - top) / (steps - 1 - top)
    return cosine(share, peak, peak / 250_000), cosine(share, 0.85, 0.95)


def constant(step: int, steps: int, rate: float) -> tuple[float, float]:
    """Learning rate and beta1 that stay."""
    return rate, 0.9


def cosine(share: float, first: float, last: float) -> float:
    """From the first to the last as the share goes from 0 to 1."""
    return last + (first - last) * (1 + math.cos(math.pi * share)) / 2
