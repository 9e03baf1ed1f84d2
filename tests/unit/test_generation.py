from __future__ import annotations

import pytest

from scoread_plugin.sgm.generation import Generation
from scoread_plugin.sgm.settings import DEFAULT, PAPER, Ring


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"count": 0}, "COUNT"),
        ({"count": 2_000_000}, "COUNT"),
        ({"sampler": "gibbs"}, "SAMPLER 'gibbs' is not one of probability-flow"),
        ({"steps": 1}, "STEPS"),
        ({"view": "min-max"}, "no VIEW 'min-max': choose whitened or principal"),
    ],
)
def test_what_is_refused(changes, message):
    with pytest.raises(ValueError, match=message):
        Generation(**{"count": 5, **changes}).applied_to(DEFAULT)


def test_a_model_of_neighbours_is_refused():
    with pytest.raises(ValueError, match="CONTEXT=none"):
        Generation(5).applied_to(PAPER.with_changes(ring=Ring(5, 3)))


def test_what_a_model_fills_in():
    assert Generation(5).applied_to(DEFAULT) == Generation(5, "probability-flow", 20, "whitened", 1)
    assert Generation(5, view="principal", steps=7).applied_to(DEFAULT).steps == 7
    assert Generation(5).applied_to(PAPER).view == "min-max"
