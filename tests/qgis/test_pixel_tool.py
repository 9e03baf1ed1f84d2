"""The map tool that explains a clicked pixel, in a window of its own."""

from __future__ import annotations

import json
import sys
import time

import pytest
from osgeo import gdal, ogr

from tests.qgis.conftest import unload
from tests.rasters import NORTH_UP, spectra, write

PATIENCE_SECONDS = 120


class Window:
    """Stands for `iface`, with a real map and a real main window."""

    def __init__(self):
        from qgis.gui import QgsMapCanvas
        from qgis.PyQt.QtWidgets import QMainWindow

        self.window, self.canvas = QMainWindow(), QgsMapCanvas()
        self.active, self.actions, self.docks = None, [], []

    def mainWindow(self):
        return self.window

    def mapCanvas(self):
        return self.canvas

    def activeLayer(self):
        return self.active

    def addToolBarIcon(self, action):
        self.actions.append(action)

    def addPluginToRasterMenu(self, menu, action):
        assert menu == "ScoreAD"
        self.actions.append(action)

    def removeToolBarIcon(self, action):
        self.actions.remove(action)

    def removePluginRasterMenu(self, menu, action):
        self.actions.remove(action)

    def addDockWidget(self, area, dock):
        self.window.addDockWidget(area, dock)
        self.docks.append(dock)

    def removeDockWidget(self, dock):
        self.docks.remove(dock)


@pytest.fixture
def window(qgis):
    from qgis.core import QgsCoordinateReferenceSystem, QgsProject

    shown = Window()
    shown.canvas.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:32633"))
    yield shown
    QgsProject.instance().clear()


@pytest.fixture
def plugin(window):
    import scoread

    loaded = scoread.classFactory(window)
    loaded.initGui()
    yield loaded
    unload(loaded)


@pytest.fixture
def layers(trained, tmp_path):
    """A raster with a pixel of nodata at (2, 3), and one with one band, as layers of the project."""
    from qgis.core import QgsProject, QgsRasterLayer

    cube = spectra()
    cube[2, 3] = -1
    scene = write(tmp_path / "scene.tif", cube, nodata=[-1] * 8)
    added = [QgsRasterLayer(str(scene), "scene"), QgsRasterLayer(str(write(tmp_path / "b.tif", cube[..., :1])), "b")]
    QgsProject.instance().addMapLayers(added)
    return added


@pytest.fixture
def tool(window, plugin, layers, trained):
    """The tool in use, with the model of the scene."""
    plugin.action.action.trigger()
    plugin.action.tool.panel.models.setFilePath(str(trained[1]))
    return plugin.action.tool


def centre(row, column):
    from qgis.core import QgsPointXY

    return QgsPointXY(*gdal.ApplyGeoTransform(NORTH_UP, column + 0.5, row + 0.5))


def click(tool, *pixels):
    """Click on these pixels without a pause, and wait for the last explanation."""
    for row, column in pixels:
        tool.tool.canvasClicked.emit(centre(row, column), left_button())
    wait(tool)


def left_button():
    from qgis.PyQt.QtCore import Qt

    return Qt.MouseButton.LeftButton


def wait(tool):
    wait_until(lambda: tool.task is None)


def wait_until(condition):
    from qgis.PyQt.QtCore import QCoreApplication

    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline
        QCoreApplication.processEvents()
        time.sleep(0.01)


