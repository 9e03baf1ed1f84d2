"""Small images of a scene and of its scores, and their PNG encoding."""

from __future__ import annotations

import uuid

import numpy as np
from osgeo import gdal, gdal_array

from ..raster.dataset import read_bytes
from .svg import colour_bar

# Perceptually uniform, from black through red to pale yellow, after matplotlib's "inferno" (CC0).
# The QGIS style of the score layer uses the same colours.
RAMP = (
    (0 / 15, (0, 0, 4)),
    (1 / 15, (12, 8, 38)),
    (2 / 15, (36, 12, 79)),
    (3 / 15, (66, 10, 104)),
    (4 / 15, (93, 18, 110)),
    (5 / 15, (120, 28, 109)),
    (6 / 15, (147, 38, 103)),
    (7 / 15, (174, 48, 92)),
    (8 / 15, (199, 62, 76)),
    (9 / 15, (221, 81, 58)),
    (10 / 15, (237, 105, 37)),
    (11 / 15, (248, 133, 15)),
    (12 / 15, (252, 165, 10)),
    (13 / 15, (250, 198, 45)),
    (14 / 15, (242, 230, 97)),
    (15 / 15, (252, 255, 164)),
)

BAR_COLOURS = 110
SCORE_HIGH = 99.8
STRETCHED = (2, 98)


def quicklook(colours: np.ndarray) -> np.ndarray:
    """Render three bands as an image, each stretched separately.

    Parameters
    ----------
    colours : array (rows, columns, 3)
        Red, green and blue, in any unit.

    Returns
    -------
    uint8 array (rows, columns, 4)
        Red, green, blue, opacity; transparent where one of them is not finite.
    """
    valid = np.isfinite(colours).all(axis=2)
    channels = [stretch(np.where(valid, colours[..., i], np.nan)) for i in range(3)]
    return np.dstack([*channels, np.where(valid, 255, 0).astype(np.uint8)])


def stretch(band: np.ndarray) -> np.ndarray:
    """Stretch a band over the grey levels, between the 2nd and the 98th percentile of its finite values.

    Parameters
    ----------
    band : array (rows, columns)
        Values in any unit.

    Returns
    -------
    uint8 array (rows, columns)
        0 where not finite; 128 elsewhere if the band is constant between the percentiles.
    """
    valid = np.isfinite(band)
    grey = np.zeros(band.shape, dtype=np.uint8)
    if not valid.any():
        return grey
    dark, bright = np.percentile(np.asarray(band[valid], dtype=float), STRETCHED)
    grey[valid] = 128 if bright <= dark else np.rint(255 * scaled(band[valid], dark, bright))
    return grey


def colourise(scores: np.ndarray) -> np.ndarray:
    """Colour a score map so that the highest 1 % stands out.

    The colour ramp spans the median to the 99.8th percentile of the scores.

    Parameters
    ----------
    scores : array (rows, columns)
        Score map; larger is more anomalous.

    Returns
    -------
    uint8 array (rows, columns, 4)
        Red, green, blue, opacity; transparent where not finite.
    """
    valid = np.isfinite(scores)
    rgba = np.zeros((*scores.shape, 4), dtype=np.uint8)
    if not valid.any():
        return rgba
    position = scaled(scores[valid], *score_range(scores))
    colours = np.rint(ramp_colours(np.linspace(0, 1, 256)))
    rgba[valid, :3] = colours[np.rint(255 * position).astype(np.intp)]
    rgba[valid, 3] = 255
    return rgba


def score_range(scores: np.ndarray) -> tuple[float, float]:
    """Return the scores at the ends of the ramp: the median and the 99.8th percentile of the finite ones, if any.

    The upper end is the maximum if fewer pixels stand out than the percentile allows for, and the lower end plus
    one if all scores are equal.
    """
    finite = np.asarray(scores[np.isfinite(scores)], dtype=float)
    low, high = np.percentile(finite, [50, SCORE_HIGH])
    if high <= low:
        high = finite.max()
    return float(low), float(high if high > low else low + 1)


def score_bar(low: str = "median", high: str = f"{SCORE_HIGH}th percentile") -> str:
    """Draw the ramp with labelled ends, as SVG."""
    colours = ramp_colours((np.arange(BAR_COLOURS) + 0.5) / BAR_COLOURS)
    return colour_bar(colours, f"{low} or less", f"{high} or more")


def png_bytes(rgba: np.ndarray) -> bytes:
    """Encode an image as a PNG file in memory.

    Parameters
    ----------
    rgba : uint8 array (rows, columns, 4)
        Red, green, blue, opacity.
    """
    path = f"/vsimem/{uuid.uuid4().hex}.png"
    source = gdal_array.OpenArray(np.moveaxis(rgba, 2, 0))
    copy = gdal.GetDriverByName("PNG").CreateCopy(path, source, options=["ZLEVEL=9"])
    del copy  # the file is complete only once its dataset is closed
    try:
        return read_bytes(path)
    finally:
        gdal.Unlink(path)


def scaled(values: np.ndarray, low: float, high: float) -> np.ndarray:
    """Scale values linearly from low (0) to high (1), clipped at both ends."""
    return np.clip((np.asarray(values, dtype=float) - low) / (high - low), 0, 1)


def ramp_colours(positions: np.ndarray) -> np.ndarray:
    """Interpolate the ramp at positions (n,) from 0 to 1: (n, 3), 0 to 255."""
    known, colours = zip(*RAMP)
    return np.stack([np.interp(positions, known, channel) for channel in zip(*colours)], axis=1)
