"""Make `docs/pictures/` from the real QGIS window, with the sample scene: `make screenshots`.

QGIS runs this through its option --code. Any error ends QGIS with exit status 1.
"""

from __future__ import annotations

import os
import sys
import tempfile
import traceback
from pathlib import Path

import numpy as np
import processing
from osgeo import gdal
from processing.modeler.ModelerDialog import ModelerDialog
from qgis.core import QgsMapLayer, QgsPointXY, QgsProject
from qgis.PyQt.QtCore import QEventLoop, QPoint, QRect, QSize, Qt, QTimer, QUrl
from qgis.PyQt.QtGui import QImage, QPainter, QPixmap
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QDockWidget, QLineEdit, QToolBar
from qgis.utils import iface, plugins

try:
    from qgis.PyQt.QtWebKitWidgets import QWebPage
except ImportError:  # Debian 13 and later, Qt 6
    QWebPage = None

CHECKOUT = Path(os.environ["QGIS_PLUGINPATH"], "scoread").resolve()
PICTURES = CHECKOUT / "docs" / "pictures"
LARGEST_PICTURE, LARGEST_FOLDER = 250_000, 2_000_000

WINDOW, LAYERS_WIDTH = QSize(1200, 760), 450
FRAME = 2
REPORT_WIDTH, REPORT_HEIGHT, REPORT_ZOOM = 768, 1520, 0.8
SWEEP_LEVELS = "0.05,0.31,1"
SEED = 1


def main() -> None:
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="scoread-pictures-") as folder:
        os.chdir(folder)
        tidy_window()
        scene, truth = sample()
        toolbox()
        dialog(scene)
        found = detection(scene)
        explain_pixel(found["OUTPUT"])
        anomalies(found["OUTPUT"], scene)
        scores = [found["OUTPUT"], rx(scene)]
        side_by_side(*scores)
        reports(write_reports(scene, truth, found["MODEL"], scores))
        modeler()
    check_sizes()


def run(algorithm: str, **parameters) -> dict:
    return processing.run(f"scoread:{algorithm}", parameters)


def load(algorithm: str, **parameters) -> dict:
    """Run an algorithm as the Toolbox does, with its outputs added to the map."""
    results = processing.runAndLoadResults(f"scoread:{algorithm}", parameters)
    settle()
    return results


def settle(seconds: float = 0.5) -> None:
    """Let the window process its events and draw the map."""
    loop = QEventLoop()
    QTimer.singleShot(int(1000 * seconds), loop.quit)
    loop.exec()
    iface.mapCanvas().waitWhileRendering()


def save(picture: QPixmap | QImage, name: str) -> None:
    picture.save(str(PICTURES / f"{name}.png"), "PNG", 0)


def tidy_window() -> None:
    window = iface.mainWindow()
    for toolbar in window.findChildren(QToolBar):
        toolbar.setVisible(toolbar.objectName() in ("mFileToolBar", "mMapNavToolBar", "mAttributesToolBar"))
    for dock in window.findChildren(QDockWidget):
        dock.setVisible(dock.objectName() == "Layers")
    window.resize(WINDOW)
    settle()
    window.resizeDocks([window.findChild(QDockWidget, "Layers")], [LAYERS_WIDTH], Qt.Orientation.Horizontal)
    settle()


def save_window(name: str) -> None:
    iface.messageBar().clearWidgets()
    iface.layerTreeView().expandAll()
    settle()
    save(iface.mainWindow().grab(), name)


def show_all() -> None:
    iface.mapCanvas().zoomToFullExtent()
    settle()


def sample() -> tuple[str, str]:
    """Create scene and truth, with the scene as a layer."""
    run("createsample", SEED=SEED, OUTPUT="sample.tif", TRUTH="truth.tif")
    iface.addRasterLayer("sample.tif", "Sample scene")
    show_all()
    return "sample.tif", "truth.tif"


def toolbox() -> None:
    dock = iface.mainWindow().findChild(QDockWidget, "ProcessingToolbox")
    dock.setVisible(True)
    dock.setFloating(True)
    dock.resize(360, 380)
    tree = dock.algorithmTree
    tree.collapseAll()
    for row in range(tree.model().rowCount()):
        provider = tree.model().index(row, 0)
        if provider.data() == "ScoreAD":
            tree.expandRecursively(provider)
            settle()
            tree.scrollTo(provider, tree.ScrollHint.PositionAtTop)
    settle()
    save(dock.grab(), "toolbox")
    dock.setFloating(False)
    dock.setVisible(False)


def dialog(scene: str) -> None:
    shown = processing.createAlgorithmDialog("scoread:traindetect", {"INPUT": scene})
    shown.resize(1000, 760)
    shown.show()
    for line in shown.findChildren(QLineEdit):
        line.deselect()
    settle()
    save(shown.grab(), "train_and_detect")
    shown.close()


def detection(scene: str) -> dict:
    """Return the results of Train and detect, with the score as a layer."""
    parameters = {"INPUT": scene, "SEED": SEED, "FALSE_ALARMS": True, "OUTPUT": "TEMPORARY_OUTPUT"}
    results = load("traindetect", **parameters, MODEL="model.scoread", REPORT="training.html")
    show_all()
    save_window("score")
    return results


def explain_pixel(score: str) -> None:
    """Click on the pixel with the highest score."""
    action = plugins["scoread"].action
    action.action.trigger()
    settle()
    QTest.mouseClick(iface.mapCanvas().viewport(), Qt.MouseButton.LeftButton, pos=highest(score))
    while action.tool.task is not None:
        settle()
    save_window("explain_pixel")
    action.action.trigger()
    action.tool.panel.hide()
    settle()


