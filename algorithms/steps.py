"""Steps that the runs of several algorithms share, each reported to the user."""

from __future__ import annotations

import platform
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace

from qgis.core import Qgis, QgsProcessingFeedback

from ..scoread_plugin import jobs, raster, reports, runtime, sgm, styles
from ..scoread_plugin.ranges import collapse
from ..scoread_plugin.runtime.interpreter import find_python
from ..scoread_plugin.runtime.warm import WORKERS
from ..scoread_plugin.version import VERSION
from . import preferences
from .given import Given
from .progress import Phase

FEWEST_PIXELS = 500
STATISTICS = ("MINIMUM", "MAXIMUM", "MEAN", "STANDARD_DEVIATION")


def start_worker(feedback: QgsProcessingFeedback) -> AbstractContextManager[runtime.client.Worker]:
    """Return a context manager of the computing process: a new one, or one kept warm from an earlier run.

    Raises
    ------
    TorchMissing
        If there is no Python with torch.
    """
    feedback.setProgressText("Preparing the computing process ...")
    python = find_python(preferences.named_python())
    scratch, threads = preferences.scratch_folder(), preferences.threads()
    wanted = runtime.client.Worker(python, feedback.isCanceled, feedback.pushInfo, scratch, threads)
    return WORKERS.lend(wanted)


@contextmanager
def scratch_folder() -> Iterator[str]:
    """Provide a folder for the files of one run; deleted afterwards, except for files that Windows holds open."""
    folder = tempfile.mkdtemp(prefix="scoread-", dir=preferences.scratch_folder())
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def choose_bands(
    scene: raster.scene.Scene, by_hand: bool, seed: int, feedback: QgsProcessingFeedback
) -> tuple[raster.scene.Scene, list[tuple[int, str]]]:
    """Return the scene with the bands to learn from, and those left out as (band, reason).

    The bands left out and warnings about the raster are reported to the user.
    """
    looking = Phase(feedback, "Choice of bands", 0, 0)
    usable, dropped = (scene, []) if by_hand else raster.usable_bands.usable_bands(scene, seed, looking)
    for bands, count, reason in collapse(dropped):
        told = f"Bands {bands} are" if count > 1 else f"Band {bands} is"
        feedback.pushInfo(f"{told} left out: {reason}.")
    feedback.pushInfo(f"{len(usable.bands)} of {scene.dataset.RasterCount} bands are used.")
    flags = [] if by_hand else raster.metadata.bad_band_warnings(scene.dataset)
    for warning in (*flags, *raster.input_warnings.input_warnings(usable, seed)):
        feedback.pushWarning(warning)
    return usable, dropped


def tell_unlike(scene: raster.scene.Scene, model: str, seed: int, feedback: QgsProcessingFeedback) -> None:
    """Warn the user if a scene is unlike the one that a model was trained on."""
    header, arrays = sgm.model_file.read(model)
    fitted = jobs.model_bands.fit_to_model(scene, header)
    for warning in raster.input_warnings.mismatch_warnings(fitted, arrays["reference"], seed):
        feedback.pushWarning(warning)


def score_scene(
    scene: raster.scene.Scene,
    worker: runtime.client.Worker,
    model: str,
    options: sgm.detection_options.DetectionOptions,
    target: jobs.detecting.ScoreTarget,
    deviation: str,
    feedback: QgsProcessingFeedback,
    first: float = 0,
) -> tuple[dict, runtime.remote.RemoteDetector]:
    """Score a scene, write the rasters and the style; return the outputs that describe it, and the detector.

    Deviation spectra are written to the path `deviation` unless it is empty. The progress bar runs from `first` per
    cent to its end.
    """
    header = sgm.model_file.read_header(model)
    fitted = jobs.model_bands.fit_to_model(scene, header)
    detector = runtime.remote.RemoteDetector(worker, model, header, options)
    metadata = jobs.provenance.provenance(header, options, worker.versions)
    middle = (first + 100) / 2 if deviation else 100
    scores = replace(target, largest=options.applied_to(header.settings).largest)
    outputs = write_scores(fitted, detector, scores, metadata, Phase(feedback, "Detection", first, middle))
    if deviation:
        plain = replace(target, path=deviation, false_alarms=False)
        metadata = jobs.provenance.deviation_provenance(metadata)
        phase = Phase(feedback, "Deviation spectra", middle, 100)
        deviations = jobs.deviations.Deviations(detector, fitted)
        jobs.detecting.detect(fitted, deviations, plain, metadata, phase, feedback.pushInfo)
        write_style(styles.scene_style.write_scene_style, deviation, feedback)
    return {**outputs, "DEVIATION": deviation, "DEVICE_USED": detector.device}, detector


