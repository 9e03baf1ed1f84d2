from __future__ import annotations

import numpy as np
import pytest
from osgeo import gdal

from scoread_plugin.raster import cube_file
from scoread_plugin.raster.cube_file import Grid, gdal_type, write_cube
from scoread_plugin.raster.errors import RasterError
from tests.unit.cubes import UTM33, reference_of

CUBE = np.random.default_rng(4).integers(0, 100, (70, 90, 5))
KINDS = ("bool", "int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64", "float32", "float64")


def write(path, cube=CUBE, grid=None, options=(), describe=lambda dataset: None, progress=lambda fraction: None):
    write_cube(path, cube, grid or Grid(), "OUTPUT", list(options), describe, progress)
    return gdal.Open(str(path))


def pixels(dataset):
    return np.moveaxis(dataset.ReadAsArray(), 0, 2)


@pytest.mark.parametrize("order", ["C", "F"])
@pytest.mark.parametrize("kind", KINDS)
def test_numbers_keep_their_type(tmp_path, gdal_exceptions, kind, order):
    cube = np.asarray(CUBE.astype(kind), order=order)
    dataset = write(tmp_path / "a.tif", cube)
    expected = {"bool": "Byte", "uint8": "Byte", "int8": "Int8" if hasattr(gdal, "GDT_Int8") else "Int16"}
    assert gdal.GetDataTypeName(dataset.GetRasterBand(1).DataType).lower() == expected.get(kind, kind).lower()
    np.testing.assert_array_equal(pixels(dataset), cube)


def test_negative_and_extreme_numbers(tmp_path):
    for kind in ("int8", "int16", "int64", "uint64"):
        extremes = np.array([np.iinfo(kind).min, np.iinfo(kind).max], kind).reshape(1, 1, 2)
        np.testing.assert_array_equal(pixels(write(tmp_path / f"{kind}.tif", extremes)), extremes)
    odd = np.array([np.nan, np.inf, -0.0, 1e300]).reshape(1, 2, 2)
    np.testing.assert_array_equal(pixels(write(tmp_path / "float.tif", odd)), odd)


def test_axes_in_any_order_and_a_foreign_byte_order(tmp_path):
    cube = np.ascontiguousarray(CUBE.transpose(2, 1, 0)).astype(">i4").transpose(2, 1, 0)
    np.testing.assert_array_equal(pixels(write(tmp_path / "a.tif", cube)), CUBE)


def test_types_that_this_gdal_does_not_have(monkeypatch):
    monkeypatch.delattr(gdal, "GDT_Int64", raising=False)
    with pytest.raises(RasterError, match="int64.*double"):
        gdal_type(np.dtype("int64"))


def test_one_unit_a_pixel_downwards_where_nothing_is_known(tmp_path):
    """Stated, since GDAL would count rows upwards and QGIS downwards where it is not."""
    dataset = write(tmp_path / "a.tif")
    assert dataset.GetGeoTransform(can_return_null=True) == (0, 1, 0, 0, 0, -1)
    assert dataset.GetSpatialRef() is None


@pytest.mark.parametrize("suffix", ["tif", "bsq", "img"])
def test_a_place_and_a_description(tmp_path, suffix):
    grid = Grid((500000.0, 5.0, 0.0, 5400000.0, 0.0, -5.0), reference_of(UTM33).ExportToWkt())
    dataset = write(
        tmp_path / f"a.{suffix}", CUBE.astype("f4"), grid, describe=lambda d: d.GetRasterBand(2).SetDescription("two")
    )
    assert dataset.GetGeoTransform() == grid.transform
    assert "33N" in dataset.GetProjection()
    assert dataset.GetRasterBand(2).GetDescription() == "two"
    np.testing.assert_array_equal(pixels(dataset), CUBE)


def test_geotiffs_are_made_for_reading_spectra_unless_told_otherwise(tmp_path):
    default = write(tmp_path / "a.tif").GetMetadata("IMAGE_STRUCTURE")
    assert (default["COMPRESSION"], default["INTERLEAVE"]) == ("DEFLATE", "PIXEL")
    told = write(tmp_path / "b.tif", options=["COMPRESS=LZW", "INTERLEAVE=BAND"]).GetMetadata("IMAGE_STRUCTURE")
    assert told == {"COMPRESSION": "LZW", "INTERLEAVE": "BAND"}


def test_what_changes_the_values_is_refused(tmp_path, gdal_exceptions, monkeypatch):
    monkeypatch.setattr(cube_file, "STRIP_BYTES", 4096)
    options = ["TILED=YES", "COMPRESS=JPEG"]
    with pytest.raises(RasterError, match="the values read back differ"):
        write(tmp_path / "a.tif", CUBE[..., :3].astype(np.uint8), options=options)


@pytest.mark.parametrize(
    ("name", "options", "word"),
    [
        ("a.vrt", [], "virtual"),
        ("a.png", [], "cannot hold Float64"),
        ("a.tif", ["TILED=YES", "BLOCKXSIZE=17"], "written"),
    ],
)
def test_formats_and_options_that_do_not_go(tmp_path, gdal_exceptions, name, options, word):
    with pytest.raises(RasterError, match=word):
        write(tmp_path / name, CUBE.astype(float), options=options)


def test_a_coordinate_system_that_is_none(tmp_path, gdal_exceptions):
    with pytest.raises(RasterError, match="coordinate system"):
        write(tmp_path / "a.tif", grid=Grid(wkt="not a coordinate system"))


@pytest.mark.parametrize("when", [0.1, 0.9])
def test_what_progress_raises_goes_through(tmp_path, gdal_exceptions, when):
    class Stopped(Exception):
        pass

    def progress(fraction):
        if fraction >= when:
            raise Stopped

    with pytest.raises(Stopped):
        write(tmp_path / "a.tif", progress=progress)


def test_progress_rises_to_one(tmp_path):
    seen = []
    write(tmp_path / "a.tif", progress=seen.append)
    assert seen == sorted(seen) and seen[-1] == 1 and min(seen) < 0.5