def drawn(chart):
    """Return whether a chart has ink."""
    picture = chart.grab().toImage()
    return len({picture.pixel(x, picture.height() // 2) for x in range(picture.width())}) > 1


def test_a_click_tells_what_explain_pixels_tells(tool, layers, trained, tmp_path):
    import processing

    tool.panel.rasters.setLayer(layers[0])
    click(tool, (5, 7))
    told = tool.panel.message.text()
    points = tmp_path / "p.geojson"
    place = {"type": "Point", "coordinates": [*centre(5, 7)]}
    crs = {"type": "name", "properties": {"name": "EPSG:32633"}}
    feature = {"type": "Feature", "properties": {}, "geometry": place}
    points.write_text(json.dumps({"type": "FeatureCollection", "crs": crs, "features": [feature]}))
    values = {"INPUT": layers[0], "MODEL": str(trained[1]), "POINTS": str(points), "OUTPUT": str(tmp_path / "e.gpkg")}
    processing.run("scoread:explainpixels", values)
    source = ogr.Open(str(tmp_path / "e.gpkg"))
    score = source.GetLayer(0).GetNextFeature().GetField("score")
    assert f"<b>Score {score:.3g}</b>" in told
    assert "row 5, column 7 (from 0)" in told and "higher than 99.7 % of the training sample" in told
    assert drawn(tool.panel.spectra) and drawn(tool.panel.deviation)
    charts = [chart.draw(400, 200) for chart in (tool.panel.spectra, tool.panel.deviation)]
    assert "Sensor value" in charts[0] and "Standard deviations" in charts[1]
    assert tool.marker.isVisible() and tool.marker.center() == centre(5, 7)


def test_the_map_may_have_other_coordinates(tool, window, layers):
    from qgis.core import QgsCoordinateReferenceSystem, QgsCoordinateTransform, QgsProject

    degrees = QgsCoordinateReferenceSystem("EPSG:4326")
    window.canvas.setDestinationCrs(degrees)
    there = QgsCoordinateTransform(layers[0].crs(), degrees, QgsProject.instance()).transform(centre(11, 4))
    tool.tool.canvasClicked.emit(there, left_button())
    wait(tool)
    assert "row 11, column 4 (from 0)" in tool.panel.message.text()
    assert tool.marker.isVisible()
    window.canvas.setDestinationCrs(layers[0].crs())
    assert not tool.marker.isVisible()


def press(canvas, row, column):
    """Click with the mouse."""
    from qgis.PyQt.QtCore import Qt
    from qgis.PyQt.QtTest import QTest

    place = canvas.getCoordinateTransform().transform(centre(row, column)).toQPointF().toPoint()
    QTest.mouseClick(canvas.viewport(), left_button(), Qt.KeyboardModifier.NoModifier, place)


@pytest.fixture
def places(tool, monkeypatch):
    """The pixels explained so far."""
    shown = []
    monkeypatch.setattr(tool.panel, "show_explained", lambda explained, _: shown.append(explained.places[0].tolist()))
    return shown


def test_of_clicks_during_an_explanation_the_last_counts(tool, window, layers, places):
    window.canvas.resize(400, 400)
    window.canvas.setExtent(layers[0].extent())
    for pixel in ((1, 1), (4, 4), (6, 6), (8, 9)):
        press(window.canvas, *pixel)
    wait(tool)
    assert places == [[1, 1], [8, 9]]


def test_a_click_that_waited_does_not_bring_the_marker_back(tool, window, places):
    from qgis.gui import QgsMapToolPan

    for pixel in ((1, 1), (4, 4)):
        tool.tool.canvasClicked.emit(centre(*pixel), left_button())
    pan = QgsMapToolPan(window.canvas)
    window.canvas.setMapTool(pan)
    wait(tool)
    assert places == [[1, 1], [4, 4]] and not tool.marker.isVisible()


def test_the_panel_is_shown_in_front_of_others(tool, window):
    from qgis.PyQt.QtCore import Qt
    from qgis.PyQt.QtWidgets import QDockWidget

    other = QDockWidget("other", window.window)
    window.window.addDockWidget(Qt.DockWidgetArea.BottomDockWidgetArea, other)
    window.window.tabifyDockWidget(tool.panel, other)
    window.window.show()
    other.raise_()
    wait_until(lambda: tool.panel.visibleRegion().isEmpty() and not other.visibleRegion().isEmpty())
    tool.begin()
    wait_until(lambda: not tool.panel.visibleRegion().isEmpty())


@pytest.mark.parametrize(
    ("pixel", "words"), [((2, 3), "not valid (nodata): row 2, column 3"), ((-5, 3), "outside the raster")]
)
def test_where_there_is_nothing_to_explain_the_charts_are_empty(tool, pixel, words):
    click(tool, (5, 7))
    click(tool, pixel)
    assert words in tool.panel.message.text()
    assert not drawn(tool.panel.spectra) and not drawn(tool.panel.deviation)


def test_what_is_wrong_is_told(tool, layers, tmp_path, monkeypatch):
    from qgis.core import QgsProject
    from scoread.algorithms import preferences

    with monkeypatch.context() as patched:
        patched.setattr(preferences, "device", lambda: "abacus")
        click(tool, (5, 7))
    assert "abacus" in tool.panel.message.text()
    with monkeypatch.context() as patched:
        patched.setitem(sys.modules, "scipy", None)
        click(tool, (5, 7))
    assert "SciPy is missing" in tool.panel.message.text()
    tool.panel.rasters.setExceptedLayerList([])
    tool.panel.rasters.setLayer(layers[1])
    click(tool, (5, 7))
    assert "at least two usable bands" in tool.panel.message.text()
    tool.panel.models.setFilePath(str(tmp_path / "none.scoread"))
    click(tool, (5, 7))
    assert "none.scoread" in tool.panel.message.text()
    tool.panel.models.setFilePath("")
    click(tool, (5, 7))
    assert "Choose" in tool.panel.message.text()
    QgsProject.instance().clear()
    click(tool, (5, 7))
    assert "Choose" in tool.panel.message.text()


def test_a_raster_in_other_units_than_the_models_is_told(tool, tmp_path):
    from qgis.core import QgsProject, QgsRasterLayer

    click(tool, (5, 7))
    assert "unlike" not in tool.panel.message.text()
    other = QgsRasterLayer(str(write(tmp_path / "other.tif", 1000 * spectra())), "other")
    QgsProject.instance().addMapLayer(other)
    tool.panel.rasters.setLayer(other)
    click(tool, (5, 7))
    assert "<b>Score" in tool.panel.message.text() and "unlike the training data" in tool.panel.message.text()


def test_a_cancelled_explanation_is_told_and_no_waiting_one_begins(tool):
    tool.clicked(centre(5, 7))
    tool.clicked(centre(6, 8))
    tool.task.cancel()
    wait(tool)
    assert tool.panel.message.text() == "Cancelled."
    click(tool, (1, 1))
    assert "row 1, column 1" in tool.panel.message.text()


def test_an_explanation_tells_its_progress(tool):
    told = []
    tool.clicked(centre(5, 7))
    tool.task.progressChanged.connect(told.append)
    wait(tool)
    assert any(0 < per_cent < 100 for per_cent in told)


def test_a_message_of_several_lines_with_a_long_path_stays_narrow_and_in_lines(tool):
    before = tool.panel.widget().minimumSizeHint().width()
    tool.panel.tell("one\n" + 1000 * "a")
    assert "one<br>" in tool.panel.message.text()
    assert tool.panel.widget().minimumSizeHint().width() == before


def test_rasters_with_spectra_and_the_latest_model_are_offered(window, plugin, layers, trained, tmp_path):
    from qgis.core import QgsProject, QgsRasterLayer
    from scoread.algorithms import recent

    gdal.Translate(str(tmp_path / "s.tif"), layers[0].source(), metadataOptions=["SCOREAD_KIND=deviation spectra"])
    other = [QgsRasterLayer(path, name) for path, name in ((str(tmp_path / "s.tif"), "s"), (str(trained[0]), "zz"))]
    QgsProject.instance().addMapLayers(other)
    recent.keep_model(str(trained[1]))
    window.active = layers[1]
    plugin.action.action.trigger()
    panel = plugin.action.tool.panel
    assert panel.model() == str(trained[1])
    listed = [panel.rasters.layer(place) for place in range(panel.rasters.count())]
    assert listed == [layers[0], other[1]] and panel.raster() == layers[0]
    window.active = other[1]
    panel.models.setFilePath("chosen.scoread")
    plugin.action.action.trigger()
    plugin.action.action.trigger()
    assert panel.raster() == other[1] and panel.model() == "chosen.scoread"


def test_the_button_follows_the_tool_of_the_map(window, plugin, tool):
    from qgis.gui import QgsMapToolPan

    button = plugin.action.action
    assert button.isChecked() and window.canvas.mapTool() == tool.tool
    pan = QgsMapToolPan(window.canvas)
    window.canvas.setMapTool(pan)
    assert not button.isChecked()
    button.trigger()
    assert button.isChecked() and window.canvas.mapTool() == tool.tool
    button.trigger()
    assert not button.isChecked() and window.canvas.mapTool() != tool.tool


def test_without_its_panel_or_its_turn_the_tool_leaves_the_map(window, plugin, tool):
    from qgis.gui import QgsMapToolPan

    click(tool, (5, 7))
    assert tool.marker.isVisible()
    pan = QgsMapToolPan(window.canvas)
    window.canvas.setMapTool(pan)
    assert not tool.marker.isVisible()
    tool.begin()
    tool.panel.close()
    assert window.canvas.mapTool() != tool.tool and not plugin.action.action.isChecked()


def test_unloading_removes_everything_even_during_an_explanation(window, trained, layers, monkeypatch):
    import scoread
    from qgis.PyQt.QtCore import QCoreApplication, QEvent
    from qgis.PyQt.QtWidgets import QDockWidget

    before = len(window.canvas.scene().items())
    loaded = scoread.classFactory(window)
    loaded.initGui()
    assert len(window.actions) == 2
    loaded.action.action.trigger()
    tool = loaded.action.tool
    tool.panel.models.setFilePath(str(trained[1]))
    tool.clicked(centre(5, 7))
    feedback = tool.task.feedback
    loaded.unload()
    assert feedback.isCanceled()
    assert window.actions == [] and window.docks == []
    assert len(window.canvas.scene().items()) == before
    assert window.canvas.mapTool() is None
    raised = []
    monkeypatch.setattr("sys.excepthook", lambda *error: raised.append(error))
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert window.window.findChild(QDockWidget) is None
    wait(tool)
    assert raised == []


def test_an_explanation_ends_before_its_plugin_is_unloaded(window, trained, layers, monkeypatch):
    import scoread
    from scoread.scoread_plugin.progress import Cancelled
    from scoread.window.explanation_task import ExplanationTask

    begun = []

    def explain(task: ExplanationTask):
        begun.append(task)
        while not task.isCanceled():
            time.sleep(0.01)
        raise Cancelled

    monkeypatch.setattr(ExplanationTask, "explain", explain)
    loaded = scoread.classFactory(window)
    loaded.initGui()
    loaded.action.action.trigger()
    tool = loaded.action.tool
    tool.panel.models.setFilePath(str(trained[1]))
    tool.clicked(centre(5, 7))
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not begun and time.monotonic() < deadline:
        time.sleep(0.01)
    assert begun and tool.task is not None
    loaded.unload()
    assert tool.task is None
