from __future__ import annotations

import json

import numpy as np
import pytest
from osgeo import ogr, osr

from scoread_plugin.raster.burning import cut, rectangle
from scoread_plugin.raster.dataset import open_dataset
from scoread_plugin.raster.errors import RasterError
from scoread_plugin.raster.truth import ANOMALY, BACKGROUND, UNJUDGED, Truth
from tests.unit.cubes import NORTH_UP, UTM33, place_by_points, reference_of

ROWS, COLUMNS = 6, 8


@pytest.fixture
def grid(write_raster):
    def grid(transform=NORTH_UP, epsg=32633):
        return open_dataset(write_raster(np.ones((ROWS, COLUMNS, 1), np.float32), "score.tif", transform, epsg))

    return grid


def flags() -> np.ndarray:
    return np.random.default_rng(0).integers(0, 3, (ROWS, COLUMNS)).astype(np.float32)


def write_shapes(path, shapes, kind=ogr.wkbUnknown, epsg=32633):
    """A layer of (WKT in pixels from the upper left corner, y upwards; value or None), in the CRS of that code."""
    step = osr.CoordinateTransformation(reference_of(UTM33), reference_of(epsg))
    source = ogr.GetDriverByName("GPKG").CreateDataSource(str(path))
    layer = source.CreateLayer("truth", reference_of(epsg), kind)
    layer.CreateField(ogr.FieldDefn('an "odd" name', ogr.OFTReal))
    layer.CreateField(ogr.FieldDefn("label", ogr.OFTString))
    for text, value in shapes:
        geometry = json.loads(ogr.CreateGeometryFromWkt(text).ExportToJson())
        geometry["coordinates"] = placed(geometry["coordinates"])
        shape = ogr.CreateGeometryFromJson(json.dumps(geometry))
        shape.Transform(step)
        feature = ogr.Feature(layer.GetLayerDefn())
        feature.SetGeometry(shape)
        if value is not None:
            feature.SetField(0, value)
        layer.CreateFeature(feature)
    del layer, source
    return str(path)


def write_geometries(path, shapes, kind, epsg):
    """A layer of shapes in WKT, or of none, in the CRS of that code."""
    reference = osr.SpatialReference()
    reference.ImportFromEPSG(epsg)
    source = ogr.GetDriverByName("GPKG").CreateDataSource(str(path))
    layer = source.CreateLayer("truth", reference, kind)
    for shape in shapes:
        feature = ogr.Feature(layer.GetLayerDefn())
        feature.SetGeometry(shape and ogr.CreateGeometryFromWkt(shape))
        layer.CreateFeature(feature)
    del feature, layer, source
    return str(path)


def placed(coordinates):
    if isinstance(coordinates[0], list):
        return [placed(part) for part in coordinates]
    return [NORTH_UP[0] + 10 * coordinates[0], NORTH_UP[3] + 10 * coordinates[1]]


SQUARE = "POLYGON ((1 -1, 4 -1, 4 -3, 1 -3, 1 -1))"
SQUARES = [
    (SQUARE, 2.0),
    ("POLYGON ((3 -2, 6 -2, 6 -4, 3 -4, 3 -2))", 0.0),
    ("POLYGON ((0 -5, 2 -5, 2 -6, 0 -6, 0 -5))", None),
]


def test_a_raster_on_the_same_grid(grid, write_raster):
    values = flags()
    values[0, 0] = np.nan
    path = write_raster(values[:, :, None], "truth.tif", nodata=2)
    expected = np.select([np.isnan(values) | (values == 2), values != 0], [UNJUDGED, ANOMALY], BACKGROUND)
    np.testing.assert_array_equal(Truth(path, True).on_grid(grid()), expected)


@pytest.mark.parametrize("placed_one", ["score", "truth"])
def test_a_raster_of_the_same_size_of_which_one_is_not_placed(grid, write_raster, placed_one):
    where = {"score": NORTH_UP, "truth": NORTH_UP, **{placed_one: None}}
    path = write_raster(flags()[:, :, None], "truth.tif", where["truth"])
    np.testing.assert_array_equal(Truth(path, True).on_grid(grid(where["score"])), flags() != 0)


@pytest.mark.parametrize("kind", ["uint8", "int16", "float32"])
@pytest.mark.parametrize("aside", [0, 0.001, -0.001])
def test_a_finer_raster_loses_no_target_and_gains_none(grid, write_raster, kind, aside):
    fine = np.zeros((4 * ROWS, 4 * COLUMNS), kind)
    fine[1, 2], fine[4 * 3 + 3, 4 * 2] = 1, 5
    fine[4 * 5 : 4 * 6, 4 * 1 : 4 * 2] = 9
    path = write_raster(
        fine[:, :, None], "truth.tif", (NORTH_UP[0] + aside, 2.5, 0.0, NORTH_UP[3] + aside, 0.0, -2.5), nodata=9
    )
    expected = np.full((ROWS, COLUMNS), BACKGROUND)
    expected[0, 0] = expected[3, 2] = ANOMALY
    expected[5, 1] = UNJUDGED
    np.testing.assert_array_equal(Truth(path, True).on_grid(grid()), expected)


