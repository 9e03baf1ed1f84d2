from __future__ import annotations

import json
import os

import numpy as np
import pytest
from osgeo import gdal, ogr, osr

from scoread_plugin.raster.errors import RasterError
from scoread_plugin.raster.mask import mask_from_raster, mask_from_vector
from scoread_plugin.raster.scene import open_scene
from tests.unit.cubes import NORTH_UP, UTM33, place_by_points, reference_of

ROWS, COLUMNS = 30, 40
SOUTH_UP = (500000.0, 10.0, 0.0, 5399700.0, 0.0, 10.0)
ROTATED = (500000.0, 8.0, 6.0, 5400000.0, 6.0, -8.0)
PLACED = {"north up": NORTH_UP, "south up": SOUTH_UP, "rotated": ROTATED}

# A parallelogram in pixels (column, row); no pixel centre lies on its edges.
SHAPE = [(5.2, 3.3), (25.2, 8.3), (30.2, 22.3), (10.2, 17.3)]


@pytest.fixture
def open_written(write_raster):
    def open_written(transform=NORTH_UP, epsg=32633, describe=None):
        cube = np.ones((ROWS, COLUMNS, 2), np.int16)
        return open_scene(write_raster(cube, transform=transform, epsg=epsg, describe=describe))

    return open_written


@pytest.fixture
def scratch(tmp_path):
    return str(tmp_path / "scratch.tif")


def inside_shape():
    """Pixels whose centre lies within SHAPE, worked out without GDAL."""
    columns, rows = np.meshgrid(np.arange(COLUMNS) + 0.5, np.arange(ROWS) + 0.5)
    inside = np.ones((ROWS, COLUMNS), bool)
    for (x0, y0), (x1, y1) in zip(SHAPE, SHAPE[1:] + SHAPE[:1]):
        inside &= (x1 - x0) * (rows - y0) - (y1 - y0) * (columns - x0) > 0
    return inside


def map_shape(transform, epsg=None):
    """SHAPE in map coordinates of the raster, or of another CRS (x before y)."""
    places = [gdal.ApplyGeoTransform(list(transform), column, row) for column, row in SHAPE]
    if epsg is None:
        return places
    step = osr.CoordinateTransformation(reference_of(UTM33), reference_of(epsg))
    return [step.TransformPoint(x, y)[:2] for x, y in places]


def write_layer(path, corners, epsg, kind="Polygon", name="mask"):
    """A layer of one geometry: GeoPackage, shapefile, or GeoJSON (always in EPSG:4326)."""
    shape = [[*map(list, corners), list(corners[0])]]
    geometry = {
        "type": kind,
        "coordinates": {"Polygon": shape, "LineString": shape[0], "MultiLineString": shape}[kind],
    }
    if path.endswith(".geojson"):
        feature = {"type": "Feature", "properties": {}, "geometry": geometry}
        with open(path, "w") as file:
            json.dump({"type": "FeatureCollection", "features": [feature]}, file)
        return path
    reference = None if epsg is None else reference_of(epsg)
    driver = ogr.GetDriverByName("GPKG" if path.endswith(".gpkg") else "ESRI Shapefile")
    source = driver.Open(path, 1) if os.path.exists(path) else driver.CreateDataSource(path)
    kinds = {"Polygon": ogr.wkbPolygon, "LineString": ogr.wkbLineString, "MultiLineString": ogr.wkbMultiLineString}
    layer = source.CreateLayer(name, reference, kinds[kind])
    feature = ogr.Feature(layer.GetLayerDefn())
    feature.SetGeometry(ogr.CreateGeometryFromJson(json.dumps(geometry)))
    layer.CreateFeature(feature)
    return path


def allowed(scene, mask):
    return scene.masked(mask).read(scene.whole).valid


def assert_same_but_for_a_few(found, expected, few=4):
    """The same pixels, but for a few at the edge that a straight line in another projection may give or take."""
    assert expected.any() and np.count_nonzero(found != expected) <= few


@pytest.mark.parametrize("transform", PLACED.values(), ids=PLACED)
def test_a_polygon_in_the_same_crs(open_written, scratch, tmp_path, transform):
    scene = open_written(transform)
    path = write_layer(str(tmp_path / "mask.gpkg"), map_shape(transform), 32633)
    mask = mask_from_vector(scene, path, "", scratch)
    np.testing.assert_array_equal(allowed(scene, mask), inside_shape())


@pytest.mark.parametrize("name", ["mask.geojson", "mask.gpkg"])
@pytest.mark.parametrize("transform", PLACED.values(), ids=PLACED)
def test_a_polygon_in_another_crs_is_reprojected(open_written, scratch, tmp_path, transform, name):
    scene = open_written(transform)
    path = write_layer(str(tmp_path / name), map_shape(transform, 4326), 4326)
    mask = mask_from_vector(scene, path, "", scratch)
    assert_same_but_for_a_few(allowed(scene, mask), inside_shape())


