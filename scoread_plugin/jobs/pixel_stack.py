"""Single pixels of a scene, stacked into one block for a detector."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..progress import Progress
from ..raster.scene import Scene
from ..raster.window import Window

BLOCK_BYTES = 2**26
MOST_AT_ONCE = 4096


@dataclass(frozen=True, eq=False)
class PixelStack:
    """Pixels with their margins, one below the other: a block that a detector processes at once.

    Attributes
    ----------
    cube : array (n side, side, bands), float32
        Spectra; side is 2 margin + 1.
    valid : array (n side, side), bool
    margin : int
    """

    cube: np.ndarray
    valid: np.ndarray
    margin: int

    def centres(self, inner: np.ndarray) -> np.ndarray:
        """Select the values of the pixels themselves from those of the block without its margin: a view (n, ...)."""
        return inner[:: 2 * self.margin + 1, 0]

    def own_spectra(self) -> np.ndarray:
        """Return the spectra of the pixels themselves: a view (n, bands)."""
        return self.centres(self.cube[self.margin :, self.margin :])


def empty_stack(count: int, bands: int, margin: int) -> PixelStack:
    """Create a stack of `count` pixels, none of them valid."""
    side = 2 * margin + 1
    return PixelStack(np.zeros((count * side, side, bands), np.float32), np.zeros((count * side, side), bool), margin)


def read_stack(scene: Scene, places: np.ndarray, margin: int, progress: Progress) -> PixelStack:
    """Read the pixels at places (n, 2), one by one."""
    stack, side = empty_stack(len(places), len(scene.bands), margin), 2 * margin + 1
    for k, (row, column) in enumerate(places.tolist()):
        progress(k / len(places), "Reading")
        block = scene.read(Window(row, column, 1, 1), margin)
        rows = slice(k * side, (k + 1) * side)
        stack.cube[rows], stack.valid[rows] = block.cube, block.valid
    return stack


def pixels_at_once(bands: int, margin: int) -> int:
    """Return the maximum number of pixels of a stack."""
    return min(MOST_AT_ONCE, max(1, BLOCK_BYTES // (4 * bands * (2 * margin + 1) ** 2)))