@pytest.mark.parametrize("finer", [1.1, 1.3, 1.45])
def test_a_slightly_finer_raster_loses_no_target(write_raster, finer):
    score = open_dataset(write_raster(np.ones((100, 100, 1), np.float32), "score.tif"))
    size = round(100 * finer)
    fine = np.zeros((size, size), np.uint8)
    fine[5:-5:8, 5:-5:8] = 1
    step = 1000 / size
    path = write_raster(fine[:, :, None], "truth.tif", (NORTH_UP[0], step, 0.0, NORTH_UP[3], 0.0, -step))
    labels = Truth(path, True).on_grid(score)
    centres = np.floor((np.argwhere(fine) + 0.5) * 100 / size).astype(int)
    assert (labels[tuple(centres.T)] == ANOMALY).all()


def test_a_finer_raster_may_be_negative_and_unknown(grid, write_raster):
    fine = np.zeros((4 * ROWS, 4 * COLUMNS), np.float32)
    fine[1, 2], fine[4 * 3 : 4 * 4] = -3, np.nan
    path = write_raster(fine[:, :, None], "truth.tif", (NORTH_UP[0], 2.5, 0.0, NORTH_UP[3], 0.0, -2.5))
    expected = np.full((ROWS, COLUMNS), BACKGROUND)
    expected[0, 0], expected[3] = ANOMALY, UNJUDGED
    np.testing.assert_array_equal(Truth(path, True).on_grid(grid()), expected)


@pytest.mark.parametrize("kind", ["uint8", "int16", "float32"])
def test_a_raster_on_another_grid_is_warped_and_judges_only_where_it_lies(grid, write_raster, kind):
    coarse = np.array([[1, 0], [0, 7]], kind)
    path = write_raster(coarse[:, :, None], "truth.tif", (500020.0, 20.0, 0.0, 5399980.0, 0.0, -20.0))
    expected = np.full((ROWS, COLUMNS), UNJUDGED)
    expected[2:6, 2:6] = (coarse != 0).repeat(2, 0).repeat(2, 1)
    np.testing.assert_array_equal(Truth(path, True).on_grid(grid()), expected)


@pytest.mark.parametrize("epsg", [32633, 4326])
def test_polygons_and_points_are_anomalous_and_all_else_is_background(grid, tmp_path, epsg):
    shapes = [(SQUARE, 0), ("POINT (6.5 -0.5)", None), ("MULTIPOINT (0.5 -5.5, 7.2 -5.8)", None)]
    path = write_shapes(tmp_path / "truth.gpkg", shapes, epsg=epsg)
    expected = np.full((ROWS, COLUMNS), BACKGROUND)
    expected[1:3, 1:4] = expected[0, 6] = expected[5, 0] = expected[5, 7] = ANOMALY
    np.testing.assert_array_equal(Truth(path, False, "truth").on_grid(grid()), expected)


@pytest.mark.parametrize("kind", [ogr.wkbCurvePolygon, ogr.wkbMultiSurface, ogr.wkbUnknown])
def test_what_is_bounded_by_arcs_is_anomalous(grid, tmp_path, kind):
    """A disk around a pixel, with the centres of its four neighbours."""
    arcs = "500013 5399975, 500025 5399987, 500037 5399975, 500025 5399963, 500013 5399975"
    disk = f"CURVEPOLYGON (CIRCULARSTRING ({arcs}))"
    shape = f"MULTISURFACE ({disk})" if kind == ogr.wkbMultiSurface else disk
    path = write_geometries(tmp_path / "truth.gpkg", [None, shape], kind, 32633)
    expected = np.full((ROWS, COLUMNS), BACKGROUND)
    expected[2, 1:4] = expected[1:4, 2] = ANOMALY
    np.testing.assert_array_equal(Truth(path, False).on_grid(grid()), expected)


WORLD = "-180 -90, 180 -90, 180 90, -180 90, -180 -90"
AMERICAS = "((-170 -60, -100 -60, -30 -60, -30 0, -30 70, -100 70, -170 70, -170 0, -170 -60))"


