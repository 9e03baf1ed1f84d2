"""How far two populations of spectra lie apart."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .preprocessing import principal_axes

COMPONENTS = 10
DIRECTIONS = 256


@dataclass(frozen=True, eq=False)
class Comparison:
    """Real against generated spectra, on principal components of the real ones scaled to unit variance.

    Attributes
    ----------
    real, generated : array (n, k) and (m, k)
        The components.
    distance : float
        Sliced Wasserstein distance of the generated spectra from one half of the real ones, in standard deviations.
    baseline : float
        That of the other half from it, with as many spectra: what a perfect model would reach.
    gaussian : float
        That of as many draws from the Gaussian of the real spectra's mean and covariance: what a model that has
        learned nothing more than these would reach.
    """

    real: np.ndarray
    generated: np.ndarray
    distance: float
    baseline: float
    gaussian: float


def compare(real: np.ndarray, generated: np.ndarray) -> Comparison:
    """Compare populations of spectra (n, bands) and (m, bands).

    Ten components: projections of many look Gaussian whatever is projected, and all views see these.

    Raises
    ------
    ValueError
        If the real spectra are all the same.
    """
    location, variances, directions = principal_axes(real, COMPONENTS)
    if not len(variances):
        raise ValueError("MODEL holds reference spectra that are all the same: there is nothing to compare with.")
    projection = directions / np.sqrt(variances)
    real, generated = ((spectra - location) @ projection for spectra in (real, generated))
    random = np.random.default_rng(0)
    one, other = np.array_split(random.permutation(real), 2)
    count = min(len(other), len(generated))
    others = (generated, other, random.standard_normal((count, real.shape[1])))
    distances = [sliced_wasserstein(one[:count], some[:count], random) for some in others]
    return Comparison(real, generated, *distances)


def sliced_wasserstein(a: np.ndarray, b: np.ndarray, random: np.random.Generator) -> float:
    """Mean Wasserstein-1 distance of the projections of two populations (n, k) on random directions.

    Rabin et al., "Wasserstein barycenter and its application to texture mixing", SSVM 2011; with absolute
    differences in place of squares, so that the unit is that of the values.
    """
    directions = random.standard_normal((a.shape[1], DIRECTIONS))
    directions /= np.linalg.norm(directions, axis=0)
    return float(np.abs(np.sort(a @ directions, axis=0) - np.sort(b @ directions, axis=0)).mean())
