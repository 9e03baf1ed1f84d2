"""Map tool that explains the clicked pixel in a panel below the map."""

from __future__ import annotations

from qgis.core import (
    QgsApplication,
    QgsCoordinateTransform,
    QgsGeometry,
    QgsPointXY,
    QgsProcessingException,
    QgsProject,
)
from qgis.gui import QgsMapToolEmitPoint, QgsVertexMarker
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QAction

from ..algorithms.explain_pixels import PixelInputs
from ..algorithms.explained_points import place
from ..algorithms.runs import let_qgis_work
from .explanation_task import ExplanationTask
from .pixel_panel import PixelPanel

MARKER_SIZE, MARKER_WIDTH = 14, 2


class PixelTool:
    """Map tool, its marker, and its panel.

    Pixels are explained one after the other in the background. Of several clicks during an explanation, the last
    counts.

    Parameters
    ----------
    iface : QgisInterface
    action : QAction
        Checked while the tool is in use.
    """

    def __init__(self, iface, action: QAction):
        self.iface = iface
        self.canvas = iface.mapCanvas()
        self.task = self.waiting = None
        self.tool = QgsMapToolEmitPoint(self.canvas)
        self.tool.setAction(action)
        self.tool.canvasClicked.connect(self.clicked)
        self.marker = QgsVertexMarker(self.canvas)
        self.marker.setIconType(QgsVertexMarker.IconType.ICON_BOX)
        self.marker.setIconSize(MARKER_SIZE)
        self.marker.setPenWidth(MARKER_WIDTH)
        self.marker.hide()
        self.tool.deactivated.connect(self.marker.hide)
        self.canvas.destinationCrsChanged.connect(self.marker.hide)
        self.panel = PixelPanel(iface.mainWindow())
        self.panel.closed.connect(self.end)
        iface.addDockWidget(Qt.DockWidgetArea.BottomDockWidgetArea, self.panel)

    def begin(self) -> None:
        self.panel.offer(self.iface.activeLayer())
        self.panel.setUserVisible(True)
        self.canvas.setMapTool(self.tool)

    def end(self) -> None:
        self.canvas.unsetMapTool(self.tool)

    def clicked(self, point: QgsPointXY) -> None:
        """Mark a point, and explain the pixel there at once or after the present one."""
        self.marker.setCenter(point)
        self.marker.show()
        if self.task is None:
            self.explain(point)
        else:
            self.waiting = QgsPointXY(point)  # A copy: the point of a click exists only during the click.

    def explain(self, point: QgsPointXY) -> None:
        """Explain the pixel at a point in the coordinates of the map."""
        raster, model = self.panel.raster(), self.panel.model()
        if raster is None or not model:
            self.panel.ask()
            return
        try:
            inputs = PixelInputs(raster, model)
        except QgsProcessingException as error:
            self.panel.tell(str(error))
            return
        transform = QgsCoordinateTransform(
            self.canvas.mapSettings().destinationCrs(), inputs.crs, QgsProject.instance()
        )
        self.task = ExplanationTask(inputs, place(QgsGeometry.fromPointXY(point), transform), self.finished)
        self.panel.wait()
        QgsApplication.taskManager().addTask(self.task)

    def finished(self, task: ExplanationTask) -> None:
        self.task = None
        if task.explained is None:
            self.panel.tell(task.failure)
        else:
            self.panel.show_explained(task.explained, task.warnings)
        if self.waiting is not None and not task.isCanceled():
            self.explain(self.waiting)
        self.waiting = None

    def unload(self) -> None:
        self.waiting = None
        if self.task is not None:
            self.task.cancel()
        while self.task is not None:
            let_qgis_work()
        self.end()
        self.canvas.destinationCrsChanged.disconnect(self.marker.hide)
        self.canvas.scene().removeItem(self.marker)
        self.iface.removeDockWidget(self.panel)
        self.panel.deleteLater()