@pytest.mark.parametrize(
    ("shape", "label"),
    [
        (f"POLYGON (({WORLD}))", ANOMALY),
        (f"POLYGON (({WORLD}), (14 48, 16 48, 16 49, 14 49, 14 48))", BACKGROUND),
        (f"MULTIPOLYGON (((20 45, 40 45, 40 55, 20 55, 20 45)), {AMERICAS})", BACKGROUND),
        (f"MULTIPOLYGON (((10 45, 40 45, 40 55, 10 55, 10 45)), {AMERICAS})", ANOMALY),
    ],
)
def test_shapes_that_reach_around_the_globe_lie_where_they_lie(grid, tmp_path, shape, label):
    """The grid lies at 15 degrees east and 48.75 degrees north."""
    path = write_geometries(tmp_path / "truth.gpkg", [shape], ogr.wkbUnknown, 4326)
    assert (Truth(path, False).on_grid(grid()) == label).all()


def test_shapes_within_bounds_are_not_cut():
    """That would take longer than burning them."""
    bounds = rectangle(0, 0, 10, 10)
    inside, across = rectangle(0, 2, 10, 4), rectangle(-1, 2, 3, 4)
    assert cut(inside, bounds) is inside and cut(across, bounds).Area() == 6


def test_shapes_may_be_burned_over_much_of_the_globe(grid, tmp_path):
    """Twice as far from its middle, this grid would reach beyond the poles."""
    half = "POLYGON ((0 -2e7, 1e7 -2e7, 1e7 2e7, 0 2e7, 0 -2e7))"
    path = write_geometries(tmp_path / "truth.gpkg", [half], ogr.wkbUnknown, 3857)
    flags = Truth(path, False).on_grid(grid((0, 20, 0, 60, 0, -20), 4326))
    np.testing.assert_array_equal(flags, np.tile(np.where(np.arange(COLUMNS) < 4, ANOMALY, BACKGROUND), (ROWS, 1)))


def test_a_field_tells_anomalies_from_background_and_what_is_not_judged(grid, tmp_path):
    path = write_shapes(tmp_path / "truth.gpkg", SQUARES)
    expected = np.full((ROWS, COLUMNS), BACKGROUND)
    expected[1:3, 1:4], expected[5, 0:2] = ANOMALY, UNJUDGED
    np.testing.assert_array_equal(Truth(path, False, field='an "odd" name').on_grid(grid()), expected)


@pytest.mark.parametrize("field", ["label", "nothing"])
def test_a_field_without_numbers_is_refused(grid, tmp_path, gdal_exceptions, field):
    path = write_shapes(tmp_path / "truth.gpkg", SQUARES)
    with pytest.raises(RasterError, match=f"no numeric field '{field}' .TRUTH_FIELD.; it has: .*odd"):
        Truth(path, False, field=field).on_grid(grid())


def test_lines_are_refused(grid, tmp_path, gdal_exceptions):
    path = write_shapes(tmp_path / "truth.gpkg", [("LINESTRING (1 -1, 4 -3)", 1)], ogr.wkbLineString)
    with pytest.raises(RasterError, match="polygons or points"):
        Truth(path, False).on_grid(grid())


def test_a_vector_over_a_raster_that_is_not_placed_is_refused(grid, tmp_path, gdal_exceptions):
    path = write_shapes(tmp_path / "truth.gpkg", SQUARES)
    with pytest.raises(RasterError, match="score.tif' is not georeferenced.*raster TRUTH of the same size"):
        Truth(path, False).on_grid(grid(None, None))


def test_a_raster_placed_by_control_points_is_warped(grid, write_raster):
    def place(dataset):
        place_by_points(dataset, (NORTH_UP[0], 5, 0, NORTH_UP[3], 0, -5))

    marked = flags()
    finer = marked.repeat(2, 0).repeat(2, 1)[:, :, None]
    truth = Truth(write_raster(finer, "truth.tif", transform=None, epsg=None, describe=place), True)
    np.testing.assert_array_equal(truth.on_grid(grid()) == ANOMALY, marked != 0)


def test_a_raster_of_another_size_that_cannot_be_placed_is_refused(grid, write_raster, gdal_exceptions):
    path = write_raster(np.ones((3, 3, 1), np.uint8), "truth.tif", None, None)
    with pytest.raises(RasterError, match="TRUTH"):
        Truth(path, True).on_grid(grid())


def test_a_missing_layer_is_named(grid, tmp_path, gdal_exceptions):
    path = write_shapes(tmp_path / "truth.gpkg", SQUARES)
    with pytest.raises(RasterError, match="TRUTH.*no layer 'other'"):
        Truth(path, False, "other").on_grid(grid())


def test_a_wide_raster_is_read_in_strips(grid, write_raster, monkeypatch):
    monkeypatch.setattr("scoread_plugin.raster.window.STRIP_PIXELS", 2 * COLUMNS)
    path = write_raster(flags()[:, :, None], "truth.tif")
    np.testing.assert_array_equal(Truth(path, True).on_grid(grid()), flags() != 0)
