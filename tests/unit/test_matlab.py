"""From a MATLAB file to a raster, and back."""

from __future__ import annotations

import numpy as np
import pytest
from osgeo import gdal
from scipy.io import loadmat, savemat

from scoread_plugin.jobs import mat_export
from scoread_plugin.jobs.mat_export import check_export, export_cube
from scoread_plugin.jobs.mat_import import import_cube, own_grid, plan_import, read_wavelengths_of
from scoread_plugin.progress import silent
from scoread_plugin.raster.errors import RasterError
from scoread_plugin.raster.georeferencing import UNREFERENCED
from scoread_plugin.raster.mat_layout import Choice
from scoread_plugin.raster.metadata import read_wavelengths, write_wavelengths
from scoread_plugin.raster.scene import open_scene
from scoread_plugin.raster.window import Window
from tests.unit.test_mat_file import save_v5, save_v73

GENERATOR = np.random.default_rng(7)
CUBE = GENERATOR.integers(-500, 30000, (24, 20, 8)).astype(np.int16)
TRUTH = (GENERATOR.random((24, 20)) > 0.9).astype(np.uint8)
NANOMETRES = np.linspace(400, 2500, 8)


@pytest.fixture
def imported(tmp_path):
    """Import tmp_path/a.mat; gives the two rasters and what was told."""

    def run(choice=None, with_truth=True, progress=silent):
        plan, told = plan_import(str(tmp_path / "a.mat"), choice or Choice()), []
        outputs = str(tmp_path / "cube.tif"), str(tmp_path / "truth.tif") if with_truth else ""
        import_cube(plan, own_grid(plan), *outputs, [], told.append, progress)
        return (*[gdal.Open(path) if path else None for path in outputs], " ".join(told))

    return run


def pixels(dataset):
    return np.moveaxis(dataset.ReadAsArray(), 0, 2)


@pytest.mark.parametrize("save", [save_v5, save_v73])
def test_the_same_cube_gives_the_same_raster_from_every_version(tmp_path, imported, save):
    save(tmp_path / "a.mat", {"map": TRUTH, "data": CUBE, "wl": NANOMETRES.reshape(1, -1)})
    cube, truth, told = imported()
    np.testing.assert_array_equal(pixels(cube), CUBE)
    np.testing.assert_array_equal(truth.ReadAsArray(), TRUTH)
    assert read_wavelengths(cube) == tuple(NANOMETRES)
    assert cube.GetRasterBand(1).DataType == gdal.GDT_Int16
    assert cube.GetMetadata()["SCOREAD_AXES"] == "rows-columns-bands"
    assert "24 rows, 20 columns, 8 bands" in told and "'map'" in told and "guessed" in told


@pytest.mark.parametrize(
    ("axes", "order"),
    [
        ("rows-columns-bands", (0, 1, 2)),
        ("columns-rows-bands", (1, 0, 2)),
        ("bands-rows-columns", (2, 0, 1)),
        ("bands-columns-rows", (2, 1, 0)),
    ],
)
@pytest.mark.parametrize("guess", [True, False])
def test_any_order_of_axes_gives_the_same_raster(tmp_path, imported, axes, order, guess):
    savemat(tmp_path / "a.mat", {"data": CUBE.transpose(order), "gt": TRUTH})
    cube, truth, _ = imported(Choice() if guess else Choice(axes=axes))
    np.testing.assert_array_equal(pixels(cube), CUBE)
    np.testing.assert_array_equal(truth.ReadAsArray(), TRUTH)


def test_the_truth_of_a_square_scene_is_turned_as_the_cube_is(tmp_path, imported):
    cube, truth = CUBE[:20], TRUTH[:20]
    savemat(tmp_path / "a.mat", {"data": cube.transpose(1, 0, 2), "gt": truth.T})
    found, found_truth, _ = imported(Choice(axes="columns-rows-bands"))
    np.testing.assert_array_equal(pixels(found), cube)
    np.testing.assert_array_equal(found_truth.ReadAsArray(), truth)


def test_a_truth_of_doubles_becomes_bytes_and_labels_stay_numbers(tmp_path, imported):
    savemat(tmp_path / "a.mat", {"data": CUBE, "map": TRUTH.astype(float)})
    assert imported()[1].GetRasterBand(1).DataType == gdal.GDT_Byte
    savemat(tmp_path / "a.mat", {"data": CUBE, "map": TRUTH * 0.5})
    np.testing.assert_array_equal(imported()[1].ReadAsArray(), TRUTH * 0.5)


@pytest.mark.parametrize(
    ("values", "found"),
    [
        (NANOMETRES / 1000, NANOMETRES),
        (np.arange(1.0, 9), None),
        (NANOMETRES[::-1], None),
        (np.linspace(0, 1, 8), None),
    ],
)
def test_a_guessed_vector_must_be_wavelengths(tmp_path, values, found):
    savemat(tmp_path / "a.mat", {"data": CUBE, "vector": values})
    read = read_wavelengths_of(plan_import(str(tmp_path / "a.mat"), Choice()))
    assert read == (None if found is None else pytest.approx(found))


