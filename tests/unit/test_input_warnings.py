"""Warnings about rasters: each where it is due, none about a sound one."""

from __future__ import annotations

import re

import numpy as np
import pytest
from osgeo import gdal

from scoread_plugin.raster.input_warnings import (
    axes_warnings,
    input_warnings,
    mismatch_warnings,
    units_warnings,
    warnings_of,
)
from scoread_plugin.raster.probing import some_spectra
from scoread_plugin.raster.sample_file import write_sample_scene
from scoread_plugin.raster.sample_scene import make_sample_scene
from scoread_plugin.raster.scene import open_scene
from scoread_plugin.raster.usable_bands import usable_bands


@pytest.fixture
def sound(mixed_spectra):
    return np.rint(mixed_spectra(4000, bands=30))


def told(spectra):
    return list(warnings_of(spectra.astype(np.float32)))


def test_a_sound_raster_raises_none(sound):
    assert told(sound) == []
    assert told(sound / 10_000) == []


def test_the_sample_scene_raises_none(tmp_path):
    path = str(tmp_path / "scene.tif")
    write_sample_scene(make_sample_scene(1), path, str(tmp_path / "truth.tif"))
    scene, _ = usable_bands(open_scene(path), 1)
    assert input_warnings(scene, 1) == []


def test_bands_of_noise_are_told_by_their_numbers(smooth_spectra, write_raster):
    cube = smooth_spectra(2400, 40)
    cube[:, [6, 7, 20]] = np.random.default_rng(1).normal(500, 100, (2400, 3))
    scene = open_scene(write_raster(cube.reshape(60, 40, 40).astype(np.float32)))
    (found,) = input_warnings(scene.with_bands([band for band in scene.bands if band != 3]), 1)
    assert "mostly noise: 7-8, 21." in found and "(BANDS)" in found


