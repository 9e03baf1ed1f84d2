"""The look that a layer gets when Processing loads it."""

from __future__ import annotations

from collections.abc import Callable

from qgis.core import QgsMapLayer, QgsProcessingContext, QgsProcessingLayerPostProcessorInterface


class StylePostProcessor(QgsProcessingLayerPostProcessorInterface):
    """Gives a layer its style when Processing loads it.

    Parameters
    ----------
    dress : callable (layer)
    """

    kept: list[StylePostProcessor] = []

    def __init__(self, dress: Callable[[QgsMapLayer], None]):
        super().__init__()
        self.dress = dress

    def postProcessLayer(self, layer, context, feedback) -> None:
        # A layer that showed an older file of this name still holds that one open.
        layer.reload()
        self.dress(layer)
        layer.triggerRepaint()


def dress_on_load(destination: str, context: QgsProcessingContext, dress: Callable[[QgsMapLayer], None]) -> None:
    """Have a layer dressed if Processing is going to load it.

    Processing owns a post-processor without keeping its Python side alive, so each layer has its own, kept here.
    """
    if context.willLoadLayerOnCompletion(destination):
        processor = StylePostProcessor(dress)
        StylePostProcessor.kept.append(processor)
        context.layerToLoadOnCompletionDetails(destination).setPostProcessor(processor)
