"""The blocks of a raster that an interrupted run leaves, so that the next run of the same job goes on from them."""

from __future__ import annotations

from pathlib import Path

from ..leftovers import Leftovers
from .window import Window

WORTH_KEEPING = 60.0


class Unfinished(Leftovers):
    """Leftovers that are scratch rasters and a list of the windows that are done.

    Parameters
    ----------
    target : Path
    job : str
        Tells what decides the scores.

    Attributes
    ----------
    done : dict of Window to int
        Valid pixels of each window that is done.
    """

    def __init__(self, target: Path, job: str):
        super().__init__(target, job)
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
        self.discard()
        self.folder.mkdir()
        self.done = {}

    def note(self, window: Window, valid: int) -> None:
        """That a window is done, and its scores are on disk."""
        self.done[window] = valid
        with open(self.record, "a", encoding="ascii") as file:
            file.write(f"{window.row} {window.column} {window.rows} {window.columns} {valid}\n")
