from __future__ import annotations

import platform
import sys

import pytest

from scoread_plugin.runtime.installation import BUILDS, Installation


def test_installations_that_cannot_be(tmp_path, monkeypatch):
    with pytest.raises(ValueError, match="WHEELS .*nowhere"):
        Installation(wheels=str(tmp_path / "nowhere"))
    with pytest.raises(ValueError, match="BUILD 'rocm' is not one of pip, cpu, cuda"):
        Installation(build="rocm")
    monkeypatch.setattr(sys, "platform", "darwin")
    with pytest.raises(ValueError, match="macOS"):
        Installation(build="cuda")
    assert Installation(build="cpu").arguments()[:2] == ["--index-url", BUILDS["cpu"]]


@pytest.mark.parametrize(
    ("system", "machine", "last"),
    [("darwin", "x86_64", "numpy<2"), ("darwin", "arm64", "numpy"), ("linux", "x86_64", "numpy")],
)
def test_intel_macs_get_the_numpy_of_their_last_torch(monkeypatch, system, machine, last):
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setattr(platform, "machine", lambda: machine)
    assert Installation().arguments()[-1] == last
