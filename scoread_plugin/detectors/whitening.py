"""Coordinates in which the spectra of a scene have unit covariance, so that a Mahalanobis distance is a length."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ..progress import Progress
from .moments import Moments

LEAST_EIGENVALUE = 1e-12
CHUNK = 1024


@dataclass(frozen=True, eq=False)
class Whitening:
    """Map from spectra to whitened coordinates.

    Attributes
    ----------
    mean : array (bands,)
    axes : array (coordinates, bands)
    """

    mean: np.ndarray
    axes: np.ndarray

    def __call__(self, spectra: np.ndarray, progress: Progress) -> np.ndarray:
        """Whiten spectra (n, bands): (n, coordinates), float64."""
        result = np.empty((len(spectra), len(self.axes)))
        for place, coordinates in self.chunks(spectra, progress):
            result[place] = coordinates
        return result

    def squared_lengths(self, spectra: np.ndarray, progress: Progress) -> np.ndarray:
        """Compute the squared Mahalanobis distances of spectra (n, bands) from the mean: (n,), float64."""
        result = np.empty(len(spectra))
        for place, coordinates in self.chunks(spectra, progress):
            result[place] = (coordinates**2).sum(axis=1)
        return result

    def chunks(self, spectra: np.ndarray, progress: Progress) -> Iterator[tuple[slice, np.ndarray]]:
        """Yield slices of the spectra with their whitened coordinates."""
        for start in range(0, len(spectra), CHUNK):
            progress(start / len(spectra), "Whitening")
            place = slice(start, start + CHUNK)
            deviations = spectra[place] - self.mean
            # One product per spectrum: in a joint product, the last bits depend on a spectrum's position.
            yield place, (self.axes @ deviations[:, :, None])[:, :, 0]


def whitening(moments: Moments) -> Whitening:
    """Whiten all directions of variation; squared lengths are those of the pseudo-inverse of the covariance.

    The bands are first scaled to unit variance, so that none is lost because of its small values. Constant bands are
    left out, as are directions with an eigenvalue of at most 1e-12 of the largest (bands that repeat or mix others).

    Raises
    ------
    ValueError
        If the spectra do not vary.
    """
    deviations = np.sqrt(np.diag(moments.covariance))
    scales = np.divide(1, deviations, out=np.zeros_like(deviations), where=deviations > 0)
    axes = unit_axes(moments.covariance * np.outer(scales, scales))
    return Whitening(moments.mean, axes * scales)


def leading_whitening(moments: Moments, components: int) -> Whitening:
    """Whiten the leading principal components, or all that vary if there are fewer.

    Raises
    ------
    ValueError
        If the spectra do not vary.
    """
    return Whitening(moments.mean, unit_axes(moments.covariance)[:components])


def unit_axes(covariance: np.ndarray) -> np.ndarray:
    """Return the eigenvectors of a covariance as rows, each divided by its standard deviation, largest first."""
    values, vectors = np.linalg.eigh(covariance)
    if values[-1] <= 0:
        raise ValueError("INPUT has the same spectrum in all valid pixels, so none of them stands out.")
    used = values > LEAST_EIGENVALUE * values[-1]
    return (vectors[:, used] / np.sqrt(values[used])).T[::-1].copy()
