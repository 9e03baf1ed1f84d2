"""Score networks: functions (x, t, context) -> score, the gradient of log p_t at x."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from .noised_scores import FoldedScores, NoisedScores
from .products import row_invariant_product
from .sde import VarianceExplodingSDE


class ScoreNetwork(nn.Module):
    """Base of both score networks: a raw network F, and the score derived from it.

    Karras et al., "Elucidating the Design Space of Diffusion-Based Generative Models", NeurIPS 2022, section 5: the
    score is a fixed combination of x and F, so learning the score of noised spectra is a regression of F.

    Parameters
    ----------
    features : int
        Length d of a conditioned spectrum.
    sde : VarianceExplodingSDE
        SDE that relates the time t to the marginal standard deviation s(t).

    Notes
    -----
    `forward(x, t, context)` takes x (n, d), t (n,), or (1,) if common to all, and context (n, d + 2) or None, and
    returns the score (n, d).
    """

    def __init__(self, features: int, sde: VarianceExplodingSDE):
        super().__init__()
        self.features = features
        self.sde = sde

    def raw(self, inputs: Tensor, noise_level: Tensor, context: Tensor | None = None) -> Tensor:
        """Evaluate F on inputs (n, d) and the noise level as the network encodes it, (n, ...) or (1, ...): (n, d)."""
        raise NotImplementedError

    def regression(self, x: Tensor, t: Tensor, z: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Set up the regression of F on spectra x (n, d), noised by s(t) z with t (n,) and z (n, d).

        Returns
        -------
        inputs, noise_level, targets : Tensor (n, d), (n, ...), (n, d)
            `raw(inputs, noise_level)` is as close to the targets as possible if the score is right.
        """
        raise NotImplementedError

    def noised(self, t: float, noise: Tensor) -> NoisedScores:
        """Return the scores of spectra noised by s(t) z_k, for perturbations z_k: noise (K, d)."""
        return NoisedScores(self, t, noise)


class FourierTimeEmbedding(nn.Module):
    """Fixed random Fourier features of t, a linear layer and SiLU: (n,) -> (n, 256)."""

    def __init__(self):
        super().__init__()
        self.register_buffer("frequencies", 10 * torch.randn(128))
        self.linear = nn.Linear(256, 256)

    def forward(self, t: Tensor) -> Tensor:
        phase = 2 * math.pi * t[:, None] * self.frequencies
        return F.silu(self.linear(torch.cat([phase.sin(), phase.cos()], dim=1)))


class PaperStage(nn.Module):
    """One stage: layer, addition of the time, normalisation, modulation by the context (FiLM), SiLU."""

    def __init__(self, layer: nn.Module, norm: nn.Module, channels: int, context_features: int):
        super().__init__()
        self.layer = layer
        self.time = nn.Linear(256, channels)
        self.norm = norm
        self.film = nn.Linear(context_features, 2 * channels)

    def forward(self, h: Tensor, embedding: Tensor, context: Tensor) -> Tensor:
        h = self.layer(h)
        trailing = (...,) + (None,) * (h.ndim - 2)
        film = row_invariant_product(context, self.film.weight.T) + self.film.bias
        scale, shift = film.chunk(2, dim=1)
        h = self.norm(h + self.time(embedding)[trailing])
        return F.silu(h * (1 + scale[trailing]) + shift[trailing])


