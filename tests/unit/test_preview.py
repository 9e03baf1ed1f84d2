from __future__ import annotations

import os

import numpy as np
import pytest
from osgeo import gdal

from scoread_plugin.raster.errors import RasterError
from scoread_plugin.raster.preview import colour_bands, read_colours, read_scores, read_small
from scoread_plugin.raster.scene import open_scene
from scoread_plugin.raster.window import Window
from tests.unit.cubes import placed, with_wavelengths


@pytest.mark.parametrize(
    ("shape", "thinned"),
    [
        ((600, 600), (600, 600)),
        ((5, 7), (5, 7)),
        ((1, 1), (1, 1)),
        ((1200, 900), (600, 450)),
        ((300, 1500), (120, 600)),
        ((1, 3000), (1, 600)),
        ((2000, 1), (600, 1)),
    ],
)
def test_large_pictures_are_thinned_and_keep_their_shape(write_raster, shape, thinned):
    dataset = gdal.Open(write_raster(placed(*shape)))
    rows, columns = (read_small(dataset, band, Window(0, 0, *shape)) for band in (1, 2))
    assert rows.shape == thinned and rows.dtype == np.float32
    for values, axis in ((rows, 0), (columns, 1)):
        step = shape[axis] / thinned[axis]
        assert np.abs(values - (np.indices(thinned)[axis] + 0.5) * step + 0.5).max() <= step / 2 + 0.5


@pytest.mark.parametrize("length", range(601, 1900, 37))
def test_no_side_exceeds_600(write_raster, length):
    picture = read_small(gdal.Open(write_raster(placed(2, length))), 1, Window(0, 0, 2, length))
    assert 599 <= picture.shape[1] <= 600 and picture.shape[0] == max(1, int(2 * 600 / length))


def test_a_window_is_read_where_it_is(write_raster):
    dataset = gdal.Open(write_raster(placed(20, 30)))
    window = Window(3, 8, 10, 12)
    np.testing.assert_array_equal(read_small(dataset, 1, window)[:, 0], np.arange(3, 13))
    np.testing.assert_array_equal(read_small(dataset, 2, window)[0], np.arange(8, 20))


@pytest.mark.parametrize(
    ("kind", "nodata"),
    [
        ("int16", -9999),
        ("float32", float("nan")),
        ("float32", 1.1),
        ("float32", -3.4028234663852886e38),
        ("float64", -1.7976931348623157e308),
    ],
)
@pytest.mark.filterwarnings("error")
def test_nodata_is_nan(write_raster, kind, nodata):
    cube = placed(20, 30).astype(kind)
    cube[4, 5] = nodata
    path = write_raster(cube, nodata=nodata)
    picture = read_small(gdal.Open(path), 1, Window(0, 0, 20, 30))
    assert np.argwhere(np.isnan(picture)).tolist() == [[4, 5]]


def test_infinities_are_nan(write_raster):
    cube = placed(20, 30).astype(np.float32)
    cube[4, 5], cube[6, 7] = np.inf, -np.inf
    picture = read_small(gdal.Open(write_raster(cube)), 1, Window(0, 0, 20, 30))
    assert np.argwhere(np.isnan(picture)).tolist() == [[4, 5], [6, 7]]


def test_scores_are_the_first_band(write_raster):
    cube = np.random.default_rng(0).random((20, 30, 2)).astype(np.float32)
    cube[3, 3] = np.nan
    np.testing.assert_array_equal(read_scores(write_raster(cube, nodata=float("nan"))), cube[..., 0])


def test_missing_scores_are_named(tmp_path, gdal_exceptions):
    with pytest.raises(RasterError, match="nowhere.tif"):
        read_scores(str(tmp_path / "nowhere.tif"))


def test_damaged_scores_are_named(write_raster, gdal_exceptions):
    path = write_raster(np.random.default_rng(0).random((300, 300, 1)), "damaged.tif")
    os.truncate(path, os.path.getsize(path) // 2)
    with pytest.raises(RasterError, match="damaged.tif.*cannot be read"):
        read_scores(path)


def test_colours_are_the_bands_nearest_to_red_green_and_blue(write_raster):
    values = (2000, 455, 500, 560, 650, 700, 1000)
    scene = open_scene(write_raster(np.ones((2, 2, 7)), describe=with_wavelengths(values)))
    assert colour_bands(scene) == (5, 4, 2)
    assert colour_bands(scene.with_bands([1, 3, 4, 6])) == (6, 4, 3)


@pytest.mark.parametrize("values", [(1000, 1200, 1400, 1600, 2000), (570, 640, 800, 1000, 1200), None])
def test_bands_are_spread_over_the_range_where_wavelengths_do_not_tell(write_raster, values):
    scene = open_scene(write_raster(np.ones((2, 2, 5)), describe=values and with_wavelengths(values)))
    assert colour_bands(scene.with_bands([3, 5])) == (3, 3, 3)
    assert colour_bands(scene) == (4, 3, 2)


def test_colours_of_the_part_to_look_at(write_raster):
    cube = np.random.default_rng(0).integers(0, 1000, (20, 30, 5)).astype(np.int16)
    scene = open_scene(write_raster(cube)).looking_at(Window(2, 3, 10, 12))
    np.testing.assert_array_equal(read_colours(scene), cube[2:12, 3:15][..., [3, 2, 1]])
