"""States of a training on disk, so that the same training goes on from them once it was interrupted."""

from __future__ import annotations

import io
import os
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from torch import nn

from .optimiser import AdamW


class Checkpoints:
    """Where the states of a training go.

    Parameters
    ----------
    folder : Path, optional
        Made when the first state is kept. None keeps nothing.
    seconds : float, optional
        The least time between two states of a network, and before the first.
    say : callable (text), optional
        Told when a state cannot be kept; the training goes on.
    """

    def __init__(self, folder: Path | None = None, seconds: float = 0.0, say: Callable[[str], None] = print):
        self.folder = folder
        self.seconds = seconds
        self.say = say
        self.started = time.monotonic()

    @property
    def found(self) -> bool:
        """Whether an interrupted training has left states."""
        return self.folder is not None and any(self.folder.glob("*.pt"))

    def of(self, name: str, view: int, batch_size: int) -> Checkpoint:
        """That of one view's network in the training of a name, in batches of one size."""
        return Checkpoint(self, f"{name}-{view}", batch_size)


class Checkpoint:
    """The last state of one network in training: weights, optimiser, random numbers and losses after an epoch."""

    def __init__(self, checkpoints: Checkpoints, name: str, batch_size: int):
        self.checkpoints = checkpoints
        self.path = checkpoints.folder and checkpoints.folder / f"{name}.pt"
        self.batch_size = batch_size
        self.last = checkpoints.started

    def restore(self, network: nn.Module, optimiser: AdamW, generator: torch.Generator, losses: np.ndarray) -> int:
        """Bring all of them to where the state was kept; return how many epochs are done.

        A state that is damaged, or of another batch size, counts for nothing.
        """
        state = self.read()
        if state is None:
            return 0
        network.load_state_dict(state["network"])
        optimiser.load_state(state["optimiser"])
        generator.set_state(state["generator"])
        losses[: len(state["losses"])] = state["losses"]
        return len(state["losses"])

    def keep(
        self, done: int, network: nn.Module, optimiser: AdamW, generator: torch.Generator, losses: np.ndarray
    ) -> None:
        """Keep the state after so many epochs, if it is time to."""
        if self.path is None or time.monotonic() - self.last < self.checkpoints.seconds:
            return
        self.last = time.monotonic()
        self.write(
            {
                "batch_size": self.batch_size,
                "network": network.state_dict(),
                "optimiser": optimiser.state(),
                "generator": generator.get_state(),
                "losses": losses[:done].tolist(),
            }
        )

    def read(self) -> dict | None:
        if self.path is None or not self.path.exists():
            return None
        try:
            state = torch.load(self.path, map_location="cpu", weights_only=True)
            return state if state["batch_size"] == self.batch_size else None
        except Exception:  # torch has no one error for a file that is damaged.
            return None

    def write(self, state: dict) -> None:
        """Whole or not at all."""
        buffer = io.BytesIO()
        torch.save(state, buffer)
        part = self.path.with_suffix(".part")
        try:
            self.path.parent.mkdir(exist_ok=True)
            part.write_bytes(buffer.getvalue())
            os.replace(part, self.path)
        except OSError as error:
            self.checkpoints.say(f"The state of the training cannot be kept: {error}")
