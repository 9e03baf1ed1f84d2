"""Scores of noised spectra at one noise level, with perturbations shared by all spectra."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from .pixels import nearest_in_ring

if TYPE_CHECKING:
    from .network import ResidualBlock, ResidualScoreNetwork, ScoreNetwork


class NoisedScores(nn.Module):
    """Scores score(x + s(t) z_k, t, context) of a network at one time t.

    Parameters
    ----------
    network : ScoreNetwork
    t : float
        Time in (0, 1].
    noise : Tensor (K, d)
        Perturbations z_k.

    Attributes
    ----------
    std : float
        Marginal standard deviation s(t).

    Notes
    -----
    Called with conditioned spectra x (n, d) and, for a context, their neighbours (see `nearest_in_ring`), it yields
    the scores (n, d) of each perturbation in turn.
    """

    def __init__(self, network: ScoreNetwork, t: float, noise: Tensor):
        super().__init__()
        self.network = network
        self.register_buffer("time", torch.tensor([t]))
        self.std = network.sde.marginal_std(self.time).item()
        self.register_buffer("steps", self.std * noise)

    def __len__(self) -> int:
        return len(self.steps)

    def forward(self, x: Tensor, ring: Tensor | None = None, valid: Tensor | None = None) -> Iterator[Tensor]:
        for step in self.steps:
            noised = x + step
            yield self.network(noised, self.time, nearest_in_ring(noised, ring, valid))


class FoldedScores(NoisedScores):
    """Noised scores of a residual network, which takes no context, with all spectrum-independent terms precomputed.

    These are the noise level with everything that depends on it, and the contribution of the perturbations to the
    linear first layer.
    """

    def __init__(self, network: ResidualScoreNetwork, t: float, noise: Tensor):
        super().__init__(network, t, noise)
        s, total = network.scales(self.time)
        embedding = network.embedded(s.log())
        self.blocks = nn.ModuleList(FixedBlock(stage, embedding) for stage in network.stages)
        # Laid out as in nn.Linear: otherwise a product with few columns would depend on the position of a row.
        self.register_buffer("lift", network.lift.weight / total)
        self.register_buffer("lifted_steps", self.steps @ self.lift.T + network.lift.bias)
        self.register_buffer("project", network.project.weight / (s * total))
        self.register_buffer("gain", -1 / total**2)
        self.register_buffer("offsets", network.project.bias / (s * total) + self.gain * self.steps)

    def forward(self, x: Tensor, ring: Tensor | None = None, valid: Tensor | None = None) -> Iterator[Tensor]:
        lifted, gaussian = x @ self.lift.T, x * self.gain
        for step, offset in zip(self.lifted_steps, self.offsets):
            h = lifted + step
            for block in self.blocks:
                block.add_to(h)
            yield (gaussian + offset).addmm_(h, self.project.T)


class FixedBlock(nn.Module):
    """Residual block at one noise level, its modulation merged into the normalisation."""

    def __init__(self, block: ResidualBlock, embedding: Tensor):
        super().__init__()
        scale, shift = block.modulation(embedding)[0].chunk(2)
        self.register_buffer("scale", 1 + scale)
        self.register_buffer("shift", shift.clone())
        self.hidden, self.out = block.hidden, block.out

    def add_to(self, h: Tensor) -> None:
        """Add the block's output to its input (n, width), in place."""
        inner = self.hidden(F.layer_norm(h, self.scale.shape, self.scale, self.shift))
        h.add_(self.out.bias).addmm_(F.silu(inner, inplace=True), self.out.weight.T)