def test_a_named_vector_is_taken_or_refused(tmp_path):
    savemat(tmp_path / "a.mat", {"data": CUBE, "vector": NANOMETRES[::-1], "index": np.zeros(8)})
    read = read_wavelengths_of(plan_import(str(tmp_path / "a.mat"), Choice(wavelengths="vector")))
    assert read == tuple(NANOMETRES[::-1])
    with pytest.raises(RasterError, match="WAVELENGTHS 'index'"):
        read_wavelengths_of(plan_import(str(tmp_path / "a.mat"), Choice(wavelengths="index")))


def test_a_stopped_or_failed_import_leaves_older_files(tmp_path, imported):
    class Stopped(Exception):
        pass

    def stop(fraction, text):
        if fraction > 0.5:
            raise Stopped

    savemat(tmp_path / "a.mat", {"data": CUBE, "map": TRUTH})
    (tmp_path / "cube.tif").write_bytes(b"older")
    with pytest.raises(Stopped):
        imported(progress=stop)
    content = (tmp_path / "a.mat").read_bytes()
    savemat(tmp_path / "a.mat", {"map": TRUTH, "data": CUBE * 1j})
    with pytest.raises(RasterError, match="complex"):
        imported()
    (tmp_path / "a.mat").write_bytes(content[:-500])
    with pytest.raises(RasterError):
        imported()
    assert (tmp_path / "cube.tif").read_bytes() == b"older"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.mat", "cube.tif"]


@pytest.fixture
def scene(write_raster):
    """A scene with wavelengths, nodata and a place, and its truth."""
    path = write_raster(CUBE, nodata=-500, describe=lambda dataset: write_wavelengths(dataset, NANOMETRES))
    truth = write_raster(TRUTH[..., None], "truth_in.tif")
    return open_scene(path), gdal.Open(truth)


def export(scene, truth, tmp_path, warned=None):
    check_export(scene, truth)
    warn = [].append if warned is None else warned.append
    export_cube(scene, truth, str(tmp_path / "a.mat"), silent, warn)
    return loadmat(tmp_path / "a.mat")


def test_what_is_not_valid_stays_so(tmp_path, write_raster, scene):
    truth = TRUTH.copy()
    truth[1, 2] = 255
    known = gdal.Open(write_raster(truth[..., None], "known.tif", nodata=255))
    masked = scene[0].masked(
        gdal.Open(write_raster((np.arange(TRUTH.size).reshape(*TRUTH.shape, 1) > 0) * 1, "m.tif"))
    )
    found = export(masked, known, tmp_path)
    np.testing.assert_array_equal(found["map"], np.where(truth == 255, np.nan, TRUTH))
    assert (found["data"][0, 0] == -500).all() and (found["data"][1:] == CUBE[1:]).all()


def test_masked_integers_without_a_nodata_value_are_warned_of(tmp_path, write_raster):
    warned, scene = [], open_scene(write_raster(CUBE))
    mask = np.ones((*TRUTH.shape, 1), np.uint8)
    mask[0, :2] = 0
    export(scene.masked(gdal.Open(write_raster(mask, "m.tif"))), None, tmp_path, warned)
    assert len(warned) == 1 and warned[0].startswith("2 pixels of INPUT are masked")


def test_control_points_that_are_left_out_are_told(tmp_path, write_raster):
    warned, path = [], write_raster(CUBE, transform=None, epsg=None)
    gdal.Open(path, gdal.GA_Update).SetGCPs([gdal.GCP(15, 48, 0, 0, 0)], "")
    assert "geotransform" not in export(open_scene(path), None, tmp_path, warned)
    assert len(warned) == 1 and "no ground control points" in warned[0]


@pytest.mark.parametrize("nodata", [-9999, float("nan")])
def test_masked_integers_get_no_nodata_value_that_they_cannot_have(tmp_path, write_raster, nodata):
    warned, cube = [], np.abs(CUBE).astype(np.uint16)
    mask = np.ones((*TRUTH.shape, 1), np.uint8)
    mask[0, :2] = 0
    scene = open_scene(write_raster(cube, nodata=nodata)).masked(gdal.Open(write_raster(mask, "m.tif")))
    np.testing.assert_array_equal(export(scene, None, tmp_path, warned)["data"], cube)
    assert len(warned) == 1 and "look valid" in warned[0]


def test_an_exported_file_holds_it_all(tmp_path, scene, monkeypatch):
    monkeypatch.setattr(mat_export, "STRIP_BYTES", 2000)
    found = export(*scene, tmp_path)
    np.testing.assert_array_equal(found["data"], CUBE)
    assert found["data"].dtype == np.int16
    np.testing.assert_array_equal(found["map"], TRUTH)
    np.testing.assert_array_equal(found["wavelengths"], [NANOMETRES])
    np.testing.assert_array_equal(found["geotransform"], [scene[0].dataset.GetGeoTransform()])
    np.testing.assert_array_equal(found["bands"], [np.arange(1, 9)])
    assert found["nodata"].tolist() == [[-500]]
    assert found["crs"][0].startswith("PROJCS")


