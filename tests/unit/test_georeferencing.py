from __future__ import annotations

import math

import numpy as np
import pytest
from osgeo import gdal, ogr

from scoread_plugin.raster.errors import RasterError
from scoread_plugin.raster.georeferencing import (
    copy_georeferencing,
    geotransform,
    keeps_place,
    pixel_centres,
    pixels_at,
    same_places,
    window_of_extent,
    window_on_grid,
)
from scoread_plugin.raster.window import Window
from tests.unit.cubes import NORTH_UP, reference_of

ROWS, COLUMNS = 10, 12
SOUTH_UP = (500000.0, 10.0, 0.0, 5399900.0, 0.0, 10.0)
ROTATED = (500000.0, 10 * math.cos(0.5), 10 * math.sin(0.5), 5400000.0, 10 * math.sin(0.5), -10 * math.cos(0.5))
SHEARED = (500000.0, 8.0, 3.0, 5400000.0, 1.0, -12.0)
PLACED = {"north up": NORTH_UP, "south up": SOUTH_UP, "rotated": ROTATED, "sheared": SHEARED}


def memory_raster(transform=None, epsg=None, gcps=(), rows=ROWS, columns=COLUMNS):
    dataset = gdal.GetDriverByName("MEM").Create("", columns, rows, 1)
    if transform is not None:
        dataset.SetGeoTransform(transform)
    if epsg is not None:
        dataset.SetSpatialRef(reference_of(epsg))
    if gcps:
        dataset.SetGCPs(list(gcps), reference_of(4326))
    return dataset


def four_gcps():
    corners = ((0, 0), (COLUMNS, 0), (0, ROWS), (COLUMNS, ROWS))
    return [gdal.GCP(15 + c / 100, 48 - r / 100, 7, c, r, f"info {k}", f"id {k}") for k, (c, r) in enumerate(corners)]


def polygon(corners):
    ring = ogr.Geometry(ogr.wkbLinearRing)
    for x, y in (*corners, corners[0]):
        ring.AddPoint_2D(x, y)
    shape = ogr.Geometry(ogr.wkbPolygon)
    shape.AddGeometry(ring)
    return shape


def map_place(transform, column, row):
    x, dx_column, dx_row, y, dy_column, dy_row = transform
    return x + column * dx_column + row * dx_row, y + column * dy_column + row * dy_row


def touched(transform, extent):
    """The smallest window around all pixels that share area with the extent, found pixel by pixel."""
    x_min, y_min, x_max, y_max = extent
    box = polygon([(x_min, y_min), (x_max, y_min), (x_max, y_max), (x_min, y_max)])
    rows, columns = [], []
    for row, column in np.ndindex(ROWS, COLUMNS):
        steps = ((0, 0), (1, 0), (1, 1), (0, 1))
        pixel = polygon([map_place(transform, column + right, row + down) for right, down in steps])
        if pixel.Intersection(box).GetArea() > 1e-6:
            rows.append(row)
            columns.append(column)
    return Window(min(rows), min(columns), max(rows) - min(rows) + 1, max(columns) - min(columns) + 1)


def extents_within(transform, count):
    """Extents of which no part lies outside the raster."""
    generator = np.random.default_rng(0)
    x, y = map_place(transform, COLUMNS / 2, ROWS / 2)
    for _ in range(count):
        west, south, east, north = generator.uniform(2, 28, 4)
        yield x - west, y - south, x + east, y + north


@pytest.mark.parametrize("transform", PLACED.values(), ids=PLACED)
def test_an_extent_takes_the_pixels_it_touches(transform):
    dataset = memory_raster(transform)
    for extent in extents_within(transform, 8):
        assert window_of_extent(dataset, extent) == touched(transform, extent)


@pytest.mark.parametrize(
    ("origin", "size"),
    [
        ((500000.0, 5400000.0), 10.0),
        ((500000.7, 5400000.3), 0.1),
        ((-1234567.7, 7654321.3), 1 / 3),
        ((15.00013, 48.20007), 2.7e-4),
    ],
)
@pytest.mark.parametrize("down", [-1, 1], ids=["north up", "south up"])
def test_an_extent_along_pixel_edges_takes_exactly_those_pixels(origin, size, down):
    dataset = memory_raster((origin[0], size, 0.0, origin[1], 0.0, down * size))
    for window in (Window(2, 3, 4, 5), Window(0, 0, ROWS, COLUMNS), Window(9, 11, 1, 1)):
        xs = [origin[0] + size * column for column in (window.column, window.column + window.columns)]
        ys = sorted(origin[1] + down * size * row for row in (window.row, window.row + window.rows))
        assert window_of_extent(dataset, (xs[0], ys[0], xs[1], ys[1])) == window


def test_an_extent_reaching_beyond_the_raster_is_cut():
    dataset = memory_raster(NORTH_UP)
    assert window_of_extent(dataset, (500095, 5399000, 600000, 5399925)) == Window(7, 9, 3, 3)
    assert window_of_extent(dataset, (0, 0, 1e6, 1e7)) == Window(0, 0, ROWS, COLUMNS)


