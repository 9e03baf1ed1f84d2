"""A network whose score is known."""

from __future__ import annotations

from scoread_plugin.sgm.network import ScoreNetwork

BANDS = 11


class GaussianScore(ScoreNetwork):
    """The score of N(0, I), noised to s(t)."""

    def forward(self, x, t, context=None):
        return -x / (1 + self.sde.marginal_std(t) ** 2)[:, None]
