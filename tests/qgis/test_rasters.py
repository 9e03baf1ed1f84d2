"""Rasters of every kind, as layers: the same spectra give the same scores, in the same place."""

from __future__ import annotations

import gc
import re

import numpy as np
import pytest
from osgeo import gdal

from tests.qgis.conftest import loaded_plugin
from tests.rasters import NORTH_UP, files, read, spectra, write

CUBE = spectra().round()
QUICK = {"EPOCHS": 1, "SEED": 2}
GCPS = [gdal.GCP(500000 + 5 * x, 5400000 - 5 * y, 0, x, y) for x, y in ((0, 0), (20, 0), (0, 24), (20, 24))]
KINDS = {
    "south up": {"transform": (500000.0, 5.0, 0.0, 5400000.0, 0.0, 5.0)},
    "rotated": {"transform": (500000.0, 4.0, 3.0, 5400000.0, 3.0, -4.0)},
    "without CRS": {"epsg": None},
    "not georeferenced": {"epsg": None, "transform": None},
    "ground control points": {"gcps": GCPS},
    "UInt16": {"kind": gdal.GDT_UInt16},
    "Float32": {"kind": gdal.GDT_Float32},
    "Float64": {"kind": gdal.GDT_Float64},
    "ENVI": {"driver": "ENVI"},
    "nodata of each band": {"nodata": [-1, -2, -3, -4, -5, -6, -7, -8]},
}


@pytest.fixture(scope="session")
def plain(qgis, tmp_path_factory):
    """Scores of the plain raster: north up, Int16."""
    import processing

    folder = tmp_path_factory.mktemp("plain")
    values = {"INPUT": str(write(folder / "scene.tif", CUBE)), "OUTPUT": str(folder / "score.tif"), **QUICK}
    with loaded_plugin():
        processing.run("scoread:traindetect", values)
    return read(folder / "score.tif")


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_spectra_give_the_same_scores(run, plain, tmp_path, kind):
    raster, output = write(tmp_path / "scene.dat", CUBE, **{"driver": "GTiff", **KINDS[kind]}), tmp_path / "score.tif"
    run("traindetect", INPUT=raster, OUTPUT=output, **QUICK)
    np.testing.assert_array_equal(read(output), plain)
    source, target = gdal.Open(str(raster)), gdal.Open(str(output))
    assert target.GetGeoTransform() == pytest.approx(source.GetGeoTransform())
    assert target.GetProjection() == source.GetProjection()
    assert target.GetGCPCount() == source.GetGCPCount()


@pytest.mark.parametrize("mode", ["global", "local", "subspace"])
@pytest.mark.parametrize("kind", ["rotated", "Float64", "ENVI", "nodata of each band"])
def test_the_same_spectra_give_the_same_rx_scores(run, tmp_path, mode, kind):
    scores = []
    for name, options in (("plain", {}), ("scene", KINDS[kind])):
        raster = write(tmp_path / f"{name}.dat", CUBE, **{"driver": "GTiff", **options})
        run("rxdetector", INPUT=raster, MODE=mode, OUTPUT=tmp_path / f"{name}.tif")
        scores.append(read(tmp_path / f"{name}.tif"))
    np.testing.assert_array_equal(*scores)
    source, target = gdal.Open(str(raster)), gdal.Open(str(tmp_path / "scene.tif"))
    assert target.GetGeoTransform() == pytest.approx(source.GetGeoTransform())


@pytest.mark.parametrize(
    ("mode", "unused"),
    [("global", ["COMPONENTS", "OUTER_WINDOW"]), ("subspace", ["OUTER_WINDOW"]), ("local", [])],
)
def test_a_number_of_another_rx_mode_is_warned_of(run, feedback, tmp_path, mode, unused):
    raster = write(tmp_path / "scene.tif", CUBE)
    numbers = {"COMPONENTS": 3, "OUTER_WINDOW": "9", "INNER_WINDOW": 5}
    run("rxdetector", feedback, INPUT=raster, MODE=mode, OUTPUT=tmp_path / "a.tif", **numbers)
    assert re.findall(r"(\w+) is ignored", feedback.textLog()) == unused


