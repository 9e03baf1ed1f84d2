from __future__ import annotations

import numpy as np

from scoread_plugin.maps.peaks import strongest, strongest_apart


def test_the_highest_come_first_and_lie_apart():
    scores = np.zeros((20, 20))
    scores[12, 12], scores[8, 8], scores[16, 16] = 9, 8.5, 8
    scores[12, 7], scores[17, 12], scores[7, 12] = 7, 6, 5
    scores[10, 10] = np.nan
    assert strongest(scores, 4) == [(12, 12), (12, 7), (17, 12), (7, 12)]
    assert scores[12, 12] == 9, "the map stays as it was"


def test_there_may_be_fewer_than_asked_for():
    assert strongest(np.full((3, 3), np.nan), 4) == []
    assert strongest(np.ones((3, 3)), 4) == [(0, 0)]


def test_places_found_in_parts_lie_apart_too():
    found = [(5.0, 10, 3), (9.0, 8, 4), (7.0, 30, 30), (6.0, 13, 4)]
    assert strongest_apart(found, 3) == [(9.0, 8, 4), (7.0, 30, 30), (6.0, 13, 4)]
    assert strongest_apart(found, 1) == [(9.0, 8, 4)]
