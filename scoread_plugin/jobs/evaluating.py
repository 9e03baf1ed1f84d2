"""Evaluation of a score raster against the truth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from osgeo import gdal

from ..evaluation.bootstrap import background_blocks, bootstrap, interval, intervals, truth_objects
from ..evaluation.figures import figures, rank, roc_curve, shares_above
from ..progress import Progress, span
from ..raster.errors import RasterError
from ..raster.preview import LARGEST_SIDE
from ..raster.score_map import read_whole
from ..raster.truth import ANOMALY, BACKGROUND
from .judged_pixels import JudgedPixels, ScoreRaster

THRESHOLDS = 201
COMPARED = ("AUC", "AP")


@dataclass(frozen=True, eq=False)
class Evaluation:
    """Evaluation of one score raster.

    Attributes
    ----------
    name, path : str
    band : str
        The band that was judged, in words, if the raster has several; otherwise empty.
    pixels : dict
        Numbers of evaluated ANOMALIES and BACKGROUND pixels, of OBJECTS formed by these anomalies, of UNSCORED
        anomalous pixels, of UNSCORED_BACKGROUND pixels, and of pixels LEFT_OUT because another raster has no score.
    figures : dict
        See `evaluation.figures`.
    redrawn : dict of array (draws,)
        Figures of the redrawn scenes; empty without a bootstrap.
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
    band: str
    pixels: dict[str, int]
    figures: dict[str, float]
    redrawn: dict[str, np.ndarray]
    roc: tuple[np.ndarray, np.ndarray]
    shares: tuple[np.ndarray, np.ndarray, np.ndarray]
    score_map: np.ndarray
    truth_map: np.ndarray

    @property
    def intervals(self) -> dict[str, tuple[float, float]]:
        """95 % intervals (low, high) by the name of the figure; see `evaluation.bootstrap.intervals`."""
        return intervals(self.redrawn)

    @property
    def row(self) -> dict[str, float | None]:
        """Numbers of pixels, then each figure and the limits NAME_LOW, NAME_HIGH, None where it has no interval."""
        row, known = dict(self.pixels), self.intervals
        for name, value in self.figures.items():
            row[name] = value
            if known:
                row[f"{name}_LOW"], row[f"{name}_HIGH"] = known.get(name, (None, None))
        return row

    def difference_row(self, first: Evaluation) -> dict[str, float]:
        """Compute AUC and AP less those of another raster, NAME_DIFFERENCE, with the limits _LOW, _HIGH if redrawn.

        Both must be evaluated on the same pixels with the same seed: then they share their redrawn scenes.
        """
        row = {}
        for name in COMPARED:
            row[f"{name}_DIFFERENCE"] = self.figures[name] - first.figures[name]
            if self.redrawn:
                limits = interval(self.redrawn[name] - first.redrawn[name])
                row[f"{name}_DIFFERENCE_LOW"], row[f"{name}_DIFFERENCE_HIGH"] = limits
        return row


def evaluate(raster: ScoreRaster, pixels: JudgedPixels, draws: int, seed: int, progress: Progress) -> Evaluation:
    """Evaluate the first band of a raster against the truth.

    The whole band and the truth are held in memory, at most some 60 bytes per pixel.

    Parameters
    ----------
    raster : ScoreRaster
    pixels : JudgedPixels
        Pixels of this raster, and of others to compare it with.
    draws : int
        Number of bootstrap draws; 0 for no bootstrap.
    seed : int
        Seed of the bootstrap.
    progress : callable (fraction in 0..1, text)

    Raises
    ------
    RasterError
        If the raster cannot be read, or its scores are all equal.
    """
    dataset = raster.open()
    scores = read_whole(dataset, 1, span(progress, 0.0, 0.0))
    anomalous = pixels.labels == ANOMALY
    try:
        ranking = rank(scores[pixels.judged], anomalous[pixels.judged])
    except ValueError as error:
        raise RasterError(f"'{raster.name}': {error}") from error
    counts = ranking.counts()
    objects, blocks = truth_objects(anomalous)[pixels.anomalies], background_blocks(pixels.background)
    thresholds = np.linspace(0, 1, THRESHOLDS)
    step = -(-max(scores.shape) // LARGEST_SIDE)
    return Evaluation(
        name=raster.name,
        path=raster.path,
        band=judged_band(dataset),
        pixels={
            "ANOMALIES": len(objects),
            "OBJECTS": len(np.unique(objects)),
            "BACKGROUND": len(blocks),
            **left_out(pixels, np.isfinite(scores)),
        },
        figures=figures(counts),
        redrawn=bootstrap(ranking, objects, blocks, draws, seed, progress) if draws else {},
        roc=roc_curve(counts),
        shares=(thresholds, *shares_above(ranking, thresholds)),
        score_map=scores[::step, ::step],
        truth_map=thinned(anomalous, step),
    )


def judged_band(dataset: gdal.Dataset) -> str:
    """Return the number and name of the band that is judged, if the raster has several."""
    if dataset.RasterCount == 1:
        return ""
    name = dataset.GetRasterBand(1).GetDescription()
    return f"band 1 of {dataset.RasterCount}" + (f" ('{name}')" if name else "")


def left_out(pixels: JudgedPixels, scored: np.ndarray) -> dict[str, int]:
    """Count the pixels with a truth that are not judged, by the reason; `scored` is bool (rows, columns)."""
    anomalous, background = pixels.labels == ANOMALY, pixels.labels == BACKGROUND
    return {
        "UNSCORED": int((anomalous & ~scored).sum()),
        "UNSCORED_BACKGROUND": int((background & ~scored).sum()),
        "LEFT_OUT": int(((anomalous | background) & scored & ~pixels.judged).sum()),
    }


def thinned(flags: np.ndarray, step: int) -> np.ndarray:
    """Reduce each step x step pixels to whether any of them is set."""
    rows, columns = (np.arange(0, size, step) for size in flags.shape)
    return np.logical_or.reduceat(np.logical_or.reduceat(flags, rows, axis=0), columns, axis=1)
