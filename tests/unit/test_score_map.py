from __future__ import annotations

import numpy as np
import pytest

from scoread_plugin.progress import silent
from scoread_plugin.raster.dataset import open_dataset
from scoread_plugin.raster.score_map import read_whole


@pytest.mark.parametrize("kind", [np.float32, np.float64])
@pytest.mark.parametrize("offset", [-100, 0, 100])
def test_infinite_scores_come_next_to_all_others(write_raster, kind, offset):
    """Whatever the sign of the others: the scaled scores would otherwise be squeezed between them and 0."""
    scores = np.array([[2, 3, np.inf], [5, -np.inf, np.nan]], kind) + kind(offset)
    found = read_whole(open_dataset(write_raster(scores[:, :, None])), 1, silent)
    assert found[0, 2] == np.nextafter(kind(5 + offset), kind(np.inf))
    assert found[1, 1] == np.nextafter(kind(2 + offset), kind(-np.inf))
    assert np.isnan(found[1, 2])


def test_scores_that_are_all_infinite_stay_in_order(write_raster):
    scores = np.array([[np.inf, -np.inf]], np.float32)
    high, low = read_whole(open_dataset(write_raster(scores[:, :, None])), 1, silent)[0]
    assert np.isfinite([high, low]).all() and high > low
