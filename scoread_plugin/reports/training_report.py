"""Report of a training run: the training data, the course of the training, and how to read the scores."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

import numpy as np

from ..jobs.explaining_strongest import Anomaly
from ..jobs.training import TrainingRequest, TrainingResult
from ..progress import duration
from ..ranges import collapse
from ..raster.preview import colour_bands, read_colours
from ..raster.scene import Scene
from .bands import band_axis
from .html import ROW_AND_COLUMN, Coordinate, Decimal, Image, Report
from .images import colourise, png_bytes, quicklook, score_bar, score_range
from .svg import line_chart

HOW_TO_READ = (
    "A larger score means that a pixel's spectrum is less like the rest of the scene that the model was "
    "trained on. It is a ranking, not a probability: it says neither what a pixel is nor how certain that "
    "is, and scores of different models or scenes cannot be compared. There is no universal threshold. "
    "Rank first: look at the highest pixels and find out what they are, since shadows, sensor faults, cloud "
    "edges and rare but harmless materials also score high. Then set a threshold by percentile, from the "
    "number of pixels that you can check. A material that covers much of the scene has been learned as "
    "ordinary and will score low, however unusual it may be."
)

HOW_TO_READ_DEVIATIONS = (
    "Each chart shows the spectrum of a pixel and the one that the model would move it towards. Where they differ, "
    "the pixel is anomalous. One step of the model goes only part of the way to the background: read where and in "
    "which direction they differ, not how far."
)


def training_report(
    scene: Scene,
    dropped: Sequence[tuple[int, str]],
    request: TrainingRequest,
    result: TrainingResult,
    machine: Sequence[tuple[str, Any]],
    scores: np.ndarray | None = None,
    anomalies: Sequence[Anomaly] = (),
) -> Report:
    """Lay out the report of a training, and of the detection if there was one.

    Parameters
    ----------
    scene : Scene
        Scene in the bands used for training.
    dropped : sequence of (band number, reason)
        Bands left out, numbered from 1 as in QGIS.
    request : TrainingRequest
    result : TrainingResult
    machine : sequence of (name, value)
        Versions, system ...
    scores : array (rows, columns), optional
        Score map; NaN where not valid.
    anomalies : sequence of Anomaly
        Strongest anomalies of the scene; if empty, their section is left out.

    Returns
    -------
    Report
        Report, to be written with `Report.write`.
    """
    report = Report("Training report" if scores is None else "Detection report", scene.path)
    report.section("Summary").facts(summary_rows(scene, result))
    add_pictures(report, scene, scores, anomalies)
    if anomalies:
        add_anomalies(report, scene, anomalies)
    add_learning_curve(report, result.losses)
    add_bands(report, scene, dropped, result)
    times = [("Device", result.device), ("Training time", duration(result.seconds))]
    report.section("Settings and machine").facts(settings_rows(request, result)).facts([*times, *machine])
    return report.section("How to read the score").paragraph(HOW_TO_READ)


def summary_rows(scene: Scene, result: TrainingResult) -> list[tuple[str, Any]]:
    reference = scene.reference
    return [
        ("Size", f"{scene.window.columns} x {scene.window.rows} pixels"),
        ("Coordinate system", "none" if reference is None else reference.GetName()),
        ("Pixels trained on", result.pixels),
        ("Model", result.model_id),
        ("Bands used", f"{len(scene.bands)} of {scene.dataset.RasterCount}"),
        ("Epochs", len(result.losses)),
        ("Final training loss", result.losses[-1]),
    ]


def settings_rows(request: TrainingRequest, result: TrainingResult) -> list[tuple[str, Any]]:
    settings = request.settings
    ring = settings.ring
    return [
        ("Preset", settings.preset),
        ("Views", ", ".join(settings.views)),
        ("Ring of neighbours", f"windows {ring.outer} and {ring.inner}" if ring else "none"),
        ("Local background", f"regions of more than {settings.largest} pixels" if settings.largest else "none"),
        ("Epochs", settings.epochs),
        ("Batch size", result.batch_size),
        ("Retain ratio", settings.retain_ratio),
        ("Exclusion", settings.exclusion),
        ("Noise levels", settings.noise_levels_text()),
        ("Perturbations", settings.perturbations),
        ("Seed", request.seed),
        ("Initial model", request.initial or "none"),
    ]


def add_learning_curve(report: Report, losses: np.ndarray) -> None:
    epochs = np.arange(1, len(losses) + 1)
    chart = line_chart([("training", epochs, losses)], "Epoch", "Loss")
    report.section("Learning curve").chart(
        chart,
        "Mean denoising loss of each epoch. The curve should fall and level off; if it is still falling at the end, "
        "more epochs may help.",
    )


def add_bands(report: Report, scene: Scene, dropped: Sequence[tuple[int, str]], result: TrainingResult) -> None:
    mean, spread = result.mean, result.spread
    ribbons = [("mean ± 1 standard deviation", mean - spread, mean + spread)]
    chart = spectra_chart(scene, [("mean", mean)], ribbons=ribbons)
    report.section("Bands").chart(chart, "Spectrum of the pixels that the model was trained on.")
    if dropped:
        report.table(("Bands left out", "Count", "Reason"), collapse(dropped))
    elif len(scene.bands) == scene.dataset.RasterCount:
        report.paragraph("All bands of the scene were used.")


def add_pictures(report: Report, scene: Scene, scores: np.ndarray | None, anomalies: Sequence[Anomaly]) -> None:
    red, green, blue = colour_bands(scene)
    stretched = (
        f"Bands {red}, {green} and {blue} as red, green and blue, each stretched between its 2nd and 98th percentile."
    )
    columns, rows = scene.window.columns, scene.window.rows
    marks = [((anomaly.column + 0.5) / columns, (anomaly.row + 0.5) / rows) for anomaly in anomalies]
    quick = Image(png_bytes(quicklook(read_colours(scene))), stretched, marks)
    if scores is None:
        report.section("Scene").images([quick])
        return
    caption = "Anomaly score, coloured from the median of the scene upwards."
    bar = score_bar(*(f"{score:.3g}" for score in score_range(scores)))
    coloured = Image(png_bytes(colourise(scores)), caption, marks)
    report.section("Scene and score map").images([quick, coloured]).chart(bar, "")


def add_anomalies(report: Report, scene: Scene, anomalies: Sequence[Anomaly]) -> None:
    header = ("Rank", "Score", "x", "y", *ROW_AND_COLUMN)
    places = [(Decimal(a.score), Coordinate(a.x), Coordinate(a.y), a.row, a.column) for a in anomalies]
    rows = [(rank, *place) for rank, place in enumerate(places, 1)]
    report.section("Strongest anomalies").table(header, rows).paragraph(HOW_TO_READ_DEVIATIONS)
    for rank, anomaly in enumerate(anomalies, 1):
        moved = anomaly.spectrum - anomaly.deviation
        chart = spectra_chart(scene, [("pixel", anomaly.spectrum), ("as the model expects it", moved)], height=220)
        report.chart(chart, f"Anomaly {rank}, score {anomaly.score:.3g}.")


def spectra_chart(scene: Scene, lines: Sequence[tuple], ribbons: Sequence[tuple] = (), **look: Any) -> str:
    """Draw spectra (name, values) in the bands used, along all bands; those left out are shaded."""
    bands = np.arange(1, scene.dataset.RasterCount + 1)
    wavelengths = None if scene.wavelengths is None else np.array(scene.wavelengths)
    axis, label, order = band_axis(bands, wavelengths)

    def along(spectrum: np.ndarray) -> np.ndarray:
        values = np.full(len(bands), np.nan)
        values[np.array(scene.bands) - 1] = spectrum
        return values[order]

    return line_chart(
        [(name, axis, along(values)) for name, values in lines],
        label,
        "Sensor value",
        ribbons=[(name, axis, along(low), along(high)) for name, low, high in ribbons],
        gaps=gaps_of(axis, np.isin(bands[order], scene.bands)),
        gap_label="bands left out",
        **look,
    )


def gaps_of(axis: np.ndarray, used: np.ndarray) -> list[tuple[float, float]]:
    """Return the intervals of an increasing axis (bands,) with unused bands, to half-way to the next used ones."""
    edges = np.concatenate([axis[:1], (axis[:-1] + axis[1:]) / 2, axis[-1:]])
    gaps = []
    for is_used, run in groupby(range(len(axis)), lambda i: bool(used[i])):
        bands = list(run)
        if not is_used:
            gaps.append((float(edges[bands[0]]), float(edges[bands[-1] + 1])))
    return gaps
