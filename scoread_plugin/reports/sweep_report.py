"""The report of a noise-level sweep: the maps side by side, and how they agree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from .html import Image, Report
from .images import RAMP, SCORE_HIGH, colourise, png_bytes
from .svg import colour_bar

HOW_TO_READ = (
    "Each map scores the scene at one noise level alone. Little noise shows whether a spectrum fits the fine "
    "structure of the scene; with more noise than the scene itself varies (s is given in the units in which the "
    "model sees the spectra), only the distance from the whole scene counts. Good levels show small things that "
    "stand out of a quiet background. Neighbouring levels that correlate strongly tell the same, and one of them "
    "will do; levels that do not correlate see different things, and can be given together as NOISE_LEVELS to Detect "
    "anomalies. The scores are each pixel's own: unlike Detect anomalies, a sweep takes away no local background."
)


@dataclass(frozen=True, eq=False)
class SweepFacts:
    """What a sweep report tells.

    Attributes
    ----------
    title : str
        For instance the file name of the scene.
    rows : sequence of (name, value)
        Model, perturbations, seed, device ...
    quicklook : uint8 array (rows, columns, 4)
        The scene, see `images.quicklook`.
    names : sequence of str
        One per noise level.
    maps : array (levels, rows, columns)
        NaN where not valid.
    correlation : array (levels, levels)
        Spearman's; NaN where unknown.
    """

    title: str
    rows: Sequence[tuple[str, Any]]
    quicklook: np.ndarray
    names: Sequence[str]
    maps: np.ndarray
    correlation: np.ndarray


def sweep_report(facts: SweepFacts) -> Report:
    """Lay out the report; to be written with `Report.write`."""
    report = Report("Noise-level sweep", facts.title).section("Maps")
    images = [Image(png_bytes(facts.quicklook), "The scene")]
    for name, scores in zip(facts.names, facts.maps):
        images.append(Image(png_bytes(colourise(scores, np.isfinite(scores))), name))
    report.images(images)
    report.chart(colour_bar(RAMP, "median or less", f"{SCORE_HIGH}th percentile or more"), "Each map by its own.")
    report.section("Rank correlation of the levels").table(
        ("", *(name.split(",")[0] for name in facts.names)),
        [(name, *map(_rounded, row)) for name, row in zip(facts.names, facts.correlation)],
    )
    report.paragraph("Spearman's, over the pixels of the maps shown: 1 where two levels rank the pixels alike.")
    report.section("How to read it").paragraph(HOW_TO_READ)
    return report.section("Settings").facts(facts.rows)


def _rounded(value: float) -> str | None:
    return f"{value:.2f}" if np.isfinite(value) else None
