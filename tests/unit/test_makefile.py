"""The README's commands keep out what the user's shell sets for other programs."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]


def test_what_a_shell_sets_for_other_programs_does_no_harm():
    """As conda, environment modules and pip's configuration do."""
    foreign = (
        *("PYTHONHOME", "PYTHONPATH", "PYTHONWARNINGS", "PYTHONINSPECT", "GDAL_DATA", "GDAL_DRIVER_PATH"),
        *("LD_LIBRARY_PATH", "PROJ_DATA", "PROJ_LIB"),
    )
    variables = {**os.environ, **dict.fromkeys(foreign, "/foreign"), "PIP_USER": "1", "PIP_INDEX_URL": "https://a.b"}
    command = ["make", "--silent", "--eval", "show: ; @/usr/bin/env", "show"]
    told = subprocess.run(command, cwd=CHECKOUT, env=variables, check=True, capture_output=True, text=True).stdout
    assert "/foreign" not in told
    assert {"PYTHONNOUSERSITE=1", "PIP_USER=0", "PIP_INDEX_URL=https://a.b"} <= set(told.splitlines())


def test_any_checkout_is_linked_into_the_profile(tmp_path):
    checkout = tmp_path / 'a "$HOME" b'
    checkout.mkdir()
    shutil.copy(CHECKOUT / "Makefile", checkout)
    for _ in range(2):
        assert install(checkout, tmp_path / "profile") == 0
        assert (tmp_path / "profile" / "python" / "plugins" / "scoread").resolve() == checkout


def test_a_plugin_installed_from_the_zip_is_not_silently_kept(tmp_path):
    installed = tmp_path / "python" / "plugins" / "scoread"
    installed.mkdir(parents=True)
    assert install(CHECKOUT, tmp_path) != 0
    assert not list(installed.iterdir())


def install(checkout: Path, profile: Path) -> int:
    command = ["make", "--silent", "install", f"PROFILE={profile}"]
    return subprocess.run(command, cwd=checkout, capture_output=True, check=False).returncode
