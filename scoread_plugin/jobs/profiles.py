"""Spectra as profiles for the fields of a vector layer, in the EnMAP-Box's format."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class Spectra:
    """Spectra of places, and the bands that they have in common.

    Attributes
    ----------
    values : array (n, bands)
        NaN where a place has no spectrum.
    bands : tuple of int
        One-based band numbers of the hyperspectral raster.
    wavelengths : list of float or None
        Wavelengths of these bands, in nanometres.
    """

    values: np.ndarray
    bands: tuple[int, ...]
    wavelengths: list[float] | None

    @property
    def missing(self) -> int:
        """Number of places without a spectrum."""
        return int(np.isnan(self.values).any(axis=1).sum())

    def profiles(self) -> Iterator[str | None]:
        """Yield a spectral profile per place, as JSON in the EnMAP-Box's format; None where the spectrum is NaN."""
        x, unit = (list(self.bands), "Band Index") if self.wavelengths is None else (self.wavelengths, "nm")
        for spectrum in self.values:
            known = np.isfinite(spectrum).all()
            y = [float(f"{value:.6g}") for value in spectrum]
            yield json.dumps({"x": x, "xUnit": unit, "y": y}) if known else None

    def less(self, deviation: Spectra) -> Spectra:
        """Subtract deviations from the spectra, in the deviations' bands."""
        shared = np.searchsorted(self.bands, deviation.bands)
        return Spectra(self.values[:, shared] - deviation.values, deviation.bands, deviation.wavelengths)
