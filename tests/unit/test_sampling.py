from __future__ import annotations

import numpy as np
import pytest
from osgeo import gdal

from scoread_plugin.raster.errors import RasterError
from scoread_plugin.raster.scene import Scene, open_scene
from scoread_plugin.raster.training_sample import sample_blocks
from scoread_plugin.raster.usable_bands import usable_bands
from scoread_plugin.raster.window import Window

NODATA = -9999


def placed(rows, columns):
    """A cube whose spectra say where they are: row and column."""
    return np.stack(np.meshgrid(np.arange(rows), np.arange(columns), indexing="ij"), axis=2).astype(np.int16)


def sample(scene, pixels, seed=1, margin=0):
    """The spectra chosen, in the order in which they come."""
    spectra = [block.cube[chosen] for block, chosen in sample_blocks(scene, margin, pixels, seed)]
    return np.concatenate(spectra).astype(int)


def places(spectra):
    return {tuple(spectrum) for spectrum in spectra.tolist()}


@pytest.fixture
def open_written(write_raster):
    def open_written(cube, nodata=None, options=(), name="scene.tif"):
        return open_scene(write_raster(cube, name, nodata=nodata, options=options))

    return open_written


@pytest.fixture
def large(open_written):
    """A thousand pixels a side."""
    return open_written(placed(1000, 1000))


@pytest.fixture
def small(open_written):
    """Nine tiles, of which only four are whole."""
    return open_written(placed(140, 150))


def random_cube(rows=20, columns=30, bands=6):
    return np.random.default_rng(0).integers(1, 1000, (rows, columns, bands)).astype(np.float32)


def test_bands_that_carry_nothing_are_left_out_with_the_reason(open_written):
    cube = random_cube()
    cube[..., 1] = 7
    cube[..., 3] = NODATA
    cube[:, :5, 4] = NODATA
    scene, dropped = usable_bands(open_written(cube, NODATA), seed=1)
    assert scene.bands == (1, 3, 5, 6)
    assert dropped == [(2, "constant"), (4, "without valid values")]


def test_a_band_that_is_constant_where_it_is_valid_is_left_out(open_written):
    cube = random_cube()
    cube[..., 1] = 7
    cube[3, :, 1] = np.nan
    cube[4, :, 1] = NODATA
    assert usable_bands(open_written(cube, NODATA), seed=1)[1] == [(2, "constant")]


def test_bands_flagged_in_the_header_are_among_those_left_out(write_raster):
    cube = random_cube()
    cube[..., 4] = 0
    path = write_raster(cube, describe=lambda dataset: dataset.SetMetadata({"bbl": "{1, 0, 1, 1, 1, 1}"}, "ENVI"))
    scene, dropped = usable_bands(open_scene(path), seed=1)
    assert scene.bands == (1, 3, 4, 6)
    assert dropped == [(2, "flagged bad in the header"), (5, "constant")]
    chosen, dropped = usable_bands(open_scene(path).with_bands([1, 2, 3]), seed=1)
    assert chosen.bands == (1, 2, 3) and dropped == []


def test_an_alpha_band_is_among_those_left_out(write_raster):
    path = write_raster(
        random_cube(), describe=lambda dataset: dataset.GetRasterBand(6).SetColorInterpretation(gdal.GCI_AlphaBand)
    )
    scene, dropped = usable_bands(open_scene(path), seed=1)
    assert scene.bands == (1, 2, 3, 4, 5) and dropped == [(6, "opacity (alpha)")]
    assert usable_bands(open_scene(path).with_bands([1, 6]), seed=1)[1] == []


@pytest.fixture
def write_noisy(smooth_spectra, write_raster):
    """Writes 43 bands, from 400 nm on by 50, with noise in those of 700, 1400 and 1850 nm alone; gives the path."""

    def tell_wavelengths(dataset):
        for k in range(43):
            dataset.GetRasterBand(k + 1).SetMetadata({"wavelength": str(400 + 50 * k), "wavelength_units": "nm"})

    def write(with_wavelengths, size=100):
        cube = smooth_spectra(2400, 43)
        cube[:, [6, 20, 29]] = np.random.default_rng(1).normal(500, size, (2400, 3))
        describe = tell_wavelengths if with_wavelengths else None
        return write_raster(cube.reshape(60, 40, 43).astype(np.float32), describe=describe)

    return write


