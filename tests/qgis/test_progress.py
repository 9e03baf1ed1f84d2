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


@pytest.fixture
def heard(provider):
    """A feedback that keeps what it is told."""
    from qgis.core import QgsProcessingFeedback

    class Heard(QgsProcessingFeedback):
        def __init__(self):
            super().__init__(False)
            self.told = []

        def setProgressText(self, text):
            self.told.append(text)

    return Heard()


def test_the_time_left_counts_from_where_work_begins(clock, heard):
    from scoread.algorithms.progress import Phase

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


def test_the_time_left_leaves_out_what_an_interrupted_run_has_done(clock, heard):
    from scoread.algorithms.progress import Phase

    phase = Phase(heard, "Training", 0, 100)
    phase(0.5, "Epoch 13 of 24")
    clock.seconds = 40
    phase(0.6, "Epoch 15 of 24")
    phase(0.6, "Epoch 15 of 24")
    assert heard.told == ["Training ...", "Training: Epoch 15 of 24, about 3 min left"]
