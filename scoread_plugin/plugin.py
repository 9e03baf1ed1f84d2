"""Entry point for QGIS: registers the Processing provider, with or without a window."""

from __future__ import annotations

from pathlib import Path

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QCoreApplication, QLocale, QTranslator

from ..algorithms.runs import check_removable
from .provider import ScoreADProvider

TRANSLATIONS = Path(__file__).resolve().parents[1] / "i18n"


class ScoreADPlugin:
    """QGIS plugin; `iface` is None in qgis_process."""

    def __init__(self, iface):
        self.iface = iface
        self.provider = None
        self.action = None
        self.translator = QTranslator()

    def initProcessing(self) -> None:
        # The language given to QGIS on its command line; empty outside its window.
        language = QgsApplication.instance().translation() or QgsApplication.locale()
        if self.translator.load(QLocale(language), "scoread", "_", str(TRANSLATIONS)):
            QCoreApplication.installTranslator(self.translator)
        self.provider = ScoreADProvider()
        QgsApplication.processingRegistry().addProvider(self.provider)

    def initGui(self) -> None:
        from ..window.action import ExplainPixelAction

        self.initProcessing()
        self.action = ExplainPixelAction(self.iface)

    def unload(self) -> None:
        check_removable()
        if self.action is not None:
            self.action.unload()
            self.action = None
        if self.provider is not None:
            QgsApplication.processingRegistry().removeProvider(self.provider)
            self.provider = None
        QCoreApplication.removeTranslator(self.translator)
