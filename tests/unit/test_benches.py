"""The benchmarks, which no other test runs, can be started as `make` starts them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

BENCHES = Path(__file__).parents[1] / "bench"
IMPORT = """
import runpy, sys
for path in sys.argv[1:]:
    kept, loaded = sys.path[:], set(sys.modules)
    sys.path[0] = path.rpartition("/")[0]
    runpy.run_path(path, run_name="imported")
    sys.path[:] = kept
    for name in set(sys.modules) - loaded:
        if name.startswith(("scoread_plugin", "tools")):
            del sys.modules[name]
"""


def test_every_script_finds_what_it_imports(tmp_path):
    for package in ("qgis", "torch", "spectral", "sklearn"):
        pytest.importorskip(package)
    scripts = [path for path in sorted(BENCHES.glob("*.py")) if "__main__" in path.read_text("utf-8")]
    assert len(scripts) > 10
    command = [sys.executable, "-c", IMPORT, *map(str, scripts)]
    finished = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert finished.returncode == 0, finished.stderr
