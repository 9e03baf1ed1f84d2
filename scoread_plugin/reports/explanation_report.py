"""Report of explained pixels: the wavelengths at which they are anomalous, and the spectra they should have."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ..jobs.explaining_points import PointExplanations
from ..sgm.background import strongest_bands
from .bands import band_axis, broken
from .html import NO_BREAK, ROW_AND_COLUMN, Coordinate, Decimal, Report
from .svg import WIDTH, line_chart

MOST_SHOWN = 30
HOW_TO_READ = (
    "The upper chart of a point shows the spectrum of its pixel, the one that the model would move it towards, and "
    "the nearest background spectrum: among those of the training sample that the model finds ordinary (95 %), the "
    "one that differs least, with all bands weighted equally, in standard deviations of that background. The lower "
    "chart shows where the first two differ: above zero, the pixel is higher than the model expects. One step of the "
    "model goes only part of the way to the background, so read where and in which direction they differ, not how "
    "far. A spectrum can be unusual in shape with no band beyond the usual range. The nearest background may differ "
    "only in brightness; what the model moves is what it finds anomalous."
)
SCORE = (
    "The score is the model's own, without the local contrast by which Detect anomalies compares it with the larger "
    "region around the pixel: a pixel may be far from the scene, yet like all its neighbours."
)


def explanation_report(
    title: str, explained: PointExplanations, points: np.ndarray, settings: Sequence[tuple[str, Any]]
) -> Report:
    """Lay out the report of explained pixels.

    Parameters
    ----------
    title : str
        For instance the path of the raster.
    explained : PointExplanations
    points : array (n, 2)
        x and y in the coordinates of the raster.
    settings : sequence of (name, value)
        Model, seed, device ...

    Returns
    -------
    Report
        Report, to be written with `Report.write`.
    """
    shown = np.flatnonzero(explained.known)[:MOST_SHOWN]
    report = Report("Explained pixels", title)
    report.section("Summary").facts(
        [
            ("Points", len(explained.scores)),
            ("Explained", int(explained.known.sum())),
            ("Outside the raster", int(explained.outside.sum())),
            ("On invalid pixels", int(explained.invalid.sum())),
            *settings,
        ]
    )
    report.section("Points")
    if len(shown) < explained.known.sum():
        report.paragraph(f"The first {len(shown)} of {explained.known.sum()}; the layer and the table hold them all.")
    header = ("Point", "Score", "x", "y", *ROW_AND_COLUMN, "Distance", "Strongest at")
    report.table(header, [point_row(explained, points, k) for k in shown])
    report.paragraph(
        f"{SCORE} Distance: from the nearest background spectrum, in standard deviations of the background, root "
        "mean square over the bands. Strongest at: the bands in which pixel and model differ most, in standard "
        "deviations; + where the pixel is higher."
    )
    report.section("How to read the charts").paragraph(HOW_TO_READ)
    for k in shown:
        add_charts(report, explained, k)
    return report


def point_row(explained: PointExplanations, points: np.ndarray, k: int) -> tuple:
    row, column = explained.places[k].tolist()
    x, y = map(Coordinate, points[k].tolist())
    score, distance = Decimal(explained.scores[k]), Decimal(explained.distances[k])
    return k + 1, score, x, y, row, column, distance, strongest_named(explained, k)


def strongest_named(explained: PointExplanations, k: int) -> str:
    """Format the bands in which a point deviates most, for users: "2205 nm (+3.1), 660 nm (-1.2)"."""
    axis, label, order = band_axis(explained.bands, explained.wavelengths)
    pull = explained.standardised_deviations[k][order]
    place = "band {:.0f}" if label == "Band" else "{:.0f} nm"
    named = (f"{place.format(axis[b])} ({pull[b]:+.2g})" for b in strongest_bands(pull))
    return ", ".join(name.replace(" ", NO_BREAK) for name in named)


def add_charts(report: Report, explained: PointExplanations, k: int) -> None:
    report.section(f"Point {k + 1}").chart(
        spectra_chart(explained, k),
        f"Score {explained.scores[k]:.3g}{rank_text(explained, k)}. The nearest background spectrum is "
        f"{explained.distances[k]:.3g} standard deviations away.",
    )
    report.chart(deviation_chart(explained, k), f"Strongest at {strongest_named(explained, k) or 'no band'}.")


def rank_text(explained: PointExplanations, k: int) -> str:
    share = explained.shares_below[k]
    return f", higher than {percent(share)} of the training sample" if np.isfinite(share) else ""


def percent(share: float) -> str:
    """Format a share for users, rounded down, so that 100 % means all: "99.9 %"."""
    return f"{np.floor(1000 * share) / 10:.3g} %"


def spectra_chart(explained: PointExplanations, k: int, width: int = WIDTH, height: int = 240) -> str:
    """Draw the spectrum of a point, the one the model would move it towards, and the nearest background: SVG."""
    names = ("pixel", "as the model expects it", "nearest background")
    x, label, *spectra = over_bands(explained, k, explained.spectra, explained.denoised, explained.nearest)
    lines = [(name, x, spectrum) for name, spectrum in zip(names, spectra)]
    return line_chart(lines, label, "Sensor value", dashed=True, width=width, height=height)


def deviation_chart(explained: PointExplanations, k: int, width: int = WIDTH, height: int = 180) -> str:
    """Draw the deviation of a point over the bands, in standard deviations of the background: SVG."""
    x, label, pull = over_bands(explained, k, explained.standardised_deviations)
    usual = ("± 1 standard deviation", x, np.where(np.isfinite(x), -1, np.nan), np.ones_like(x))
    lines = [("pixel minus model", x, pull)]
    return line_chart(lines, label, "Standard deviations", ribbons=[usual], width=width, height=height)


def over_bands(explained: PointExplanations, k: int, *values: np.ndarray) -> tuple:
    """Return the axis of a point's charts, its label, and row k of each (n, bands), broken at gaps."""
    axis, label, order = band_axis(explained.bands, explained.wavelengths)
    x, *rows = broken(axis, *(rows[k][order] for rows in values))
    return x, label, *rows
