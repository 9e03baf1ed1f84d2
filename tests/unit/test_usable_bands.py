from __future__ import annotations

import numpy as np
import pytest
from osgeo import gdal

from scoread_plugin.progress import silent
from scoread_plugin.raster.errors import RasterError
from scoread_plugin.raster.scene import Scene, open_scene
from scoread_plugin.raster.usable_bands import extremes, usable_bands
from scoread_plugin.raster.window import Window
from tests.unit.cubes import NODATA


def random_cube(bands=6):
    return np.random.default_rng(0).integers(1, 1000, (20, 30, bands)).astype(np.float32)


def test_bands_that_carry_nothing_are_left_out_with_the_reason(open_cube):
    cube = random_cube()
    cube[..., 1] = 7
    cube[..., 3] = NODATA
    cube[:, :5, 4] = NODATA
    scene, dropped = usable_bands(open_cube(cube, NODATA), seed=1)
    assert scene.bands == (1, 3, 5, 6)
    assert dropped == [(2, "constant"), (4, "without valid values")]


def test_a_band_that_is_constant_where_it_is_valid_is_left_out(open_cube):
    cube = random_cube()
    cube[..., 1] = 7
    cube[3, :, 1] = np.nan
    cube[4, :, 1] = NODATA
    assert usable_bands(open_cube(cube, NODATA), seed=1)[1] == [(2, "constant")]


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


def test_what_counts_is_the_part_to_look_at_under_its_mask(open_cube, write_raster):
    cube = random_cube()
    cube[:, :15, 1] = 7
    cube[:10, :, 2] = 8
    scene = open_cube(cube)
    assert usable_bands(scene, seed=1)[1] == []
    assert usable_bands(scene.looking_at(Window(0, 0, 20, 15)), seed=1)[1] == [(2, "constant")]
    flags = np.zeros((20, 30, 1), np.uint8)
    flags[:10] = 1
    assert usable_bands(scene.masked(gdal.Open(write_raster(flags, "mask.tif"))), seed=1)[1] == [(3, "constant")]


@pytest.mark.parametrize("filled", [NODATA, np.nan])
def test_a_raster_without_a_valid_pixel_is_refused(open_cube, filled):
    scene = open_cube(np.full((80, 70, 3), filled, np.float32), NODATA)
    with pytest.raises(RasterError, match="INPUT has no valid pixel"):
        usable_bands(scene, seed=1)


def test_a_mask_that_allows_nothing_is_refused(open_cube, write_raster):
    mask = gdal.Open(write_raster(np.zeros((20, 30, 1), np.uint8), "mask.tif"))
    with pytest.raises(RasterError, match="INPUT has no valid pixel"):
        usable_bands(open_cube(random_cube()).masked(mask), seed=1)


def test_a_raster_in_which_but_one_band_varies_is_refused(open_cube):
    cube = random_cube(bands=3)
    cube[..., :2] = 5
    with pytest.raises(RasterError, match="at least two usable bands.* has 1 of 3.*constant"):
        usable_bands(open_cube(cube), seed=1)


@pytest.fixture
def windows_read(monkeypatch):
    """The windows of a scene that have been read so far."""
    read, windows = Scene.fill, []

    def recorded(scene, cube, dataset, window):
        windows.append(window)
        return read(scene, cube, dataset, window)

    monkeypatch.setattr(Scene, "fill", recorded)
    return windows


def test_a_part_of_a_large_raster_is_probed(monkeypatch, large, windows_read):
    monkeypatch.setattr("scoread_plugin.raster.usable_bands.PROBED_TILES", 5)
    extremes(large, 1, silent)
    assert len(windows_read) == 5


def test_more_is_probed_until_a_pixel_is_valid(monkeypatch, open_cube):
    monkeypatch.setattr("scoread_plugin.raster.usable_bands.PROBED_TILES", 1)
    cube = np.full((64, 640, 3), NODATA, np.float32)
    cube[:, 320:384] = random_cube(3)[0, 0]
    low, high = extremes(open_cube(cube, NODATA), 1, silent)
    assert low.tolist() == high.tolist() == cube[0, 320].tolist()


def test_only_where_the_mask_allows_pixels_is_read(large, windows_read):
    mask = gdal.GetDriverByName("MEM").Create("", 1000, 1000, 1)
    mask.GetRasterBand(1).WriteArray(np.ones((10, 10), np.uint8), 700, 500)
    scene, _ = usable_bands(large.masked(mask), seed=1)
    assert scene.bands == (1, 2)
    assert windows_read and all(window.intersection(Window(500, 700, 10, 10)).pixels for window in windows_read)
