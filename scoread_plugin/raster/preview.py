"""Small pictures of large rasters."""

from __future__ import annotations

import numpy as np
from osgeo import gdal

from .dataset import open_dataset, read_pixels
from .scene import Scene
from .validity import is_data
from .window import Window

LARGEST_SIDE = 600
COLOURS_NM = (640.0, 550.0, 460.0)
FARTHEST_NM = 100.0


def read_small(dataset: gdal.Dataset, band: int, window: Window) -> np.ndarray:
    """Read a band of a window, at most 600 pixels per side: (rows, columns), float32, NaN where not valid."""
    factor = max(1.0, max(window.rows, window.columns) / LARGEST_SIDE)
    rows, columns = max(1, int(window.rows / factor)), max(1, int(window.columns / factor))
    source = dataset.GetRasterBand(band)
    layout = {"buf_xsize": columns, "buf_ysize": rows, "buf_type": gdal.GDT_Float32}
    values = read_pixels(source, f"'{dataset.GetDescription()}'", window, **layout)
    values[~is_data(values, [source.GetNoDataValue()])] = np.nan
    return values


def read_scores(path: str) -> np.ndarray:
    """Read the first band of a score raster, thinned: (rows, columns), NaN where not valid."""
    dataset = open_dataset(path)
    return read_small(dataset, 1, Window.of(dataset))


def read_statistics(path: str) -> tuple[float, ...]:
    """Return minimum, maximum, mean and standard deviation of the first band of a score raster."""
    dataset = open_dataset(path)
    return tuple(dataset.GetRasterBand(1).GetStatistics(False, True))


def read_colours(scene: Scene) -> np.ndarray:
    """Read three bands of a scene for display as red, green and blue, thinned: (rows, columns, 3)."""
    return np.stack([read_small(scene.dataset, band, scene.window) for band in colour_bands(scene)], axis=2)


def colour_bands(scene: Scene) -> tuple[int, int, int]:
    """Return the bands nearest to red, green and blue; spread over the range if wavelengths are inconclusive."""
    if scene.wavelengths is not None:
        centres = np.array(scene.wavelengths_used)
        nearest = [int(np.abs(centres - colour).argmin()) for colour in COLOURS_NM]
        if all(abs(centres[k] - colour) < FARTHEST_NM for k, colour in zip(nearest, COLOURS_NM)):
            return tuple(scene.bands[k] for k in nearest)
    return tuple(scene.bands[int(share * (len(scene.bands) - 1))] for share in (0.75, 0.5, 0.25))
