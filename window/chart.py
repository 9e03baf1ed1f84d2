"""Widget that shows a chart of the reports."""

from __future__ import annotations

from collections.abc import Callable

from qgis.PyQt.QtCore import QByteArray, QRectF, QSize, Qt
from qgis.PyQt.QtGui import QPainter
from qgis.PyQt.QtSvg import QSvgRenderer
from qgis.PyQt.QtWidgets import QSizePolicy, QWidget

SMALLEST, USUAL = QSize(280, 150), QSize(480, 220)


class Chart(QWidget):
    """Chart on white, drawn for the size of the widget, so that its text stays legible.

    Attributes
    ----------
    draw : callable (width, height) -> SVG, or None for an empty widget
    """

    def __init__(self):
        super().__init__()
        self.draw: Callable[[int, int], str] | None = None
        self.setMinimumSize(SMALLEST)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_drawing(self, draw: Callable[[int, int], str] | None) -> None:
        self.draw = draw
        self.update()

    def sizeHint(self) -> QSize:
        return USUAL

    def paintEvent(self, event) -> None:
        if self.draw is not None:
            svg = QSvgRenderer(QByteArray(self.draw(self.width(), self.height()).encode()))
            painter = QPainter(self)
            painter.fillRect(self.rect(), Qt.GlobalColor.white)
            svg.render(painter, QRectF(self.rect()))
            painter.end()
