"""What QGIS loads: registers the Processing provider, with or without a window."""

from __future__ import annotations

from qgis.core import QgsApplication

from .provider import ScoreADProvider


class ScoreADPlugin:
    """The plugin; `iface` is None in qgis_process."""

    def __init__(self, iface):
        self.iface = iface
        self.provider = None

    def initProcessing(self) -> None:
        self.provider = ScoreADProvider()
        QgsApplication.processingRegistry().addProvider(self.provider)

    def initGui(self) -> None:
        self.initProcessing()

    def unload(self) -> None:
        if self.provider is not None:
            QgsApplication.processingRegistry().removeProvider(self.provider)
            self.provider = None
