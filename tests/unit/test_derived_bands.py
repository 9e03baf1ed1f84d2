from __future__ import annotations

import os

import pytest

from scoread_plugin.jobs.derived_bands import contrast_cut
from scoread_plugin.raster.window import Window


def test_a_scene_that_fits_is_contrasted_whole_however_large_the_anomaly():
    assert contrast_cut(Window(0, 0, 500, 500), 10_000, 16 * 10**6)[0] == (500, 500)


@pytest.mark.parametrize("cores", [1, 2, 4, 16])
def test_as_many_levels_as_cores_where_the_memory_has_room_for_them(monkeypatch, cores):
    monkeypatch.setattr(os, "cpu_count", lambda: cores)
    window, wanted = Window(0, 0, 1000, 1000), {1: 2, 2: 2, 4: 4, 16: 8}[cores]
    assert contrast_cut(window, 20, 18 * 8 * 10**6) == ((1000, 1000), wanted)
    (rows, columns), levels = contrast_cut(window, 20, 18 * 8 * 10**5)
    assert levels == wanted and (rows + 44) * (columns + 44) * 18 * levels <= 18 * 8 * 10**5
    assert contrast_cut(window, 20, 18 * 2 * 66**2 + 15)[1] == 2
    with pytest.raises(ValueError, match="MEMORY_LIMIT of at least 1 MB"):
        contrast_cut(window, 20, 18 * 2 * 66**2 - 1)
