"""Files that an interrupted run leaves next to its target, for the next run of the same job."""

from __future__ import annotations

import glob
import hashlib
import shutil
from pathlib import Path

LONGEST_NAME = 40
NAME_DIGITS, JOB_DIGITS = 8, 16


class ResumeFolder:
    """Hidden folder of one job, next to its target.

    Parameters
    ----------
    target : Path
    job : str
        Description of everything that determines the result; only the same job resumes from the folder.
    kind : str
        Suffix of the folder's name, to distinguish several kinds of leftovers of one target.

    Attributes
    ----------
    folder : Path
        Path of the folder; whoever leaves files there creates it.
    """

    def __init__(self, target: Path, job: str, kind: str = ""):
        self.prefix = f".scoread-{target.name[:LONGEST_NAME]}-{digest(target.name)[:NAME_DIGITS]}-"
        self.folder = target.parent / f"{self.prefix}{digest(job)[:JOB_DIGITS]}{kind}"

    def discard(self) -> None:
        """Delete this folder, but no leftovers of other jobs."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def remove(self) -> None:
        """Delete the leftovers of all jobs with the same target."""
        for path in self.folder.parent.glob(glob.escape(self.prefix) + "*"):
            shutil.rmtree(path, ignore_errors=True)


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