def test_an_extent_on_a_raster_without_georeferencing_counts_rows_downwards_from_0():
    dataset = memory_raster()
    assert geotransform(dataset) is None
    assert window_of_extent(dataset, (3, -6, 8, -2)) == Window(2, 3, 4, 5)
    assert window_of_extent(dataset, (0, -ROWS, COLUMNS, 0)) == Window(0, 0, ROWS, COLUMNS)
    with pytest.raises(RasterError, match="EXTENT"):
        window_of_extent(dataset, (3, 2, 8, 6))


@pytest.mark.parametrize(
    "extent",
    [
        (400000, 5399950, 400050, 5399960),
        (500120, 5399950, 500200, 5399960),
        (500000, 5400000, 500100, 5400100),
        (500020, 5399950, 500020, 5399960),
    ],
    ids=["far away", "along the right edge", "along the upper edge", "without width, along a pixel edge"],
)
def test_an_extent_that_takes_no_pixel_is_refused(gdal_exceptions, extent):
    with pytest.raises(RasterError, match="EXTENT does not overlap INPUT"):
        window_of_extent(memory_raster(NORTH_UP), extent)


def test_an_extent_on_a_raster_placed_by_control_points_alone_is_refused(gdal_exceptions):
    with pytest.raises(RasterError, match="EXTENT needs an affine geotransform"):
        window_of_extent(memory_raster(gcps=four_gcps()), (15, 47, 16, 48))


@pytest.mark.parametrize("transform", PLACED.values(), ids=PLACED)
def test_a_window_keeps_its_place(transform):
    source, target = memory_raster(transform, epsg=32633), memory_raster(rows=4, columns=5)
    copy_georeferencing(source, target, Window(2, 3, 4, 5))
    for column, row in ((0, 0), (5, 0), (0, 4), (2.5, 1.5)):
        place = map_place(geotransform(target), column, row)
        assert place == pytest.approx(map_place(transform, column + 3, row + 2), abs=1e-6)
    assert target.GetSpatialRef().IsSame(reference_of(32633))


def test_control_points_keep_their_place():
    source, target = memory_raster(gcps=four_gcps()), memory_raster(rows=4, columns=5)
    copy_georeferencing(source, target, Window(2, 3, 4, 5))
    assert geotransform(target) is None
    assert target.GetGCPSpatialRef().IsSame(reference_of(4326))
    for before, after in zip(four_gcps(), target.GetGCPs()):
        assert (after.GCPPixel, after.GCPLine) == (before.GCPPixel - 3, before.GCPLine - 2)
        assert (after.GCPX, after.GCPY, after.GCPZ) == (before.GCPX, before.GCPY, before.GCPZ)
        assert (after.Info, after.Id) == (before.Info, before.Id)


def test_what_the_source_lacks_the_target_lacks():
    source, target = memory_raster(), memory_raster()
    copy_georeferencing(source, target, Window.of(source))
    assert geotransform(target) is None and target.GetSpatialRef() is None and target.GetGCPCount() == 0
    copy_georeferencing(memory_raster(NORTH_UP), target, Window(2, 3, 4, 5))
    assert geotransform(target) is not None and target.GetSpatialRef() is None


def test_a_part_of_a_raster_without_georeferencing_lies_where_qgis_draws_it():
    source, target = memory_raster(), memory_raster(rows=4, columns=5)
    copy_georeferencing(source, target, Window(2, 3, 4, 5))
    assert geotransform(target) == (3, 1, 0, -2, 0, -1)
    assert window_on_grid(target, source) == Window(2, 3, 4, 5)
    assert window_on_grid(memory_raster(rows=4, columns=5), source) is None


def test_pixels_without_a_size_have_no_place_but_their_own(gdal_exceptions):
    flat = (5.0, 0.0, 0.0, 7.0, 0.0, 0.0)
    whole, part = memory_raster(flat), memory_raster(flat, rows=4, columns=5)
    assert window_on_grid(whole, memory_raster(flat)) == Window.of(whole)
    assert window_on_grid(part, whole) is None
    with pytest.raises(RasterError, match="EXTENT needs pixels with a size"):
        window_of_extent(whole, (0, -5, 5, 0))
    assert keeps_place(memory_raster(flat), whole) and not keeps_place(memory_raster(NORTH_UP), whole)


@pytest.mark.parametrize("transform", PLACED.values(), ids=PLACED)
def test_points_lie_in_their_pixels(transform):
    dataset = memory_raster(transform)
    pixels = np.array([(row, column) for row in range(ROWS) for column in range(COLUMNS)])
    for down, right in ((0.5, 0.5), (0.001, 0.999), (0.999, 0.001), (0, 0)):
        points = [gdal.ApplyGeoTransform(transform, column + right, row + down) for row, column in pixels.tolist()]
        np.testing.assert_array_equal(pixels_at(dataset, np.array(points)), pixels)


