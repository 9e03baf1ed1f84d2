"""Style next to a raster as NAME.qml, which QGIS applies when it opens the raster."""

from __future__ import annotations

from pathlib import Path

from qgis.core import QgsProcessingContext, QgsRasterLayer

from ..files import replacing
from .on_load import dress_on_load


def save_style(layer: QgsRasterLayer, path: str) -> None:
    """Write a layer's style next to the raster `path`.

    Raises
    ------
    OSError
        If it cannot be written; no partial file is left.
    """
    with replacing(style_path(path)) as style:
        message, done = layer.saveNamedStyle(str(style))
        if not done:
            raise OSError(f"The style of '{path}' cannot be written: {message}")


def style_path(path: str) -> Path:
    return Path(path).with_suffix(".qml")


def style_on_load(path: str, context: QgsProcessingContext) -> None:
    """Style the layer if Processing is going to load it."""
    dress_on_load(path, context, lambda layer: layer.loadNamedStyle(str(style_path(layer.source()))))
