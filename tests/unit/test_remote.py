from __future__ import annotations

import sys
from dataclasses import replace

import pytest

from scoread_plugin.progress import silent
from scoread_plugin.runtime.errors import RuntimeFailure
from scoread_plugin.runtime.remote import RemoteDetector
from scoread_plugin.sgm.detection_options import DetectionOptions
from scoread_plugin.sgm.model_file import read_header

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="shell scripts stand for Pythons")


def test_a_model_that_was_replaced_meanwhile_is_refused(worker, model):
    before = replace(read_header(model[0]), model_id="another")
    with pytest.raises(RuntimeFailure, match="was replaced while the run began"):
        RemoteDetector(worker, model[0], before, DetectionOptions(device="cpu"))


def test_the_device_is_that_of_the_last_block(worker, model, monkeypatch):
    """A GPU whose memory runs out is left."""
    header = read_header(model[0])
    remote = RemoteDetector(worker, model[0], header, DetectionOptions(device="cpu"))
    monkeypatch.setattr(worker, "call", lambda *request: ({"device": "another"}, {"outputs": "scores"}))
    assert remote.score(None, None, silent) == "scores" and remote.device == "another"
