"""Evaluation of a score raster against the truth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from osgeo import gdal

from ..evaluation.bootstrap import bootstrap, scene_blocks, truth_objects
from ..evaluation.figures import figures, rank, roc_curve, shares_above
from ..progress import Progress, span
from ..raster.dataset import open_placed
from ..raster.errors import RasterError
from ..raster.score_map import read_whole
from ..raster.truth import ANOMALY, BACKGROUND, Truth

THRESHOLDS = 201
LARGEST_SIDE = 600


@dataclass(frozen=True, eq=False)
class Evaluation:
    """Evaluation of one score raster.

    Attributes
    ----------
    name, path : str
    pixels : dict
        Numbers of evaluated ANOMALIES and BACKGROUND pixels, of OBJECTS formed by these anomalies, and of UNSCORED
        anomalous pixels.
    figures : dict
        See `evaluation.figures`.
    intervals : dict of (low, high)
        95 % intervals of all figures; empty without a bootstrap.
    roc : (false alarms, detections)
        Vertices of the ROC curve, as shares.
    shares : (thresholds, anomalies, background)
        Shares of both at or above each threshold on the scaled score.
    score_map : array (rows, columns)
        Scores, thinned to at most 600 pixels per side; NaN where there is no score.
    truth_map : array (rows, columns), bool
        Presence of an anomalous pixel, thinned likewise.
    """

    name: str
    path: str
    pixels: dict[str, int]
    figures: dict[str, float]
    intervals: dict[str, tuple[float, float]]
    roc: tuple[np.ndarray, np.ndarray]
    shares: tuple[np.ndarray, np.ndarray, np.ndarray]
    score_map: np.ndarray
    truth_map: np.ndarray

    @property
    def row(self) -> dict[str, float]:
        """Numbers of pixels, then each figure and the limits NAME_LOW, NAME_HIGH of its interval, by name."""
        row = dict(self.pixels)
        for name, value in self.figures.items():
            row[name] = value
            if name in self.intervals:
                row[f"{name}_LOW"], row[f"{name}_HIGH"] = self.intervals[name]
        return row


def evaluate(
    path: str, name: str, truth: Truth, draws: int, seed: int, progress: Progress, wkt: str = ""
) -> Evaluation:
    """Evaluate the first band of a raster against the truth.

    The whole band and the truth are held in memory, at most some 60 bytes per pixel.

    Parameters
    ----------
    path, name : str
        Path and name of the score raster.
    truth : Truth
    draws : int
        Number of bootstrap draws; 0 for no bootstrap.
    seed : int
        Seed of the bootstrap.
    progress : callable (fraction in 0..1, text)
    wkt : str, optional
        Coordinate reference system that overrides the score raster's own; empty to use its own.

    Raises
    ------
    RasterError
        If a layer cannot be read, or there is nothing to evaluate against.
    """
    dataset = open_placed(path, wkt)
    progress(0.0, f"Truth for {name}")
    labels = truth.on_grid(dataset)
    scores = read_scores(dataset, span(progress, 0.0, 0.0))
    scored = np.isfinite(scores)
    anomalous, judged = labels == ANOMALY, scored & ((labels == ANOMALY) | (labels == BACKGROUND))
    refuse_what_cannot_be_judged(name, anomalous, judged)
    try:
        ranking = rank(scores[judged], anomalous[judged])
    except ValueError as error:
        raise RasterError(f"'{name}': {error}") from error
    counts = ranking.counts()
    objects = truth_objects(anomalous)[judged & anomalous]
    intervals = {}
    if draws:
        blocks = scene_blocks(*scores.shape)[judged & ~anomalous]
        intervals = bootstrap(ranking, objects, blocks, draws, seed, progress)
    thresholds = np.linspace(0, 1, THRESHOLDS)
    step = -(-max(scores.shape) // LARGEST_SIDE)
    return Evaluation(
        name=name,
        path=path,
        pixels={
            "ANOMALIES": int((judged & anomalous).sum()),
            "OBJECTS": len(np.unique(objects)),
            "BACKGROUND": int((judged & ~anomalous).sum()),
            "UNSCORED": int((anomalous & ~scored).sum()),
        },
        figures=figures(counts),
        intervals=intervals,
        roc=roc_curve(counts),
        shares=(thresholds, *shares_above(ranking, thresholds)),
        score_map=scores[::step, ::step],
        truth_map=thinned(anomalous, step),
    )


def read_scores(dataset: gdal.Dataset, progress: Progress) -> np.ndarray:
    """Read the first band (rows, columns), NaN where not valid; see `read_whole`."""
    if gdal.DataTypeIsComplex(dataset.GetRasterBand(1).DataType):
        raise RasterError(f"'{dataset.GetDescription()}' has complex values; scores must be real.")
    return read_whole(dataset, 1, progress)


def refuse_what_cannot_be_judged(name: str, anomalous: np.ndarray, judged: np.ndarray) -> None:
    """Raise RasterError unless there are pixels of both kinds to evaluate."""
    if not anomalous.any():
        raise RasterError(
            f"TRUTH marks no pixel of '{name}' as anomalous: it does not overlap, has only zeros and nodata there, "
            "or its polygons are smaller than a pixel. Check its CRS and position; use points for small objects."
        )
    if not (judged & anomalous).any():
        raise RasterError(f"'{name}' has no score in any of the {anomalous.sum()} pixels that TRUTH marks anomalous.")
    if not (judged & ~anomalous).any():
        raise RasterError(
            f"'{name}' has no scored background pixel: TRUTH marks all as anomalous or not to be judged. If TRUTH "
            "declares 0 as nodata, remove that (gdal_translate -a_nodata none)."
        )


def thinned(flags: np.ndarray, step: int) -> np.ndarray:
    """Reduce each step x step pixels to whether any of them is set."""
    rows, columns = (np.arange(0, size, step) for size in flags.shape)
    return np.logical_or.reduceat(np.logical_or.reduceat(flags, rows, axis=0), columns, axis=1)