def test_noise_is_left_out_where_water_vapour_takes_the_light(write_noisy):
    scene, dropped = usable_bands(open_scene(write_noisy(True)), seed=1)
    assert dropped == [(21, "noise alone"), (30, "noise alone")]
    assert {7, 22} < set(scene.bands) == {*range(1, 44)} - {21, 30}


@pytest.mark.parametrize(("size", "bands"), [(100, []), (1000, [7, 21, 30])])
def test_noise_is_left_out_elsewhere_where_it_is_loud(write_noisy, size, bands):
    assert usable_bands(open_scene(write_noisy(False, size)), seed=1)[1] == [(band, "noise alone") for band in bands]


def test_what_counts_is_the_part_to_look_at_under_its_mask(open_written, write_raster):
    cube = random_cube()
    cube[:, :15, 1] = 7
    cube[:10, :, 2] = 8
    scene = open_written(cube)
    assert usable_bands(scene, seed=1)[1] == []
    assert usable_bands(scene.looking_at(Window(0, 0, 20, 15)), seed=1)[1] == [(2, "constant")]
    flags = np.zeros((20, 30, 1), np.uint8)
    flags[:10] = 1
    assert usable_bands(scene.masked(gdal.Open(write_raster(flags, "mask.tif"))), seed=1)[1] == [(3, "constant")]


@pytest.mark.parametrize("filled", [NODATA, np.nan])
def test_a_raster_without_a_valid_pixel_is_refused(open_written, filled):
    scene = open_written(np.full((80, 70, 3), filled, np.float32), NODATA)
    with pytest.raises(RasterError, match="INPUT has no valid pixel"):
        usable_bands(scene, seed=1)


def test_a_mask_that_allows_nothing_is_refused(open_written, write_raster):
    mask = gdal.Open(write_raster(np.zeros((20, 30, 1), np.uint8), "mask.tif"))
    with pytest.raises(RasterError, match="INPUT has no valid pixel"):
        usable_bands(open_written(random_cube()).masked(mask), seed=1)


def test_a_raster_in_which_but_one_band_varies_is_refused(open_written):
    cube = random_cube(bands=3)
    cube[..., :2] = 5
    with pytest.raises(RasterError, match="at least two usable bands.* has 1 of 3.*constant"):
        usable_bands(open_written(cube), seed=1)


@pytest.mark.parametrize("seed", range(3))
def test_valid_pixels_in_one_far_corner_suffice(open_written, seed):
    """More tiles than are looked at where all are valid."""
    cube = np.full((700, 700, 2), NODATA, np.int16)
    cube[-3:, -3:] = np.arange(18).reshape(3, 3, 2)
    scene = open_written(cube, NODATA)
    assert usable_bands(scene, seed)[1] == []
    assert len(sample(scene, 100, seed)) == 9


def test_the_same_seed_gives_the_same_sample_and_another_seed_another(small):
    first = sample(small, 500, seed=1)
    np.testing.assert_array_equal(sample(small, 500, seed=1), first)
    other = places(sample(small, 500, seed=2))
    assert len(other & places(first)) < 100


