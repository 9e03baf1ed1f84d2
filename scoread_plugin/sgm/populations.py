"""Distance between two populations of spectra."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .preprocessing import principal_axes

COMPONENTS = 10
DIRECTIONS = 256


@dataclass(frozen=True, eq=False)
class Comparison:
    """Real and generated spectra, on principal components of the real ones scaled to unit variance.

    Attributes
    ----------
    real, generated : array (n, k) and (m, k)
        Components of the spectra.
    distance : float
        Sliced Wasserstein distance between the generated spectra and one half of the real ones, in standard
        deviations.
    baseline : float
        Distance of the other half from the first, with as many spectra: what a perfect model would reach.
    gaussian : float
        Distance of as many draws from a Gaussian with the mean and covariance of the real spectra: what a model that
        has learned nothing beyond these would reach.
    """

    real: np.ndarray
    generated: np.ndarray
    distance: float
    baseline: float
    gaussian: float


def compare(real: np.ndarray, generated: np.ndarray) -> Comparison:
    """Compare populations of spectra (n, bands) and (m, bands).

    Ten components are compared: projections of many components look Gaussian whatever the data, and all views see
    these ten.

    Raises
    ------
    ValueError
        If the real spectra are all identical.
    """
    location, variances, directions = principal_axes(real, COMPONENTS)
    if not len(variances):
        raise ValueError("All reference spectra of MODEL are the same: there is nothing to compare with.")
    projection = directions / np.sqrt(variances)
    real, generated = ((spectra - location) @ projection for spectra in (real, generated))
    random = np.random.default_rng(0)
    one, other = np.array_split(random.permutation(real), 2)
    count = min(len(other), len(generated))
    others = (generated, other, random.standard_normal((count, real.shape[1])))
    distances = [sliced_wasserstein(one[:count], some[:count], random) for some in others]
    return Comparison(real, generated, *distances)


def sliced_wasserstein(a: np.ndarray, b: np.ndarray, random: np.random.Generator) -> float:
    """Compute the mean Wasserstein-1 distance between projections of two populations (n, k) on random directions.

    Rabin et al., "Wasserstein barycenter and its application to texture mixing", SSVM 2011; with absolute
    differences instead of squares, so that the unit is that of the values.
    """
    directions = random.standard_normal((a.shape[1], DIRECTIONS))
    directions /= np.linalg.norm(directions, axis=0)
    return float(np.abs(np.sort(a @ directions, axis=0) - np.sort(b @ directions, axis=0)).mean())