def test_there_and_back_is_the_same_raster(tmp_path, scene, imported):
    export(*scene, tmp_path)
    cube, truth, told = imported()
    source = scene[0].dataset
    np.testing.assert_array_equal(pixels(cube), CUBE)
    np.testing.assert_array_equal(truth.ReadAsArray(), TRUTH)
    for raster in (cube, truth):
        assert raster.GetGeoTransform() == source.GetGeoTransform()
        assert raster.GetSpatialRef().IsSame(source.GetSpatialRef())
    assert read_wavelengths(cube) == read_wavelengths(source)
    assert [cube.GetRasterBand(k + 1).GetNoDataValue() for k in range(8)] == [-500] * 8
    assert cube.GetRasterBand(1).DataType == source.GetRasterBand(1).DataType
    assert "as the file says" in told


@pytest.mark.skipif(not hasattr(gdal, "GDT_Int64"), reason="needs GDAL 3.5")
@pytest.mark.parametrize("kind", [np.int64, np.uint64])
def test_there_and_back_of_long_integers_keeps_the_nodata_value(tmp_path, write_raster, imported, kind):
    cube = np.abs(CUBE).astype(kind)
    export(open_scene(write_raster(cube, nodata=7)), None, tmp_path)
    found, _, _ = imported(with_truth=False)
    np.testing.assert_array_equal(pixels(found), cube)
    assert found.GetRasterBand(8).GetNoDataValue() == 7


def test_there_and_back_of_what_would_be_guessed_otherwise(tmp_path, write_raster, imported):
    """Square but for few rows, no place, no wavelengths, no truth."""
    cube = CUBE[:4, :8].astype(np.float32)
    export(open_scene(write_raster(cube, transform=None, epsg=None)), None, tmp_path)
    found, _, told = imported(with_truth=False)
    np.testing.assert_array_equal(pixels(found), cube)
    assert found.GetGeoTransform() == UNREFERENCED
    assert read_wavelengths(found) is None and "none found" in told


def test_a_part_of_the_raster_in_some_bands(tmp_path, scene, imported):
    part = scene[0].with_bands([2, 5, 7]).looking_at(Window(3, 4, 10, 9))
    export(part, scene[1], tmp_path)
    cube, truth, _ = imported()
    np.testing.assert_array_equal(pixels(cube), CUBE[3:13, 4:13][..., [1, 4, 6]])
    np.testing.assert_array_equal(truth.ReadAsArray(), TRUTH[3:13, 4:13])
    assert read_wavelengths(cube) == tuple(NANOMETRES[[1, 4, 6]])
    assert gdal.ApplyGeoTransform(cube.GetGeoTransform(), 0, 0) == [500040, 5399970]


def test_bands_of_several_types_become_one_that_holds_them_all(tmp_path, write_raster):
    bands = [CUBE[..., 0].astype(np.uint16), CUBE[..., 1].astype(np.int16)]
    for k, band in enumerate(bands):
        write_raster(band[..., None], f"{k}.tif")
    names = [str(tmp_path / f"{k}.tif") for k in range(2)]
    gdal.BuildVRT(str(tmp_path / "both.vrt"), names, separate=True).FlushCache()
    found = export(open_scene(str(tmp_path / "both.vrt")), None, tmp_path)["data"]
    assert found.dtype == np.int32
    np.testing.assert_array_equal(found, np.stack(bands, axis=2))


def test_bytes_with_a_sign_keep_it(tmp_path, write_raster, signed_bytes):
    cube = (CUBE % 256 - 128).astype(np.int8)
    found = export(open_scene(write_raster(cube, options=signed_bytes)), None, tmp_path)["data"]
    assert found.dtype == np.int8
    np.testing.assert_array_equal(found, cube)


def test_a_truth_on_another_grid_is_refused(scene, write_raster):
    moved = write_raster(TRUTH[..., None], "moved.tif", transform=(500001.0, 10.0, 0.0, 5400000.0, 0.0, -10.0))
    smaller = write_raster(TRUTH[:9, :, None], "smaller.tif")
    for path in (moved, smaller):
        with pytest.raises(RasterError, match="TRUTH must be on the pixel grid"):
            check_export(scene[0], gdal.Open(path))


def test_a_variable_of_2_gib_is_refused(tmp_path):
    for name, lines in (("large", 2**15), ("less", 2**15 - 1)):
        (tmp_path / f"{name}.vrt").write_text(
            f'<VRTDataset rasterXSize="{2**14}" rasterYSize="{lines}">'
            + "".join(f'<VRTRasterBand dataType="UInt16" band="{k}"/>' for k in (1, 2))
            + "</VRTDataset>"
        )
    with pytest.raises(RasterError, match="2.0 GiB.*fewer BANDS or a smaller EXTENT"):
        check_export(open_scene(str(tmp_path / "large.vrt")), None)
    check_export(open_scene(str(tmp_path / "less.vrt")), None)
