"""Count, mean and scatter of spectra, accumulated part by part."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class Moments:
    """Statistics of a scene for a global detector; those of two parts add up to those of the whole.

    Attributes
    ----------
    count : int
        Number of spectra.
    mean : array (bands,), float64
    scatter : array (bands, bands), float64
        Sum of the outer products of the spectra's deviations from their mean.

    References
    ----------
    Chan, Golub, LeVeque, "Algorithms for computing the sample variance", The American Statistician 37(3), 1983.
    """

    count: int
    mean: np.ndarray
    scatter: np.ndarray

    @classmethod
    def none(cls, bands: int) -> Moments:
        return cls(0, np.zeros(bands), np.zeros((bands, bands)))

    @classmethod
    def of(cls, spectra: np.ndarray) -> Moments:
        """Compute the moments of spectra (n, bands)."""
        if len(spectra) == 0:
            return cls.none(spectra.shape[1])
        # In QGIS on Debian, GSL computes the product, and takes twice as long if the values of a band lie apart.
        deviations = spectra.T.astype(np.float64, order="C")
        mean = deviations.mean(axis=1)
        deviations -= mean[:, None]
        return cls(len(spectra), mean, deviations @ deviations.T)

    def __add__(self, other: Moments) -> Moments:
        count = self.count + other.count
        if count == 0:
            return self
        apart = other.mean - self.mean
        between = np.outer(apart, apart) * (self.count * other.count / count)
        return Moments(count, self.mean + apart * (other.count / count), self.scatter + other.scatter + between)

    @property
    def covariance(self) -> np.ndarray:
        """Unbiased covariance (bands, bands)."""
        return self.scatter / (self.count - 1)
