"""Explain pixels inside QGIS: which pixels points in any coordinates ask for, and what becomes of their fields."""

from __future__ import annotations

import json

import numpy as np
import pytest
from osgeo import gdal, ogr, osr

from tests.qgis.conftest import train_in
from tests.rasters import NORTH_UP, files, read, spectra, write

PIXELS = [(5, 7), (0, 0), (23, 19)]
BEYOND = "POINT (0 0)"


@pytest.fixture(scope="module")
def scene(qgis, tmp_path_factory):
    """A raster with a pixel of nodata at (2, 3), and a model trained on it."""
    cube = spectra()
    cube[2, 3] = -1
    return dict(zip(("INPUT", "MODEL"), train_in(tmp_path_factory.mktemp("scene"), cube, nodata=[-1] * 8)))


def centres(pixels):
    return [gdal.ApplyGeoTransform(NORTH_UP, column + 0.5, row + 0.5) for row, column in pixels]


def points_at(places):
    return [f"POINT ({x!r} {y!r})" for x, y in places]


CENTRES = points_at(centres(PIXELS))


def point_file(path, places=CENTRES, epsg=32633, kind=ogr.wkbPoint):
    """A layer with the fields `score` and `name`, at places told as WKT; one of None has no geometry."""
    reference = osr.SpatialReference()
    reference.ImportFromEPSG(epsg)
    reference.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    source = ogr.GetDriverByName("GPKG").CreateDataSource(str(path))
    layer = source.CreateLayer("points", reference, kind)
    layer.CreateField(ogr.FieldDefn("score", ogr.OFTReal))
    layer.CreateField(ogr.FieldDefn("name", ogr.OFTString))
    for k, place in enumerate(places):
        feature = ogr.Feature(layer.GetLayerDefn())
        feature.SetField("score", k + 0.5)
        feature.SetField("name", f"é {k}")
        if place is not None:
            feature.SetGeometry(ogr.CreateGeometryFromWkt(place))
        layer.CreateFeature(feature)
    return path


def rows(path):
    source = ogr.Open(str(path))
    return [
        {**feature.items(), "wkt": feature.geometry() and feature.geometry().ExportToWkt()}
        for feature in source.GetLayer(0)
    ]


def test_points_with_repeated_keys_are_explained(run, scene, tmp_path):
    """As multipoints that were split have them."""
    import processing

    multipoint = [f"MULTIPOINT ({', '.join(f'{x} {y}' for x, y in centres(PIXELS))})"]
    points = point_file(tmp_path / "p.gpkg", multipoint, kind=ogr.wkbMultiPoint)
    split = processing.run("native:multiparttosingleparts", {"INPUT": str(points), "OUTPUT": "TEMPORARY_OUTPUT"})
    run("explainpixels", POINTS=split["OUTPUT"], OUTPUT=tmp_path / "e.gpkg", **scene)
    assert [row["point"] for row in rows(tmp_path / "e.gpkg")] == [1, 2, 3]


def test_points_keep_their_fields_and_get_those_of_the_explanation(run, scene, tmp_path):
    places = [*CENTRES, BEYOND, *points_at(centres([(2, 3)])), None]
    points, output = point_file(tmp_path / "p.gpkg", places), tmp_path / "e.gpkg"
    results = run("explainpixels", POINTS=points, OUTPUT=output, **scene)
    assert (results["EXPLAINED"], results["OUTSIDE"], results["INVALID"]) == (3, 2, 1)
    found = rows(output)
    assert [row["name"] for row in found] == [f"é {k}" for k in range(6)]
    assert [row["score"] for row in found] == [k + 0.5 for k in range(6)]
    assert [row["point"] for row in found] == [1, 2, 3, 4, 5, 6]
    assert [row["wkt"] for row in found[:5]] == [row["wkt"] for row in rows(points)[:5]]
    for row, (line, column) in zip(found, PIXELS):
        profile = {name: json.loads(row[name])["y"] for name in ("spectrum", "deviation", "background", "nearest")}
        np.testing.assert_array_equal(profile["spectrum"], read(scene["INPUT"])[:, line, column])
        moved = np.array(profile["spectrum"]) - profile["deviation"]
        np.testing.assert_allclose(profile["background"], moved, atol=0.01)
        assert (read(scene["INPUT"]) == np.array(profile["nearest"])[:, None, None]).all(axis=0).any()
        assert row["score_2"] > 0 and row["distance"] >= 0
    assert found[0]["score_2"] == max(row["score_2"] for row in found[:3])
    for row in found[3:]:
        assert {row[name] for name in ("score_2", "distance", "spectrum", "deviation", "nearest")} == {None}


def test_points_of_another_coordinate_system_are_brought_to_the_raster(run, scene, tmp_path):
    here, degrees = osr.SpatialReference(), osr.SpatialReference()
    here.ImportFromEPSG(32633)
    degrees.ImportFromEPSG(4326)
    for reference in (here, degrees):
        reference.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    away = osr.CoordinateTransformation(here, degrees)
    places = points_at(away.TransformPoint(x, y)[:2] for x, y in centres(PIXELS))
    there = point_file(tmp_path / "a.gpkg", [*places, "POINT (15 95)"], 4326)
    assert run("explainpixels", POINTS=there, OUTPUT=tmp_path / "e.gpkg", **scene)["OUTSIDE"] == 1
    run("explainpixels", POINTS=point_file(tmp_path / "b.gpkg"), OUTPUT=tmp_path / "f.gpkg", **scene)
    one, other = rows(tmp_path / "e.gpkg"), rows(tmp_path / "f.gpkg")
    assert [row["spectrum"] for row in one[:3]] == [row["spectrum"] for row in other]
    assert [row["score_2"] for row in one[:3]] == [row["score_2"] for row in other]
    from qgis.core import QgsVectorLayer

    assert QgsVectorLayer(str(tmp_path / "e.gpkg")).crs().authid() == "EPSG:4326"