@pytest.mark.parametrize("mode", ["global", "subspace", "local"])
@pytest.mark.parametrize(("components", "warned"), [(None, True), (7, True), (6, False)])
def test_rx_of_few_pixels_is_warned_of(run, feedback, tmp_path, mode, components, warned):
    """With one pixel more than components, all would be equally far from their mean."""
    raster = write(tmp_path / "scene.tif", spectra(4, 5, 8))
    run("rxdetector", feedback, INPUT=raster, MODE=mode, OUTPUT=tmp_path / "a.tif", COMPONENTS=components)
    assert ("INPUT has 20 valid pixels" in feedback.textLog()) == (warned or mode == "global")


@pytest.mark.parametrize(
    ("algorithm", "output", "rows", "warned"),
    [("trainsgm", "m.scoread", 20, True), ("traindetect", "s.tif", 20, True), ("trainsgm", "m.scoread", 30, False)],
)
def test_a_training_on_few_pixels_is_warned_of(run, feedback, tmp_path, algorithm, output, rows, warned):
    raster = write(tmp_path / "scene.tif", spectra(rows, 20, 8))
    run(algorithm, feedback, INPUT=raster, OUTPUT=tmp_path / output, EPOCHS=1)
    assert (f"trained on only {20 * rows} pixels" in feedback.textLog()) == warned


def test_the_detection_report_tells_the_settings_of_the_detection(run, tmp_path):
    raster, report = write(tmp_path / "scene.tif"), tmp_path / "r.html"
    options = {"EPOCHS": 1, "PERTURBATIONS": 4, "NOISE_LEVELS": "0.05", "LARGEST_ANOMALY": 0, "EXCLUSION": 0.005}
    run("traindetect", INPUT=raster, OUTPUT=tmp_path / "s.tif", REPORT=report, **options)
    told = dict(re.findall(r'<th scope="row">([^<]*)</th><td>([^<]*)</td>', report.read_text()))
    assert (told["Perturbations"], told["Local background"], told["Exclusion"]) == ("4", "none", "0.005")
    assert "0.05" in told["Noise levels"] and "0.15" not in told["Noise levels"]


@pytest.mark.parametrize("own", [None, 3857])
def test_a_coordinate_system_assigned_in_qgis_counts(run, tmp_path, own):
    from qgis.core import (
        QgsCoordinateReferenceSystem,
        QgsCoordinateTransform,
        QgsFeature,
        QgsGeometry,
        QgsProject,
        QgsRasterLayer,
        QgsRectangle,
        QgsVectorLayer,
    )

    utm, degrees = (QgsCoordinateReferenceSystem(name) for name in ("EPSG:32633", "EPSG:4326"))
    shape = QgsGeometry.fromRect(QgsRectangle(500012, 5399912, 500063, 5399983))
    shape.transform(QgsCoordinateTransform(utm, degrees, QgsProject.instance()))
    feature, polygon = QgsFeature(), QgsVectorLayer("Polygon?crs=EPSG:4326", "mask", "memory")
    feature.setGeometry(shape)
    polygon.dataProvider().addFeature(feature)
    scores = {}
    for name, epsg in (("right", 32633), ("assigned", own)):
        layer = QgsRasterLayer(str(write(tmp_path / f"{name}.tif", CUBE, epsg=epsg)))
        layer.setCrs(utm)
        run("rxdetector", INPUT=layer, MASK=polygon, OUTPUT=tmp_path / f"{name}-score.tif")
        scores[name] = read(tmp_path / f"{name}-score.tif")
    assert np.isnan(scores["right"]).any() and np.isfinite(scores["right"]).any()
    np.testing.assert_array_equal(scores["assigned"], scores["right"])
    assert QgsRasterLayer(str(tmp_path / "assigned-score.tif")).crs().authid() == "EPSG:32633"
    assert files(tmp_path) == sorted(
        f"{name}{end}" for name in scores for end in (".tif", "-score.tif", "-score.qml")
    )


