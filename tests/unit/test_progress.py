from __future__ import annotations

import pytest

from scoread_plugin.sgm.progress import Together


def test_parts_that_go_on_together_tell_their_mean():
    told = []
    together = Together(lambda fraction, text: told.append((fraction, text)), 2)
    first, second = together.part(0), together.part(1)
    first(0.5, "a")
    second(0.25, "b")
    first(1.0, "c")
    assert told == [(0.25, "a"), (0.375, "b"), (0.625, "c")]


def test_what_ends_one_part_ends_the_others():
    def progress(fraction, text):
        if fraction > 0.5:
            raise KeyboardInterrupt

    together = Together(progress, 2)
    together.part(0)(0.8, "")
    with pytest.raises(KeyboardInterrupt):
        together.part(1)(0.4, "")
    with pytest.raises(KeyboardInterrupt):
        together.part(0)(0.0, "")