@pytest.mark.parametrize(("pixels", "due"), [(100, True), (80, False)])
def test_pixels_that_lack_only_a_few_bands_are_told(sound, write_raster, pixels, due):
    """A nodata value that noise reaches in some bands; the frame, which lacks all bands, does not count."""
    cube = sound[:2000].reshape(40, 50, 30).astype(np.int16)
    cube[:8] = 0
    for band, count in ((4, pixels), (5, 3 * pixels // 4), (20, pixels // 4)):
        cube.reshape(-1, 30)[-count:, band] = 0
    scene = open_scene(write_raster(cube, nodata=0))
    found = [warning for warning in input_warnings(scene, 1) if "no value in some bands" in warning]
    assert len(found) == due
    if due:
        assert found[0].startswith("6 % of") and "mostly 5-6, and are not scored" in found[0]


def test_a_scene_without_any_pixel_raises_none(sound, write_raster):
    def opaque_nowhere(dataset):
        dataset.GetRasterBand(30).SetColorInterpretation(gdal.GCI_AlphaBand)

    sound[:, 29] = 0
    assert input_warnings(open_scene(write_raster(sound.reshape(40, 100, 30), describe=opaque_nowhere)), 1) == []


@pytest.mark.skipif(gdal.GetDriverByName("netCDF") is None, reason="needs GDAL's driver for netCDF")
@pytest.mark.parametrize(("axes", "due"), [((1, 0, 2), True), ((1, 2, 0), True), ((0, 1, 2), False)])
def test_rows_that_gdal_takes_for_bands_are_told_with_the_command_that_reorders_them(sound, tmp_path, axes, due):
    cube = np.resize(sound, (30, 600, 40)).astype(np.float32)
    path = write_array(np.ascontiguousarray(cube.transpose(axes)), str(tmp_path / "cube.nc"))
    found = list(axes_warnings(open_scene(path)))
    assert len(found) == due
    if due:
        (order,) = re.findall(r"-array name=ARRAY,(transpose=\S+) FILE OUTPUT.tif", found[0])
        reordered = gdal.MultiDimTranslate("", path, format="MEM", arraySpecs=[f"name=radiance,{order}"])
        array = reordered.GetRootGroup().OpenMDArray("radiance")
        np.testing.assert_array_equal(array.ReadAsArray(), cube)


def write_array(values, path):
    root = gdal.GetDriverByName("netCDF").CreateMultiDimensional(path).GetRootGroup()
    axes = [root.CreateDimension(name, None, None, size) for name, size in zip("abc", values.shape)]
    root.CreateMDArray("radiance", axes, gdal.ExtendedDataType.Create(gdal.GDT_Float32)).WriteArray(values)
    return path


@pytest.mark.parametrize(("bands", "count"), [(9, 1), (10, 0)])
def test_few_bands_are_told(mixed_spectra, bands, count):
    found = told(mixed_spectra(4000, bands=bands))
    assert len(found) == count
    assert all("not hyperspectral" in warning and f"{bands} bands" in warning for warning in found)


@pytest.mark.parametrize("fill", [0, -9999, 1e30, 65535])
@pytest.mark.parametrize(("share", "due"), [(0.02, True), (0.005, False)])
def test_a_fill_value_is_told(sound, fill, share, due):
    sound[: round(share * len(sound))] = fill
    found = told(sound)
    words = (f"{fill:g} in every band", "2 %", "nodata")
    assert [all(word in warning for word in words) for warning in found] == [True] * due


def test_a_spectrum_that_repeats_is_told_of_many_bands_alone(sound):
    sound[:200] = sound[0]
    (found,) = told(sound)
    assert "5 %" in found and "have the same spectrum" in found
    assert not any("the same spectrum" in warning for warning in told(sound[:, :5]))


def test_fill_of_few_bands_is_told(sound):
    sound[:200] = 0
    assert any("0 in every band" in warning for warning in told(sound[:, :4]))


def test_saturation_is_told(sound):
    found = told(np.minimum(sound, np.quantile(sound.max(axis=1), 0.9)))
    assert len(found) == 1 and "10 %" in found[0] and "saturated" in found[0]


def test_reflectance_cut_to_whole_numbers_is_told(sound):
    (found,) = told(np.rint(sound / sound.max() * 3))
    assert "only 3 different values, from 1 to 3" in found


def test_all_pixels_alike_are_told():
    assert len(told(np.zeros((1000, 20)))) == 1


def test_of_too_few_pixels_nothing_is_told(sound):
    assert told(np.zeros((400, 20))) == []


def test_declared_fill_is_no_doubt(write_raster, sound):
    cube = sound.reshape(50, 80, 30)
    cube[:10] = 0
    assert len(input_warnings(open_scene(write_raster(cube.astype(np.int16))), 1)) == 1
    assert input_warnings(open_scene(write_raster(cube.astype(np.int16), nodata=0)), 1) == []


@pytest.mark.parametrize("factor", [1e-4, 0.1, 10.0, 1e4])
def test_other_units_than_those_of_a_model_are_told(sound, factor):
    (found,) = units_warnings(sound[::7] * factor, sound[:1000])
    assert "unlike the training data of MODEL" in found and f"{np.median(np.median(sound[:1000], axis=0)):g}" in found


@pytest.mark.parametrize("change", [lambda x: x, lambda x: 1.3 * x, lambda x: x - 0.5 * x.std(axis=0)])
def test_another_scene_in_the_same_units_raises_none(sound, change):
    assert list(units_warnings(change(sound[1000:]), sound[:1000])) == []


def test_a_uniform_part_of_the_scene_itself_raises_none(sound):
    middle = np.median(sound, axis=0)
    part = middle + 0.05 * (sound[:25] - middle)
    assert list(units_warnings(part, sound[:1000])) == []
    assert len(list(units_warnings(0.01 * part, sound[:1000]))) == 1


def test_sample_scenes_are_alike_and_their_reflectance_is_not(tmp_path):
    paths = [str(tmp_path / f"scene{seed}.tif") for seed in (1, 2)]
    for seed, path in zip((1, 2), paths):
        write_sample_scene(make_sample_scene(seed), path, str(tmp_path / "truth.tif"))
    first, second = (usable_bands(open_scene(path), 1)[0] for path in paths)
    bands = sorted(set(first.bands) & set(second.bands))
    known = some_spectra(first.with_bands(bands), 1, 16)
    assert mismatch_warnings(second.with_bands(bands), known, 1) == []
    assert len(mismatch_warnings(second.with_bands(bands), known / 10_000, 1)) == 1
