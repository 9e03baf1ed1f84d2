"""Modules that end with their input."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import contextmanager

import pytest

from scoread_plugin.runtime.setup import TETHERED

PATIENCE_SECONDS = 120


@pytest.fixture
def tethered(tmp_path):
    """Starts a module of this text, tethered."""

    @contextmanager
    def start(text, *arguments):
        (tmp_path / "woe.py").write_text(text)
        command = [sys.executable, TETHERED, "woe", *arguments]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        with subprocess.Popen(command, env={**os.environ, "PYTHONPATH": str(tmp_path)}, **pipes) as process:
            try:
                yield process
            finally:
                process.kill()

    return start


def test_a_module_ends_with_its_input(tethered):
    with tethered("import time; print('begun', flush=True); time.sleep(1000)") as process:
        assert process.stdout.readline().strip() == b"begun"
        process.stdin.close()
        assert process.wait(PATIENCE_SECONDS) == 1


def test_a_module_runs_as_by_itself(tethered):
    """With its arguments and exit status, and without the modules of the plugin, some named as those of others."""
    text = "import sys; from importlib.util import find_spec as find; "
    text += "print(__name__, sys.argv[0] == __file__, sys.argv[1:], find('exchange'))"
    with tethered(f"{text}; sys.exit(3)", "--a", "b") as process:
        assert process.stdout.readline().strip() == b"__main__ True ['--a', 'b'] None"
        assert process.wait(PATIENCE_SECONDS) == 3
