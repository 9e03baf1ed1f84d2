"""Bands that hold noise alone, as those in which water vapour takes all the light."""

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
    """Which of the `noise_bands` should be left out: all in which no light comes from the ground, and the loud ones.

    Elsewhere it may be that the pixels at hand do not show what the scene has there, as ships on a dark sea. Noise as
    large as what half of all bands show takes the place of the leading principal components.

    Parameters
    ----------
    spectra : array (n, bands)
        From all over a scene.
    wavelengths : sequence of float (bands,), optional
        In nanometres.

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
    """Whether the air may let nothing through from the ground at a wavelength in nanometres."""
    return any(low <= wavelength <= high for low, high in DARK_NM)


def noise_bands(spectra: np.ndarray) -> np.ndarray:
    """Which bands have little in common with all others, where most have much.

    None where there are fewer than 30 bands, one of which may well be the only one of its kind, or 500 pixels.

    Parameters
    ----------
    spectra : array (n, bands)
        From all over a scene.

    Returns
    -------
    array (bands,), bool
    """
    found = np.zeros(spectra.shape[1], bool)
    if len(spectra) >= FEWEST_PIXELS and len(found) >= FEWEST_BANDS:
        compared = spectra[:: -(-len(spectra) // COMPARED_PIXELS)].astype(np.float64)
        usual = np.clip(compared, *np.percentile(compared, [TAIL_PERCENT, 100 - TAIL_PERCENT], axis=0))
        # Of both, since a few pixels may be all that a band shows, or hide what the others do.
        strongest = np.maximum(strongest_correlations(compared), strongest_correlations(usual))
        if np.median(strongest) >= USUAL_CORRELATION:
            found = strongest < LEAST_CORRELATION
    return found


def strongest_correlations(spectra: np.ndarray) -> np.ndarray:
    """Of each band the largest absolute correlation with one that is not next or next but one to it: (bands,).

    Such neighbours share their noise where a raster was resampled along the wavelength. That of a constant band is 1.
    """
    centred = spectra - spectra.mean(axis=0)
    lengths = np.sqrt((centred**2).sum(axis=0))
    centred /= np.where(lengths > 0, lengths, 1)
    correlations = np.abs(centred.T @ centred)
    places = np.arange(len(correlations))
    correlations[np.abs(places[:, None] - places) <= NEIGHBOURS] = 0
    return np.where(lengths > 0, correlations.max(axis=1), 1)
