"""The modes of RX by name: each a detector made of the scene's moments and the settings."""

from __future__ import annotations

from .global_rx import GlobalRX
from .local_rx import LocalRX
from .subspace_rx import SubspaceRX

MODES = {"global": GlobalRX, "local": LocalRX, "subspace": SubspaceRX}
