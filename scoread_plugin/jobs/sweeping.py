"""Noise sweep: score a scene in a raster with one band for each noise level."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ..maps.agreement import rank_correlation
from ..progress import Log, Progress
from ..raster.dataset import bands_of, open_dataset
from ..raster.preview import read_small
from ..raster.scene import Scene
from ..raster.window import Window
from ..runtime.client import Worker
from ..runtime.remote import RemoteSweep
from ..sgm.detection_options import DetectionOptions
from ..sgm.model_file import read_header
from .detecting import ScoreTarget, detect
from .model_bands import fit_to_model
from .provenance import provenance


def sweep(
    scene: Scene,
    worker: Worker,
    model: str,
    options: DetectionOptions,
    target: ScoreTarget,
    progress: Progress,
    log: Log,
) -> str:
    """Score a scene at each noise level separately, write the raster, and return the device used.

    Scores are without local contrast, so that levels can be compared.

    Parameters
    ----------
    model : str
        Path of the model.
    options : DetectionOptions
        Options with at least one noise level.

    Other parameters and exceptions as in `detecting.detect`.
    """
    header = read_header(model)
    detector = RemoteSweep(worker, model, header, options)
    metadata = provenance(header, replace(options, largest=0), worker.versions)
    metadata["SCOREAD_SCORE"] = f"each band at one noise level alone: {metadata['SCOREAD_SCORE']}"
    detect(fit_to_model(scene, header), detector, target, metadata, progress, log)
    return detector.device


@dataclass(frozen=True, eq=False)
class SweepMaps:
    """Thinned result of a sweep.

    Attributes
    ----------
    names : list of str
        Names of the noise levels.
    maps : array (levels, rows, columns)
        Scores; NaN where not valid.
    correlation : array (levels, levels)
        Spearman's rank correlation over the pixels of the thinned maps.
    """

    names: list[str]
    maps: np.ndarray
    correlation: np.ndarray


def read_sweep(path: str) -> SweepMaps:
    """Read the maps of a sweep's raster, thinned to at most 600 pixels per side, and compute their correlation."""
    dataset = open_dataset(path)
    whole = Window.of(dataset)
    maps = np.stack([read_small(dataset, k + 1, whole) for k in range(dataset.RasterCount)])
    valid = np.isfinite(maps).all(axis=0)
    names = [band.GetDescription() for band in bands_of(dataset)]
    return SweepMaps(names, maps, rank_correlation(maps[:, valid]))