class PaperScoreNetwork(ScoreNetwork):
    """One-dimensional U-shaped network of Sheng et al., arXiv 2601.12379, section III: s(t) times the score."""

    def __init__(self, features: int, sde: VarianceExplodingSDE):
        super().__init__(features, sde)
        context = features + 2
        self.embedding = FourierTimeEmbedding()
        self.lift = PaperStage(nn.Linear(features, 256), nn.LayerNorm(256), 256, context)

        def down(source: int, target: int) -> PaperStage:
            layer = nn.Conv1d(source, target, 5, stride=2, padding=2)
            return PaperStage(layer, nn.GroupNorm(4, target), target, context)

        def up(source: int, target: int) -> PaperStage:
            layer = nn.ConvTranspose1d(source, target, 5, stride=2, padding=2, output_padding=1)
            return PaperStage(layer, nn.GroupNorm(min(4, target), target), target, context)

        self.down1, self.down2, self.down3 = down(1, 16), down(16, 32), down(32, 64)
        self.up3, self.up2, self.up1 = up(64, 32), up(64, 16), up(32, 1)
        self.project = nn.Linear(512, features)

    def forward(self, x: Tensor, t: Tensor, context: Tensor | None = None) -> Tensor:
        return self.raw(x, t, context) / self.sde.marginal_std(t)[:, None]

    def regression(self, x: Tensor, t: Tensor, z: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        return x + self.sde.marginal_std(t)[:, None] * z, t, -z

    def raw(self, inputs: Tensor, noise_level: Tensor, context: Tensor | None = None) -> Tensor:
        if context is None:
            context = inputs.new_zeros(len(inputs), self.features + 2)
        embedding = self.embedding(noise_level)
        h0 = self.lift(inputs, embedding, context)
        h1 = self.down1(h0[:, None], embedding, context)
        h2 = self.down2(h1, embedding, context)
        h3 = self.down3(h2, embedding, context)
        h = self.up3(h3, embedding, context)
        h = self.up2(torch.cat([h, h2], dim=1), embedding, context)
        h = self.up1(torch.cat([h, h1], dim=1), embedding, context)
        return self.project(torch.cat([h[:, 0], h0], dim=1))


class ResidualBlock(nn.Module):
    """Normalised two-layer perceptron, modulated by the noise level and added to its input."""

    def __init__(self, width: int, embedding: int):
        super().__init__()
        self.norm = nn.LayerNorm(width, elementwise_affine=False)
        self.modulation = nn.Linear(embedding, 2 * width)
        self.hidden = nn.Linear(width, width)
        self.out = nn.Linear(width, width)

    def forward(self, h: Tensor, embedding: Tensor) -> Tensor:
        scale, shift = self.modulation(embedding).chunk(2, dim=1)
        return h + self.out(F.silu(self.hidden(self.norm(h) * (1 + scale) + shift)))


class ResidualScoreNetwork(ScoreNetwork):
    """Small residual perceptron around the score of a Gaussian.

    With a network output of zero, the denoiser is that of N(0, I), and scoring is RX in the conditioned space;
    training learns what RX misses. The preconditioning is that of Karras et al., table 1, with sigma_data = 1, and so
    is the weight of a noise level in the regression: 1 + s(t)^2 times that of the paper's network.
    """

    width = 64
    blocks = 2
    frequencies = 16

    def __init__(self, features: int, sde: VarianceExplodingSDE):
        super().__init__(features, sde)
        embedding = 2 * self.frequencies
        self.register_buffer("frequency", torch.linspace(0.375, 3.0, self.frequencies))
        self.embedding = nn.Linear(embedding, embedding)
        self.lift = nn.Linear(features, self.width)
        self.stages = nn.ModuleList(ResidualBlock(self.width, embedding) for _ in range(self.blocks))
        self.project = nn.Linear(self.width, features)
        nn.init.zeros_(self.project.weight)
        nn.init.zeros_(self.project.bias)

    def forward(self, x: Tensor, t: Tensor, context: Tensor | None = None) -> Tensor:
        s, total = self.scales(t)
        scaled = x / total
        return self.raw(scaled, s.log()) / (s * total) - scaled / total

    def regression(self, x: Tensor, t: Tensor, z: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        s, total = self.scales(t)
        return (x + s * z) / total, s.log(), (s * x - z) / total

    def scales(self, t: Tensor) -> tuple[Tensor, Tensor]:
        """Return the standard deviations (n, 1) of the noise, and of noised data of unit variance."""
        s = self.sde.marginal_std(t)[:, None]
        return s, (s**2 + 1).sqrt()

    def noised(self, t: float, noise: Tensor) -> NoisedScores:
        return FoldedScores(self, t, noise)

    def raw(self, inputs: Tensor, noise_level: Tensor, context: Tensor | None = None) -> Tensor:
        embedding = self.embedded(noise_level)
        h = self.lift(inputs)
        for stage in self.stages:
            h = stage(h, embedding)
        return self.project(h)

    def embedded(self, noise_level: Tensor) -> Tensor:
        """Embed a noise level ln s (n, 1) for the blocks: (n, 2 frequencies)."""
        phase = noise_level * self.frequency
        return F.silu(self.embedding(torch.cat([phase.sin(), phase.cos()], dim=1)))


NETWORKS = {"paper": PaperScoreNetwork, "residual": ResidualScoreNetwork}
