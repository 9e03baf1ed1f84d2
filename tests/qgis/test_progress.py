"""What is said of the time left."""

from __future__ import annotations

from types import SimpleNamespace

import pytest


@pytest.fixture
def clock(provider, monkeypatch):
    """A clock that the test sets."""
    from scoread.algorithms import progress

    now = SimpleNamespace(seconds=0.0)
    monkeypatch.setattr(progress, "time", SimpleNamespace(monotonic=lambda: now.seconds))
    return now


def test_the_time_left_counts_from_where_work_begins(clock):
    from qgis.core import QgsProcessingFeedback
    from scoread.algorithms.progress import Phase

    class Heard(QgsProcessingFeedback):
        def __init__(self):
            super().__init__(False)
            self.told = []

        def setProgressText(self, text):
            self.told.append(text)

    heard = Heard()
    phase = Phase(heard, "Training", 50, 100)
    for clock.seconds in range(0, 101, 10):
        phase(0.0, "Reading the sample")
    clock.seconds = 103
    phase(0.03, "Epoch 1 of 24")
    assert heard.told == ["Training ..."]
    clock.seconds = 106
    phase(0.06, "Epoch 2 of 24")
    assert heard.told[1:] == ["Training: Epoch 2 of 24, about 2 min left"]
    assert heard.progress() == 53
