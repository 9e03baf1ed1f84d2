"""The report of generated spectra: are they like the real ones?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from .bands import band_axis, broken
from .html import Report
from .svg import line_chart, scatter_panels

PERCENTILES = (5, 95)
MOST_POINTS = 1500
HOW_TO_READ = (
    "The distance is a sliced Wasserstein distance: how far, in standard deviations, the generated spectra have to "
    "be moved to be distributed as the real ones, averaged over directions in the space of the leading principal "
    "components, each of which counts alike. The baseline is the same between two halves of the real spectra: no "
    "model can be expected to come closer. The distance of a Gaussian is that of draws from the normal distribution "
    "of the same mean and covariance: a model well below it has learned more of the scene than these. A model of the "
    "preset 'default' has learned from the ordinary spectra alone, so its own spread is somewhat narrower than that "
    "of the real ones, which hold the anomalies too."
)
BEYOND = (
    "What the view does not see, that is the components beyond its own, mostly noise, is that of the mean spectrum: "
    "generated spectra of the view 'whitened' are smoother than real ones."
)


@dataclass(frozen=True, eq=False)
class GenerationFacts:
    """What a report of generated spectra tells.

    Attributes
    ----------
    title : str
        For instance the file name of the model.
    rows : sequence of (name, value)
        Sampler, steps, view, seed, device, time ...
    spectra, real : array (n, bands) and (m, bands)
        In sensor units.
    components, real_components : array (n, k) and (m, k)
        Principal components of the real spectra, in standard deviations.
    distance, baseline, gaussian : float
        As in `sgm.populations.Comparison`.
    bands : array (bands,)
        Band numbers, counted from 1.
    wavelengths : array (bands,) or None
        In nanometres. Where any is missing (NaN), bands are shown by their numbers.
    """

    title: str
    rows: Sequence[tuple[str, Any]]
    spectra: np.ndarray
    real: np.ndarray
    components: np.ndarray
    real_components: np.ndarray
    distance: float
    baseline: float
    gaussian: float
    bands: np.ndarray
    wavelengths: np.ndarray | None = None


def generation_report(facts: GenerationFacts) -> Report:
    """Lay out the report; to be written with `Report.write`."""
    report = Report("Generated spectra", facts.title)
    report.section("Summary").facts(
        [
            ("Generated spectra", len(facts.spectra)),
            ("Real spectra to compare with", len(facts.real)),
            ("Distance (standard deviations)", f"{facts.distance:.3g}"),
            ("Baseline: between halves of the real ones", f"{facts.baseline:.3g}"),
            ("Distance of a Gaussian", f"{facts.gaussian:.3g}"),
            *facts.rows,
        ]
    )
    _spectra(report, facts)
    _components(report, facts)
    return report.section("How to read it").paragraph(HOW_TO_READ).paragraph(BEYOND)


def _spectra(report: Report, facts: GenerationFacts) -> None:
    axis, label, order = band_axis(facts.bands, facts.wavelengths)
    lines, ribbons = [], []
    for name, spectra in (("real", facts.real), ("generated", facts.spectra)):
        low, high = np.percentile(spectra, PERCENTILES, axis=0)
        x, mean, low, high = broken(axis, *(values[order] for values in (spectra.mean(axis=0), low, high)))
        lines.append((f"{name}: mean", x, mean))
        ribbons.append((f"{name}: {PERCENTILES[0]}th to {PERCENTILES[1]}th percentile", x, low, high))
    chart = line_chart(lines, label, "Sensor value", ribbons=ribbons, height=340)
    report.section("Spectra").chart(chart, "Where the two tints and lines cover each other, the populations agree.")


def _components(report: Report, facts: GenerationFacts) -> None:
    report.section("Principal components")
    clouds = [("Real", facts.real_components), ("Generated", facts.components)]
    if facts.real_components.shape[1] > 1:
        panels = [(name, values[:MOST_POINTS, 0], values[:MOST_POINTS, 1]) for name, values in clouds]
        report.chart(
            scatter_panels(panels, "First component", "Second component"),
            "The first two principal components of the real spectra, in standard deviations; at most "
            f"{MOST_POINTS} points each.",
        )
    numbers = np.arange(1, facts.components.shape[1] + 1)
    lines = [(name.lower(), numbers, values.std(axis=0)) for name, values in clouds]
    report.chart(
        line_chart(lines, "Component", "Standard deviation", height=220),
        "The spread in each component, 1 for the real spectra. Below 1 the model draws too much of the same; far "
        "above 1 it has not learned that component.",
    )
