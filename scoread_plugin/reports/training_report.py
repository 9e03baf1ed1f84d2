"""The report of a training run: what was learned from, how learning went, and how to read the scores."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import numpy as np

from ..ranges import ranges
from .bands import band_axis
from .html import Image, Report
from .images import RAMP, SCORE_HIGH, png_bytes
from .svg import colour_bar, line_chart

HOW_TO_READ = (
    "A larger score means that a pixel's spectrum is less like the rest of the scene that the model was "
    "trained on. It is a ranking, not a probability: it says neither what a pixel is nor how sure one can "
    "be of it, and scores of different models or scenes do not compare. There is no universal threshold. "
    "Rank first: look at the highest pixels and ask what they are, for shadows, sensor faults, cloud edges "
    "and rare but harmless materials also come out high. Then set a threshold by percentile, from the number "
    "of pixels that you are able to check. A material that covers much of the scene has been learned as "
    "ordinary and will score low, however odd it may be."
)

HOW_TO_READ_DEVIATIONS = (
    "Each chart shows the spectrum of a pixel and the one that the model would move it towards. Where the two part, "
    "the pixel is odd. One step of the model goes part of the way to the background only: read where and in which "
    "direction they part, not how far."
)


@dataclass(frozen=True, eq=False)
class TrainingFacts:
    """What a training report tells.

    Attributes
    ----------
    title : str
        What was trained on, for instance the file name of the scene.
    settings, machine, scene : sequence of (name, value)
        Rows of the tables: preset, epochs, seed ...; device, threads, seconds by phase ...; size, CRS,
        valid pixels, pixels used ...
    epochs : array (n,)
        Numbers of the epochs, n at least 1.
    training_loss : array (n,)
        Mean loss of each epoch.
    mean_spectrum, spread : array (bands,)
        Mean and standard deviation of the training pixels in each band of the scene, in sensor units. NaN
        where a band was not read.
    used_bands : bool array (bands,)
        The bands that the model sees.
    wavelengths : array (bands,), optional
        Band centres in nanometres. Where any is missing (NaN), bands are shown by their numbers.
    dropped : sequence of (band number, reason)
        Numbers count from 1, as in QGIS.
    quicklook, score_map : uint8 array (rows, columns, 4), optional
        The scene and its scores, see `images.quicklook` and `images.colourise`.
    anomalies : sequence of jobs.explaining.Anomaly
        The strongest of the scene, in the bands used; the section is left out where empty.

    Raises
    ------
    ValueError
        If arrays that belong together differ in length, or there is no epoch or no band.
    """

    title: str
    settings: Sequence[tuple[str, Any]]
    machine: Sequence[tuple[str, Any]]
    scene: Sequence[tuple[str, Any]]
    epochs: np.ndarray
    training_loss: np.ndarray
    mean_spectrum: np.ndarray
    spread: np.ndarray
    used_bands: np.ndarray
    wavelengths: np.ndarray | None = None
    dropped: Sequence[tuple[int, str]] = ()
    quicklook: np.ndarray | None = None
    score_map: np.ndarray | None = None
    anomalies: Sequence[Any] = ()

    def __post_init__(self):
        self._take_arrays(float, "epochs", "training_loss")
        self._take_arrays(float, "mean_spectrum", "spread", "wavelengths")
        object.__setattr__(self, "used_bands", np.asarray(self.used_bands, dtype=bool))
        if self.used_bands.shape != self.mean_spectrum.shape:
            raise ValueError("used_bands and mean_spectrum must be of one length")

    def _take_arrays(self, kind: type, *names: str) -> None:
        """Turn optional sequences that belong together into arrays, and check that they agree."""
        for name in names:
            if getattr(self, name) is not None:
                object.__setattr__(self, name, np.asarray(getattr(self, name), dtype=kind))
        shapes = {getattr(self, name).shape for name in names if getattr(self, name) is not None}
        if len(shapes) != 1 or len(min(shapes)) != 1 or min(shapes) == (0,):
            raise ValueError(f"{', '.join(names)} must be one-dimensional, not empty, and of one length")


def training_report(facts: TrainingFacts) -> Report:
    """Lay out the report of a training run.

    Parameters
    ----------
    facts : TrainingFacts

    Returns
    -------
    Report
        To be written with `Report.write`.

    Raises
    ------
    ValueError
        If a picture is not uint8 (rows, columns, 4).
    """
    report = Report("Training report" if facts.score_map is None else "Detection report", facts.title)
    _summary(report, facts)
    _learning_curve(report, facts)
    _bands(report, facts)
    _pictures(report, facts)
    _anomalies(report, facts)
    report.section("Settings and machine").facts(facts.settings).facts(facts.machine)
    return report.section("How to read the score").paragraph(HOW_TO_READ)


def collapse(dropped: Iterable[tuple[int, str]]) -> list[tuple[str, int, str]]:
    """Gather dropped bands by reason, and consecutive numbers into ranges.

    Parameters
    ----------
    dropped : iterable of (band number, reason)
        In any order.

    Returns
    -------
    list of (bands, count, reason)
        One entry for each reason, in the order of their first bands.

    Examples
    --------
    >>> collapse([(3, "noisy"), (1, "no data"), (5, "noisy"), (2, "noisy")])
    [('1', 1, 'no data'), ('2-3, 5', 3, 'noisy')]
    """
    by_reason: dict[str, list[int]] = {}
    for number, reason in sorted(set(dropped)):
        by_reason.setdefault(reason, []).append(int(number))
    return [(ranges(numbers), len(numbers), reason) for reason, numbers in by_reason.items()]


def _summary(report: Report, facts: TrainingFacts) -> None:
    rows = [
        *facts.scene,
        ("Bands used", f"{facts.used_bands.sum()} of {facts.used_bands.size}"),
        ("Epochs", facts.epochs.size),
        ("Final training loss", facts.training_loss[-1]),
    ]
    report.section("Summary").facts(rows)


def _learning_curve(report: Report, facts: TrainingFacts) -> None:
    series = [("training", facts.epochs, facts.training_loss)]
    report.section("Learning curve").chart(line_chart(series, "Epoch", "Loss"), _curve_caption(facts))


def _curve_caption(facts: TrainingFacts) -> str:
    if not np.isfinite(facts.training_loss).all():
        return "The training loss was not finite in every epoch: training failed, and the model is of no use."
    return (
        "Mean denoising loss of each epoch. The curve should fall and level off; "
        "if it still falls at its end, more epochs may help."
    )


def _bands(report: Report, facts: TrainingFacts) -> None:
    axis, label, order = band_axis(range(1, facts.used_bands.size + 1), facts.wavelengths)
    used = facts.used_bands[order]
    mean = np.where(used, facts.mean_spectrum[order], np.nan)
    spread = np.where(used, facts.spread[order], np.nan)
    chart = line_chart(
        [("mean", axis, mean)],
        label,
        "Sensor value",
        ribbons=[("mean ± 1 standard deviation", axis, mean - spread, mean + spread)],
        gaps=_gaps(axis, used),
        gap_label="bands left out",
    )
    report.section("Bands").chart(chart, "Spectrum of the pixels that the model was trained on.")
    if len(facts.dropped):
        report.table(("Bands left out", "Count", "Reason"), collapse(facts.dropped))
    elif used.all():
        report.paragraph("All bands of the scene were used.")


def _anomalies(report: Report, facts: TrainingFacts) -> None:
    if not facts.anomalies:
        return
    axis, label, order = band_axis(range(1, facts.used_bands.size + 1), facts.wavelengths)
    used = facts.used_bands[order]
    header = ("Rank", "Score", "x", "y", "Row", "Column")
    rows = [(k, a.score, a.x, a.y, a.row, a.column) for k, a in enumerate(facts.anomalies, 1)]
    report.section("Strongest anomalies").table(header, rows).paragraph(HOW_TO_READ_DEVIATIONS)
    for rank, anomaly in enumerate(facts.anomalies, 1):
        spectrum, moved = np.full((2, len(facts.used_bands)), np.nan)
        spectrum[facts.used_bands], moved[facts.used_bands] = anomaly.spectrum, anomaly.spectrum - anomaly.deviation
        lines = [("pixel", axis, spectrum[order]), ("as the model would have it", axis, moved[order])]
        gaps = {"gaps": _gaps(axis, used), "gap_label": "bands left out"}
        chart = line_chart(lines, label, "Sensor value", height=220, **gaps)
        report.chart(chart, f"Anomaly {rank}, score {anomaly.score:.3g}.")


def _gaps(axis: np.ndarray, used: np.ndarray) -> list[tuple[float, float]]:
    """Stretches of a rising axis (bands,) taken up by unused bands, to half-way to the next used ones."""
    edges = np.concatenate([axis[:1], (axis[:-1] + axis[1:]) / 2, axis[-1:]])
    gaps = []
    for is_used, run in groupby(range(len(axis)), lambda i: bool(used[i])):
        bands = list(run)
        if not is_used:
            gaps.append((float(edges[bands[0]]), float(edges[bands[-1] + 1])))
    return gaps


def _pictures(report: Report, facts: TrainingFacts) -> None:
    pictures = [
        (facts.quicklook, "Scene, each colour stretched between its 2nd and 98th percentile."),
        (facts.score_map, "Anomaly score, coloured from the median of the scene upwards."),
    ]
    images = [Image(png_bytes(rgba), caption) for rgba, caption in pictures if rgba is not None]
    if images:
        headings = [
            name for name, rgba in (("Scene", facts.quicklook), ("score map", facts.score_map)) if rgba is not None
        ]
        report.section(" and ".join(headings).capitalize()).images(images)
    if facts.score_map is not None:
        report.chart(colour_bar(RAMP, "median or less", f"{SCORE_HIGH}th percentile or more"), "")
