"""Blocks of a raster left by an interrupted run, from which the next run of the same job resumes."""

from __future__ import annotations

from pathlib import Path

from ..resume_folder import ResumeFolder
from .window import Window

WORTH_KEEPING = 60.0


class Unfinished(ResumeFolder):
    """Resume folder with scratch rasters and a list of the windows that are done.

    Parameters
    ----------
    target : Path
    job : str
        Description of everything that determines the scores.

    Attributes
    ----------
    done : dict of Window to int
        Number of valid pixels of each window that is done.
    """

    def __init__(self, target: Path, job: str):
        super().__init__(target, job)
        self.record = self.folder / "done.txt"
        self.done = self.recorded()

    def recorded(self) -> dict[Window, int]:
        """Read the record; a truncated line is ignored, and so is a damaged record."""
        try:
            lines = self.record.read_text("ascii").split("\n")[:-1]
            entries = [tuple(map(int, line.split())) for line in lines]
            return {Window(row, column, rows, columns): valid for row, column, rows, columns, valid in entries}
        except (OSError, ValueError):
            return {}

    def begin(self) -> None:
        """Create an empty folder, with no window done."""
        self.discard()
        self.folder.mkdir()
        self.done = {}

    def note(self, window: Window, valid: int) -> None:
        """Record that a window is done and its scores are on disk."""
        self.done[window] = valid
        with open(self.record, "a", encoding="ascii") as file:
            file.write(f"{window.row} {window.column} {window.rows} {window.columns} {valid}\n")
