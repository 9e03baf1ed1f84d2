"""Report of generated spectra and of their similarity to the real ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ..jobs.generating import Generated
from .bands import band_axis, broken
from .html import Report
from .svg import line_chart, scatter_panels

PERCENTILES = (5, 95)
MOST_POINTS = 1500
HOW_TO_READ = (
    "The distance is a sliced Wasserstein distance: how far, in standard deviations, the generated spectra must be "
    "moved to be distributed like the real ones, averaged over directions in the space of the leading principal "
    "components, each weighted equally. The baseline is the same between two halves of the real spectra: no model "
    "can be expected to come closer. The distance of a Gaussian is that of draws from the normal distribution with "
    "the same mean and covariance: a model well below it has learned more of the scene than these. A model with the "
    "preset 'default' has learned from the ordinary spectra alone, so its spread is somewhat narrower than that of "
    "the real ones, which include the anomalies."
)
BEYOND = (
    "Components that the view does not see, mostly noise, are those of the mean spectrum: generated spectra of the "
    "view 'whitened' are smoother than real ones."
)


def generation_report(title: str, generated: Generated, settings: Sequence[tuple[str, Any]]) -> Report:
    """Lay out the report of generated spectra.

    Parameters
    ----------
    title : str
        For instance the path of the model.
    generated : Generated
        Generated spectra; if any wavelength is missing (NaN), bands are shown by number.
    settings : sequence of (name, value)
        Sampler, steps, view, seed, device, time ...

    Returns
    -------
    Report
        Report, to be written with `Report.write`.
    """
    report = Report("Generated spectra", title)
    report.section("Summary").facts(
        [
            ("Generated spectra", len(generated.spectra)),
            ("Real spectra for comparison", len(generated.real)),
            ("Distance (standard deviations)", f"{generated.distance:.3g}"),
            ("Baseline: between halves of the real ones", f"{generated.baseline:.3g}"),
            ("Distance of a Gaussian", f"{generated.gaussian:.3g}"),
            *settings,
        ]
    )
    add_spectra(report, generated)
    add_components(report, generated)
    return report.section("How to read it").paragraph(HOW_TO_READ).paragraph(BEYOND)


def add_spectra(report: Report, generated: Generated) -> None:
    axis, label, order = band_axis(generated.bands, generated.wavelengths)
    lines, ribbons = [], []
    for name, spectra in (("real", generated.real), ("generated", generated.spectra)):
        low, high = np.percentile(spectra, PERCENTILES, axis=0)
        x, mean, low, high = broken(axis, *(values[order] for values in (spectra.mean(axis=0), low, high)))
        lines.append((f"{name}: mean", x, mean))
        ribbons.append((f"{name}: {PERCENTILES[0]}th to {PERCENTILES[1]}th percentile", x, low, high))
    chart = line_chart(lines, label, "Sensor value", ribbons=ribbons, height=340)
    report.section("Spectra").chart(chart, "Where the two lines and shaded areas coincide, the populations agree.")


def add_components(report: Report, generated: Generated) -> None:
    report.section("Principal components")
    clouds = [("Real", generated.real_components), ("Generated", generated.components)]
    if generated.real_components.shape[1] > 1:
        panels = [(name, values[:MOST_POINTS, 0], values[:MOST_POINTS, 1]) for name, values in clouds]
        report.chart(
            scatter_panels(panels, "First component", "Second component"),
            "The first two principal components of the real spectra, in standard deviations; at most "
            f"{MOST_POINTS} points each.",
        )
    numbers = np.arange(1, generated.components.shape[1] + 1)
    lines = [(name.lower(), numbers, values.std(axis=0)) for name, values in clouds]
    report.chart(
        line_chart(lines, "Component", "Standard deviation", height=220),
        "The spread in each component, 1 for the real spectra. Below 1, the generated spectra are too alike; far "
        "above 1, the model has not learned that component.",
    )
