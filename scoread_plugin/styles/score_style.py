"""Style of a score layer."""

from __future__ import annotations

import numpy as np
from qgis.core import (
    QgsColorRampLegendNodeSettings,
    QgsColorRampShader,
    QgsGradientColorRamp,
    QgsGradientStop,
    QgsRasterLayer,
    QgsRasterShader,
    QgsSingleBandPseudoColorRenderer,
)
from qgis.PyQt.QtGui import QColor

from ..raster.preview import read_scores, read_statistics
from ..reports.images import RAMP, score_range
from .style_file import save_style


def write_score_style(path: str) -> None:
    """Write the style of a score raster next to it, as NAME.qml, which QGIS applies when it opens the raster.

    The colour ramp spans the median to the 99.8th percentile, so that the highest 1 % stands out.

    Raises
    ------
    OSError
        If it cannot be written; no partial file is left.
    """
    scores = read_scores(path)
    if not np.isfinite(scores).any():  # The thinned preview missed the few valid scores.
        scores = np.array(read_statistics(path)[:2])
    low, high = score_range(scores)
    layer = QgsRasterLayer(path, "score", "gdal")
    layer.setRenderer(renderer(layer, low, high))
    save_style(layer, path)


def renderer(layer: QgsRasterLayer, low: float, high: float) -> QgsSingleBandPseudoColorRenderer:
    function = QgsColorRampShader(low, high, ramp())
    function.classifyColorRamp()
    function.setLegendSettings(ends(low, high))
    shader = QgsRasterShader()
    shader.setRasterShaderFunction(function)
    result = QgsSingleBandPseudoColorRenderer(layer.dataProvider(), 1, shader)
    result.setClassificationMin(low)
    result.setClassificationMax(high)
    return result


def ramp() -> QgsGradientColorRamp:
    """Return the ramp from which QGIS takes the colours anew when the user changes its ends."""
    (_, first), *middle, (_, last) = [(position, QColor(*colour)) for position, colour in RAMP]
    return QgsGradientColorRamp(first, last, False, [QgsGradientStop(*stop) for stop in middle])


def ends(low: float, high: float) -> QgsColorRampLegendNodeSettings:
    """Set the legend labels at the ends of the ramp, beyond which scores can lie."""
    settings = QgsColorRampLegendNodeSettings()
    settings.setMinimumLabel(f"{rounded(low)} or less")
    settings.setMaximumLabel(f"{rounded(high)} or more")
    return settings


def rounded(value: float) -> str:
    """Format to three significant digits, thousands in full."""
    return f"{value:.3g}" if abs(value) < 1000 else f"{value:.0f}"
