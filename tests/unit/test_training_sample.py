from __future__ import annotations

import numpy as np
import pytest
from osgeo import gdal

from scoread_plugin.raster.training_sample import sample_blocks
from scoread_plugin.raster.usable_bands import usable_bands
from scoread_plugin.raster.window import Window
from tests.unit.cubes import NODATA, placed


def sample(scene, pixels, seed=1, margin=0):
    """The spectra chosen, in the order in which they come."""
    spectra = [block.cube[chosen] for block, chosen in sample_blocks(scene, margin, pixels, seed)]
    return np.concatenate(spectra).astype(int)


def places(spectra):
    return {tuple(spectrum) for spectrum in spectra.tolist()}


@pytest.fixture
def small(open_cube):
    """Nine tiles, of which only four are whole."""
    return open_cube(placed(140, 150))


@pytest.mark.parametrize("seed", range(3))
def test_valid_pixels_in_one_far_corner_suffice(open_cube, seed):
    """More tiles than are looked at where all are valid."""
    cube = np.full((700, 700, 2), NODATA, np.int16)
    cube[-3:, -3:] = np.arange(18).reshape(3, 3, 2)
    scene = open_cube(cube, NODATA)
    assert usable_bands(scene, seed)[1] == []
    assert len(sample(scene, 100, seed)) == 9


def test_the_same_seed_gives_the_same_sample_and_another_seed_another(small):
    first = sample(small, 500, seed=1)
    np.testing.assert_array_equal(sample(small, 500, seed=1), first)
    other = places(sample(small, 500, seed=2))
    assert len(other & places(first)) < 100


def test_the_seed_decides_the_tiles_and_the_pixels_of_each(open_cube):
    wide = open_cube(placed(2, 64 * 500))
    tiles = [set((sample(wide, 256, seed)[:, 1] // 64).tolist()) for seed in (1, 2)]
    assert 80 < len(tiles[0] & tiles[1]) < 180
    one_tile = open_cube(placed(64, 64), name="one_tile.tif")
    assert len(places(sample(one_tile, 500, seed=1)) & places(sample(one_tile, 500, seed=2))) < 120


def test_the_sample_depends_on_nothing_but_the_pixels_and_the_seed(open_cube):
    cube = placed(140, 150)
    first = sample(open_cube(cube), 500)
    tiled = ["TILED=YES", "BLOCKXSIZE=16", "BLOCKYSIZE=48", "COMPRESS=DEFLATE", "INTERLEAVE=BAND"]
    np.testing.assert_array_equal(sample(open_cube(cube, options=tiled, name="tiled.tif"), 500), first)
    np.testing.assert_array_equal(sample(open_cube(cube, nodata=NODATA, name="nodata.tif"), 500), first)
    np.testing.assert_array_equal(sample(open_cube(cube), 500, margin=9), first)


@pytest.mark.parametrize("pixels", [2, 7, 500, 20_000])
def test_a_sample_has_the_size_asked_for_and_no_pixel_twice(small, pixels):
    spectra = sample(small, pixels)
    assert len(spectra) == pixels == len(places(spectra))


@pytest.mark.parametrize("pixels", [140 * 150, 140 * 150 + 1, 10**7])
def test_all_pixels_are_taken_where_there_are_no_more(small, pixels):
    spectra = sample(small, pixels)
    assert len(spectra) == 140 * 150 == len(places(spectra))


@pytest.mark.parametrize("pixels", [10**7, 140 * 150, 2000])
def test_each_tile_is_read_once_where_all_pixels_are_valid(small, pixels):
    assert len(list(sample_blocks(small, 0, pixels, seed=1))) == 9


def test_tiles_with_few_pixels_give_few(open_cube):
    """Half of each tile but the first ones is nodata, and so is most of the last column."""
    cube = placed(64, 64 * 10 + 8)
    cube[32:, 64:] = cube[1:, -8:] = NODATA
    counts = np.bincount(sample(open_cube(cube, NODATA), 2000)[:, 1] // 64)
    assert counts[0] == pytest.approx(2 * counts[1:10].mean(), rel=0.1)
    assert counts.sum() == 2000 and 1 <= counts[10] <= 2


def test_the_chosen_pixels_are_valid_and_inside_the_margin(open_cube, write_raster):
    cube = placed(140, 150)
    invalid = np.random.default_rng(0).random((140, 150)) < 0.3
    flags = np.random.default_rng(1).random((140, 150)) < 0.5
    cube[invalid, 0] = NODATA
    scene = open_cube(cube, NODATA).masked(gdal.Open(write_raster(flags[..., None].astype(np.uint8), "mask.tif")))
    found = set()
    for block, chosen in sample_blocks(scene, 5, 10**6, seed=1):
        assert block.cube.shape == (block.window.rows + 10, block.window.columns + 10, 2)
        assert chosen.shape == block.valid.shape and chosen.dtype == bool
        assert not (chosen & ~block.valid).any()
        rows, columns = np.nonzero(chosen)
        found |= set(zip((rows + block.window.row - 5).tolist(), (columns + block.window.column - 5).tolist()))
    assert found == {(r, c) for r, c in np.argwhere(flags & ~invalid).tolist()}


def test_the_sample_stays_in_the_part_to_look_at(small):
    spectra = sample(small.looking_at(Window(30, 50, 70, 81)), 10**6)
    assert places(spectra) == {(row, column) for row in range(30, 100) for column in range(50, 131)}


def test_the_sample_of_a_large_raster_comes_from_all_over_it(large):
    spectra = sample(large, 2000)
    assert len(places(spectra)) == 2000
    counts = np.histogram2d(*spectra.T, bins=8, range=[[0, 1000], [0, 1000]])[0]
    assert counts.min() > 5 and counts.max() < 80


def test_a_raster_of_more_tiles_than_the_sample_comes_from(open_cube):
    spectra = sample(open_cube(placed(20, 64 * 500)), 1024)
    assert len(places(spectra)) == 1024
    tiles, counts = np.unique(spectra[:, 1] // 64, return_counts=True)
    assert len(tiles) == 256 and (counts == 4).all()
    assert np.histogram(tiles, bins=5, range=(0, 500))[0].min() > 25


@pytest.mark.parametrize("seed", range(3))
def test_a_raster_that_is_mostly_nodata_fills_its_sample(open_cube, seed):
    cube = placed(640, 640)
    valid = np.zeros((640, 640), bool)
    valid[200:330, 100:110] = valid[5, :] = True
    cube[~valid] = NODATA
    scene = open_cube(cube, NODATA)
    spectra = sample(scene, 900, seed)
    assert len(spectra) == 900 == len(places(spectra))
    assert all(valid[row, column] for row, column in spectra.tolist())
    assert len(sample(scene, 10**5, seed)) == np.count_nonzero(valid)


def test_the_search_for_valid_pixels_can_be_ended(large):
    def stop(fraction, text):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        usable_bands(large, seed=1, progress=stop)
    with pytest.raises(KeyboardInterrupt):
        next(sample_blocks(large, 0, 10, seed=1, progress=stop))
