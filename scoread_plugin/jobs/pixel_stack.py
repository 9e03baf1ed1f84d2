"""Single pixels of a scene as one block, as a detector takes blocks."""

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
    """Pixels with the margins around them, one below the other: a block that a detector takes at once.

    Attributes
    ----------
    cube : array (n side, side, bands), float32
        side is 2 margin + 1.
    valid : array (n side, side), bool
    margin : int
    """

    cube: np.ndarray
    valid: np.ndarray
    margin: int

    def centres(self, inner: np.ndarray) -> np.ndarray:
        """Those of the pixels themselves, out of values for all of the block inside its margin: a view (n, ...)."""
        return inner[:: 2 * self.margin + 1, 0]

    def own_spectra(self) -> np.ndarray:
        """Of the pixels themselves: a view (n, bands)."""
        return self.centres(self.cube[self.margin :, self.margin :])


def empty_stack(count: int, bands: int, margin: int) -> PixelStack:
    """Of so many pixels, none of them valid."""
    side = 2 * margin + 1
    return PixelStack(np.zeros((count * side, side, bands), np.float32), np.zeros((count * side, side), bool), margin)


def read_stack(scene: Scene, places: np.ndarray, margin: int, progress: Progress) -> PixelStack:
    """The pixels at places (n, 2), read one by one."""
    stack, side = empty_stack(len(places), len(scene.bands), margin), 2 * margin + 1
    for k, (row, column) in enumerate(places.tolist()):
        progress(k / len(places), "Reading")
        block = scene.read(Window(row, column, 1, 1), margin)
        rows = slice(k * side, (k + 1) * side)
        stack.cube[rows], stack.valid[rows] = block.cube, block.valid
    return stack


def pixels_at_once(bands: int, margin: int) -> int:
    """How many pixels a stack may hold."""
    return min(MOST_AT_ONCE, max(1, BLOCK_BYTES // (4 * bands * (2 * margin + 1) ** 2)))