@pytest.mark.parametrize("name", ["mask.shp", "mask.gpkg"])
def test_a_polygon_without_crs_is_taken_for_the_rasters(open_written, scratch, tmp_path, name):
    scene = open_written()
    path = write_layer(str(tmp_path / name), map_shape(NORTH_UP), None)
    np.testing.assert_array_equal(allowed(scene, mask_from_vector(scene, path, "", scratch)), inside_shape())


def test_a_polygon_over_a_raster_without_georeferencing_lies_as_qgis_draws_it(open_written, scratch, tmp_path):
    scene = open_written(transform=None, epsg=None)
    path = write_layer(str(tmp_path / "mask.shp"), [(column, -row) for column, row in SHAPE], None)
    np.testing.assert_array_equal(allowed(scene, mask_from_vector(scene, path, "", scratch)), inside_shape())


def test_a_polygon_over_a_raster_placed_by_control_points(open_written, scratch, tmp_path):
    scene = open_written(transform=None, epsg=None, describe=place_by_points)
    path = write_layer(str(tmp_path / "mask.gpkg"), map_shape(NORTH_UP), 32633)
    np.testing.assert_array_equal(allowed(scene, mask_from_vector(scene, path, "", scratch)), inside_shape())


def test_polygons_over_a_raster_placed_by_geolocation_arrays_are_refused(open_written, scratch, tmp_path):
    def place(dataset):
        dataset.SetMetadata({"X_DATASET": "longitudes.tif", "Y_DATASET": "latitudes.tif"}, "GEOLOCATION")

    scene = open_written(transform=None, epsg=None, describe=place)
    path = write_layer(str(tmp_path / "mask.gpkg"), map_shape(NORTH_UP), 32633)
    with pytest.raises(RasterError, match="has only geolocation arrays"):
        mask_from_vector(scene, path, "", scratch)


def test_the_layer_named_is_the_one_burned(open_written, scratch, tmp_path):
    scene = open_written()
    path = str(tmp_path / "layers.gpkg")
    write_layer(path, map_shape(NORTH_UP)[:3], 32633, name="another")
    write_layer(path, map_shape(NORTH_UP), 32633, name="wanted")
    named = mask_from_vector(scene, path, "wanted", scratch)
    np.testing.assert_array_equal(allowed(scene, named), inside_shape())
    first = mask_from_vector(scene, path, "", str(tmp_path / "first.tif"))
    assert 0 < allowed(scene, first).sum() < inside_shape().sum()


@pytest.mark.parametrize("kind", ["LineString", "MultiLineString"])
@pytest.mark.parametrize("name", ["mask.geojson", "mask.gpkg"])
def test_lines_are_refused(open_written, scratch, tmp_path, gdal_exceptions, kind, name):
    path = write_layer(str(tmp_path / name), map_shape(NORTH_UP, 4326), 4326, kind)
    with pytest.raises(RasterError, match="MASK must hold polygons"):
        mask_from_vector(open_written(), path, "", scratch)


def test_a_missing_vector_file_is_named(open_written, scratch, tmp_path, gdal_exceptions):
    with pytest.raises(RasterError, match="nowhere.gpkg.*cannot be opened"):
        mask_from_vector(open_written(), str(tmp_path / "nowhere.gpkg"), "", scratch)


def test_a_missing_layer_is_named(open_written, scratch, tmp_path, gdal_exceptions):
    path = write_layer(str(tmp_path / "mask.gpkg"), map_shape(NORTH_UP), 32633)
    with pytest.raises(RasterError, match="mask.gpkg' has no layer 'no such layer'"):
        mask_from_vector(open_written(), path, "no such layer", scratch)


def test_a_scratch_file_that_cannot_be_made_is_named(open_written, tmp_path, gdal_exceptions):
    path = write_layer(str(tmp_path / "mask.gpkg"), map_shape(NORTH_UP), 32633)
    with pytest.raises(RasterError, match="nowhere.*cannot be created"):
        mask_from_vector(open_written(), path, "", str(tmp_path / "nowhere" / "scratch.tif"))


def random_flags(rows=ROWS, columns=COLUMNS):
    return np.random.default_rng(0).integers(0, 3, (rows, columns, 1))


@pytest.mark.parametrize("transform", [*PLACED.values(), None], ids=[*PLACED, "not placed"])
@pytest.mark.parametrize("kind", ["uint8", "int16", "float32"])
def test_a_raster_on_the_same_grid_is_taken_pixel_by_pixel(open_written, write_raster, scratch, transform, kind):
    scene = open_written(transform)
    flags = random_flags().astype(kind)
    mask = mask_from_raster(scene, write_raster(flags, "mask.tif", transform), "", scratch)
    np.testing.assert_array_equal(allowed(scene, mask), flags[..., 0] != 0)


