"""Local RX: detection against the surroundings of each pixel."""

from __future__ import annotations

import numpy as np

from ..progress import Progress, part
from .moments import Moments
from .settings import RXSettings
from .whitening import leading_whitening

COMPONENTS = 20
WORKING_VALUES = 2**18


class LocalRX:
    """Squared Mahalanobis distance of a pixel from the ring between two square windows around it.

    It is computed on the leading principal components of the scene, each scaled to unit variance. The covariance of
    the ring is shrunk towards that of the scene, which is the identity there: C = (S + r I) / (n + r), with S the
    scatter of the n valid pixels of the ring about their mean, and r the number of pixels of a complete ring. Hence
    the two have equal weight if the whole ring is valid, a ring may hold fewer pixels than there are components, and
    a pixel without valid surroundings is compared with the scene.

    Neighbouring pixels share their sums of outer products: these are taken over columns of pixels first, then over
    rows of such columns.

    Parameters
    ----------
    moments : Moments
        Moments of the scene.
    settings : RXSettings
    """

    names = ["RX score"]
    meaning = (
        "squared Mahalanobis distance from the ring around the pixel, on the scene's leading principal components"
    )

    def __init__(self, moments: Moments, settings: RXSettings):
        self.whitening = leading_whitening(moments, settings.components or COMPONENTS)
        self.outer, self.inner = settings.outer, settings.inner
        self.margin = settings.outer // 2
        self.facts = {
            "pixels": moments.count,
            "components": len(self.whitening.axes),
            "outer": self.outer,
            "inner": self.inner,
        }

    def score(self, cube: np.ndarray, valid: np.ndarray, progress: Progress) -> np.ndarray:
        """Compute the scores (rows, columns, 1), float32, of a block without its margin; NaN where not valid."""
        # A last coordinate that is always 1 yields counts and sums along with the outer products.
        pixels = np.zeros((*valid.shape, len(self.whitening.axes) + 1))
        pixels[valid, :-1] = self.whitening(cube[valid], part(progress, 0, 10))
        pixels[valid, -1] = 1
        rows, columns = (length - 2 * self.margin for length in valid.shape)
        scores = np.empty((rows, columns, 1), np.float32)
        step = max(1, WORKING_VALUES // pixels.shape[2] ** 2)
        for row in range(rows):
            progress(0.1 + 0.9 * row / rows, f"Row {row + 1} of {rows}")
            for column in range(0, columns, step):
                strip = pixels[row : row + self.outer, column : column + step + 2 * self.margin]
                scores[row, column : column + step, 0] = self.distances(strip)
        scores[~valid[self.margin : self.margin + rows, self.margin : self.margin + columns]] = np.nan
        return scores

    def distances(self, strip: np.ndarray) -> np.ndarray:
        """Compute distances (columns,) in the middle row of a strip (outer, columns + 2 margin, coordinates + 1)."""
        edge = (self.outer - self.inner) // 2
        sums = window_sums(strip, self.outer) - window_sums(strip[edge:-edge, edge:-edge], self.inner)
        count, total, products = sums[:, -1, -1], sums[:, :-1, -1], sums[:, :-1, :-1]
        mean = total / np.maximum(count, 1)[:, None]
        scatter = products - total[:, :, None] * mean[:, None, :]
        weight = self.outer**2 - self.inner**2
        covariance = (scatter + weight * np.eye(mean.shape[1])) / (count + weight)[:, None, None]
        offsets = strip[self.margin, self.margin : self.margin + len(mean), :-1] - mean
        return (offsets * np.linalg.solve(covariance, offsets[:, :, None])[:, :, 0]).sum(axis=1)


def window_sums(strip: np.ndarray, side: int) -> np.ndarray:
    """Sum the outer products of the pixels over a row of square windows.

    Parameters
    ----------
    strip : array (side, columns, coordinates)
    side : int

    Returns
    -------
    array (columns - side + 1, coordinates, coordinates)
    """
    columns = strip.transpose(1, 2, 0) @ strip.transpose(1, 0, 2)
    return running_sums(columns, side)


def running_sums(values: np.ndarray, length: int) -> np.ndarray:
    """Sum over `length` consecutive entries of the first axis.

    Each sum is composed of sums over 1, 2, 4, 8 ... entries, always in the same order: this takes few additions, and
    the bits do not depend on where the array begins.
    """
    total, done = None, 0
    size, sums = 1, values
    while True:
        if length & size:
            shifted = sums[done:]
            total = shifted if total is None else total[: len(shifted)] + shifted
            done += size
        if done == length:
            return total
        sums = sums[:-size] + sums[size:]
        size *= 2
