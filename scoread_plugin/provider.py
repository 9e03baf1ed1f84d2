"""Processing provider and the explicit list of its algorithms."""

from __future__ import annotations

from processing.core.ProcessingConfig import ProcessingConfig
from qgis.core import QgsProcessingProvider
from qgis.PyQt.QtGui import QIcon

from ..algorithms.base import ICONS
from ..algorithms.check_environment import CheckEnvironment
from ..algorithms.create_sample import CreateSample
from ..algorithms.detect_anomalies import DetectAnomalies
from ..algorithms.evaluate_detection import EvaluateDetection
from ..algorithms.explain_pixels import ExplainPixels
from ..algorithms.export_mat import ExportMat
from ..algorithms.extract_anomalies import ExtractAnomalies
from ..algorithms.generate_spectra import GenerateSpectra
from ..algorithms.import_mat import ImportMat
from ..algorithms.noise_sweep import NoiseSweep
from ..algorithms.preferences import GROUP, add_options, remove_options
from ..algorithms.runs import end_runs
from ..algorithms.rx_detector import RXDetector
from ..algorithms.train_detect import TrainDetect
from ..algorithms.train_sgm import TrainSGM
from .runtime.warm import WORKERS
from .version import VERSION

ALGORITHMS = (
    TrainDetect,
    TrainSGM,
    DetectAnomalies,
    RXDetector,
    ExtractAnomalies,
    ExplainPixels,
    EvaluateDetection,
    ImportMat,
    ExportMat,
    GenerateSpectra,
    NoiseSweep,
    CreateSample,
    CheckEnvironment,
)


class ScoreADProvider(QgsProcessingProvider):
    """Processing provider `scoread`."""

    def id(self) -> str:
        return "scoread"

    def name(self) -> str:
        return GROUP

    def longName(self) -> str:
        return f"ScoreAD {VERSION}"

    def versionInfo(self) -> str:
        return VERSION

    def icon(self) -> QIcon:
        return QIcon(self.svgIconPath())

    def svgIconPath(self) -> str:
        return str(ICONS / "scoread.svg")

    def load(self) -> bool:
        ProcessingConfig.settingIcons[self.name()] = self.icon()
        add_options()
        self.refreshAlgorithms()
        return True

    def unload(self) -> None:
        """Clean up when the plugin is unloaded, and when QGIS or qgis_process ends."""
        from ..window.dialogs import close_dialogs  # Not at the start of QGIS, which does not need it.

        end_runs()
        close_dialogs(self)
        WORKERS.end()
        remove_options()

    def loadAlgorithms(self) -> None:
        for algorithm in ALGORITHMS:
            self.addAlgorithm(algorithm())
