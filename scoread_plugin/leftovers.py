"""What an interrupted run leaves beside its target, for the next run of the same job."""

from __future__ import annotations

import glob
import hashlib
import shutil
from pathlib import Path

LONGEST_NAME = 40
NAME_DIGITS, JOB_DIGITS = 8, 16


class Leftovers:
    """A hidden folder beside a target, of one job.

    Parameters
    ----------
    target : Path
    job : str
        Tells what decides the result; only the same job goes on from what is there.
    kind : str
        Ends the folder's name, where several works on one target leave something.

    Attributes
    ----------
    folder : Path
        Made by whoever leaves something there.
    """

    def __init__(self, target: Path, job: str, kind: str = ""):
        self.prefix = f".scoread-{target.name[:LONGEST_NAME]}-{digest(target.name)[:NAME_DIGITS]}-"
        self.folder = target.parent / f"{self.prefix}{digest(job)[:JOB_DIGITS]}{kind}"

    def discard(self) -> None:
        """This folder, and nothing that another job has left."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def remove(self) -> None:
        """All that any job has left of the same target."""
        for path in self.folder.parent.glob(glob.escape(self.prefix) + "*"):
            shutil.rmtree(path, ignore_errors=True)


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
