from __future__ import annotations

import os
from contextlib import suppress

import numpy as np
import pytest
from osgeo import gdal, osr

from scoread_plugin.raster import sample_file
from scoread_plugin.raster.errors import RasterError
from scoread_plugin.raster.sample_file import write_sample_scene
from scoread_plugin.raster.sample_materials import background_spectra, target_spectra
from scoread_plugin.raster.sample_scene import make_sample_scene

SMALL = {"rows": 40, "columns": 30, "bands": 30}


@pytest.fixture(scope="module")
def scene():
    return make_sample_scene(seed=1)


@pytest.fixture(scope="module")
def small():
    return make_sample_scene(seed=1, **SMALL)


def valid_pixels(scene):
    return np.all(scene.spectra != scene.nodata, axis=-1)


def global_rx(scene):
    pixels = scene.spectra[valid_pixels(scene)][:, scene.good_bands].astype(float)
    centred = pixels - pixels.mean(axis=0)
    precision = np.linalg.inv(np.cov(centred, rowvar=False))
    return np.sum(centred @ precision * centred, axis=1)


def area_under_roc(scores, truth):
    rank = np.empty(len(scores))
    rank[np.argsort(scores)] = np.arange(1, len(scores) + 1)
    targets = truth.sum()
    return (rank[truth].sum() - targets * (targets + 1) / 2) / (targets * (len(scores) - targets))


def count_targets(truth):
    """Targets are rectangles well apart, so each has one upper left corner."""
    padded = np.pad(truth, 1)[:-1, :-1]
    return int(np.sum(truth & ~padded[:-1, 1:] & ~padded[1:, :-1]))


def test_shapes_and_types(scene):
    assert scene.spectra.shape == (150, 150, 150) and scene.spectra.dtype == np.int16
    assert scene.truth.shape == (150, 150) and scene.truth.dtype == bool
    assert scene.wavelengths[[0, -1]].tolist() == [400, 2500] and np.all(np.diff(scene.wavelengths) > 0)
    assert scene.good_bands.shape == (150,) and scene.good_bands.dtype == bool


def test_same_seed_same_scene():
    first, again, other = (make_sample_scene(seed, **SMALL) for seed in (5, 5, 6))
    np.testing.assert_array_equal(first.spectra, again.spectra)
    np.testing.assert_array_equal(first.truth, again.truth)
    assert np.any(first.spectra != other.spectra) and np.any(first.truth != other.truth)


def test_nodata_covers_whole_pixels_in_one_corner(scene):
    missing = scene.spectra == scene.nodata
    np.testing.assert_array_equal(missing.any(axis=-1), missing.all(axis=-1))
    assert 0.02 < missing[..., 0].mean() < 0.08
    assert missing[0, -1, 0] and not missing[[0, -1, -1], [0, 0, -1], 0].any()


def test_targets_lie_in_valid_pixels():
    for seed in range(20):
        scene = make_sample_scene(seed, **SMALL)
        assert not np.any(scene.truth & ~valid_pixels(scene))


def test_targets_are_few_and_some_are_large(scene):
    assert 25 <= count_targets(scene.truth) <= 40
    assert scene.truth.sum() > count_targets(scene.truth)


def test_water_vapour_bands_are_bad_and_noisy(scene):
    bad = scene.wavelengths[~scene.good_bands]
    assert {1400, 1900} == {int(centre) for centre in (1400, 1900) if np.abs(bad - centre).min() < 15}
    assert np.all(((bad > 1300) & (bad < 1500)) | ((bad > 1750) & (bad < 2000)))
    neighbours = np.diff(scene.spectra[30:60, :100].astype(float), axis=1).std(axis=(0, 1))
    assert neighbours[~scene.good_bands].min() > 2 * neighbours[scene.good_bands].max()


def test_noise_is_strongest_at_the_ends(scene):
    """The difference of a band from its two neighbours is mostly noise."""
    spectra = scene.spectra[30:60, :100].astype(float)
    noise = (spectra[..., 1:-1] - 0.5 * (spectra[..., :-2] + spectra[..., 2:])).std(axis=(0, 1))
    middle = noise[(scene.wavelengths[1:-1] > 500) & (scene.wavelengths[1:-1] < 680)].mean()
    assert noise[0] > 1.5 * middle and noise[-1] > 1.5 * middle


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_global_rx_finds_most_targets_but_not_all(seed):
    scene = make_sample_scene(seed)
    assert 0.85 < area_under_roc(global_rx(scene), scene.truth[valid_pixels(scene)]) < 0.97


