"""Scenes of a folder: NAME.tif with NAME_truth.tif (not 0 where a pixel is anomalous)."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from osgeo import gdal


def scenes_in(folder: Path) -> list[Path]:
    """List the scenes of a folder that have a truth next to them."""
    return [path for path in sorted(folder.glob("*.tif")) if truth_of(path).exists()]


def truth_of(path: Path) -> Path:
    return path.with_name(f"{path.stem}_truth.tif")


def read_truth(path: Path) -> np.ndarray:
    """Read which pixels of a scene are anomalous: (rows, columns), bool."""
    dataset = gdal.Open(str(truth_of(path)))
    return dataset.ReadAsArray() != 0
