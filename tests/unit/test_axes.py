from __future__ import annotations

import numpy as np
import pytest

from scoread_plugin.reports.axes import nice_ticks, rounded_axis


@pytest.mark.parametrize(
    "low, high, ticks",
    [(0, 1, [0, 0.2, 0.4, 0.6, 0.8, 1]), (-3, 9, [-2, 0, 2, 4, 6, 8]), (366, 2496, [500, 1000, 1500, 2000])],
)
def test_ticks_are_round_and_inside(low, high, ticks):
    assert nice_ticks(low, high, 6) == pytest.approx(ticks)


@pytest.mark.parametrize("y", [[0.1, 0.7], [-4, 3], [1000, 1001], [1e9, 1e9 + 2e4], [0, 1e-9]])
def test_tick_labels_differ_and_tell_the_tick(y):
    low, high = min(y), max(y)
    axis = rounded_axis([np.array(y, float)], 100, 0)
    told = [float(label.replace("\u2212", "-")) * 10.0**axis.exponent for label in axis.labels()]
    assert len(set(told)) == len(told) >= 3
    assert told == pytest.approx(axis.ticks, abs=(high - low) * 1e-3)
    assert axis.ticks[0] <= low + (high - low) * 1e-6 and axis.ticks[-1] >= high - (high - low) * 1e-6
