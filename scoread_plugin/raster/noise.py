"""Bands that contain only noise, such as those in which water vapour absorbs all light."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

DARK_NM = ((1340.0, 1460.0), (1790.0, 1970.0))
FEWEST_BANDS, FEWEST_PIXELS = 30, 500
NEIGHBOURS = 2
LEAST_CORRELATION, USUAL_CORRELATION = 0.5, 0.75
COMPARED_PIXELS = 4096
TAIL_PERCENT = 1


def harmful_bands(spectra: np.ndarray, wavelengths: Sequence[float] | None) -> np.ndarray:
    """Select the `noise_bands` to leave out: all that receive no light from the ground, and those with strong noise.

    In others, the given pixels may lack the signal that the scene has there, such as ships on a dark sea. Noise as
    strong as the median standard deviation of all bands displaces the leading principal components.

    Parameters
    ----------
    spectra : array (n, bands)
        Spectra from all over a scene.
    wavelengths : sequence of float (bands,), optional
        Wavelengths in nanometres.

    Returns
    -------
    array (bands,), bool
    """
    found = noise_bands(spectra)
    if found.any():
        spread = spectra.std(axis=0, dtype=np.float64)
        dark = np.array([in_water_vapour(wavelength) for wavelength in wavelengths]) if wavelengths else False
        found &= dark | (spread >= np.median(spread))
    return found


def in_water_vapour(wavelength: float) -> bool:
    """Whether the atmosphere may transmit no light from the ground at a wavelength in nanometres."""
    return any(low <= wavelength <= high for low, high in DARK_NM)


def noise_bands(spectra: np.ndarray) -> np.ndarray:
    """Find the bands that correlate weakly with all others, if most bands correlate strongly.

    None are found among fewer than 30 bands, where one may well be the only one of its kind, or 500 pixels.

    Parameters
    ----------
    spectra : array (n, bands)
        Spectra from all over a scene.

    Returns
    -------
    array (bands,), bool
    """
    found = np.zeros(spectra.shape[1], bool)
    if len(spectra) >= FEWEST_PIXELS and len(found) >= FEWEST_BANDS:
        compared = spectra[:: -(-len(spectra) // COMPARED_PIXELS)].astype(np.float64)
        usual = np.clip(compared, *np.percentile(compared, [TAIL_PERCENT, 100 - TAIL_PERCENT], axis=0))
        # With and without clipping: a few pixels may contain all of a band's signal, or hide that of the others.
        strongest = np.maximum(strongest_correlations(compared), strongest_correlations(usual))
        if np.median(strongest) >= USUAL_CORRELATION:
            found = strongest < LEAST_CORRELATION
    return found


def strongest_correlations(spectra: np.ndarray) -> np.ndarray:
    """Compute each band's largest absolute correlation with bands other than its two neighbours per side: (bands,).

    Such neighbours share noise if a raster was resampled spectrally. The value of a constant band is 1.
    """
    centred = spectra - spectra.mean(axis=0)
    lengths = np.sqrt((centred**2).sum(axis=0))
    centred /= np.where(lengths > 0, lengths, 1)
    # In QGIS on Debian, GSL computes the product, and takes seven times as long if the values of a band lie apart.
    by_band = np.ascontiguousarray(centred.T)
    correlations = np.abs(by_band @ by_band.T)
    places = np.arange(len(correlations))
    correlations[np.abs(places[:, None] - places) <= NEIGHBOURS] = 0
    return np.where(lengths > 0, correlations.max(axis=1), 1)
