"""Cubes that tests write as rasters, and what is said of their bands."""

from __future__ import annotations

import numpy as np

ROWS, COLUMNS, BANDS = 61, 47, 4
NODATA = -9999


def placed(rows, columns):
    """A cube whose spectra say where they are: row and column."""
    return np.stack(np.meshgrid(np.arange(rows), np.arange(columns), indexing="ij"), axis=2).astype(np.int16)


def with_wavelengths(values):
    def describe(dataset):
        for k, value in enumerate(values):
            dataset.GetRasterBand(k + 1).SetMetadata({"wavelength": str(value), "wavelength_units": "nm"})

    return describe
