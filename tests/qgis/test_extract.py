"""Extract anomalies inside QGIS: where the polygons lie, where they go, how they look."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest
from osgeo import gdal, ogr, osr

from tests.disk import full_disk
from tests.rasters import NORTH_UP, files, read, spectra, write

GCPS = [gdal.GCP(500000 + 5 * x, 5400000 - 5 * y, 0, x, y) for x, y in ((0, 0), (50, 0), (0, 60), (50, 60))]
VALUE = {"METHOD": "value", "VALUE": 10}
BY_RATE = {"METHOD": "false-alarm rate"}


def scores():
    """Normal scores (60, 50, 1) with a region of three pixels, one of which touches by a corner, and one of one."""
    values = np.random.default_rng(1).normal(size=(60, 50, 1))
    values[10, 20], values[10, 21], values[11, 22], values[40, 5] = 20, 30, 21, 25
    return values


def raster(path, **kind):
    return write(path, scores(), gdal.GDT_Float32, **kind)


def features(path):
    source = ogr.Open(str(path))
    return [
        (json.loads(feature.geometry().ExportToJson()), feature.items(), feature.geometry().Clone())
        for feature in source.GetLayer(0)
    ]


@pytest.mark.parametrize(
    ("kind", "transform"),
    [
        ({}, NORTH_UP),
        ({"transform": (500000.0, 5.0, 0.0, 5400000.0, 0.0, 5.0)}, (500000.0, 5.0, 0.0, 5400000.0, 0.0, 5.0)),
        ({"transform": (500000.0, 4.0, 3.0, 5400000.0, 3.0, -4.0)}, (500000.0, 4.0, 3.0, 5400000.0, 3.0, -4.0)),
        ({"epsg": None}, NORTH_UP),
        ({"epsg": None, "transform": None}, (0.0, 1.0, 0.0, 0.0, 0.0, -1.0)),
    ],
)
def test_polygons_and_points_lie_on_their_pixels(run, tmp_path, kind, transform):
    from qgis.core import QgsVectorLayer

    source, output = raster(tmp_path / "score.tif", **kind), tmp_path / "a.gpkg"
    results = run("extractanomalies", INPUT=source, OUTPUT=output, POINTS=tmp_path / "p.gpkg", **VALUE)
    assert results["COUNT"] == 2 and results["THRESHOLD"] == 10 and results["AREA_SHARE"] == pytest.approx(4 / 3000)
    (_, first, shape), (_, second, _) = features(output)
    assert (first["rank"], first["pixels"], first["score_max"]) == (1, 3, 30)
    assert first["score_mean"] == pytest.approx(71 / 3)
    assert (second["rank"], second["pixels"], second["score_max"]) == (2, 1, 25)
    assert 0 < first["pfa"] <= second["pfa"] < 1e-6
    pixel = abs(transform[1] * transform[5] - transform[2] * transform[4])
    assert first["area"] == pytest.approx(3 * pixel) and shape.GetArea() == pytest.approx(3 * pixel)
    for row, column in ((10, 20), (10, 21), (11, 22)):
        assert shape.Contains(centre(transform, row, column))
    label = ogr.CreateGeometryFromWkt(f"POINT ({first['label_x']} {first['label_y']})")
    assert shape.Contains(label) and label.Distance(centre(transform, 10, 21)) < 1e-6
    (_, peak, point), _ = features(tmp_path / "p.gpkg")
    assert (peak["rank"], peak["score"]) == (1, 30)
    assert point.Distance(centre(transform, 10, 21)) < 1e-6
    assert QgsVectorLayer(str(output)).crs().authid() == ("" if "epsg" in kind else "EPSG:32633")


def centre(transform, row, column):
    x, y = gdal.ApplyGeoTransform(transform, column + 0.5, row + 0.5)
    return ogr.CreateGeometryFromWkt(f"POINT ({x} {y})")


@pytest.mark.parametrize(
    ("system", "latitude", "longitude"),
    [
        ("EPSG:4326", 111_412, 55_800),
        ("+proj=longlat +R=1737400 +no_defs", 30_324, 15_162),
        ("IAU_2015:30100", 30_324, 15_162),
        ("IAU_2015:49901", 59_385, 29_744),
    ],
    ids=["earth", "moon", "moon by code", "mars by code"],
)
def test_areas_of_degrees_are_square_metres(run, tmp_path, system, latitude, longitude):
    """Degrees at 60 degrees north are `latitude` and `longitude` metres long."""
    source = raster(tmp_path / "score.tif", epsg=None, transform=(15.0, 0.001, 0.0, 60.0, 0.0, -0.001))
    reference = osr.SpatialReference()
    reference.SetFromUserInput(system)
    gdal.Open(str(source), gdal.GA_Update).SetSpatialRef(reference)
    results = run("extractanomalies", INPUT=source, OUTPUT=tmp_path / "a.gpkg", **VALUE)
    assert results["AREA_UNIT"] == "m2"
    (_, first, _), _ = features(tmp_path / "a.gpkg")
    assert first["area"] == pytest.approx(3 * latitude * longitude * 0.001**2, rel=2e-3)


def test_what_is_shown_of_a_feature(run, tmp_path):
    """Titles by rank, and numbers that fit a column of the attribute table."""
    from qgis.core import QgsVectorLayer

    source, output, peaks = raster(tmp_path / "score.tif"), tmp_path / "a.gpkg", tmp_path / "p.gpkg"
    run("extractanomalies", INPUT=source, OUTPUT=output, POINTS=peaks, FALSE_ALARM_RATE=1e-4, **BY_RATE)
    layer, points = QgsVectorLayer(str(output)), QgsVectorLayer(str(peaks))
    assert (
        layer.displayExpression() == "'Anomaly ' || \"rank\"" and points.displayExpression() == "'Peak ' || \"rank\""
    )
    for feature in layer.getFeatures():
        assert feature["pfa"] == float(f"{feature['pfa']:.4g}")
        assert feature["score_mean"] == float(f"{feature['score_mean']:.9g}")


def test_the_mask_lets_what_lies_below_it_show(run, tmp_path):
    from qgis.core import QgsRasterLayer

    mask = tmp_path / "m.tif"
    run("extractanomalies", INPUT=raster(tmp_path / "s.tif"), OUTPUT=tmp_path / "a.gpkg", MASK=mask, **VALUE)
    layer = QgsRasterLayer(str(mask), "mask")
    assert {entry.value: entry.color.alpha() for entry in layer.renderer().classes()} == {0: 0, 1: 255}


@pytest.mark.parametrize(("rate", "number"), [(0.0005, "1.5"), (0.01, "30"), (0.1, "300")])
def test_what_chance_alone_selects_is_told(run, feedback, tmp_path, rate, number):
    source = raster(tmp_path / "score.tif")
    run("extractanomalies", feedback, INPUT=source, OUTPUT=tmp_path / "a.gpkg", FALSE_ALARM_RATE=rate, **BY_RATE)
    assert f"at this rate, about {number} are to be expected without any anomaly" in feedback.textLog()


@pytest.mark.parametrize(("bands", "doubted"), [(1, False), (5, True)])
def test_a_scene_taken_for_a_score_is_doubted(run, feedback, tmp_path, bands, doubted):
    scene = write(tmp_path / "scene.tif", np.repeat(scores(), bands, axis=2), gdal.GDT_Float32)
    run("extractanomalies", feedback, INPUT=scene, OUTPUT=tmp_path / "a.gpkg", **VALUE)
    assert ("does not declare that they are anomaly scores" in feedback.textLog()) == doubted


def test_ground_control_points_alone_are_refused(run, tmp_path):
    from qgis.core import QgsProcessingException

    source = raster(tmp_path / "score.tif", gcps=GCPS)
    with pytest.raises(QgsProcessingException, match="ground control points"):
        run("extractanomalies", INPUT=source, OUTPUT=tmp_path / "a.gpkg", **VALUE)
    assert files(tmp_path) == ["score.tif"]


@pytest.mark.parametrize("suffix", ["gpkg", "shp", "geojson", "fgb"])
def test_any_vector_driver(run, tmp_path, suffix):
    output = tmp_path / f"a.{suffix}"
    run("extractanomalies", INPUT=raster(tmp_path / "score.tif"), OUTPUT=output, **VALUE)
    found = {items["rank"]: items for _, items, _ in features(output)}
    assert found[1]["pixels"] == 3 and found[2]["score_mean"] == 25
    assert list(found[1])[-8:] == ["rank", "score_max", "score_mean", "pixels", "area", "pfa", "label_x", "label_y"]


@pytest.mark.parametrize("suffix", ["gpkg", "geojson"])
def test_a_full_disk_leaves_an_older_file_as_it_was(run, tmp_path, suffix):
    from qgis.core import QgsProcessingException

    source, output = raster(tmp_path / "score.tif"), tmp_path / f"a.{suffix}"
    output.write_bytes(b"older")
    for bytes_left in (0, 50_000):
        with full_disk(bytes_left), pytest.raises(QgsProcessingException) as refusal:
            run("extractanomalies", INPUT=source, OUTPUT=output, METHOD="percentile", PERCENTILE=70)
        assert ".scoread-" not in str(refusal.value), "the folder for unfinished files is nobody's concern"
    assert output.read_bytes() == b"older" and files(tmp_path) == [output.name, "score.tif"]


def test_an_older_shapefile_leaves_no_index(run, tmp_path):
    for suffix in (".shp", ".qix", ".cpg"):
        (tmp_path / f"a{suffix}").write_text("older")
    run("extractanomalies", INPUT=raster(tmp_path / "score.tif"), OUTPUT=tmp_path / "a.shp", **VALUE)
    assert not (tmp_path / "a.qix").exists() and len(features(tmp_path / "a.shp")) == 2
    cpg = tmp_path / "a.cpg"
    assert not cpg.exists() or cpg.read_text() != "older"


def test_a_name_without_a_suffix_gets_one(run, tmp_path):
    results = run("extractanomalies", INPUT=raster(tmp_path / "score.tif"), OUTPUT=tmp_path / "a", **VALUE)
    assert results["OUTPUT"] == str(tmp_path / "a.gpkg") and len(features(tmp_path / "a.gpkg")) == 2
    assert [name for name in files(tmp_path) if name.startswith(".")] == []


@pytest.mark.parametrize("name", ["a.gpkg", "a"])
def test_the_layer_is_loaded_from_where_it_was_written(run, tmp_path, name):
    import processing
    from qgis.core import QgsProcessingContext, QgsProcessingOutputLayerDefinition, QgsProject

    project = QgsProject()
    context = QgsProcessingContext()
    context.setProject(project)
    asked = QgsProcessingOutputLayerDefinition(str(tmp_path / name), project)
    values = {"INPUT": str(raster(tmp_path / "score.tif")), "OUTPUT": asked, **VALUE}
    processing.run("scoread:extractanomalies", values, context=context)
    assert list(context.layersToLoadOnCompletion()) == [str(tmp_path / "a.gpkg")]


def test_the_metadata_of_another_file_stay(run, tmp_path):
    source, metadata = raster(tmp_path / "line1.tif"), tmp_path / "line1.qmd"
    metadata.write_text("the raster's")
    run("extractanomalies", INPUT=source, OUTPUT=tmp_path / "line1.gpkg", **VALUE)
    assert metadata.read_text() == "the raster's"


def test_the_style_of_a_raster_of_the_same_name_stays(run, feedback, tmp_path):
    source, style = raster(tmp_path / "line1.tif"), tmp_path / "line1.qml"
    style.write_text("the raster's")
    run("extractanomalies", feedback, INPUT=source, OUTPUT=tmp_path / "line1.gpkg", **VALUE)
    assert style.read_text() == "the raster's" and "is not replaced" in feedback.textLog()
    assert len(features(tmp_path / "line1.gpkg")) == 2


def test_scores_count_with_all_their_digits(run, tmp_path):
    """0.1 and the number below it are one in 32 bits."""
    values = np.full((60, 50, 1), np.nextafter(0.1, 0))
    values[10, 20:26] = 0.1
    source = write(tmp_path / "score.tif", values, gdal.GDT_Float64)
    run("extractanomalies", INPUT=source, OUTPUT=tmp_path / "a.gpkg", METHOD="value", VALUE=0.1)
    assert [items["pixels"] for _, items, _ in features(tmp_path / "a.gpkg")] == [6]


def test_an_infinite_score_is_the_highest(run, tmp_path):
    """As of -log10(p) with p = 0."""
    values = scores()
    values[40, 5] = np.inf
    source = write(tmp_path / "score.tif", values, gdal.GDT_Float32)
    run("extractanomalies", INPUT=source, OUTPUT=tmp_path / "a.gpkg", MASK=tmp_path / "m.tif", **VALUE)
    assert [items["pixels"] for _, items, _ in features(tmp_path / "a.gpkg")] == [1, 3]
    assert read(tmp_path / "m.tif")[40, 5] == 1


def test_nothing_above_the_threshold_is_an_empty_layer_and_a_warning(run, feedback, tmp_path):
    source = raster(tmp_path / "score.tif")
    targets = {"OUTPUT": tmp_path / "a.gpkg", "POINTS": tmp_path / "p.gpkg", "MASK": tmp_path / "m.tif"}
    results = run("extractanomalies", feedback, INPUT=source, METHOD="value", VALUE=50, **targets)
    assert results["COUNT"] == 0 and results["AREA_SHARE"] == 0
    assert features(tmp_path / "a.gpkg") == features(tmp_path / "p.gpkg") == []
    assert not read(tmp_path / "m.tif").any()
    assert "the highest score is 30" in feedback.textLog()


@pytest.mark.parametrize("known", [False, True])
def test_a_rate_that_no_pixel_reaches_is_answered_with_the_lowest_one(run, feedback, tmp_path, known):
    from scoread_plugin.maps.false_alarms import BAND_NAME

    values = np.random.default_rng(1).normal(size=(60, 50, 1))
    alarms = np.where(values == values.max(), 0.025, 0.5)
    source = write(tmp_path / "s.tif", np.dstack([values, alarms]) if known else values, gdal.GDT_Float32)
    if known:
        dataset = gdal.Open(str(source), gdal.GA_Update)
        dataset.GetRasterBand(2).SetDescription(BAND_NAME)
        del dataset
    values = {"INPUT": source, "OUTPUT": tmp_path / "a.gpkg", **BY_RATE}
    results = run("extractanomalies", feedback, FALSE_ALARM_RATE=1e-8, **values)
    told = re.search(r"probability of 1e-08 or less; the lowest is (\S+)\. The output", feedback.textLog())
    lowest = float(told.group(1))
    assert results["COUNT"] == 0 and (lowest == 0.025 if known else 1e-6 < lowest < 1e-2)
    results = run("extractanomalies", feedback, FALSE_ALARM_RATE=1.1 * lowest, **values)
    assert results["COUNT"] == 1 and "1 anomalies reach" in feedback.textLog()
    assert "0.0333 % of the valid pixels" in feedback.textLog()
    run("extractanomalies", feedback, FALSE_ALARM_RATE=1.1 * lowest, MIN_AREA=2, **values)
    assert "or a smaller MIN_AREA" in feedback.textLog()


@pytest.mark.parametrize(
    ("given", "unused"),
    [
        ({**VALUE, "PERCENTILE": 99}, ["PERCENTILE"]),
        ({"FALSE_ALARM_RATE": "0.01", "VALUE": 3}, ["FALSE_ALARM_RATE", "VALUE"]),
        ({"METHOD": "percentile", "PERCENTILE": 99, "FALSE_ALARM_RATE": 0.001, "VALUE": ""}, []),
    ],
)
def test_a_number_of_another_method_is_warned_of(run, feedback, tmp_path, given, unused):
    run("extractanomalies", feedback, INPUT=raster(tmp_path / "score.tif"), OUTPUT=tmp_path / "a.gpkg", **given)
    assert re.findall(r"(\w+) is ignored", feedback.textLog()) == unused


def test_the_calibrated_band_and_the_fit_agree(run, tmp_path):
    cube = np.tile(spectra(), (3, 3, 1))
    source, score = write(tmp_path / "scene.tif", cube), tmp_path / "score.tif"
    run("traindetect", INPUT=source, OUTPUT=score, EPOCHS=1, FALSE_ALARMS=True)
    rule = {"FALSE_ALARM_RATE": 0.01, **BY_RATE}
    by_band = run("extractanomalies", INPUT=score, OUTPUT=tmp_path / "a.gpkg", **rule)
    gdal.Translate(str(tmp_path / "plain.tif"), str(score), bandList=[1])
    fitted = run("extractanomalies", INPUT=tmp_path / "plain.tif", OUTPUT=tmp_path / "b.gpkg", **rule)
    assert by_band["COUNT"] == fitted["COUNT"] > 0
    assert fitted["THRESHOLD"] <= by_band["THRESHOLD"]
    for (_, one, _), (_, other, _) in zip(features(tmp_path / "a.gpkg"), features(tmp_path / "b.gpkg")):
        assert one["pfa"] == pytest.approx(other["pfa"], rel=1e-4)


def test_a_failed_run_leaves_the_older_file(run, tmp_path):
    from qgis.core import QgsProcessingException

    output = tmp_path / "a.gpkg"
    output.write_bytes(b"older")
    values = {"INPUT": raster(tmp_path / "score.tif"), "OUTPUT": output}
    with pytest.raises(QgsProcessingException, match="'value' needs a VALUE"):
        run("extractanomalies", METHOD="value", **values)
    source = write(tmp_path / "small.tif", scores()[:20, :40], gdal.GDT_Float32)
    with pytest.raises(QgsProcessingException, match="at least 1000"):
        run("extractanomalies", INPUT=source, OUTPUT=output, **BY_RATE)
    assert output.read_bytes() == b"older"


def test_a_cancelled_run_leaves_the_older_file(run, until, tmp_path):
    output = tmp_path / "a.gpkg"
    output.write_bytes(b"older")
    results = run("extractanomalies", until(30), INPUT=raster(tmp_path / "score.tif"), OUTPUT=output, **VALUE)
    assert "COUNT" not in results
    assert output.read_bytes() == b"older"
    assert files(tmp_path) == ["a.gpkg", "score.tif"]


def is_dressed(layer) -> bool:
    renderer = layer.renderer()
    labels = [rule.filterExpression() for rule in layer.labeling().rootRule().children()] if layer.labeling() else []
    return (
        renderer.type() == "graduatedSymbol"
        and renderer.classAttribute() == "rank"
        and renderer.rangeForValue(1).upperValue() == 10
        and layer.labelsEnabled()
        and labels == ['"rank" <= 10']
    )


@pytest.mark.parametrize("suffix", ["gpkg", "shp", "geojson"])
def test_opened_later_it_is_styled_and_tells_where_it_comes_from(run, tmp_path, suffix):
    from qgis.core import QgsVectorLayer

    output = tmp_path / f"a.{suffix}"
    run("extractanomalies", INPUT=raster(tmp_path / "score.tif"), OUTPUT=output, **VALUE)
    layer = QgsVectorLayer(str(output), "anomalies")
    assert is_dressed(layer)
    layer.loadDefaultMetadata()
    assert json.loads(json.loads(layer.metadata().abstract())["SCOREAD_EXTRACTION"])["threshold"] == 10


@pytest.mark.parametrize("destinations", ["files", "memory"])
def test_each_layer_of_a_batch_is_loaded_once_and_styled(provider, tmp_path, destinations):
    import processing
    from qgis.core import (
        QgsProcessing,
        QgsProcessingContext,
        QgsProcessingFeedback,
        QgsProcessingOutputLayerDefinition,
        QgsProject,
        QgsVectorLayer,
    )

    context, feedback = QgsProcessingContext(), QgsProcessingFeedback()
    context.setProject(QgsProject.instance())
    outputs = []
    for k in range(3):
        place = str(tmp_path / f"a{k}.gpkg") if destinations == "files" else QgsProcessing.TEMPORARY_OUTPUT
        target = QgsProcessingOutputLayerDefinition(place, QgsProject.instance())
        values = {"INPUT": str(raster(tmp_path / f"score{k}.tif")), "OUTPUT": target, **VALUE}
        outputs.append(
            processing.run("scoread:extractanomalies", values, context=context, feedback=feedback)["OUTPUT"]
        )
    if destinations == "files":
        layers = {output: QgsVectorLayer(output, "anomalies") for output in outputs}
    else:
        layers = {output.id(): output for output in outputs}
    assert set(context.layersToLoadOnCompletion()) == set(layers) and len(layers) == 3
    for key, layer in layers.items():
        layer.setLabeling(None)
        context.layerToLoadOnCompletionDetails(key).postProcessor().postProcessLayer(layer, context, feedback)
        assert is_dressed(layer) and layer.featureCount() == 2
        assert "SCOREAD_EXTRACTION" in layer.metadata().abstract()


@pytest.mark.parametrize("loaded", [True, False])
def test_a_batch_may_leave_outputs_empty(provider, feedback, tmp_path, loaded):
    """Its dialog passes a definition for each of them, with an empty path."""
    from qgis.core import QgsProcessingContext, QgsProcessingOutputLayerDefinition, QgsProject

    def target(path: str) -> QgsProcessingOutputLayerDefinition:
        return QgsProcessingOutputLayerDefinition(path, QgsProject.instance() if loaded else None)

    context, path = QgsProcessingContext(), str(tmp_path / "a.gpkg")
    values = {"INPUT": str(raster(tmp_path / "score.tif")), "OUTPUT": target(path), **VALUE}
    values |= {"POINTS": target(""), "MASK": target("")}
    results, done = provider.algorithm("extractanomalies").create().run(values, context, feedback)
    assert done, feedback.textLog()
    assert (results["OUTPUT"], results["POINTS"], results["MASK"]) == (path, "", "")
    assert list(context.layersToLoadOnCompletion()) == [path] * loaded
