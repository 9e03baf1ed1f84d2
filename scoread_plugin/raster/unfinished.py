"""What an interrupted run leaves beside its target, so that the next run of the same job goes on from it."""

from __future__ import annotations

import glob
import hashlib
import shutil
from pathlib import Path

from .window import Window

WORTH_KEEPING = 60.0
DIGITS = 16


class Unfinished:
    """A folder beside a target, for scratch rasters and a list of the windows that are done.

    Parameters
    ----------
    target : Path
    job : str
        Tells what decides the scores; only the same job goes on from what is there.

    Attributes
    ----------
    folder : Path
    done : dict of Window to int
        Valid pixels of each window that is done.
    """

    def __init__(self, target: Path, job: str):
        self.prefix = f".scoread-{target.name}-"
        self.folder = target.parent / (self.prefix + hashlib.sha256(job.encode()).hexdigest()[:DIGITS])
        self.record = self.folder / "done.txt"
        self.done = self.recorded()

    def recorded(self) -> dict[Window, int]:
        """What the record says; a line that was cut off does not count, nor a record that is damaged."""
        if not self.record.exists():
            return {}
        try:
            lines = self.record.read_text("ascii").split("\n")[:-1]
            entries = [tuple(map(int, line.split())) for line in lines]
            return {Window(row, column, rows, columns): valid for row, column, rows, columns, valid in entries}
        except ValueError:
            return {}

    def begin(self) -> None:
        """An empty folder, with nothing done."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir()
        self.done = {}

    def note(self, window: Window, valid: int) -> None:
        """That a window is done, and its scores are on disk."""
        self.done[window] = valid
        with open(self.record, "a", encoding="ascii") as file:
            file.write(f"{window.row} {window.column} {window.rows} {window.columns} {valid}\n")

    def forget(self) -> None:
        """From here on what is there is of no use to another run."""
        self.record.unlink(missing_ok=True)
        self.done = {}

    def discard(self) -> None:
        """This folder, and nothing that another job has left."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def remove(self) -> None:
        """This folder, and what other jobs have left of the same target."""
        for path in self.folder.parent.glob(glob.escape(self.prefix) + "[0-9a-f]" * DIGITS):
            shutil.rmtree(path, ignore_errors=True)
