from __future__ import annotations

import numpy as np

from scoread_plugin.jobs.sweeping import read_sweep
from tests.unit.score_maps import named


def test_maps_of_a_sweep_are_thinned_and_compared_where_all_are_valid(write_raster):
    scores = np.random.default_rng(0).normal(size=(30, 700, 2)).astype(np.float32)
    scores[:, :, 1] = -scores[:, :, 0]
    scores[:5, :, 1] = np.nan
    found = read_sweep(write_raster(scores, nodata=float("nan"), describe=named("level 1", "level 2")))
    assert found.names == ["level 1", "level 2"] and found.maps.shape == (2, 25, 600)
    np.testing.assert_allclose(found.correlation, [[1, -1], [-1, 1]])
