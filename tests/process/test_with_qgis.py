"""The README's commands find QGIS's own Python, whatever else the user has."""

from __future__ import annotations

import os
import subprocess
import sys

from tools.with_qgis import qgis_environment


def test_another_python_ahead_in_the_path_does_no_harm(tmp_path, monkeypatch):
    """As with an active environment of conda or pyenv."""
    library = tmp_path / "other" / "lib" / f"python{sys.version_info.major}.{sys.version_info.minor}"
    library.mkdir(parents=True)
    (library / "os.py").touch()
    program = tmp_path / "other" / "bin" / "python3"
    program.parent.mkdir()
    program.write_text("#!/bin/false\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    environment = qgis_environment(tmp_path)
    done = subprocess.run(
        [environment["QGIS_PROCESS"], "plugins"], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "scoread" in done.stdout
