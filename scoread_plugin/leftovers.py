"""What an interrupted run leaves beside its target, for the next run of the same job."""

from __future__ import annotations

import glob
import hashlib
import shutil
from pathlib import Path

DIGITS = 16


class Leftovers:
    """A hidden folder beside a target, of one job.

    Parameters
    ----------
    target : Path
    job : str
        Tells what decides the result; only the same job goes on from what is there.
    kind : str
        Sets apart what the works on one target leave: "training-".

    Attributes
    ----------
    folder : Path
        Made by whoever leaves something there.
    """

    def __init__(self, target: Path, job: str, kind: str = ""):
        self.prefix = f".scoread-{kind}{target.name}-"
        self.folder = target.parent / (self.prefix + hashlib.sha256(job.encode()).hexdigest()[:DIGITS])

    def discard(self) -> None:
        """This folder, and nothing that another job has left."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def remove(self) -> None:
        """This folder, and what other jobs have left of the same target."""
        for path in self.folder.parent.glob(glob.escape(self.prefix) + "[0-9a-f]" * DIGITS):
            shutil.rmtree(path, ignore_errors=True)
