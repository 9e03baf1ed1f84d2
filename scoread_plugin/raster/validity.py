"""Values that can be measurements, as opposed to nodata and fill values."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

# Its square is the largest 32-bit float; larger values are fill values, such as 9.97e36 in netCDF.
LARGEST_MEASURED = 1.8e19
LARGEST_FLOAT32 = float(np.finfo(np.float32).max)


def valid_pixels(cube: np.ndarray, nodata: Sequence[float | None]) -> np.ndarray:
    """Return the pixels all of whose values are valid: (rows, columns), bool."""
    if cube.dtype.kind in "iu" and all(value is None for value in nodata):
        return np.ones(cube.shape[:2], bool)
    return is_data(cube, nodata).all(axis=2)


def is_data(values: np.ndarray, nodata: Sequence[float | None]) -> np.ndarray:
    """Return which values (..., bands) can be measurements and are not nodata, of which one may serve all bands."""
    finite = np.abs(values) < LARGEST_MEASURED if values.dtype.kind == "f" else np.ones(values.shape, bool)
    if all(value is None for value in nodata):
        return finite
    numbers = [np.nan if value is None else value for value in nodata]
    return finite & (values != np.clip(numbers, -LARGEST_FLOAT32, LARGEST_FLOAT32).astype(np.float32))
