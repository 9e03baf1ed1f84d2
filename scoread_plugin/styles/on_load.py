"""Style that a layer gets when Processing loads it."""

from __future__ import annotations

from collections.abc import Callable

from processing.gui.RenderingStyles import RenderingStyles
from qgis.core import (
    QgsMapLayer,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingLayerPostProcessorInterface,
)


class StylePostProcessor(QgsProcessingLayerPostProcessorInterface):
    """Style a layer when Processing loads it.

    Parameters
    ----------
    dress : callable (layer)
    chosen : str or None
        Path of the user's own style, which takes precedence.
    """

    kept: list[StylePostProcessor] = []

    def __init__(self, dress: Callable[[QgsMapLayer], None], chosen: str | None):
        super().__init__()
        self.dress = dress
        self.chosen = chosen

    def postProcessLayer(self, layer, context, feedback) -> None:
        # A layer that showed an older file of this name still has that file open.
        layer.reload()
        self.dress(layer)
        if self.chosen:
            layer.loadNamedStyle(self.chosen)
        layer.triggerRepaint()


def dress_on_load(
    destination: str,
    algorithm: QgsProcessingAlgorithm,
    context: QgsProcessingContext,
    dress: Callable[[QgsMapLayer], None],
) -> None:
    """Style a layer of the algorithm if Processing is going to load it.

    The user may have chosen another style by *Edit rendering styles for outputs* in the Toolbox.

    Processing owns a post-processor without keeping its Python object alive, so each layer has its own, kept here.
    """
    if context.willLoadLayerOnCompletion(destination):
        details = context.layerToLoadOnCompletionDetails(destination)
        processor = StylePostProcessor(dress, RenderingStyles.getStyle(algorithm.id(), details.outputName))
        StylePostProcessor.kept.append(processor)
        details.setPostProcessor(processor)
