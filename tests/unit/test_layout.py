from __future__ import annotations

import numpy as np
import pytest
from osgeo import gdal

from scoread_plugin.raster.layout import zero_planes
from scoread_plugin.raster.scene import open_scene
from scoread_plugin.raster.window import Window

AXES = {"bsq": (2, 0, 1), "bil": (0, 2, 1), "bip": (0, 1, 2)}
CUBE = np.arange(30 * 40 * 5, dtype=np.int16).reshape(30, 40, 5)
WINDOWS = [Window(0, 0, 30, 40), Window(4, 0, 9, 40), Window(4, 0, 1, 40), Window(3, 5, 20, 17), Window(7, 39, 1, 1)]


@pytest.fixture(params=["plain", "virtual"])
def write_raw(request, tmp_path):
    """Writes the cube as an ENVI file, or two files of half the rows each as a virtual raster; gives its path."""

    def write_part(cube, name, interleave, order):
        path = tmp_path / f"{name}.img"
        cube.transpose(AXES[interleave]).astype(f"{'<>'[order]}i2").tofile(path)
        rows, columns, bands = cube.shape
        path.with_suffix(".hdr").write_text(
            f"ENVI\nsamples = {columns}\nlines = {rows}\nbands = {bands}\ndata type = 2\ninterleave = {interleave}\n"
            f"byte order = {order}\nmap info = {{UTM, 1, 1, 0, {30 if name == 'upper' else 15}, 1, 1, 33, North}}\n"
        )
        return str(path)

    def write(interleave, order):
        if request.param == "plain":
            return write_part(CUBE, "whole", interleave, order)
        parts = [write_part(CUBE[:15], "upper", interleave, order), write_part(CUBE[15:], "lower", interleave, order)]
        gdal.BuildVRT(str(tmp_path / "whole.vrt"), parts).FlushCache()
        return str(tmp_path / "whole.vrt")

    return write


@pytest.mark.parametrize("window", WINDOWS)
@pytest.mark.parametrize("order", [0, 1], ids=["little-endian", "big-endian"])
@pytest.mark.parametrize("interleave", AXES)
def test_raw_files_are_read_as_they_are_written(write_raw, interleave, order, window):
    for bands in ([1, 2, 3, 4, 5], [2, 5]):
        for threads in (1, 3):
            scene = open_scene(write_raw(interleave, order)).with_bands(bands).read_by(threads)
            expected = CUBE[window.slices][:, :, np.array(bands) - 1]
            np.testing.assert_array_equal(scene.read(window).cube, expected)


@pytest.mark.parametrize("interleave", AXES)
def test_a_virtual_raster_is_cut_as_its_files_are(write_raw, interleave):
    layout = open_scene(write_raw(interleave, 0)).layout
    assert layout.tile == (1, 40) and layout.by_lines == (interleave != "bip")


def test_a_virtual_raster_without_its_files_is_cut_as_it_says(tmp_path, write_raster):
    path = str(tmp_path / "scene.vrt")
    gdal.Translate(path, write_raster(CUBE), format="VRT")
    (tmp_path / "scene.tif").unlink()
    assert open_scene(path).layout.tile == (30, 40)


@pytest.mark.parametrize("kind", [np.uint8, np.int16, np.float32])
@pytest.mark.parametrize("shape", [(1, 1), (3, 5), (64, 2047), (64, 1023)])
def test_planes_do_not_start_where_another_does_in_its_page(shape, kind):
    planes = zero_planes(3, *shape, kind)
    assert planes.shape == (3, *shape) and planes.strides[0] % 4096 == 128
