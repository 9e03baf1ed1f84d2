"""Contact sheet of all scenes, truths and score maps."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from qgis.PyQt.QtCore import QPoint, QRect, Qt
from qgis.PyQt.QtGui import QGuiApplication, QImage, QPainter

SIDE = 200
GAP = 8
CAPTION = 22
PITCH = SIDE + GAP
HEIGHT = SIDE + CAPTION + GAP


def tile(rgba: np.ndarray) -> QImage:
    """Scale a picture, uint8 (rows, columns, 4), to the size of a tile."""
    rows, columns, _ = rgba.shape
    image = QImage(rgba.tobytes(), columns, rows, 4 * columns, QImage.Format.Format_RGBA8888)
    mode = Qt.TransformationMode
    smooth = mode.SmoothTransformation if max(rows, columns) > SIDE else mode.FastTransformation
    return image.scaled(SIDE, SIDE, Qt.AspectRatioMode.KeepAspectRatio, smooth)


def write_sheet(rows: list[list[tuple[QImage, str]]], headings: list[str], target: Path) -> None:
    """Write a PNG with a row of captioned tiles for each scene, below the column headings."""
    application = QGuiApplication([])  # text cannot be painted without one
    size = (GAP + PITCH * len(headings), GAP + CAPTION + HEIGHT * len(rows))
    sheet = QImage(*size, QImage.Format.Format_RGB32)
    sheet.fill(Qt.GlobalColor.white)
    painter = QPainter(sheet)
    for column, heading in enumerate(headings):
        write(painter, GAP + PITCH * column, GAP // 2, heading)
        for row, tiles in enumerate(rows):
            image, caption = tiles[column]
            corner = QPoint(GAP + PITCH * column, GAP + CAPTION + HEIGHT * row)
            painter.drawImage(corner, image)
            write(painter, corner.x(), corner.y() + image.height() + 1, caption)
    painter.end()
    if not sheet.save(str(target)):
        raise OSError(f"'{target}' could not be written")
    del application


def write(painter: QPainter, left: int, top: int, text: str) -> None:
    painter.drawText(QRect(left, top, SIDE, CAPTION), Qt.AlignmentFlag.AlignVCenter, text)
