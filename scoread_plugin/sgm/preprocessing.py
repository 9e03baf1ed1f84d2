"""Conditioning of the spectra: affine maps learned from the training sample and stored with the model."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor, nn

from .products import in_full_columns, row_invariant_product

WHITENED_COMPONENTS = 30
PRINCIPAL_COMPONENTS = 60
ORDINARY_SHARE = 0.95
# The square of a larger number may overflow in a network: the most extreme spectrum would have the lowest score.
LARGEST_CONDITIONED = 1e15
REACH = 1e4
LOOKED_AT = 1000


class Conditioning(nn.Module):
    """Affine map from sensor values to the input of a score network: z = (x - location) projection.

    Parameters
    ----------
    location : array (bands,)
        Offset in sensor units.
    projection : array (bands, features)
        Projection in features per sensor unit; its columns are orthogonal.
    """

    def __init__(self, location: np.ndarray, projection: np.ndarray):
        super().__init__()
        self.register_buffer("location", torch.as_tensor(np.array(location, dtype=np.float32)))
        self.register_buffer("projection", torch.as_tensor(np.array(projection, dtype=np.float32)))

    @property
    def features(self) -> int:
        return self.projection.shape[1]

    def forward(self, spectra: Tensor) -> Tensor:
        """Condition spectra (n, bands) -> (n, features)."""
        return row_invariant_product(spectra - self.location, self.projection)

    def to_sensor(self, differences: Tensor) -> Tensor:
        """Convert differences between conditioned spectra (n, features) to sensor units: (n, bands)."""
        # Not by a pseudoinverse: its cutoff would drop the largest whitened components of a smooth scene.
        columns = self.projection.cpu().double()  # Some devices have no 64-bit floats.
        inverse = (columns / columns.square().sum(dim=0)).T.float()
        return differences @ inverse.to(differences.device)


class JointConditioning(nn.Module):
    """Several conditionings of the same spectra in one product: spectra (..., bands) -> list of (..., features).

    Results beyond 1e15, of either sign, are reduced to that.

    Parameters
    ----------
    parts : list of Conditioning
    """

    def __init__(self, parts: list[Conditioning]):
        super().__init__()
        location = parts[0].location
        projections = [in_full_columns(part.projection) for part in parts]
        offsets = [(location - part.location) @ columns for part, columns in zip(parts, projections)]
        self.features = [part.features for part in parts]
        self.widths = [columns.shape[1] for columns in projections]
        self.register_buffer("location", location.clone())
        self.register_buffer("projection", torch.cat(projections, dim=1))
        self.register_buffer("offset", torch.cat(offsets))

    def forward(self, spectra: Tensor) -> list[Tensor]:
        centred = (spectra - self.location).flatten(0, -2)
        joint = torch.addmm(self.offset, centred, self.projection).clamp_(-LARGEST_CONDITIONED, LARGEST_CONDITIONED)
        parts = joint.unflatten(0, spectra.shape[:-1]).split(self.widths, dim=-1)
        return [part[..., :features] for part, features in zip(parts, self.features)]


def min_max(spectra: np.ndarray) -> Conditioning:
    """Scale to [0, 1] with one minimum and maximum for all bands (Sheng et al., arXiv 2601.12379)."""
    bands = spectra.shape[1]
    low, high = float(spectra.min()), float(spectra.max())
    return Conditioning(np.full(bands, low), np.eye(bands) / (high - low))


def whitened(spectra: np.ndarray) -> Conditioning:
    """Leading principal components, each scaled to unit variance: sensitive to odd *shapes*, however faint."""
    location, variances, directions = principal_axes(within_reach(spectra), WHITENED_COMPONENTS)
    return Conditioning(location, directions / np.sqrt(variances))


def within_reach(spectra: np.ndarray) -> np.ndarray:
    """Leave out spectra with a value 10,000 times as far from the others as these are from each other.

    The variance of one such error (a division by almost zero) exceeds that of all other components together by so
    much that these would seem negligible. Distances are from the median, in half the width of the middle 68 %, of
    about a thousand of the spectra; bands in which these are equal are not looked at. None are left out if these are
    more than 5 %: they are a part of the scene, such as the coast of a calm sea, or no band is free of errors.
    """
    low, middle, high = np.percentile(spectra[:: -(-len(spectra) // LOOKED_AT)], [16, 50, 84], axis=0)
    reach = np.where(high > low, REACH * (high - low) / 2, np.inf)
    if (spectra.min(axis=0) >= middle - reach).all() and (spectra.max(axis=0) <= middle + reach).all():
        return spectra
    within = (np.abs(spectra - middle) <= reach).all(axis=1)
    return spectra[within] if within.mean() >= ORDINARY_SHARE else spectra


def principal(spectra: np.ndarray) -> Conditioning:
    """Leading principal components on one common scale, with a mean variance of one: sensitive to odd *amounts*.

    The components are those of the ordinary spectra, since a few of large amount would set the scale for all.
    """
    location, variances, directions = principal_axes(ordinary_spectra(spectra), PRINCIPAL_COMPONENTS)
    return Conditioning(location, directions / np.sqrt(variances.mean()))


def ordinary_spectra(spectra: np.ndarray) -> np.ndarray:
    """Select the spectra with the lowest RX scores (Reed and Yu, 1990) on the whitened components.

    All spectra are returned if the selected ones are identical.
    """
    scores = whitened(spectra)(torch.as_tensor(spectra, dtype=torch.float32)).square().sum(dim=1)
    kept = spectra[least_anomalous(scores, ORDINARY_SHARE)]
    return kept if (kept != kept[:1]).any() else spectra


def least_anomalous(scores: Tensor, share: float) -> Tensor:
    """Return the indices (k,), int64, increasing, of a share of the scores, the lowest and at least two."""
    count = max(2, round(share * len(scores)))
    return scores.argsort(stable=True)[:count].sort().values


CONDITIONINGS = {"min-max": min_max, "whitened": whitened, "principal": principal}


def principal_axes(spectra: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Compute the mean (bands,), variances (k,) and directions (bands, k) of the leading principal components.

    Components whose variance is negligible against the first one's (from repeated or dependent bands) are left out,
    so k is at most `count`.
    """
    location = spectra.mean(axis=0, dtype=np.float64)
    covariance = np.zeros((len(location), len(location)))
    for chunk in np.array_split(spectra, max(1, len(spectra) // 8192)):
        centred = chunk - location
        covariance += centred.T @ centred
    # numpy may use the reference LAPACK, which is tens of times slower.
    variances, directions = (part.numpy() for part in torch.linalg.eigh(torch.from_numpy(covariance / len(spectra))))
    variances, directions = variances[::-1][:count], directions[:, ::-1][:, :count]
    kept = variances > 1e-10 * variances[0]
    directions = directions[:, kept]
    signs = np.sign(directions[np.abs(directions).argmax(axis=0), np.arange(directions.shape[1])])
    return location, variances[kept], directions * signs
