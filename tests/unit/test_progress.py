from __future__ import annotations

import pytest

from scoread_plugin.progress import ParallelProgress, silent


def test_parts_that_go_on_together_tell_their_mean():
    told = []
    together = ParallelProgress(lambda fraction, text: told.append((fraction, text)), 2)
    together.tell(0, 0.5, "a")
    together.tell(1, 0.25, "b")
    together.tell(0, 1.0, "c")
    assert told == [(0.25, "a"), (0.375, "b"), (0.625, "c")]


def test_a_part_that_fails_ends_the_others():
    together = ParallelProgress(silent, 2)

    def fail(progress):
        progress(0.5, "")
        raise ValueError("extreme values")

    assert together.run(1, lambda progress: 3) == 3
    with pytest.raises(ValueError, match="extreme"):
        together.run(0, fail)
    with pytest.raises(ValueError, match="extreme"):
        together.tell(1, 0.4, "")


def test_a_cancel_ends_all_parts():
    def progress(fraction, text):
        raise KeyboardInterrupt

    together = ParallelProgress(progress, 2)
    for part in (0, 1):
        with pytest.raises(KeyboardInterrupt):
            together.run(part, lambda progress: progress(0.5, ""))
