from __future__ import annotations

from scoread_plugin.sgm.detection_options import DetectionOptions
from scoread_plugin.sgm.settings import PAPER, Ring
from tests.unit.jobs import LOCAL


def test_a_ring_stays_where_no_contrast_is_asked_for():
    ring, background = PAPER.with_changes(ring=Ring(5, 3)), LOCAL
    plain = DetectionOptions(largest=0)
    assert plain.applied_to(ring) == ring
    assert plain.applied_to(background).largest == 0
