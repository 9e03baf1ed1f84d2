"""Coordinates in which the spectra of a scene have unit covariance, so that a Mahalanobis distance is a length."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ..sgm.progress import Progress
from .moments import Moments

LEAST_EIGENVALUE = 1e-12
LEAST_VARIATION = 1e-8
CHUNK = 1024


@dataclass(frozen=True, eq=False)
class Whitening:
    """Turns spectra into whitened coordinates.

    Attributes
    ----------
    mean : array (bands,)
    axes : array (bands, coordinates)
    """

    mean: np.ndarray
    axes: np.ndarray

    def __call__(self, spectra: np.ndarray, progress: Progress) -> np.ndarray:
        """Spectra (n, bands) in whitened coordinates: (n, coordinates), float64."""
        result = np.empty((len(spectra), self.axes.shape[1]))
        for place, coordinates in self.chunks(spectra, progress):
            result[place] = coordinates
        return result

    def squared_lengths(self, spectra: np.ndarray, progress: Progress) -> np.ndarray:
        """Squared Mahalanobis distances of spectra (n, bands) from the mean: (n,), float64."""
        result = np.empty(len(spectra))
        for place, coordinates in self.chunks(spectra, progress):
            result[place] = (coordinates**2).sum(axis=1)
        return result

    def chunks(self, spectra: np.ndarray, progress: Progress) -> Iterator[tuple[slice, np.ndarray]]:
        """Parts of the spectra, and their whitened coordinates.

        The parts have one size, and the last one is filled up: so a spectrum's coordinates do not depend, to the bit,
        on how many others come with it.
        """
        deviations = np.empty((CHUNK, len(self.mean)))
        for start in range(0, len(spectra), CHUNK):
            progress(start / len(spectra), "Whitening")
            part = spectra[start : start + CHUNK]
            deviations[: len(part)] = part - self.mean
            deviations[len(part) :] = 0
            yield slice(start, start + len(part)), (deviations @ self.axes)[: len(part)]


def whitening(moments: Moments) -> Whitening:
    """All that varies: squared lengths are those of the pseudo-inverse of the covariance.

    The bands are brought to unit variance first, so that none is lost for its small numbers. Directions whose
    eigenvalue is at most 1e-12 of the largest (of bands that repeat or mix others) and bands whose standard deviation
    is at most 1e-8 of their mean (constant, as far as float32 tells) are left out.

    Raises
    ------
    ValueError
        If the spectra do not vary.
    """
    deviations = np.sqrt(np.diag(moments.covariance))
    varying = deviations > LEAST_VARIATION * np.abs(moments.mean)
    scales = np.divide(1, deviations, out=np.zeros_like(deviations), where=varying)
    axes = unit_axes(moments.covariance * np.outer(scales, scales))
    return Whitening(moments.mean, scales[:, None] * axes)


def leading_whitening(moments: Moments, components: int) -> Whitening:
    """The leading principal components, as many as asked for where so many vary.

    Raises
    ------
    ValueError
        If the spectra do not vary.
    """
    return Whitening(moments.mean, unit_axes(moments.covariance)[:, :components])


def unit_axes(covariance: np.ndarray) -> np.ndarray:
    """Eigenvectors of a covariance, each divided by its standard deviation, the largest eigenvalue first."""
    values, vectors = np.linalg.eigh(covariance)
    values, vectors = values[::-1], vectors[:, ::-1]
    used = values > LEAST_EIGENVALUE * values[0]
    if values[0] <= 0:
        raise ValueError("INPUT has the same spectrum in all valid pixels, so that none of them stands out.")
    return vectors[:, used] / np.sqrt(values[used])
