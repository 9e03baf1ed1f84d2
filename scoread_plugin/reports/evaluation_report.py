"""Report of an evaluation: figures with their intervals, curves and maps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from ..jobs.evaluating import COMPARED, Evaluation
from .html import NO_BREAK, Image, Report
from .images import colourise, png_bytes, score_bar
from .svg import line_chart

OUTLINE = (0, 255, 255, 255)
ENLARGED_SIDE = 1200
MOST_CORNERS = 1500
# With fewer, AUC intervals cover less than nine tenths: `make bench-intervals`.
FEW_OBJECTS = 50

RANKING = {
    "AUC": "AUC",
    "AP": "Average precision",
    "FALSE_ALARMS_AT_FULL_DETECTION": "False alarms at full detection",
}
FAMILY = {
    "AUC_D_F": "(D,F)",
    "AUC_D_TAU": "(D,τ)",
    "AUC_F_TAU": "(F,τ)",
    "AUC_TD": "TD",
    "AUC_BS": "BS",
    "AUC_SNPR": "SNPR",
    "AUC_TDBS": "TDBS",
    "AUC_OD": "OD",
}
PIXELS = {
    "ANOMALIES": "Anomalous pixels",
    "OBJECTS": "Objects",
    "BACKGROUND": "Background pixels",
    "UNSCORED": "Anomalous, without score",
    "UNSCORED_BACKGROUND": "Background, without score",
    "LEFT_OUT": "Without score in another raster",
}

ABOUT_RANKING = (
    "AUC: the probability that an anomalous pixel scores higher than a background pixel. Average precision: the mean "
    "share of anomalies among all pixels that score at least as high as an anomaly; it falls with the share of "
    "anomalies in the scene, so compare it within one scene only. False alarms at full detection: the share of the "
    "background that scores at least as high as the lowest anomaly."
)
ABOUT_DIFFERENCES = (
    "The differences are taken within each redrawn scene. An interval that excludes 0 speaks for a real difference, "
    "even if the rasters' own intervals overlap."
)
ABOUT_FAMILY = (
    "After Chang, IEEE TGRS 59(6), 2021. Scores are scaled to 0 to 1 over the judged pixels; D and F are "
    "the shares of anomalous and of background pixels at or above a threshold τ. (D,τ) is the mean scaled score of "
    "the anomalies, (F,τ) that of the background (lower is better). TD = (D,F) + (D,τ), BS = (D,F) - (F,τ), "
    "SNPR = (D,τ) / (F,τ), TDBS = (D,τ) - (F,τ), OD = (D,F) + (D,τ) - (F,τ). Some papers print OD as 'ODP'; others "
    "use that name for TDBS + 1. All but (D,F) change when the score is stretched, even if its ranking does not."
)


def evaluation_report(
    evaluations: Sequence[Evaluation], truth: str, draws: int, settings: Sequence[tuple[str, Any]]
) -> Report:
    """Lay out the report of one or more score rasters evaluated against one truth.

    Parameters
    ----------
    evaluations : sequence of Evaluation
        Evaluations with different names.
    truth : str
        Truth they were evaluated against.
    draws : int
        Number of bootstrap draws.
    settings : sequence of (name, value)
        Rows of the last table.
    """
    report = Report("Evaluation report", truth)
    report.section("Ranking").table(("", *RANKING.values()), figure_rows(evaluations, RANKING, with_intervals=True))
    report.paragraph(ABOUT_RANKING).paragraph(about_intervals(evaluations, draws))
    add_differences(report, evaluations)
    add_roc(report, evaluations)
    add_maps(report, evaluations)
    add_shares(report, evaluations)
    report.section("3-D ROC family").table(("AUC", *FAMILY.values()), figure_rows(evaluations, FAMILY))
    report.paragraph(ABOUT_FAMILY)
    rows = [(e.name, *(e.pixels[name] for name in PIXELS)) for e in evaluations]
    report.section("Pixels judged").table(("", *PIXELS.values()), rows)
    if len(evaluations) > 1:
        report.paragraph("Only pixels that all rasters have scored are judged, so that the figures can be compared.")
    return report.facts([("Truth", truth), *((e.name, e.path) for e in evaluations), *settings])


def figure_rows(evaluations: Sequence[Evaluation], names: Iterable[str], with_intervals: bool = False) -> list[tuple]:
    return [(e.name, *(figure_text(e, name, with_intervals) for name in names)) for e in evaluations]


def figure_text(evaluation: Evaluation, name: str, with_interval: bool) -> str:
    """Format a figure, with its interval if there is one."""
    value = f"{evaluation.figures[name]:.4f}"
    if not (with_interval and name in evaluation.intervals):
        return value
    low, high = evaluation.intervals[name]
    return f"{value} ({low:.4f}{NO_BREAK}to{NO_BREAK}{high:.4f})"


def add_differences(report: Report, evaluations: Sequence[Evaluation]) -> None:
    """Add the differences of the other rasters from the first, if there are others."""
    first, *others = evaluations
    if not others:
        return
    rows = [(e.name, *(difference_text(e.difference_row(first), name) for name in COMPARED)) for e in others]
    report.table((f"Difference from {first.name}", *(RANKING[name] for name in COMPARED)), rows)
    if first.redrawn:
        report.paragraph(ABOUT_DIFFERENCES)


def difference_text(row: dict[str, float], name: str) -> str:
    """Format a difference, with its interval if there is one."""
    value = f"{row[f'{name}_DIFFERENCE']:+.4f}"
    if f"{name}_DIFFERENCE_LOW" not in row:
        return value
    low, high = row[f"{name}_DIFFERENCE_LOW"], row[f"{name}_DIFFERENCE_HIGH"]
    return f"{value} ({low:+.4f}{NO_BREAK}to{NO_BREAK}{high:+.4f})"


def about_intervals(evaluations: Sequence[Evaluation], draws: int) -> str:
    if not draws:
        return "No intervals: BOOTSTRAP was 0."
    fewest = min(e.pixels["OBJECTS"] for e in evaluations)
    doubt = (
        f" With only {fewest} objects, the intervals are too narrow: those of simulated scenes with 30 objects held "
        "the mean AUC in 86 % of the cases, with 12 objects in 78 %."
        if fewest < FEW_OBJECTS
        else ""
    )
    return (
        f"In brackets: 95 % intervals, percentiles of {draws} redrawn scenes. Whole truth objects (connected pixels) "
        "and whole blocks of background (about 30 per raster) were drawn with replacement, since neighbouring "
        "pixels are not independent. This assumes that the objects are independent, and the blocks too: with clumps "
        "of background as large as a block, the intervals are too narrow. They show what another draw of similar "
        "objects and background may give, not another sensor, season or site. False alarms at full detection have "
        "no interval: they depend on the lowest anomaly, and none is drawn that is lower." + doubt
    )


def add_roc(report: Report, evaluations: Sequence[Evaluation]) -> None:
    # Half a pixel, so that detections before the first false alarm have a place on the logarithmic axis.
    least = min(0.5 / e.pixels["BACKGROUND"] for e in evaluations)
    lines = [(e.name, *drawn_corners(*e.roc, least)) for e in evaluations]
    chart = line_chart(
        lines, "False-alarm rate (share of the background)", "Share of the anomalies", logarithmic=True, dashed=True
    )
    report.section("ROC curves").chart(
        chart,
        "Higher and further left is better. Anomalies at the left edge were found without any false alarm.",
    )


def drawn_corners(alarms: np.ndarray, detections: np.ndarray, least: float) -> tuple[np.ndarray, np.ndarray]:
    """Return a ROC curve from the least false-alarm rate on, thinned if it has very many corners."""
    kept = np.unique(np.linspace(0, len(alarms) - 1, MOST_CORNERS).astype(int))
    return np.maximum(alarms[kept], least), detections[kept]


def add_shares(report: Report, evaluations: Sequence[Evaluation]) -> None:
    report.section("Score distributions")
    for evaluation in evaluations:
        thresholds, anomalies, background = evaluation.shares
        lines = [("anomalies", thresholds, anomalies), ("background", thresholds, background)]
        chart = line_chart(lines, "Threshold on the scaled score τ", "Share at or above", dashed=True, height=220)
        report.chart(chart, f"{evaluation.name}. The areas under the curves are AUC(D,τ) and AUC(F,τ).")


def add_maps(report: Report, evaluations: Sequence[Evaluation]) -> None:
    report.section("Score maps")
    images = [Image(png_bytes(outlined_map(e)), e.name) for e in evaluations]
    report.images(images)
    report.chart(score_bar(), "The outlines show the truth.")


def outlined_map(evaluation: Evaluation) -> np.ndarray:
    """Render the score map, uint8 (rows, columns, 4), enlarged so that the outline of the truth hides no pixel."""
    factor = max(1, ENLARGED_SIDE // max(evaluation.score_map.shape))
    thickness = max(1, (factor - 1) // 2)
    rgba = colourise(evaluation.score_map).repeat(factor, 0).repeat(factor, 1)
    truth = np.pad(evaluation.truth_map.repeat(factor, 0).repeat(factor, 1), thickness)
    rows, columns = rgba.shape[:2]
    shifts = range(2 * thickness + 1)
    near = np.logical_or.reduce([truth[i : i + rows] for i in shifts])
    near = np.logical_or.reduce([near[:, j : j + columns] for j in shifts])
    rgba[near & ~truth[thickness:-thickness, thickness:-thickness]] = OUTLINE
    return rgba
