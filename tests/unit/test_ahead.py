from __future__ import annotations

import numpy as np
import pytest
from osgeo import gdal

from scoread_plugin.raster import ahead
from scoread_plugin.raster.ahead import read_ahead
from scoread_plugin.raster.scene import Scene, open_scene

ROWS, COLUMNS, BANDS = 30, 20, 3


@pytest.fixture
def scene(write_raster, tmp_path):
    """A virtual raster, of which GDAL keeps more the longer it is open."""
    cube = np.arange(ROWS * COLUMNS * BANDS, dtype=np.int16).reshape(ROWS, COLUMNS, BANDS)
    gdal.Translate(str(tmp_path / "scene.vrt"), write_raster(cube), format="VRT")
    return open_scene(str(tmp_path / "scene.vrt"))


@pytest.mark.parametrize(("pixels", "openings"), [(10**6, 1), (250, 3), (100, 6), (1, 6)])
def test_a_raster_is_opened_again_now_and_then_and_gives_the_same_blocks(scene, monkeypatch, pixels, openings):
    monkeypatch.setattr(ahead, "PIXELS_BETWEEN_OPENINGS", pixels)
    opened, read_by = [], Scene.read_by

    def watched(self, threads):
        opened.append(read_by(self, threads))
        return opened[-1]

    monkeypatch.setattr(Scene, "read_by", watched)
    windows = list(scene.window.tiles(5, COLUMNS))
    blocks = list(read_ahead(scene, windows, 2))
    assert [block.window for block in blocks] == windows
    for block in blocks:
        np.testing.assert_array_equal(block.cube, scene.read(block.window, 2).cube)
    assert len({id(one.dataset) for one in (scene, *opened)}) == 1 + openings


def test_of_no_window_there_is_no_block(scene):
    assert list(read_ahead(scene, [])) == []
