"""Style that a layer gets when Processing loads it."""

from __future__ import annotations

from collections.abc import Callable

from qgis.core import QgsMapLayer, QgsProcessingContext, QgsProcessingLayerPostProcessorInterface


class StylePostProcessor(QgsProcessingLayerPostProcessorInterface):
    """Style a layer when Processing loads it.

    Parameters
    ----------
    dress : callable (layer)
    """

    kept: list[StylePostProcessor] = []

    def __init__(self, dress: Callable[[QgsMapLayer], None]):
        super().__init__()
        self.dress = dress

    def postProcessLayer(self, layer, context, feedback) -> None:
        # A layer that showed an older file of this name still has that file open.
        layer.reload()
        self.dress(layer)
        layer.triggerRepaint()


def dress_on_load(destination: str, context: QgsProcessingContext, dress: Callable[[QgsMapLayer], None]) -> None:
    """Style a layer if Processing is going to load it.

    Processing owns a post-processor without keeping its Python object alive, so each layer has its own, kept here.
    """
    if context.willLoadLayerOnCompletion(destination):
        processor = StylePostProcessor(dress)
        StylePostProcessor.kept.append(processor)
        context.layerToLoadOnCompletionDetails(destination).setPostProcessor(processor)
