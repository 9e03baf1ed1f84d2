"""The base class of the provider's algorithms, with everything that they share."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from qgis.core import (
    QgsApplication,
    QgsProcessingAlgorithm,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingParameterDefinition,
)
from qgis.PyQt.QtGui import QIcon

from ..scoread_plugin.progress import Cancelled
from ..scoread_plugin.raster.errors import RasterError
from ..scoread_plugin.runtime.errors import RuntimeFailure, ScipyMissing, TorchMissing
from ..scoread_plugin.runtime.interpreter import find_python
from .files import check_files, check_opened, fingerprints, output_files
from .given import Given
from .locks import locked
from .names import check_names
from .preferences import named_python
from .runs import in_progress
from .translate import tr

PLUGIN = Path(__file__).resolve().parents[1]
ICONS = PLUGIN / "icons"
HELP_PAGES = PLUGIN / "help"


class ScoreADAlgorithm(QgsProcessingAlgorithm):
    """A Processing algorithm described by class attributes.

    A subclass sets ID, TITLE, SUMMARY, HELP, GROUP, TAGS and REFERENCES, declares its parameters in
    `initAlgorithm`, and does its work in `work`. NEEDS_TORCH states whether it computes with PyTorch, NEEDS_SCIPY
    whether it needs SciPy in QGIS's Python. `make help-pages` generates its help page from these declarations.
    """

    NEEDS_TORCH = NEEDS_SCIPY = False
    ID = TITLE = SUMMARY = HELP = ""
    GROUP = ("anomalies", "Anomaly detection")
    TAGS = ("hyperspectral", "anomaly", "outlier", "target", "score", "rx")
    REFERENCES = ()

    def createInstance(self):
        return type(self)()

    def name(self) -> str:
        return self.ID

    def displayName(self) -> str:
        return tr(self.TITLE)

    def groupId(self) -> str:
        return self.GROUP[0]

    def group(self) -> str:
        return tr(self.GROUP[1])

    def tags(self) -> list[str]:
        return [tr(tag) for tag in self.TAGS]

    def shortDescription(self) -> str:
        return tr(self.SUMMARY)

    def shortHelpString(self) -> str:
        rows = [
            f"<p><strong>{parameter.description()}</strong><br>{parameter.help()}</p>"
            for parameter in self.parameterDefinitions()
            if parameter.help()
        ]
        return f"<p>{tr(self.HELP)}</p>" + "".join(rows)

    def helpUrl(self) -> str:
        """Return the URL of the shipped page, which QGIS opens in a browser; no network is needed."""
        return (HELP_PAGES / f"{self.ID}.html").as_uri()

    def icon(self) -> QIcon:
        return QIcon(self.svgIconPath())

    def svgIconPath(self) -> str:
        return str(ICONS / f"{self.ID}.svg")

    def add(
        self, parameter: QgsProcessingParameterDefinition, help_text: str, advanced: bool = False, **values: str
    ) -> None:
        """Declare a parameter with its help text, in which {name} is replaced by the value of that name."""
        translated = tr(help_text)
        parameter.setHelp(translated.format(**values) if values else translated)
        if advanced:
            parameter.setFlags(parameter.flags() | QgsProcessingParameterDefinition.Flag.FlagAdvanced)
        self.addParameter(parameter)

    def canExecute(self) -> tuple[bool, str]:
        """Return whether the required libraries are there, otherwise what to do; called before a dialog opens.

        Nothing is started: whether torch works is only known when a run begins.
        """
        try:
            if self.NEEDS_SCIPY:
                require_scipy()
            if self.NEEDS_TORCH:
                find_python(named_python())
        except (ScipyMissing, TorchMissing) as missing:
            return False, str(missing)
        return True, ""

    def needs_scipy(self, given: Given) -> bool:
        """Return whether a run with these parameters needs SciPy."""
        return self.NEEDS_SCIPY

    def checkParameterValues(self, parameters, context) -> tuple[bool, str]:
        given = Given(self, parameters, context)
        try:
            check_names(self, parameters)
            check_opened(given)
            possible, message = super().checkParameterValues(parameters, context)
            if not possible:
                return False, message
            check_files(given)
            if self.needs_scipy(given):
                require_scipy()
            self.check(given)
        except (ScipyMissing, ValueError, QgsProcessingException) as error:
            return False, str(error)
        return True, ""

    def check(self, given: Given) -> None:
        """Raise ValueError or QgsProcessingException for anything that can be refused before the work begins."""

    def prepareAlgorithm(self, parameters, context, feedback) -> bool:
        self.prepare(Given(self, parameters, context), feedback)
        return True

    def prepare(self, given: Given, feedback: QgsProcessingFeedback) -> None:
        """Read what belongs to the main thread, such as layers, before the work begins."""

    def processAlgorithm(self, parameters, context, feedback) -> dict:
        results, refusal = self.attempt(Given(self, parameters, context), feedback)
        if refusal is None:
            return results
        # QGIS keeps the exception until it exits, and with its frame all that this holds: layers and open rasters.
        del parameters, context, feedback
        raise QgsProcessingException(refusal)

    def attempt(self, given: Given, feedback: QgsProcessingFeedback) -> tuple[dict, str | None]:
        """Do the work; return its results, and the reason if it failed, otherwise None."""
        outputs = output_files(given)
        before = fingerprints(outputs)
        try:
            if self.needs_scipy(given):
                require_scipy()
            with locked(outputs), in_progress(feedback):
                return self.work(given, feedback), None
        except Cancelled:
            written = [outputs[name] for name, mark in fingerprints(outputs).items() if mark != before[name]]
            nothing = "no output was written; existing files are unchanged"
            told = f"Cancelled: {'these were written: ' + ', '.join(written) if written else nothing}."
            if QgsApplication.platform() == "qgis_process":  # Its exit status must tell a batch to stop.
                return {}, told
            feedback.pushInfo(told)
            return {}, None
        except (QgsProcessingException, RasterError, RuntimeFailure, ValueError, OSError) as error:
            return {}, str(error)

    def work(self, given: Given, feedback: QgsProcessingFeedback) -> dict:
        """Do the work, in the background thread; errors of the library become QgsProcessingException."""
        raise NotImplementedError


def require_scipy() -> None:
    """Raise ScipyMissing if SciPy is not installed."""
    if not has_scipy():
        raise ScipyMissing


def has_scipy() -> bool:
    """Return whether QGIS's Python has SciPy, without importing it."""
    return importlib.util.find_spec("scipy") is not None