def test_spectra_are_reflectances():
    wavelengths = np.linspace(400, 2500, 150)
    for spectra in (background_spectra(wavelengths), target_spectra(wavelengths)):
        for name, spectrum in spectra.items():
            assert spectrum.shape == (150,) and spectrum.min() > 0 and spectrum.max() < 0.8, name


def test_camouflage_is_like_vegetation_but_for_leaf_water():
    wavelengths = np.array([550.0, 672, 860, 1070, 1200])
    leaf = background_spectra(wavelengths)["vegetation"]
    sheet = target_spectra(wavelengths)["camouflage sheet"]
    np.testing.assert_allclose(sheet[:4], leaf[:4], rtol=0.15)
    assert leaf[4] < 0.9 * leaf[3] and sheet[4] > 0.98 * sheet[3]


@pytest.mark.parametrize("size", [(40, 30, 30), (16, 16, 16), (17, 90, 33)])
def test_small_sizes(size):
    scene = make_sample_scene(2, *size)
    assert scene.spectra.shape == size
    assert count_targets(scene.truth) >= 3
    assert 0 < np.sum(~scene.good_bands) < size[2] / 3


@pytest.mark.parametrize("size", [(15, 30, 30), (30, 15, 30), (30, 30, 15)])
def test_too_small_is_refused(size):
    with pytest.raises(ValueError, match="at least 16"):
        make_sample_scene(1, *size)


def test_files_hold_what_the_scene_holds(small, tmp_path, gdal_exceptions):
    write_sample_scene(small, str(tmp_path / "scene.tif"), str(tmp_path / "truth.tif"))
    assert sorted(os.listdir(tmp_path)) == ["scene.tif", "truth.tif"]
    scene, truth = (gdal.Open(str(tmp_path / name)) for name in ("scene.tif", "truth.tif"))

    np.testing.assert_array_equal(np.moveaxis(scene.ReadAsArray(), 0, -1), small.spectra)
    np.testing.assert_array_equal(truth.ReadAsArray(), small.truth.astype(np.uint8))
    for dataset in (scene, truth):
        assert dataset.GetGeoTransform() == (512000, 5, 0, 5398000, 0, -5)
        assert osr.SpatialReference(dataset.GetProjection()).GetAuthorityCode(None) == "32633"
    assert scene.GetRasterBand(1).DataType == gdal.GDT_Int16
    assert truth.GetRasterBand(1).DataType == gdal.GDT_Byte and truth.RasterCount == 1
    assert scene.GetMetadataItem("INTERLEAVE", "IMAGE_STRUCTURE") == "PIXEL"
    assert scene.GetMetadataItem("COMPRESSION", "IMAGE_STRUCTURE") == "DEFLATE"
    assert scene.GetRasterBand(1).GetBlockSize() == [64, 64]


def test_files_tell_wavelengths_as_envi_files_do(small, tmp_path):
    write_sample_scene(small, str(tmp_path / "scene.tif"), str(tmp_path / "truth.tif"))
    scene = gdal.Open(str(tmp_path / "scene.tif"))
    bands = [scene.GetRasterBand(number + 1) for number in range(scene.RasterCount)]
    assert [float(band.GetMetadataItem("wavelength")) for band in bands] == small.wavelengths.tolist()
    assert {band.GetMetadataItem("wavelength_units") for band in bands} == {"Nanometers"}
    assert {band.GetNoDataValue() for band in bands} == {small.nodata}
    assert bands[0].GetDescription() == "400.0 nm"

    envi = scene.GetMetadata("ENVI")
    assert set(envi) == {"wavelength", "wavelength_units", "bbl"}
    assert envi["wavelength_units"] == "Nanometers"
    assert envi["wavelength"][0] + envi["wavelength"][-1] == envi["bbl"][0] + envi["bbl"][-1] == "{}"
    np.testing.assert_array_equal(np.array(envi["wavelength"][1:-1].split(","), float), small.wavelengths)
    np.testing.assert_array_equal(np.array(envi["bbl"][1:-1].split(","), int), small.good_bands)