def test_rx_takes_the_bands_and_the_part_asked_for(run, tmp_path):
    raster, part = write(tmp_path / "scene.tif", CUBE), write(tmp_path / "part.tif", CUBE[2:22, 3:, [0, 2, 5]])
    left, top = NORTH_UP[0] + 15, NORTH_UP[3] - 10
    extent = f"{left},{left + 85},{top - 100},{top} [EPSG:32633]"
    run("rxdetector", INPUT=raster, BANDS=[1, 3, 6], EXTENT=extent, OUTPUT=tmp_path / "a.tif")
    run("rxdetector", INPUT=part, OUTPUT=tmp_path / "b.tif")
    np.testing.assert_array_equal(read(tmp_path / "a.tif"), read(tmp_path / "b.tif"))


def test_a_virtual_raster(run, plain, tmp_path):
    raster, output = write(tmp_path / "scene.tif", CUBE), tmp_path / "score.tif"
    gdal.BuildVRT(str(tmp_path / "scene.vrt"), str(raster)).FlushCache()
    run("traindetect", INPUT=tmp_path / "scene.vrt", OUTPUT=output, **QUICK)
    np.testing.assert_array_equal(read(output), plain)


def test_a_layer_with_open_options(run, tmp_path):
    from qgis.core import QgsRasterLayer

    raster = write(tmp_path / "scene.tif", CUBE)
    layer = QgsRasterLayer(f"{raster}|option:NUM_THREADS=1", "scene", "gdal")
    assert run("rxdetector", INPUT=layer, OUTPUT=tmp_path / "score.tif")["MAXIMUM"] > 0


def test_invalid_pixels_are_not_scored(run, tmp_path):
    cube = CUBE.copy()
    cube[0, 0, 3], cube[1, 1, 0], cube[2, 2, 7] = np.nan, -1, np.inf
    raster, output = tmp_path / "scene.tif", tmp_path / "score.tif"
    write(raster, cube, kind=gdal.GDT_Float32, nodata=[-1] * 8)
    results = run("traindetect", INPUT=raster, OUTPUT=output, **QUICK)
    scores = read(output)
    assert np.argwhere(np.isnan(scores)).tolist() == [[0, 0], [1, 1], [2, 2]]
    assert results["PIXELS"] == 477


def test_bands_that_carry_nothing_are_left_out(run, feedback, tmp_path):
    cube = CUBE.copy()
    cube[:, :, 5] = 7
    values = ", ".join(str(400 + 10 * k) for k in range(8))
    envi = {"bbl": "{1,0,0,1,1,1,1,1}", "wavelength": f"{{{values}}}", "wavelength_units": "Nanometers"}
    raster = write(tmp_path / "scene.tif", cube, envi=envi)
    results = run("traindetect", feedback, INPUT=raster, OUTPUT=tmp_path / "score.tif", **QUICK)
    assert results["BANDS_USED"] == 5
    assert "Bands 2-3 are left out: flagged bad in the header" in feedback.textLog()
    assert "Band 6 is left out: constant" in feedback.textLog()


@pytest.mark.parametrize(("bands", "count"), [(None, 1), ([1, 2, 3], 0)])
def test_a_bad_band_list_of_another_length_is_warned_of_unless_bands_are_chosen(
    run, feedback, tmp_path, bands, count
):
    raster = write(tmp_path / "scene.tif", CUBE, envi={"bbl": "{1, 0, 1}"})
    run("rxdetector", feedback, INPUT=raster, BANDS=bands, OUTPUT=tmp_path / "score.tif")
    assert feedback.textLog().count("(bbl) of INPUT is ignored: it does not consist of 8 numbers") == count


def test_georeferencing_crops_the_score_in_its_place(run, tmp_path):
    raster, output = write(tmp_path / "scene.tif", CUBE), tmp_path / "score.tif"
    extent = "500020,500070,5399900,5399950 [EPSG:32633]"
    run("traindetect", INPUT=raster, OUTPUT=output, EXTENT=extent, **QUICK)
    assert read(output).shape == (10, 10)
    assert gdal.Open(str(output)).GetGeoTransform() == (500020.0, 5.0, 0.0, 5399950.0, 0.0, -5.0)


