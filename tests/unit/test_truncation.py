from __future__ import annotations

import os

import numpy as np
import pytest
from osgeo import gdal

from scoread_plugin.raster.errors import RasterError
from scoread_plugin.raster.scene import open_scene

CUBE = np.arange(5 * 6 * 4, dtype=np.int16)


@pytest.fixture
def write_raw(tmp_path):
    """Writes a raw file with a header, without the bytes at its end that are to be missing; gives its path."""

    def write(name="line1", missing=0, lines=(), offset=0, north=0):
        path = tmp_path / f"{name}.dat"
        content = bytes(offset) + CUBE.tobytes()
        path.write_bytes(content[: len(content) - missing])
        fields = ["samples = 6", "lines = 5", "bands = 4", "data type = 2", "interleave = bil", *lines]
        place = f"map info = {{UTM, 1, 1, 0, {north}, 1, 1, 33, North}}"
        path.with_suffix(".hdr").write_text("\n".join(["ENVI", *fields, place]) + "\n")
        return str(path)

    return write


def mosaic(path, parts):
    gdal.BuildVRT(str(path), [str(part) for part in parts]).FlushCache()
    return str(path)


def test_a_file_that_lacks_a_byte_is_refused(write_raw):
    open_scene(write_raw())
    with pytest.raises(RasterError, match="INPUT '.*line1.dat' is truncated: its header declares 240 .* has 239"):
        open_scene(write_raw(missing=1))


@pytest.mark.parametrize("text", ["0.0", "", "none"])
def test_an_offset_that_gdal_reads_as_0_is_0(write_raw, text):
    lines = [f"header offset = {text}"]
    scene = open_scene(write_raw(lines=lines))
    assert scene.read_cube(scene.whole)[0, 1, 0] == 1
    with pytest.raises(RasterError, match="declares 240 bytes"):
        open_scene(write_raw(missing=1, lines=lines))


def test_the_offset_counts(write_raw):
    lines = ["header offset = 128"]
    open_scene(write_raw(offset=128, lines=lines))
    with pytest.raises(RasterError, match="declares 368 bytes"):
        open_scene(write_raw(offset=128, missing=100, lines=lines))


def test_the_offset_counts_as_it_is_now_and_not_as_gdal_noted_it(write_raw):
    path = write_raw(lines=["header offset = 0"])
    dataset = gdal.Open(path)
    dataset.GetRasterBand(1).ComputeStatistics(False)
    del dataset
    assert os.path.exists(path + ".aux.xml")
    write_raw(lines=["header offset = 128"])
    with pytest.raises(RasterError, match="declares 368 bytes, but it has 240"):
        open_scene(path)


def test_a_compressed_file_may_be_shorter(write_raw):
    from gzip import compress

    path = write_raw(lines=["file compression = 1"])
    with open(path, "wb") as file:
        file.write(compress(CUBE.tobytes()))
    scene = open_scene(path)
    assert os.path.getsize(path) < CUBE.nbytes and scene.read_cube(scene.whole)[0, 1, 0] == 1


@pytest.mark.parametrize("depth", [1, 2])
def test_a_truncated_part_of_a_mosaic_is_named(write_raw, tmp_path, depth):
    parts = [write_raw(), write_raw("line2", north=5)]
    for level in range(depth):
        parts = [mosaic(tmp_path / f"level{level}.vrt", parts)]
    open_scene(parts[0])
    os.truncate(tmp_path / "line2.dat", 200)
    with pytest.raises(RasterError, match="line2.dat', a part of INPUT, is truncated: .* 240 .* 200. Copy"):
        open_scene(parts[0])


def test_a_mosaic_is_not_refused_for_the_header_of_another_file(write_raw, tmp_path):
    other = tmp_path / "line1.tif"
    gdal.Translate(str(other), write_raw(), bandList=[1, 2], outputType=gdal.GDT_Byte)
    write_raw(lines=["header offset = 100000"])
    assert os.path.getsize(other) < 100_000
    whole = mosaic(tmp_path / "whole.vrt", [other])
    open_scene(whole)
    os.truncate(other, 100)  # GDAL no longer opens it.
    open_scene(whole)


def test_a_mosaic_without_its_files_and_one_of_itself_are_opened(write_raw, tmp_path):
    inner, outer = tmp_path / "inner.vrt", tmp_path / "outer.vrt"
    mosaic(inner, [write_raw()])
    mosaic(outer, [inner])
    (tmp_path / "line1.dat").unlink()
    open_scene(str(outer))
    inner.write_text(outer.read_text().replace("inner.vrt", "outer.vrt"))
    open_scene(str(outer))
