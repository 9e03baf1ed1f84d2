"""Menu entry and button of the map tool; the tool itself is imported at the first use."""

from __future__ import annotations

from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import QAction

from ..algorithms.base import ICONS
from ..algorithms.preferences import GROUP
from ..algorithms.translate import tr


class ExplainPixelAction:
    """Raster > ScoreAD > Explain pixel, and its button in the Plugins toolbar.

    Parameters
    ----------
    iface : QgisInterface
    """

    def __init__(self, iface):
        self.iface = iface
        self.tool = None
        self.action = QAction(QIcon(str(ICONS / "explainpixels.svg")), tr("Explain pixel"), iface.mainWindow())
        self.action.setToolTip(tr("Explain pixel: click on the map to see why a pixel is anomalous"))
        self.action.setCheckable(True)
        self.action.triggered.connect(self.choose)
        iface.addToolBarIcon(self.action)
        iface.addPluginToRasterMenu(GROUP, self.action)

    def choose(self, checked: bool) -> None:
        """Make it the tool of the map, or stop being so."""
        if self.tool is None:
            from .pixel_tool import PixelTool

            self.tool = PixelTool(self.iface, self.action)
        if checked:
            self.tool.begin()
        else:
            self.tool.end()

    def unload(self) -> None:
        if self.tool is not None:
            self.tool.unload()
        self.iface.removeToolBarIcon(self.action)
        self.iface.removePluginRasterMenu(GROUP, self.action)
        self.action.deleteLater()
