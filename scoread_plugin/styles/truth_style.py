"""Style of a truth raster: marked pixels in one colour, the rest transparent."""

from __future__ import annotations

from qgis.core import QgsPalettedRasterRenderer, QgsRasterLayer
from qgis.PyQt.QtGui import QColor

from .style_file import save_style

MARKED, UNMARKED = "#00c8ff", QColor(0, 0, 0, 0)


def write_truth_style(path: str) -> None:
    """Write the style of a truth raster next to it, as NAME.qml; in grey, it would hide the scene below it.

    Raises
    ------
    OSError
        If it cannot be written; no partial file is left.
    """
    layer = QgsRasterLayer(path, "truth", "gdal")
    source = layer.dataProvider()
    classes = QgsPalettedRasterRenderer.classDataFromRaster(source, 1)
    for entry in classes:
        entry.color = QColor(MARKED) if entry.value else UNMARKED
        entry.label = f"{entry.value:g}: anomalous" if entry.value else "0: background"
    layer.setRenderer(QgsPalettedRasterRenderer(source, 1, classes))
    save_style(layer, path)
