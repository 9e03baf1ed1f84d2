"""Spectra along an axis of bands."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

LARGE_STEP = 3


def band_axis(bands: Sequence[int], wavelengths: np.ndarray | None) -> tuple[np.ndarray, str, np.ndarray]:
    """Return the positions of bands on the x axis, its label, and the order of the bands along it.

    The axis shows wavelengths if all are known; where detectors overlap, they do not increase with the band number.
    """
    if wavelengths is None or not np.isfinite(wavelengths).all():
        return np.asarray(bands, dtype=float), "Band", np.arange(len(bands))
    order = np.argsort(wavelengths, kind="stable")
    return wavelengths[order], "Wavelength (nm)", order


def broken(axis: np.ndarray, *curves: np.ndarray) -> list[np.ndarray]:
    """Insert NaN into axis and curves wherever bands were left out: at steps far larger than usual."""
    steps = np.diff(axis)
    breaks = np.flatnonzero(steps > LARGE_STEP * np.median(steps)) + 1
    return [np.insert(np.asarray(values, dtype=float), breaks, np.nan) for values in (axis, *curves)]
