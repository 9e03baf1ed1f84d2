from __future__ import annotations

import numpy as np
import pytest

from scoread_plugin.ranges import collapse


@pytest.mark.parametrize(
    "dropped, collapsed",
    [
        ([], []),
        ([(n, "flagged bad in the header") for n in range(61, 69)], [("61-68", 8, "flagged bad in the header")]),
        ([(9, "a"), (1, "a"), (2, "a"), (3, "b"), (4, "a")], [("1-2, 4, 9", 4, "a"), ("3", 1, "b")]),
        ([(1, "a"), (1, "a"), (2, "a")], [("1-2", 2, "a")]),
        ([(np.int64(10), "a"), (np.int64(9), "a")], [("9-10", 2, "a")]),
    ],
)
def test_dropped_bands_collapse_into_ranges(dropped, collapsed):
    assert collapse(dropped) == collapsed