def write_scores(
    scene: raster.scene.Scene,
    detector: jobs.detecting.BlockDetector,
    target: jobs.detecting.ScoreTarget,
    metadata: dict[str, str],
    phase: Phase,
) -> dict:
    """Score a scene with a detector, write the raster and its style; return the outputs that describe it."""
    phase.feedback.pushInfo(f"{phase.name}: {jobs.detecting.detection_text(scene, detector.margin, target.memory)}.")
    jobs.detecting.detect(scene, detector, target, metadata, phase, phase.feedback.pushInfo)
    write_style(styles.score_style.write_score_style, target.path, phase.feedback)
    statistics = raster.preview.read_statistics(target.path)
    return {"OUTPUT": target.path, **dict(zip(STATISTICS, statistics))}


def write_style(write: Callable[[str], None], path: str, feedback: QgsProcessingFeedback) -> None:
    """Write the style of a raster next to it; failure only raises a warning, since the raster is complete."""
    try:
        write(path)
    except (OSError, raster.errors.RasterError) as error:
        feedback.pushWarning(str(error))


def style_scene_and_truth(given: Given, scene: str, truth: str, feedback: QgsProcessingFeedback) -> None:
    """Write the styles of a scene and, if there is one, of its truth, for this session and later ones."""
    write_style(styles.scene_style.write_scene_style, scene, feedback)
    styles.style_file.style_on_load(scene, given.algorithm, given.context)
    if truth:
        write_style(styles.truth_style.write_truth_style, truth, feedback)
        styles.style_file.style_on_load(truth, given.algorithm, given.context)


def tell_few(result: jobs.training.TrainingResult, feedback: QgsProcessingFeedback) -> None:
    """Warn the user if a model was trained on few pixels."""
    if result.pixels < FEWEST_PIXELS:
        feedback.pushWarning(
            f"The model was trained on only {result.pixels} pixels, too few to learn a background from: its scores "
            "mean little. Use a larger EXTENT or MASK, or another raster of the same sensor for training."
        )


def training_outputs(scene: raster.scene.Scene, result: jobs.training.TrainingResult) -> dict:
    """Return the outputs that describe a training."""
    return {
        "PIXELS": result.pixels,
        "BANDS_USED": len(scene.bands),
        "FINAL_LOSS": float(result.losses[-1]),
        "SECONDS": result.seconds,
        "DEVICE_USED": result.device,
    }


def write_report(
    path: str,
    scene: raster.scene.Scene,
    dropped: list[tuple[int, str]],
    request: jobs.training.TrainingRequest,
    result: jobs.training.TrainingResult,
    worker: runtime.client.Worker,
    scores: str = "",
    anomalies: Sequence[jobs.explaining_strongest.Anomaly] = (),
) -> None:
    """Write the report of a training, with a map of the score raster if its path is given."""
    score_map = raster.preview.read_scores(scores) if scores else None
    machine = [versions_row(worker), ("System", platform.platform())]
    page = reports.training_report.training_report(scene, dropped, request, result, machine, score_map, anomalies)
    page.write(path)


def model_rows(
    header: sgm.model_file.Header, details: dict, seed: int, device: str, worker: runtime.client.Worker
) -> list[tuple]:
    """Return the rows of a report on how a model was applied, the details among them."""
    model = [("Model", header.model_id), ("Preset", header.settings.preset)]
    return [*model, *details.items(), ("Seed", seed), ("Device", device), versions_row(worker)]


def versions_row(worker: runtime.client.Worker) -> tuple[str, str]:
    """Return the row of versions for a report."""
    found = worker.versions
    libraries = f"torch {found['torch']}, numpy {found['numpy']}, Python {found['python']}"
    return "Versions", f"{libraries}, QGIS {Qgis.QGIS_VERSION}, ScoreAD {VERSION}"
