"""Styles of extracted anomalies (outlines graduated by rank, and peaks) and of explained points."""

from __future__ import annotations

from qgis.core import (
    QgsFeatureRequest,
    QgsFillSymbol,
    QgsGraduatedSymbolRenderer,
    QgsMarkerSymbol,
    QgsPalLayerSettings,
    QgsRendererRange,
    QgsRuleBasedLabeling,
    QgsSimpleLineSymbolLayer,
    QgsSimpleMarkerSymbolLayer,
    QgsSingleSymbolRenderer,
    QgsSymbolLayer,
    QgsTextBufferSettings,
    QgsTextFormat,
    QgsVectorLayer,
)
from qgis.PyQt.QtGui import QColor

LABELLED = 10
# Last rank, colour and width in mm of each class. The colours follow "viridis" (CC0), which is safe for the
# colour-blind; a dark casing sets them off from any image, and the width encodes the rank as well.
CLASSES = (
    (LABELLED, "#fde725", 0.7),
    (30, "#7ad151", 0.5),
    (100, "#22a884", 0.4),
    (10**6, "#3b82a0", 0.3),
)
CASING, CASING_WIDTH = "#1a1a1a", 0.4


def dress_polygons(layer: QgsVectorLayer) -> None:
    """Style outlines by the field `rank`, the strongest on top, the first ten labelled."""
    ranges, first = [], 1
    for last, colour, width in CLASSES:
        label = f"Rank {first} to {last}" if last < CLASSES[-1][0] else f"Rank {first} and beyond"
        ranges.append(QgsRendererRange(first, last, outline(colour, width), label))
        first = last + 1
    renderer = QgsGraduatedSymbolRenderer("rank", ranges)
    clause = QgsFeatureRequest.OrderByClause("rank", False)
    renderer.setOrderBy(QgsFeatureRequest.OrderBy([clause]))
    renderer.setOrderByEnabled(True)
    layer.setRenderer(renderer)
    show_numbers(layer, "rank", QgsPalLayerSettings.Placement.OutsidePolygons)
    name_features(layer, "Anomaly", "rank")


def outline(colour: str, width: float) -> QgsFillSymbol:
    symbol = QgsFillSymbol()
    symbol.changeSymbolLayer(0, line(CASING, width + CASING_WIDTH))
    symbol.appendSymbolLayer(line(colour, width))
    return symbol


def line(colour: str, width: float) -> QgsSymbolLayer:
    return QgsSimpleLineSymbolLayer.create({"line_color": colour, "line_width": str(width), "joinstyle": "round"})


def dress_peaks(layer: QgsVectorLayer) -> None:
    """Style points in the middle of outlines, which are labelled already."""
    dress_points(layer, "1.2")
    name_features(layer, "Peak", "rank")


def dress_explained(layer: QgsVectorLayer) -> None:
    """Style points with explanations, labelled by their numbers in the report."""
    dress_points(layer, "2.4")
    show_numbers(layer, "point", QgsPalLayerSettings.Placement.AroundPoint)
    name_features(layer, "Point", "point")


def dress_points(layer: QgsVectorLayer, size: str) -> None:
    """Style points as rings, which leave the pixel visible."""
    casing = QgsMarkerSymbol.createSimple(ring(CASING, size, "0.9"))
    casing.appendSymbolLayer(QgsSimpleMarkerSymbolLayer.create(ring("white", size, "0.4")))
    layer.setRenderer(QgsSingleSymbolRenderer(casing))


def ring(colour: str, size: str, width: str) -> dict[str, str]:
    return {
        "name": "circle", "color": "transparent", "outline_color": colour, "outline_width": width, "size": size
    }  # fmt: skip


def name_features(layer: QgsVectorLayer, title: str, field: str) -> None:
    """Choose the titles of features in forms and in *Identify*."""
    layer.setDisplayExpression(f"'{title} ' || \"{field}\"")


def show_numbers(layer: QgsVectorLayer, field: str, placement: QgsPalLayerSettings.Placement) -> None:
    """Label the first features by a field with their numbers."""
    layer.setLabeling(number_labels(field, placement))
    layer.setLabelsEnabled(True)


def number_labels(field: str, placement: QgsPalLayerSettings.Placement) -> QgsRuleBasedLabeling:
    buffer = QgsTextBufferSettings()
    buffer.setEnabled(True)
    buffer.setColor(QColor("white"))
    text = QgsTextFormat()
    text.setBuffer(buffer)
    text.setColor(QColor(CASING))
    settings = QgsPalLayerSettings()
    settings.fieldName = field
    settings.placement = placement
    settings.setFormat(text)
    rule = QgsRuleBasedLabeling.Rule(settings)
    rule.setFilterExpression(f'"{field}" <= {LABELLED}')
    root = QgsRuleBasedLabeling.Rule(None)
    root.appendChild(rule)
    return QgsRuleBasedLabeling(root)