def test_a_multipoint_of_one_is_a_point_and_of_several_none(run, feedback, scene, tmp_path):
    (x, y), (other, line) = centres([(5, 7), (0, 0)])
    places = [f"MULTIPOINT ({x} {y})", f"MULTIPOINT ({x} {y}, {other} {line})"]
    points = point_file(tmp_path / "p.gpkg", places, kind=ogr.wkbMultiPoint)
    results = run("explainpixels", feedback, POINTS=points, OUTPUT=tmp_path / "e.gpkg", **scene)
    assert (results["EXPLAINED"], results["OUTSIDE"]) == (1, 1)
    assert "1 points are outside INPUT or not single points" in feedback.textLog()
    assert "invalid pixels" not in feedback.textLog()


def test_a_point_without_coordinates_is_outside(run, scene, tmp_path):
    points = point_file(tmp_path / "points.gpkg", [CENTRES[0], "POINT EMPTY"])
    results = run("explainpixels", **scene, POINTS=points, OUTPUT=tmp_path / "out.gpkg")
    assert (results["EXPLAINED"], results["OUTSIDE"]) == (1, 1)


def test_a_memory_layer_with_a_selection_and_a_memory_output(run, scene, tmp_path):
    from qgis.core import (
        QgsFeature,
        QgsGeometry,
        QgsPointXY,
        QgsProcessingFeatureSourceDefinition,
        QgsProject,
        QgsVectorLayer,
    )

    layer = QgsVectorLayer("PointZ?crs=EPSG:32633&field=a:int", "points", "memory")
    features = []
    for k, (x, y) in enumerate(centres(PIXELS)):
        feature = QgsFeature(layer.fields())
        feature.setGeometry(QgsGeometry.fromPointXY(QgsPointXY(x, y)))
        feature.setAttributes([k])
        features.append(feature)
    layer.dataProvider().addFeatures(features)
    layer.selectByExpression('"a" = 2')
    QgsProject.instance().addMapLayer(layer)
    chosen = QgsProcessingFeatureSourceDefinition(layer.id(), True)
    results = run("explainpixels", POINTS=chosen, OUTPUT="TEMPORARY_OUTPUT", **scene)
    assert results["EXPLAINED"] == 1 and results["TABLE"] == ""
    assert [feature["a"] for feature in results["OUTPUT"].getFeatures()] == [2]
    QgsProject.instance().removeMapLayer(layer.id())


def test_points_that_all_lie_elsewhere_are_refused_and_nothing_is_left(run, scene, tmp_path):
    from qgis.core import QgsProcessingException

    outputs = {"OUTPUT": tmp_path / "e.gpkg", "REPORT": tmp_path / "e.html", "TABLE": tmp_path / "e.csv"}
    for places, words in (([BEYOND] * 2, "2 of 2 are outside"), (points_at(centres([(2, 3)])), "0 of 1 are outside")):
        points = point_file(tmp_path / "p.gpkg", places)
        with pytest.raises(QgsProcessingException, match=words):
            run("explainpixels", POINTS=points, **outputs, **scene)
        points.unlink()
    assert files(tmp_path) == []


def test_too_many_points_and_none_are_refused(run, scene, tmp_path, monkeypatch):
    from qgis.core import QgsProcessingException
    from scoread.scoread_plugin.jobs import explaining_points

    points = point_file(tmp_path / "p.gpkg")
    monkeypatch.setattr(explaining_points, "MOST_POINTS", 2)
    with pytest.raises(QgsProcessingException, match="3 features, but at most 2"):
        run("explainpixels", POINTS=points, OUTPUT=tmp_path / "e.gpkg", **scene)
    with pytest.raises(QgsProcessingException, match="has no features"):
        run("explainpixels", POINTS=point_file(tmp_path / "n.gpkg", []), OUTPUT=tmp_path / "e.gpkg", **scene)


def test_a_cancelled_run_leaves_the_older_file(run, until, scene, tmp_path):
    output = tmp_path / "e.gpkg"
    output.write_bytes(b"older")
    points = point_file(tmp_path / "p.gpkg")
    results = run("explainpixels", until(30), POINTS=points, OUTPUT=output, **scene)
    assert "EXPLAINED" not in results
    assert output.read_bytes() == b"older"
    assert files(tmp_path) == ["e.gpkg", "p.gpkg"]


def test_a_raster_in_other_units_than_the_models_is_told(run, feedback, scene, tmp_path):
    other = {**scene, "INPUT": write(tmp_path / "other.tif", spectra() / 1000, kind=gdal.GDT_Float32)}
    points = point_file(tmp_path / "p.gpkg")
    run("explainpixels", feedback, POINTS=points, OUTPUT=tmp_path / "e.gpkg", **other)
    assert "INPUT is unlike the training data of MODEL" in feedback.textLog()


def test_the_layer_tells_where_it_comes_from(run, scene, tmp_path):
    from qgis.core import QgsVectorLayer

    output = tmp_path / "e.gpkg"
    run("explainpixels", POINTS=point_file(tmp_path / "p.gpkg"), SEED=2, OUTPUT=output, **scene)
    layer = QgsVectorLayer(str(output), "points")
    layer.loadDefaultMetadata()
    told = json.loads(layer.metadata().abstract())
    assert told["SCOREAD_MODEL_ID"] and told["SCOREAD_SEED"] == "2"
    assert "area opening" not in told["SCOREAD_SCORE"]