def test_a_polygon_layer_in_memory_masks(run, tmp_path):
    from qgis.core import QgsFeature, QgsGeometry, QgsRectangle, QgsVectorLayer

    layer = QgsVectorLayer("Polygon?crs=EPSG:32633", "mask", "memory")
    feature = QgsFeature()
    left, top = NORTH_UP[0], NORTH_UP[3]
    feature.setGeometry(QgsGeometry.fromRect(QgsRectangle(left + 10, top - 60, left + 40, top - 20)))
    layer.dataProvider().addFeature(feature)
    raster, output = write(tmp_path / "scene.tif", CUBE), tmp_path / "score.tif"
    results = run("traindetect", INPUT=raster, OUTPUT=output, MASK=layer, **QUICK)
    inside = np.zeros((24, 20), bool)
    inside[4:12, 2:8] = True
    assert results["PIXELS"] == 48
    np.testing.assert_array_equal(np.isfinite(read(output)), inside)


def test_a_mask_lies_where_qgis_was_told_that_it_does(run, tmp_path):
    from osgeo import ogr
    from qgis.core import QgsCoordinateReferenceSystem, QgsVectorLayer

    raster, output, path = write(tmp_path / "scene.tif", CUBE), tmp_path / "score.tif", str(tmp_path / "mask.shp")
    degrees = gdal.Warp("", str(raster), format="MEM", dstSRS="EPSG:4326")
    left, step, _, top, _, down = degrees.GetGeoTransform()
    corners = [(left + x * step * degrees.RasterXSize, top + y * down * degrees.RasterYSize)
               for x, y in ((0.2, 0.2), (0.7, 0.2), (0.7, 0.7), (0.2, 0.7), (0.2, 0.2))]  # fmt: skip
    source = ogr.GetDriverByName("ESRI Shapefile").CreateDataSource(path)
    shapes = source.CreateLayer("mask", None, ogr.wkbPolygon)
    feature = ogr.Feature(shapes.GetLayerDefn())
    feature.SetGeometry(ogr.CreateGeometryFromWkt(f"POLYGON(({', '.join(f'{x} {y}' for x, y in corners)}))"))
    shapes.CreateFeature(feature)
    del feature, shapes, source
    layer = QgsVectorLayer(path, "mask", "ogr")
    layer.setCrs(QgsCoordinateReferenceSystem("EPSG:4326"))
    run("rxdetector", INPUT=raster, MASK=layer, OUTPUT=output)
    assert 80 < np.isfinite(read(output)).sum() < 160


@pytest.mark.parametrize("own", [None, 23033])
def test_a_coordinate_system_assigned_to_a_raster_counts_for_mask_truth_and_score(run, tmp_path, own):
    """A step of the grid to the side, so that only the coordinate system can tell where it lies."""
    from qgis.core import QgsCoordinateReferenceSystem, QgsRasterLayer

    def layer(name, cube, **place):
        found = QgsRasterLayer(str(write(tmp_path / name, cube, **place)))
        found.setCrs(QgsCoordinateReferenceSystem("EPSG:32633"))
        return found

    aside = (NORTH_UP[0] - 25, *NORTH_UP[1:])
    marked = np.zeros((24, 20, 1))
    marked[4:14, 7:19] = 1
    scene = layer("scene.tif", CUBE)
    run(
        "rxdetector",
        INPUT=scene,
        MASK=layer("mask.tif", marked, epsg=own, transform=aside),
        OUTPUT=tmp_path / "rx.tif",
    )
    expected = np.zeros((24, 20), bool)
    expected[4:14, 2:14] = True
    np.testing.assert_array_equal(np.isfinite(read(tmp_path / "rx.tif")), expected)

    run("rxdetector", INPUT=scene, OUTPUT=tmp_path / "all.tif")
    score = layer("score.tif", read(tmp_path / "all.tif")[:, :, None], kind=gdal.GDT_Float32, epsg=own)
    results = run("evaluatedetection", INPUT=[score], TRUTH=layer("truth.tif", marked, epsg=own, transform=aside))
    assert (results["ANOMALIES"], results["BACKGROUND"]) == (120, 24 * 15 - 120)

    found = tmp_path / "found.tif"
    run("extractanomalies", INPUT=score, METHOD="percentile", OUTPUT=tmp_path / "found.gpkg", MASK=found)
    assert gdal.Open(str(found)).GetSpatialRef().GetAuthorityCode(None) == "32633"


