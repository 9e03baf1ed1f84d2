"""AdamW and the one-cycle schedule, using torch's functional form.

The class torch.optim.AdamW imports a compiler when it is first instantiated, which takes more than a second, and
adds overhead to each step that does not benefit a small network.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.optim.adamw import adamw

CONSTANTS = {"beta2": 0.999, "weight_decay": 0.01, "eps": 1e-8, "amsgrad": False, "maximize": False}


class AdamW:
    """Adam with decoupled weight decay, with torch's defaults.

    Loshchilov and Hutter, "Decoupled Weight Decay Regularization", ICLR 2019.

    Parameters
    ----------
    network : Module
        Network, all of whose parameters are trained.
    """

    def __init__(self, network: nn.Module):
        self.weights = list(network.parameters())
        self.means = [torch.zeros_like(weight) for weight in self.weights]
        self.squares = [torch.zeros_like(weight) for weight in self.weights]
        self.steps = [torch.zeros((), device=weight.device) for weight in self.weights]
        self.fused = has_one_kernel(self.weights[0].device)

    @torch.no_grad()
    def step(self, learning_rate: float, beta1: float) -> None:
        """Update the weights by their gradients, and clear the gradients."""
        gradients = [weight.grad for weight in self.weights]
        update = {"lr": learning_rate, "beta1": beta1, "fused": self.fused, **CONSTANTS}
        adamw(self.weights, gradients, self.means, self.squares, [], self.steps, **update)
        for weight in self.weights:
            weight.grad = None

    def state(self) -> list[list[Tensor]]:
        """Return the running means, mean squares and step counts of all parameters."""
        return [self.means, self.squares, self.steps]

    @torch.no_grad()
    def load_state(self, state: list[list[Tensor]]) -> None:
        """Restore the result of `state`, from any device."""
        for own, kept in zip(self.state(), state):
            for tensor, value in zip(own, kept):
                tensor.copy_(value)


def has_one_kernel(device: torch.device) -> bool:
    """Return whether this torch has a single-kernel AdamW for the device (for the CPU since 2.4)."""
    weight, gradient, mean, square = torch.zeros(4, 1, device=device).unbind()
    update = {"lr": 1.0, "beta1": 0.9, "fused": True, **CONSTANTS}
    try:
        adamw([weight], [gradient], [mean], [square], [], [torch.zeros((), device=device)], **update)
    except (RuntimeError, NotImplementedError):
        return False
    return True


def one_cycle(step: int, steps: int, peak: float) -> tuple[float, float]:
    """Return the learning rate and beta1 of a step: up to the peak in 30 % of the steps, then down to almost zero.

    Smith and Topin, "Super-Convergence", arXiv 1708.07120, with the shape and defaults of torch's OneCycleLR.
    """
    top = 0.3 * steps - 1
    if step <= top:
        return cosine(step / top, peak / 25, peak), cosine(step / top, 0.95, 0.85)
    share = (step - top) / (steps - 1 - top)
    return cosine(share, peak, peak / 250_000), cosine(share, 0.85, 0.95)


def constant(step: int, steps: int, rate: float) -> tuple[float, float]:
    """Return a constant learning rate and beta1."""
    return rate, 0.9


def cosine(share: float, first: float, last: float) -> float:
    """Interpolate from first to last along a cosine as the share goes from 0 to 1."""
    return last + (first - last) * (1 + math.cos(math.pi * share)) / 2
