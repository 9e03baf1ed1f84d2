"""Walk through the plugin like a new user with its zip, and take pictures: `make walk`.

QGIS runs this through its option --code, with a fresh profile. Every dialog is the real one; the pictures go to
`build/walk` for inspection. Findings are listed in `docs/walk.md`. Any error ends QGIS with status 1.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
import traceback
from itertools import count
from pathlib import Path

import processing
import pyplugin_installer
from processing.gui.BatchAlgorithmDialog import BatchAlgorithmDialog
from processing.modeler.ModelerDialog import ModelerDialog
from processing.modeler.ModelerParametersDialog import ModelerParametersDialog
from qgis.core import (
    QgsApplication,
    QgsProcessingModelChildAlgorithm,
    QgsProcessingModelChildParameterSource,
    QgsProcessingModelParameter,
    QgsProcessingParameterRasterLayer,
    QgsProject,
)
from qgis.PyQt.QtCore import QEventLoop, QPoint, Qt, QTimer
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QApplication, QDockWidget, QWidget
from qgis.utils import iface, plugins

ZIP = max(Path("build").glob("scoread-*.zip")).resolve()
PICTURES = Path("build", "walk").resolve()
THEME = os.environ.get("THEME", "default")
PATIENCE_SECONDS = 300
number = count(1)


def main() -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    for old in PICTURES.glob("*.png"):
        old.unlink()
    QgsApplication.setUITheme(THEME)
    iface.mainWindow().resize(1400, 900)
    dock("Browser").hide()
    computing = os.environ.pop("SCOREAD_PYTHON")
    pyplugin_installer.instance().installFromZipFile(str(ZIP))
    with tempfile.TemporaryDirectory(prefix="scoread-walk-") as folder:
        toolbox()
        without_torch()
        os.environ["SCOREAD_PYTHON"] = computing
        with_torch(f"{folder}/a model.scoread")
        every_dialog()
        batch()
        modeler()


def without_torch() -> None:
    refused("no torch", lambda: dock("ProcessingToolbox").executeAlgorithm())
    run("checkenvironment")
    run("createsample")
    window("sample")
    dialog("rxdetector").close()
    run("rxdetector", INPUT=layer("Scene").id())
    window("rx")
    refused("wrong raster", lambda: run("rxdetector", INPUT=layer("RX score").id()))


def with_torch(model: str) -> None:
    scene = layer("Scene").id()
    run("checkenvironment")
    run("traindetect", INPUT=scene, MODEL=model)
    dock("ResultsViewer").show()
    window("results")
    dock("ResultsViewer").hide()
    identify("Anomaly score")
    explain_pixel()
    dialog("detectanomalies").close()
    run("extractanomalies", INPUT=layer("Anomaly score").id(), POINTS="TEMPORARY_OUTPUT")
    window("anomalies")
    run("explainpixels", INPUT=scene, MODEL=model, POINTS=layer("Peaks").id())
    shown = dialog("trainsgm", INPUT=scene, PRESET="paper")
    shown.runButton().click()
    settle(6)
    shown.cancelButton().click()
    settle(3)
    picture(shown, "cancelled")
    shown.close()


def every_dialog() -> None:
    """Open every dialog, with a raster and with points as the active layer."""
    for name in ("Scene", "Peaks"):
        iface.setActiveLayer(layer(name))
        for known in QgsApplication.processingRegistry().providerById("scoread").algorithms():
            dialog(known.name()).close()


def batch() -> None:
    shown = BatchAlgorithmDialog(algorithm("traindetect"), iface.mainWindow())
    shown.show()
    picture(shown, "batch")
    shown.close()


def modeler() -> None:
    """Open the dialog of Detect anomalies in a model with a previous training step."""
    window = ModelerDialog()
    model = window.model()
    model.addModelParameter(QgsProcessingParameterRasterLayer("image", "Image"), QgsProcessingModelParameter("image"))
    child = QgsProcessingModelChildAlgorithm("scoread:trainsgm")
    child.setChildId("train")
    child.setDescription("Train SGM")
    child.addParameterSources("INPUT", [QgsProcessingModelChildParameterSource.fromModelParameter("image")])
    model.addChildAlgorithm(child)
    shown = ModelerParametersDialog(algorithm("detectanomalies"), model)
    shown.resize(900, 700)
    shown.show()
    source = QgsProcessingModelChildParameterSource.fromChildOutput("train", "OUTPUT")
    shown.widget.widget.wrappers["MODEL"].setWidgetValue(source)
    picture(shown, "modeler")
    shown.close()


def toolbox() -> None:
    tree = dock("ProcessingToolbox").algorithmTree
    dock("ProcessingToolbox").show()
    rows = [tree.model().index(row, 0) for row in range(tree.model().rowCount())]
    provider = next(row for row in rows if row.data() == "ScoreAD")
    tree.expandRecursively(provider)
    settle()
    tree.scrollTo(provider, tree.ScrollHint.PositionAtTop)
    found = tree.model().match(
        rows[0], Qt.ItemDataRole.DisplayRole, "Train and detect", 1, Qt.MatchFlag.MatchRecursive
    )
    tree.setCurrentIndex(found[0])
    window("toolbox")


def run(name: str, **parameters) -> None:
    """Open a dialog, press Run, and take a picture before and after."""
    shown = dialog(name, **parameters)
    shown.runButton().click()
    wait(lambda: shown.runButton().isEnabled())
    picture(shown, f"{name} done")
    shown.close()


def dialog(name: str, **parameters) -> QWidget:
    shown = processing.createAlgorithmDialog(f"scoread:{name}", parameters)
    shown.resize(1000, 800)
    shown.show()
    picture(shown, name)
    return shown


def refused(name: str, act) -> None:
    """Perform an action to which QGIS responds with a modal message, and close it."""

    def close() -> None:
        message = QApplication.activeModalWidget()
        picture(message, name)
        message.close()

    QTimer.singleShot(2000, close)
    act()


def identify(name: str) -> None:
    iface.setActiveLayer(layer(name))
    iface.actionIdentify().trigger()
    canvas = iface.mapCanvas().viewport()
    QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(300, 300))
    window("identify")


def explain_pixel() -> None:
    action = plugins["scoread"].action
    action.action.trigger()
    window("explain pixel")
    canvas = iface.mapCanvas().viewport()
    QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(300, 200))
    wait(lambda: action.tool.task is None)
    window("explain pixel done")
    action.action.trigger()
    action.tool.panel.hide()


def algorithm(name: str):
    return QgsApplication.processingRegistry().createAlgorithmById(f"scoread:{name}")


def layer(name: str):
    return QgsProject.instance().mapLayersByName(name)[0]


def dock(name: str) -> QDockWidget:
    return iface.mainWindow().findChild(QDockWidget, name)


def window(name: str) -> None:
    iface.layerTreeView().expandAll()
    settle()
    iface.mapCanvas().waitWhileRendering()
    picture(iface.mainWindow(), name)


def picture(widget: QWidget, name: str) -> None:
    settle()
    path = PICTURES / f"{next(number):02} {name}.png"
    widget.grab().save(str(path))
    print(path, flush=True)


def wait(done) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not done():
        if time.monotonic() > deadline:
            raise TimeoutError("the run did not end")
        settle(0.2)


def settle(seconds: float = 0.5) -> None:
    loop = QEventLoop()
    QTimer.singleShot(int(1000 * seconds), loop.quit)
    loop.exec()


try:
    settle(2)
    main()
except BaseException:
    traceback.print_exc()
    sys.stderr.flush()
    os._exit(1)
os._exit(0)
