"""Styles, and metadata, in files next to those of layers, which QGIS applies when it opens the layers."""

from __future__ import annotations

import glob
from collections.abc import Callable
from pathlib import Path

from qgis.core import (
    QgsLayerMetadata,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsRasterLayer,
    QgsVectorLayer,
)

from ..files import replacing
from .on_load import dress_on_load

LAYERS = {".tif", ".tiff", ".img", ".dat", ".bsq", ".bil", ".bip", ".vrt", ".jp2", ".nc", ".asc"}
LAYERS |= {".gpkg", ".shp", ".geojson", ".kml", ".gml", ".fgb", ".csv", ".sqlite", ".parquet", ".tab", ".mif", ".h5"}


def save_style(layer: QgsRasterLayer, path: str) -> None:
    """Write a layer's style next to the raster `path`, as NAME.qml.

    Raises
    ------
    OSError
        If it cannot be written; no partial file is left.
    """
    check_free(style_path(path), path)
    with replacing(style_path(path)) as style:
        message, done = layer.saveNamedStyle(str(style))
        if not done:
            raise OSError(f"The style of '{path}' cannot be written: {message}")


def describe(layer: QgsVectorLayer, abstract: str) -> None:
    """Record in a layer's metadata what it is and how it was produced."""
    metadata = QgsLayerMetadata()
    metadata.setTitle(layer.name())
    metadata.setAbstract(abstract)
    layer.setMetadata(metadata)


def write_sidecars(path: str, dress: Callable[[QgsVectorLayer], None]) -> None:
    """Write the style and metadata that `dress` gives to a vector file's layer next to the file, for QGIS to find.

    Raises
    ------
    OSError
        If one cannot be written; no partial file is left.
    """
    layer = QgsVectorLayer(path, Path(path).stem, "ogr")
    dress(layer)
    for target, save in ((layer.styleURI(), layer.saveNamedStyle), (layer.metadataUri(), layer.saveNamedMetadata)):
        check_free(Path(target), path)
        with replacing(target) as beside:
            message, _ = save(str(beside))
            if not beside.exists():
                raise OSError(f"'{target}' cannot be written: {message}")


def check_free(sidecar: Path, path: str) -> None:
    """Raise OSError if a sidecar next to a layer's file is that of another file."""
    others = [other for other in sidecar.parent.glob(f"{glob.escape(sidecar.stem)}.*") if is_layer(other, Path(path))]
    if sidecar.exists() and others:
        raise OSError(f"'{sidecar}' belongs to '{others[0]}': it is not replaced by that of '{path}'.")


def is_layer(path: Path, apart: Path) -> bool:
    """Whether a file, by its suffix, holds a layer, other than the file apart."""
    return path.suffix.lower() in LAYERS and path.name != apart.name


def style_path(path: str) -> Path:
    return Path(path).with_suffix(".qml")


def style_on_load(path: str, algorithm: QgsProcessingAlgorithm, context: QgsProcessingContext) -> None:
    """Style the layer of the algorithm if Processing is going to load it."""
    dress_on_load(path, algorithm, context, lambda layer: layer.loadNamedStyle(str(style_path(layer.source()))))