def test_a_mask_in_another_coordinate_system_is_not_on_the_grid_of_equal_numbers(run, tmp_path):
    from qgis.core import QgsProcessingException

    mask = write(tmp_path / "mask.tif", np.ones((24, 20, 1)), epsg=32632)
    with pytest.raises(QgsProcessingException, match="no valid pixel"):
        run("rxdetector", INPUT=write(tmp_path / "scene.tif", CUBE), MASK=mask, OUTPUT=tmp_path / "rx.tif")


@pytest.mark.parametrize(
    ("algorithm", "name"), [("rxdetector", "INPUT"), ("rxdetector", "MASK"), ("evaluatedetection", "TRUTH")]
)
def test_a_map_from_a_server_is_not_read(refused, tmp_path, algorithm, name):
    from qgis.core import QgsRasterLayer

    raster = write(tmp_path / "scene.tif", CUBE)
    inputs = (
        {"INPUT": raster, "OUTPUT": tmp_path / "rx.tif"} if algorithm == "rxdetector" else {"INPUT": [str(raster)]}
    )
    tiles = QgsRasterLayer("type=xyz&url=http://localhost/{z}/{x}/{y}.png", "Tiles", "wms")
    told = "'Tiles' comes from the provider 'wms', but rasters are read through GDAL"
    refused(tmp_path, algorithm, told, **{**inputs, name: tiles})


def test_a_mask_that_allows_nothing_is_told_as_such(run, trained, tmp_path):
    from qgis.core import QgsProcessingException

    mask = write(tmp_path / "mask.tif", np.zeros((24, 20, 1)))
    with pytest.raises(QgsProcessingException, match="no valid pixel"):
        run("detectanomalies", INPUT=trained[0], MODEL=trained[1], MASK=mask, OUTPUT=tmp_path / "s.tif")


@pytest.mark.parametrize(
    ("name", "parameter", "output", "values"),
    [
        ("detectanomalies", "MODEL", "s.tif", {}),
        ("noisesweep", "MODEL", "s.tif", {}),
        ("trainsgm", "INITIAL_MODEL", "new.scoread", QUICK),
    ],
)
def test_other_units_than_those_of_the_model_are_told(run, tmp_path, name, parameter, output, values):
    from qgis.core import QgsProcessingFeedback

    raster, model = write(tmp_path / "scene.tif", CUBE), tmp_path / "m.scoread"
    reflectance = write(tmp_path / "reflectance.tif", CUBE / 10_000, kind=gdal.GDT_Float32)
    run("trainsgm", INPUT=raster, OUTPUT=model, **QUICK)
    for source, count in ((raster, 0), (reflectance, 1)):
        feedback = QgsProcessingFeedback()
        run(name, feedback, INPUT=source, OUTPUT=tmp_path / output, **{parameter: model}, **values)
        assert feedback.textLog().count("INPUT is unlike the training data of MODEL") == count


def test_a_failed_run_leaves_no_raster_open(run, tmp_path):
    """What the exception holds stays, with all its memory, until QGIS ends."""
    from qgis.core import QgsProcessingException

    raster = write(tmp_path / "scene.tif", np.random.default_rng(0).normal(0, 1000, (200, 200, 8)))
    raster.write_bytes(raster.read_bytes()[:-200_000])
    with pytest.raises(QgsProcessingException, match="cannot be read"):
        run("rxdetector", INPUT=raster, BANDS=[1, 2, 3, 8], OUTPUT=tmp_path / "score.tif")
    gc.collect()
    opened = [kept for kept in gc.get_objects() if isinstance(kept, gdal.Dataset)]
    assert [dataset.GetDescription() for dataset in opened if str(tmp_path) in dataset.GetDescription()] == []