def test_the_suffix_decides_the_format(small, tmp_path):
    write_sample_scene(small, str(tmp_path / "scene.img"), str(tmp_path / "truth.img"))
    scene, truth = (gdal.Open(str(tmp_path / name)) for name in ("scene.img", "truth.img"))
    assert scene.GetDriver().ShortName == truth.GetDriver().ShortName == "HFA"
    np.testing.assert_array_equal(np.moveaxis(scene.ReadAsArray(), 0, -1), small.spectra)


def test_opens_in_true_colour(small, tmp_path):
    write_sample_scene(small, str(tmp_path / "scene.tif"), str(tmp_path / "truth.tif"))
    scene = gdal.Open(str(tmp_path / "scene.tif"))
    centre = {
        scene.GetRasterBand(number).GetColorInterpretation(): small.wavelengths[number - 1]
        for number in range(1, scene.RasterCount + 1)
    }
    assert 600 < centre[gdal.GCI_RedBand] < 700
    assert 510 < centre[gdal.GCI_GreenBand] < 600
    assert 440 < centre[gdal.GCI_BlueBand] < 510


def test_missing_folder_is_refused(small, tmp_path, gdal_exceptions):
    with pytest.raises(RasterError, match="nowhere"):
        write_sample_scene(small, str(tmp_path / "nowhere" / "scene.tif"), str(tmp_path / "truth.tif"))
    assert os.listdir(tmp_path) == []


def test_failure_on_the_truth_leaves_an_older_scene_untouched(small, tmp_path, gdal_exceptions):
    (tmp_path / "scene.tif").write_text("older")
    with pytest.raises(RasterError, match="nowhere"):
        write_sample_scene(small, str(tmp_path / "scene.tif"), str(tmp_path / "nowhere" / "truth.tif"))
    assert os.listdir(tmp_path) == ["scene.tif"]
    assert (tmp_path / "scene.tif").read_text() == "older"


@pytest.mark.parametrize("room", [1000, 200_000], ids=["no room for the header", "no room for the pixels"])
def test_full_disk_leaves_older_files_untouched(scene, tmp_path, gdal_exceptions, room):
    resource = pytest.importorskip("resource")
    for name in ("scene.tif", "truth.tif"):
        (tmp_path / name).write_text("older")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    # Not under pytest.raises alone: the limit holds for pytest's own output too.
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, limits[1]))
    failure = None
    try:
        write_sample_scene(scene, str(tmp_path / "scene.tif"), str(tmp_path / "truth.tif"))
    except RasterError as error:
        failure = error
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert failure is not None
    assert sorted(os.listdir(tmp_path)) == ["scene.tif", "truth.tif"]
    assert {(tmp_path / name).read_text() for name in ("scene.tif", "truth.tif")} == {"older"}


def test_unknown_projection_is_refused(small, tmp_path, gdal_exceptions, monkeypatch):
    """As where PROJ does not find its database."""
    monkeypatch.setattr(sample_file, "EPSG", 999_999)
    with pytest.raises(RasterError, match="EPSG:999999"):
        write_sample_scene(small, str(tmp_path / "scene.tif"), str(tmp_path / "truth.tif"))
    assert os.listdir(tmp_path) == []


def test_older_files_are_replaced(small, tmp_path):
    for name in ("scene.tif", "truth.tif"):
        (tmp_path / name).write_text("older")
    write_sample_scene(small, str(tmp_path / "scene.tif"), str(tmp_path / "truth.tif"))
    assert gdal.Open(str(tmp_path / "scene.tif")).RasterCount == 30
    assert gdal.Open(str(tmp_path / "truth.tif")).RasterCount == 1


def test_an_earlier_gdal_error_does_not_matter(small, tmp_path):
    with suppress(RuntimeError):  # Where QGIS has switched GDAL's exceptions on.
        gdal.Error(gdal.CE_Failure, 1, "something else failed before")
    write_sample_scene(small, str(tmp_path / "scene.tif"), str(tmp_path / "truth.tif"))
    assert len(os.listdir(tmp_path)) == 2
