"""Classic detectors: compute a score map from a cube (rows, columns, bands) and its valid pixels.

Maps are (rows, columns); larger is more anomalous, NaN is not valid.
"""

from __future__ import annotations

import numpy as np
import spectral
from numpy.lib.stride_tricks import sliding_window_view
from sklearn.ensemble import IsolationForest

COMPONENTS = 30
LOCAL_COMPONENTS = 20
INNER, OUTER = 5, 15
RIDGE = 1e-6
TREES = 200


def global_rx(cube: np.ndarray, valid: np.ndarray) -> np.ndarray:
    return as_map(spectral.rx(cube[valid].astype(float)), valid)


def rx_of_components(cube: np.ndarray, valid: np.ndarray) -> np.ndarray:
    """Compute the squared length in the leading principal components, each scaled to unit variance."""
    return as_map((unit_components(cube[valid], COMPONENTS) ** 2).sum(axis=1), valid)


def rx_of_components_local(cube: np.ndarray, valid: np.ndarray) -> np.ndarray:
    """Compute the plugin's result with this in place of its network: same scale, same spatial processing."""
    from scoread_plugin.maps.contrast import local_contrast

    logarithms = np.log(rx_of_components(cube, valid))
    centre = np.nanmedian(logarithms)
    return local_contrast((logarithms - centre) / (1.4826 * np.nanmedian(np.abs(logarithms - centre))))


def local_rx(cube: np.ndarray, valid: np.ndarray) -> np.ndarray:
    """Compute RX against the ring between two square windows around each pixel, reflected at the border."""
    components = np.zeros((*valid.shape, min(LOCAL_COMPONENTS, cube.shape[2])))
    components[valid] = unit_components(cube[valid], LOCAL_COMPONENTS)
    margin = OUTER // 2
    padded = np.pad(components, ((margin, margin), (margin, margin), (0, 0)), "reflect")
    known = np.pad(valid, margin, "reflect")
    strips = (slice(row, row + OUTER) for row in range(len(components)))
    distances = [ring_distances(row, padded[strip], known[strip]) for row, strip in zip(components, strips)]
    return as_map(np.stack(distances)[valid], valid)


def ring_distances(pixels: np.ndarray, strip: np.ndarray, known: np.ndarray) -> np.ndarray:
    """Compute squared Mahalanobis distances of a row of pixels (columns, components) from the rings around them."""
    ring = np.ones((OUTER, OUTER), bool)
    edge = (OUTER - INNER) // 2
    ring[edge:-edge, edge:-edge] = False
    around = sliding_window_view(strip, OUTER, axis=1).transpose(1, 0, 3, 2)[:, ring]
    weights = sliding_window_view(known, OUTER, axis=1).transpose(1, 0, 2)[:, ring, None]
    weights = weights / np.maximum(1, weights.sum(axis=1, keepdims=True))
    mean = (weights * around).sum(axis=1)
    offsets = around - mean[:, None]
    covariance = (weights * offsets).transpose(0, 2, 1) @ offsets + RIDGE * np.eye(pixels.shape[1])
    difference = (pixels - mean)[..., None]
    return (difference * np.linalg.solve(covariance, difference)).sum(axis=(1, 2))


def isolation_forest(cube: np.ndarray, valid: np.ndarray, seed: int) -> np.ndarray:
    spectra = cube[valid]
    forest = IsolationForest(n_estimators=TREES, random_state=seed).fit(spectra)
    return as_map(-forest.score_samples(spectra), valid)


def unit_components(spectra: np.ndarray, count: int) -> np.ndarray:
    """Compute the leading principal components of spectra (pixels, bands), each scaled to unit variance."""
    centred = spectra - spectra.mean(axis=0, dtype=float)
    variances, directions = np.linalg.eigh(np.cov(centred, rowvar=False))
    return centred @ directions[:, -count:] / np.sqrt(variances[-count:])


def as_map(scores: np.ndarray, valid: np.ndarray) -> np.ndarray:
    result = np.full(valid.shape, np.nan)
    result[valid] = scores
    return result
