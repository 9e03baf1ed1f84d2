"""Panel with the raster and the model of the map tool, and its last explanation."""

from __future__ import annotations

import math
from functools import partial
from html import escape

from qgis.core import QgsMapLayer, QgsMapLayerProxyModel, QgsProcessingException, QgsProject, QgsRasterLayer
from qgis.gui import QgsDockWidget, QgsFileWidget, QgsMapLayerComboBox
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ..algorithms.base import HELP_PAGES
from ..algorithms.inputs import source_path
from ..algorithms.recent import recent_model
from ..algorithms.translate import tr
from ..scoread_plugin import jobs, raster, reports
from ..scoread_plugin.raster.errors import RasterError
from .chart import Chart

FEWEST_BANDS = 2
HELP_PAGE = HELP_PAGES / "explainpixels.html"


class PixelPanel(QgsDockWidget):
    """Panel of the map tool."""

    def __init__(self, parent: QWidget):
        super().__init__(tr("Explain pixel"), parent)
        self.setObjectName("ScoreADExplainPixel")
        self.rasters = QgsMapLayerComboBox()
        self.rasters.setFilters(QgsMapLayerProxyModel.Filter.RasterLayer)
        self.models = QgsFileWidget()
        self.models.setFilter(f"{tr('Model')} (*.scoread)")
        self.message = QLabel()
        self.message.setTextFormat(Qt.TextFormat.RichText)
        self.message.setWordWrap(True)
        self.message.setMinimumWidth(1)  # Otherwise a long path in it would widen the panel.
        self.message.setOpenExternalLinks(True)
        self.message.setTextInteractionFlags(Qt.TextInteractionFlag.TextBrowserInteraction)
        self.spectra, self.deviation = Chart(), Chart()
        content = QWidget()
        rows = QVBoxLayout(content)
        rows.addLayout(
            side_by_side(QLabel(tr("Hyperspectral raster")), self.rasters, QLabel(tr("Model")), self.models)
        )
        rows.addWidget(self.message)
        rows.addLayout(side_by_side(self.spectra, self.deviation), 1)
        self.setWidget(content)
        self.ask()

    def offer(self, active: QgsMapLayer | None) -> None:
        """List the rasters that may be explained, the active layer first if it is one; and the latest model."""
        layers = QgsProject.instance().mapLayers().values()
        self.rasters.setExceptedLayerList([layer for layer in layers if not has_spectra(layer)])
        if active is not None and has_spectra(active):
            self.rasters.setLayer(active)
        if not self.model():
            self.models.setFilePath(recent_model())

    def raster(self) -> QgsRasterLayer | None:
        return self.rasters.currentLayer()

    def model(self) -> str:
        """Return the path of the model; empty if none is chosen."""
        return self.models.filePath()

    def ask(self) -> None:
        self.tell(tr("Choose the raster and a model trained on it, then click on the map."))

    def wait(self) -> None:
        self.message.setText(tr("Explaining ..."))

    def tell(self, text: str) -> None:
        """Show a text in place of an explanation."""
        self.message.setText(escape(text).replace("\n", "<br>"))
        self.spectra.show_drawing(None)
        self.deviation.show_drawing(None)

    def show_explained(self, explained: jobs.explaining_points.PointExplanations, warnings: list[str]) -> None:
        """Show the explanation of one point, or why there is none."""
        if not explained.known[0]:
            self.tell(reason(explained))
            return
        report = reports.explanation_report
        self.message.setText("<br>".join([described(explained), *map(escape, warnings)]))
        self.spectra.show_drawing(partial(report.spectra_chart, explained, 0))
        self.deviation.show_drawing(partial(report.deviation_chart, explained, 0))


def has_spectra(layer: QgsMapLayer) -> bool:
    """Return whether a layer is a raster of several bands, and none made by a detection."""
    if not isinstance(layer, QgsRasterLayer):
        return False
    try:
        dataset = raster.dataset.open_dataset(source_path(layer))
    except (QgsProcessingException, RasterError):
        return False
    of_detection = jobs.provenance.is_score(dataset) or jobs.provenance.is_deviation(dataset)
    return layer.bandCount() >= FEWEST_BANDS and not of_detection


def described(explained: jobs.explaining_points.PointExplanations) -> str:
    """Describe one explained point as rich text."""
    report, share = reports.explanation_report, explained.shares_below[0]
    facts = [f"<b>{tr('Score')} {explained.scores[0]:.3g}</b> {tr('(of the model alone)')}"]
    if math.isfinite(share):
        facts.append(tr("higher than {share} of the training sample").format(share=report.percent(share)))
    facts.append(place(explained))
    strongest = report.strongest_named(explained, 0)
    if strongest:
        facts.append(tr("deviates most at {bands} standard deviations").format(bands=strongest))
    return " · ".join([*facts, f'<a href="{HELP_PAGE.as_uri()}">{tr("How to read")}</a>'])


def reason(explained: jobs.explaining_points.PointExplanations) -> str:
    """Say why one point is not explained."""
    if explained.outside[0]:
        return tr("This point is outside the raster.")
    return f"{tr('This pixel is not valid (nodata):')} {place(explained)}."


def place(explained: jobs.explaining_points.PointExplanations) -> str:
    row, column = explained.places[0].tolist()
    return tr("row {row}, column {column} (from 0)").format(row=row, column=column)


def side_by_side(*widgets: QWidget) -> QHBoxLayout:
    layout = QHBoxLayout()
    for widget in widgets:
        layout.addWidget(widget, 0 if isinstance(widget, QLabel) else 1)
    return layout
