"""Explanation of one pixel in the background."""

from __future__ import annotations

from collections.abc import Callable

from qgis.core import QgsProcessingFeedback, QgsTask

from ..algorithms import preferences
from ..algorithms.base import require_scipy
from ..algorithms.explain_pixels import PixelInputs
from ..algorithms.progress import Phase
from ..algorithms.steps import start_worker
from ..algorithms.translate import tr
from ..scoread_plugin import jobs, raster, runtime, sgm
from ..scoread_plugin.progress import Cancelled
from ..scoread_plugin.raster.errors import RasterError
from ..scoread_plugin.runtime.errors import RuntimeFailure


class ExplanationTask(QgsTask):
    """Explain the pixel at a point.

    Parameters
    ----------
    inputs : PixelInputs
    point : (x, y)
        In the coordinates of the raster; NaN if it cannot be transformed to them.
    done : callable (ExplanationTask)
        Called in the main thread at the end.

    Attributes
    ----------
    explained : PointExplanations or None
        One point; None after a failure or a cancel.
    warnings : list of str
        Why the explanation may mean nothing.
    failure : str
        What went wrong, and what to do.
    """

    def __init__(self, inputs: PixelInputs, point: tuple[float, float], done: Callable[[ExplanationTask], None]):
        super().__init__(tr("Explain pixel"), QgsTask.Flag.CanCancel)
        self.inputs = inputs
        self.point = point
        self.done = done
        self.explained, self.warnings, self.failure = None, [], tr("Cancelled.")
        self.feedback = QgsProcessingFeedback(False)
        self.feedback.progressChanged.connect(self.setProgress)

    def run(self) -> bool:
        try:
            self.explained = self.explain()
        except Cancelled:
            return False
        except (RasterError, RuntimeFailure, ValueError, OSError) as error:
            self.failure = str(error)
            return False
        return True

    def explain(self) -> jobs.explaining_points.PointExplanations:
        import numpy as np

        require_scipy()
        scene, header, reference = self.inputs.open()
        places = raster.georeferencing.pixels_at(scene.dataset, np.array([self.point]))
        options = sgm.detection_options.DetectionOptions(device=preferences.device(), largest=0)
        self.warnings = raster.input_warnings.mismatch_warnings(scene, reference, options.seed)
        phase = Phase(self.feedback, "Explanation", 0, 100)
        with start_worker(self.feedback) as worker:
            detector = runtime.remote.RemoteDetector(worker, self.inputs.model, header, options)
            return jobs.explaining_points.explain_points(scene, places, detector, reference, header, phase)

    def cancel(self) -> None:
        self.feedback.cancel()
        super().cancel()

    def finished(self, result: bool) -> None:
        self.done(self)