def highest(score: str) -> QPoint:
    """Return the place on the canvas of the pixel with the highest score."""
    dataset = gdal.Open(score)
    values = dataset.GetRasterBand(1).ReadAsArray()
    row, column = np.unravel_index(np.nanargmax(values), values.shape)
    place = gdal.ApplyGeoTransform(dataset.GetGeoTransform(), column + 0.5, row + 0.5)
    return iface.mapCanvas().getCoordinateTransform().transform(QgsPointXY(*place)).toQPointF().toPoint()


def anomalies(score: str, scene: str) -> None:
    outputs = dict.fromkeys(("OUTPUT", "POINTS"), "TEMPORARY_OUTPUT")
    load("extractanomalies", INPUT=score, SPECTRA=scene, **outputs)
    show_all()
    iface.mapCanvas().zoomByFactor(0.6)
    save_window("anomalies")


def rx(scene: str) -> str:
    return load("rxdetector", INPUT=scene, OUTPUT="TEMPORARY_OUTPUT")["OUTPUT"]


def side_by_side(*sources: str) -> None:
    """Save score maps as drawn by the canvas, each with the name of its layer."""
    canvas, gap, line = iface.mapCanvas(), 12, 30
    pictures = []
    for source in sources:
        canvas.setLayers([layer(source)])
        show_all()
        pictures.append(canvas.grab())
    side = min(pictures[0].width(), pictures[0].height()) - 2 * FRAME
    both = QPixmap(len(sources) * (side + gap) - gap, side + line)
    both.fill(Qt.GlobalColor.white)
    painter = QPainter(both)
    for k, (source, picture) in enumerate(zip(sources, pictures)):
        middle = QRect((picture.width() - side) // 2, FRAME, side, side)
        painter.drawPixmap(k * (side + gap), 0, picture.copy(middle))
        caption = QRect(k * (side + gap), side, side, line)
        painter.drawText(caption, int(Qt.AlignmentFlag.AlignCenter), layer(source).name())
    painter.end()
    save(both, "sgm_and_rx")


def layer(source: str) -> QgsMapLayer:
    return next(known for known in QgsProject.instance().mapLayers().values() if known.source() == source)


def write_reports(scene: str, truth: str, model: str, scores: list[str]) -> list[str]:
    """Write the reports and return their names."""
    run("evaluatedetection", INPUT=[layer(score).id() for score in scores], TRUTH=truth, REPORT="evaluation.html")
    run("generatespectra", MODEL=model, OUTPUT="spectra.csv", REPORT="spectra.html")
    run("noisesweep", INPUT=scene, MODEL=model, NOISE_LEVELS=SWEEP_LEVELS, OUTPUT="sweep.tif", REPORT="sweep.html")
    peaks = {"METHOD": "false-alarm rate", "FALSE_ALARM_RATE": 1e-5, "OUTPUT": "regions.gpkg", "POINTS": "peaks.gpkg"}
    run("extractanomalies", INPUT=scores[0], **peaks)
    explained = {"OUTPUT": "explained.gpkg", "REPORT": "explanation.html"}
    run("explainpixels", INPUT=scene, MODEL=model, POINTS="peaks.gpkg", **explained)
    return ["training", "evaluation", "spectra", "sweep", "explanation"]


def reports(names: list[str]) -> None:
    if QWebPage is None:
        print("This QGIS comes without Qt WebKit: the pictures of reports stay as they are.")
        return
    for name in names:
        report(name)


def report(name: str) -> None:
    """Save as many sections of a report as fit into the picture."""
    page, loaded = QWebPage(), QEventLoop()
    frame = page.mainFrame()
    frame.setZoomFactor(REPORT_ZOOM)
    page.setViewportSize(QSize(REPORT_WIDTH, 100))
    page.loadFinished.connect(loaded.quit)
    frame.load(QUrl.fromLocalFile(os.path.abspath(f"{name}.html")))
    loaded.exec()
    ends = [heading.geometry().top() for heading in frame.findAllElements("h2").toList()]
    height = max(end for end in [*ends, frame.contentsSize().height()] if end <= REPORT_HEIGHT)
    frame.setScrollBarPolicy(Qt.Orientation.Vertical, Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    page.setViewportSize(QSize(REPORT_WIDTH, height))
    picture = QImage(REPORT_WIDTH, height, QImage.Format.Format_RGB32)
    painter = QPainter(picture)
    frame.render(painter)
    painter.end()
    # 16-bit colours make the noise of the maps compressible.
    save(picture.convertToFormat(QImage.Format.Format_RGB16), f"report_{name}")


def modeler() -> None:
    window = ModelerDialog()
    window.loadModel(str(CHECKOUT / "examples" / "sgm_against_rx.model3"))
    window.resize(1500, 800)
    for dock in window.findChildren(QDockWidget):
        dock.setVisible(False)
    window.show()
    settle()
    window.view().fitInView(window.view().scene().itemsBoundingRect(), Qt.AspectRatioMode.KeepAspectRatio)
    settle()
    save(window.grab(), "modeler")
    window.setDirty(False)
    window.close()


def check_sizes() -> None:
    sizes = {path.name: path.stat().st_size for path in PICTURES.glob("*.png")}
    print("\n".join(f"{size:7}  {name}" for name, size in sorted(sizes.items())))
    too_large = [name for name, size in sizes.items() if size > LARGEST_PICTURE]
    if too_large or sum(sizes.values()) > LARGEST_FOLDER:
        raise RuntimeError(f"Too large: {', '.join(too_large) or 'all together'}")


try:
    main()
except BaseException:
    traceback.print_exc()
    sys.stderr.flush()
    os._exit(1)
sys.stdout.flush()
os._exit(0)
