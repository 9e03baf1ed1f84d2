from __future__ import annotations

import numpy as np
import pytest

from scoread_plugin.jobs.scene_moments import scene_moments
from scoread_plugin.raster.errors import RasterError
from scoread_plugin.raster.window import Window
from tests.unit.cubes import NODATA
from tests.unit.jobs import Told


def test_the_moments_of_a_scene_are_those_of_its_valid_pixels(open_written, cube, monkeypatch):
    window = Window(10, 8, 30, 20)
    spectra = cube[10:40, 8:28][(cube[10:40, 8:28] != NODATA).all(axis=2)]
    for block_bytes in (10**7, 3000):
        monkeypatch.setattr("scoread_plugin.jobs.scene_moments.BLOCK_BYTES", block_bytes)
        told = Told()
        moments = scene_moments(open_written().looking_at(window), told)
        assert moments.count == len(spectra) and (len(told.fractions) > 1) == (block_bytes == 3000)
        np.testing.assert_allclose(moments.mean, spectra.mean(axis=0))
        np.testing.assert_allclose(moments.covariance, np.cov(spectra, rowvar=False))


def test_a_part_with_fewer_than_two_valid_pixels_has_no_moments(open_written):
    for window in (Window(21, 11, 5, 3), Window(19, 11, 2, 1)):
        with pytest.raises(RasterError, match="fewer than two valid pixels"):
            scene_moments(open_written().looking_at(window), Told())