def test_the_seed_decides_the_tiles_and_the_pixels_of_each(open_written):
    wide = open_written(placed(2, 64 * 500))
    tiles = [set((sample(wide, 256, seed)[:, 1] // 64).tolist()) for seed in (1, 2)]
    assert 80 < len(tiles[0] & tiles[1]) < 180
    one_tile = open_written(placed(64, 64), name="one_tile.tif")
    assert len(places(sample(one_tile, 500, seed=1)) & places(sample(one_tile, 500, seed=2))) < 120


def test_the_sample_depends_on_nothing_but_the_pixels_and_the_seed(open_written):
    cube = placed(140, 150)
    first = sample(open_written(cube), 500)
    tiled = ["TILED=YES", "BLOCKXSIZE=16", "BLOCKYSIZE=48", "COMPRESS=DEFLATE", "INTERLEAVE=BAND"]
    np.testing.assert_array_equal(sample(open_written(cube, options=tiled, name="tiled.tif"), 500), first)
    np.testing.assert_array_equal(sample(open_written(cube, nodata=NODATA, name="nodata.tif"), 500), first)
    np.testing.assert_array_equal(sample(open_written(cube), 500, margin=9), first)


@pytest.mark.parametrize("pixels", [2, 7, 500, 20_000])
def test_a_sample_has_the_size_asked_for_and_no_pixel_twice(small, pixels):
    spectra = sample(small, pixels)
    assert len(spectra) == pixels == len(places(spectra))


@pytest.mark.parametrize("pixels", [140 * 150, 140 * 150 + 1, 10**7])
def test_all_pixels_are_taken_where_there_are_no_more(small, pixels):
    spectra = sample(small, pixels)
    assert len(spectra) == 140 * 150 == len(places(spectra))


@pytest.mark.parametrize(("pixels", "most"), [(10**7, 9), (140 * 150, 13)])
def test_tiles_are_read_no_more_often_than_need_be(small, pixels, most):
    """Nine tiles, and once more the four that hold more than their share."""
    assert len(list(sample_blocks(small, 0, pixels, seed=1))) == most


def test_the_chosen_pixels_are_valid_and_inside_the_margin(open_written, write_raster):
    cube = placed(140, 150)
    invalid = np.random.default_rng(0).random((140, 150)) < 0.3
    flags = np.random.default_rng(1).random((140, 150)) < 0.5
    cube[invalid, 0] = NODATA
    scene = open_written(cube, NODATA).masked(gdal.Open(write_raster(flags[..., None].astype(np.uint8), "mask.tif")))
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


def test_a_raster_of_more_tiles_than_the_sample_comes_from(open_written):
    spectra = sample(open_written(placed(20, 64 * 500)), 1024)
    assert len(places(spectra)) == 1024
    tiles, counts = np.unique(spectra[:, 1] // 64, return_counts=True)
    assert len(tiles) == 256 and (counts == 4).all()
    assert np.histogram(tiles, bins=5, range=(0, 500))[0].min() > 25


@pytest.mark.parametrize("seed", range(3))
def test_a_raster_that_is_mostly_nodata_fills_its_sample(open_written, seed):
    cube = placed(640, 640)
    valid = np.zeros((640, 640), bool)
    valid[200:330, 100:110] = valid[5, :] = True
    cube[~valid] = NODATA
    scene = open_written(cube, NODATA)
    spectra = sample(scene, 900, seed)
    assert len(spectra) == 900 == len(places(spectra))
    assert all(valid[row, column] for row, column in spectra.tolist())
    assert len(sample(scene, 10**5, seed)) == np.count_nonzero(valid)


def test_only_where_the_mask_allows_pixels_is_read(large, tmp_path, monkeypatch):
    mask = gdal.GetDriverByName("MEM").Create("", 1000, 1000, 1)
    mask.GetRasterBand(1).WriteArray(np.ones((10, 10), np.uint8), 700, 500)
    read, windows = Scene.fill, []

    def recorded(scene, cube, dataset, window):
        windows.append(window)
        return read(scene, cube, dataset, window)

    monkeypatch.setattr(Scene, "fill", recorded)
    scene, _ = usable_bands(large.masked(mask), seed=1)
    assert scene.bands == (1, 2)
    assert windows and all(window.intersection(Window(500, 700, 10, 10)).pixels for window in windows)


def test_the_search_for_valid_pixels_can_be_ended(large):
    def stop(fraction, text):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        usable_bands(large, seed=1, progress=stop)
    with pytest.raises(KeyboardInterrupt):
        next(sample_blocks(large, 0, 10, seed=1, progress=stop))