@pytest.mark.parametrize("transform", PLACED.values(), ids=PLACED)
def test_the_centre_of_a_pixel_is_half_a_pixel_from_its_corner(transform):
    centres = pixel_centres(memory_raster(transform), np.array([(2, 3), (9, 0)]))
    expected = [map_place(transform, 3.5, 2.5), map_place(transform, 0.5, 9.5)]
    np.testing.assert_allclose(centres, expected, rtol=0, atol=1e-6)


def test_points_beyond_the_raster_or_without_a_place_lie_in_none():
    beyond = [(-0.01, 5), (12.01, 5), (5, -0.01), (5, 10.01), (12, 5), (5, 10), (math.nan, math.nan), (math.inf, 5)]
    points = [(500000 + 10 * x, 5400000 - 10 * y) for x, y in beyond]
    assert pixels_at(memory_raster(NORTH_UP), np.array(points)).tolist() == [[-1, -1]] * len(points)


def test_points_on_a_raster_without_georeferencing_count_rows_downwards_from_0():
    assert pixels_at(memory_raster(), np.array([(2.5, -3.5)])).tolist() == [[3, 2]]


def test_points_on_a_raster_placed_by_control_points_alone_are_refused(gdal_exceptions):
    corners = [gdal.GCP(500000 + 10 * x, 5400000 - 10 * y, 0, x, y) for x, y in ((0, 0), (12, 0), (0, 10), (12, 10))]
    with pytest.raises(RasterError, match="POINTS need an affine geotransform"):
        pixels_at(memory_raster(epsg=32633, gcps=corners), np.array([(500050.0, 5399950.0)]))


RPC = {f"{axis}_{kind}": "0" for axis in ("LINE", "SAMP") for kind in ("OFF", "SCALE")}


def test_polynomials_move_with_the_window():
    source = memory_raster()
    source.SetMetadata({**RPC, "LINE_OFF": "100", "SAMP_OFF": "50"}, "RPC")
    target = memory_raster()
    copy_georeferencing(source, target, Window(3, 4, 5, 5))
    moved = target.GetMetadata("RPC")
    assert float(moved["LINE_OFF"]) == 97 and float(moved["SAMP_OFF"]) == 46 and moved["LINE_SCALE"] == "0"


@pytest.mark.parametrize("domain", ["RPC", "GEOLOCATION"])
def test_georeferencings_and_points_need_a_geotransform(domain):
    raster = memory_raster()
    raster.SetMetadata({"LINE_OFF": "5", "SAMP_OFF": "5"}, domain)
    with pytest.raises(RasterError, match="EXTENT needs an affine geotransform"):
        window_of_extent(raster, (0, -5, 5, 0))
    with pytest.raises(RasterError, match="POINTS need an affine geotransform"):
        pixels_at(raster, np.array([[1.0, -1.0]]))


def test_grids_without_georeferencing_lie_on_each_other(write_raster):
    def opened(name, shape, transform=None):
        return gdal.Open(write_raster(np.ones(shape, np.float32), name, transform, epsg=None))

    part, same, other = opened("a.tif", (4, 5, 1)), opened("b.tif", (4, 5, 2)), opened("c.tif", (4, 6, 1))
    assert window_on_grid(part, same).pixels == 20
    assert window_on_grid(part, other) is None
    placed = opened("d.tif", (4, 5, 1), (5.0, 1.0, 0.0, 0.0, 0.0, -1.0))
    assert window_on_grid(part, placed).pixels == window_on_grid(placed, part).pixels == 20
    assert window_on_grid(placed, opened("e.tif", (4, 5, 1), (6.0, 1.0, 0.0, 0.0, 0.0, -1.0))) is None


@pytest.mark.parametrize(("one", "other"), [(7405, 27700), (4979, 4326)], ids=["compound", "geographic"])
def test_heights_and_epochs_do_not_change_where_x_and_y_lie(one, other):
    high, flat = reference_of(one), reference_of(other)
    flat.SetCoordinateEpoch(2021.5)
    assert same_places(high, flat) and not same_places(high, reference_of(32631))
    assert high.IsSame(reference_of(one)) and flat.GetCoordinateEpoch() == 2021.5


def test_a_geotransform_prevails_over_control_points(tmp_path):
    source = memory_raster(NORTH_UP, 32633)
    source.SetGCPs(four_gcps(), reference_of(4326))
    assert geotransform(source) == NORTH_UP
    target = gdal.GetDriverByName("GTiff").Create(str(tmp_path / "a.tif"), COLUMNS, ROWS)
    copy_georeferencing(source, target, Window.of(source))
    assert geotransform(target) == NORTH_UP and target.GetGCPCount() == 0


def test_a_copy_without_its_control_points_has_lost_its_place():
    placed = memory_raster(gcps=four_gcps())
    for other in (memory_raster(), memory_raster(NORTH_UP)):
        assert not keeps_place(other, placed)
        assert keeps_place(other, memory_raster())
    assert keeps_place(memory_raster(gcps=four_gcps()), placed)
