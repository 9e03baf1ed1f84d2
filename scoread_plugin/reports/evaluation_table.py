"""Table of an evaluation, for further computation."""

from __future__ import annotations

import csv
import os
from collections.abc import Sequence
from typing import Any

from ..files import naming, replacing
from ..jobs.evaluating import Evaluation


def write_table(path: str | os.PathLike, evaluations: Sequence[Evaluation], constants: dict[str, Any]) -> None:
    """Write a CSV with one row per raster: pixels, figures, and their interval limits NAME_LOW, NAME_HIGH.

    If there are several, AUC and AP less those of the first raster follow: NAME_DIFFERENCE, with _LOW and _HIGH.

    Parameters
    ----------
    path : str or path-like
        Target file, written completely or not at all.
    evaluations : sequence of Evaluation
    constants : dict
        Columns with the same value in all rows.

    Raises
    ------
    OSError
        If it cannot be written.
    """
    first, *others = evaluations
    differences = [{}, *(e.difference_row(first) for e in others)]
    rows = [
        {"RASTER": e.name, "PATH": e.path, **e.row, **constants, **difference}
        for e, difference in zip(evaluations, differences)
    ]
    with replacing(path) as unfinished, naming(path), open(unfinished, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[-1]))
        writer.writeheader()
        writer.writerows(rows)