@pytest.mark.parametrize("nodata", [2, 0])
def test_nodata_of_a_raster_on_the_same_grid_is_not_used(open_written, write_raster, scratch, nodata):
    scene = open_written()
    flags = random_flags().astype(np.uint8)
    mask = mask_from_raster(scene, write_raster(flags, "mask.tif", nodata=nodata), "", scratch)
    np.testing.assert_array_equal(allowed(scene, mask), (flags[..., 0] != 0) & (flags[..., 0] != nodata))


@pytest.mark.parametrize("nodata", [float("nan"), None])
def test_nan_of_a_raster_on_the_same_grid_is_not_used(open_written, write_raster, scratch, nodata):
    scene = open_written()
    flags = np.where(random_flags() == 2, np.nan, random_flags()).astype(np.float32)
    mask = mask_from_raster(scene, write_raster(flags, "mask.tif", nodata=nodata), "", scratch)
    np.testing.assert_array_equal(allowed(scene, mask), flags[..., 0] == 1)


def test_a_wide_scene_is_masked_in_strips(monkeypatch, open_written, write_raster, scratch):
    monkeypatch.setattr("scoread_plugin.raster.window.STRIP_PIXELS", 7 * COLUMNS)
    scene = open_written()
    flags = random_flags().astype(np.uint8)
    mask = mask_from_raster(scene, write_raster(flags, "mask.tif"), "", scratch)
    np.testing.assert_array_equal(allowed(scene, mask), flags[..., 0] != 0)


@pytest.mark.parametrize("transform", [NORTH_UP, SOUTH_UP], ids=["north up", "south up"])
@pytest.mark.parametrize("kind", ["uint8", "int16", "float32"])
@pytest.mark.parametrize("nodata", [None, 2])
def test_a_raster_on_another_grid_is_warped(open_written, write_raster, scratch, transform, kind, nodata):
    scene = open_written(transform)
    flags = random_flags(5, 6).astype(kind)
    # Coarse pixels of 50 m from column 10, row 10 of the north-up grid on.
    coarse = (500100.0, 50.0, 0.0, 5399900.0, 0.0, -50.0)
    expected = np.zeros((60, COLUMNS), bool)
    used = (flags[..., 0] != 0) & (flags[..., 0] != nodata)
    expected[10:35, 10:40] = used.repeat(5, axis=0).repeat(5, axis=1)
    expected = expected[:ROWS] if transform is NORTH_UP else expected[:ROWS][::-1]
    mask = mask_from_raster(scene, write_raster(flags, "mask.tif", coarse, nodata=nodata), "", scratch)
    np.testing.assert_array_equal(allowed(scene, mask), expected)


@pytest.mark.parametrize("kind", ["uint8", "float32"])
def test_a_raster_in_another_crs_is_warped(open_written, write_raster, scratch, kind):
    scene = open_written()
    longitudes, latitudes = zip(*map_shape(NORTH_UP, 4326))
    step = 2e-5
    west, north = min(longitudes) - step, max(latitudes) + step
    columns, rows = int((max(longitudes) - west) / step) + 2, int((north - min(latitudes)) / step) + 2
    grid = np.ones((rows, columns), bool)
    x, y = np.meshgrid(west + step * (np.arange(columns) + 0.5), north - step * (np.arange(rows) + 0.5))
    corners = map_shape(NORTH_UP, 4326)
    for (x0, y0), (x1, y1) in zip(corners, corners[1:] + corners[:1]):
        grid &= (x1 - x0) * (y - y0) - (y1 - y0) * (x - x0) < 0
    path = write_raster(grid[..., None].astype(kind), "mask.tif", (west, step, 0, north, 0, -step), 4326)
    assert_same_but_for_a_few(allowed(scene, mask_from_raster(scene, path, "", scratch)), inside_shape(), few=20)


def test_a_raster_not_on_the_rotated_grid_is_refused(open_written, write_raster, scratch, gdal_exceptions):
    path = write_raster(random_flags().astype(np.uint8), "mask.tif")
    with pytest.raises(RasterError, match="MASK must be on the pixel grid of INPUT"):
        mask_from_raster(open_written(ROTATED), path, "", scratch)


def test_a_raster_that_cannot_be_placed_is_refused_by_name(open_written, write_raster, scratch, gdal_exceptions):
    path = write_raster(random_flags(5, 6).astype(np.uint8), "mask.tif", transform=None, epsg=None)
    with pytest.raises(RasterError, match="MASK.*mask.tif"):
        mask_from_raster(open_written(), path, "", scratch)


def test_a_missing_raster_is_named(open_written, scratch, tmp_path, gdal_exceptions):
    with pytest.raises(RasterError, match="nowhere.tif"):
        mask_from_raster(open_written(), str(tmp_path / "nowhere.tif"), "", scratch)


def test_a_damaged_raster_is_refused(open_written, write_raster, scratch, gdal_exceptions):
    path = write_raster(random_flags().astype(np.float32), "mask.tif")
    os.truncate(path, os.path.getsize(path) // 2)
    with pytest.raises(RasterError, match="mask.*cannot be read"):
        mask_from_raster(open_written(), path, "", scratch)
