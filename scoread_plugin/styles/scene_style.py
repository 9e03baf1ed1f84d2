"""Style of a hyperspectral scene: true colour where the wavelengths allow it."""

from __future__ import annotations

from qgis.core import QgsMultiBandColorRenderer, QgsRasterLayer

from ..raster.preview import colour_bands
from ..raster.scene import open_scene
from .style_file import save_style


def write_scene_style(path: str) -> None:
    """Write the style of a scene next to it, as NAME.qml; by default QGIS would show the first three bands.

    Raises
    ------
    OSError
        If it cannot be written; no partial file is left.
    """
    layer = QgsRasterLayer(path, "scene", "gdal")
    layer.setRenderer(QgsMultiBandColorRenderer(layer.dataProvider(), *colour_bands(open_scene(path))))
    layer.setDefaultContrastEnhancement()
    save_style(layer, path)
