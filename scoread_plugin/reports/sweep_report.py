"""Report of a noise-level sweep: the maps side by side, and their agreement."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ..jobs.sweeping import SweepMaps
from ..raster.preview import read_colours
from ..raster.scene import Scene
from .html import NO_BREAK, Image, Report
from .images import colourise, png_bytes, quicklook, score_bar

HOW_TO_READ = (
    "Each map scores the scene at one noise level alone. Little noise shows whether a spectrum fits the fine "
    "structure of the scene; with more noise than the scene itself varies, only the distance from the whole scene "
    "counts. Good levels show small things that stand out from a quiet background. Neighbouring levels that "
    "correlate strongly show the same, and one of them will do; levels that do not correlate show different things, "
    "and can be given together as NOISE_LEVELS to Detect anomalies. Unlike Detect anomalies, a sweep does not "
    "subtract the local background."
)
SCALES = (
    "Each map has its own scale. t: noise level; s: standard deviation of the noise, in the units in which the model "
    "sees the spectra."
)


def sweep_report(scene: Scene, sweep: SweepMaps, settings: Sequence[tuple[str, Any]]) -> Report:
    """Lay out the report of a sweep.

    Parameters
    ----------
    scene : Scene
    sweep : SweepMaps
    settings : sequence of (name, value)
        Model, perturbations, seed, device ...

    Returns
    -------
    Report
        Report, to be written with `Report.write`.
    """
    report = Report("Noise-level sweep", scene.path).section("Maps")
    maps = [Image(png_bytes(colourise(scores)), name) for name, scores in zip(sweep.names, sweep.maps)]
    report.images([Image(png_bytes(quicklook(read_colours(scene))), "The scene"), *maps])
    report.chart(score_bar(), SCALES)
    levels = [name.split(",")[0].replace(" ", NO_BREAK) for name in sweep.names]
    report.section("Rank correlation of the levels").table(
        ("", *levels), [(level, *map(rounded, row)) for level, row in zip(levels, sweep.correlation)]
    )
    report.paragraph("Spearman's, over the pixels of the maps shown: 1 if two levels rank the pixels alike.")
    report.section("How to read it").paragraph(HOW_TO_READ)
    return report.section("Settings").facts(settings)


def rounded(value: float) -> str | None:
    return f"{value:.2f}" if np.isfinite(value) else None
