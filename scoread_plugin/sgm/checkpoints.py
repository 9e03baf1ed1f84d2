"""Checkpoints of a training on disk, from which the same training resumes after an interruption."""

from __future__ import annotations

import hashlib
import io
import shutil
import time
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from ..files import replacing
from ..progress import Log, no_log
from .optimiser import AdamW

DIGEST_BYTES = 32


class Checkpoints:
    """Location and schedule of the checkpoints of a training.

    Parameters
    ----------
    folder : Path, optional
        Folder of the checkpoints, created when the first one is saved. None disables checkpoints.
    seconds : float, optional
        Minimum time from the start to the first checkpoint, and between two checkpoints of a network.
    log : callable (text), optional
        Called once when the training resumes from checkpoints, and once if a checkpoint cannot be saved.
    """

    def __init__(self, folder: Path | None = None, seconds: float = 0.0, log: Log = no_log):
        self.folder = folder
        self.seconds = seconds
        self.log = log
        self.started = time.monotonic()
        self.told = set()

    def of(self, name: str) -> Checkpoint:
        """Return the checkpoint of one network in one part of the training."""
        return Checkpoint(self, self.folder and self.folder / f"{name}.state")

    def tell(self, subject: str, text: str) -> None:
        if subject not in self.told:
            self.told.add(subject)
            self.log(text)

    def discard(self) -> None:
        if self.folder is not None:
            shutil.rmtree(self.folder, ignore_errors=True)


class Checkpoint:
    """Latest state of one network in training: weights, optimiser, random generator and losses after an epoch.

    The file begins with two digests: one of everything that determines the training, and one of the state itself.
    """

    def __init__(self, checkpoints: Checkpoints, path: Path | None):
        self.checkpoints = checkpoints
        self.path = path
        self.last = checkpoints.started
        self.key = b""

    def restore(
        self, facts: list, network: nn.Module, optimiser: AdamW, generator: torch.Generator, losses: np.ndarray
    ) -> int:
        """Restore the saved state and return the number of completed epochs.

        A state that is damaged, or that belongs to a training with other facts (tensors, and objects identified by
        their `repr`), is ignored.
        """
        if self.path is None:
            return 0
        self.key = digest(facts)
        state = self.read()
        if state is None:
            return 0
        self.checkpoints.tell("restored", "Resuming an interrupted training.")
        network.load_state_dict(state["network"])
        optimiser.load_state(state["optimiser"])
        generator.set_state(state["generator"])
        losses[: len(state["losses"])] = state["losses"]
        return len(state["losses"])

    def keep(
        self, done: int, network: nn.Module, optimiser: AdamW, generator: torch.Generator, losses: np.ndarray
    ) -> None:
        """Save the state after `done` epochs if due; the final state of a long training is always saved."""
        since = self.checkpoints.started if done == len(losses) else self.last
        if self.path is None or time.monotonic() - since < self.checkpoints.seconds:
            return
        self.last = time.monotonic()
        self.write(
            {
                "network": network.state_dict(),
                "optimiser": optimiser.state(),
                "generator": generator.get_state(),
                "losses": losses[:done].tolist(),
            }
        )

    def read(self) -> dict | None:
        try:
            data = self.path.read_bytes()
        except OSError:
            return None
        key, check, content = data[:DIGEST_BYTES], data[DIGEST_BYTES : 2 * DIGEST_BYTES], data[2 * DIGEST_BYTES :]
        if key != self.key or check != hashlib.sha256(content).digest():
            return None
        return torch.load(io.BytesIO(content), map_location="cpu", weights_only=True)

    def write(self, state: dict) -> None:
        """Write the state completely or not at all."""
        buffer = io.BytesIO()
        torch.save(state, buffer)
        content = buffer.getvalue()
        try:
            self.path.parent.mkdir(exist_ok=True)
            with replacing(self.path) as part:
                part.write_bytes(self.key + hashlib.sha256(content).digest() + content)
        except OSError as error:
            self.checkpoints.tell("refused", f"The state of the training cannot be saved: {error}")


def digest(facts: list) -> bytes:
    """Compute the SHA-256 digest of tensors, and of other facts by their `repr`."""
    total = hashlib.sha256()
    for fact in facts:
        total.update(fact.cpu().numpy().tobytes() if isinstance(fact, Tensor) else repr(fact).encode())
    return total.digest()
