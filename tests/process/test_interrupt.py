"""Ctrl+C in a terminal, which reaches qgis_process and its worker: both end, and no file is new or changed."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
from pathlib import Path

from tests.process.waiting import PATIENCE_SECONDS, wait_until
from tests.rasters import files, write


def test_interrupted_training_leaves_nothing(qgis_process, tmp_path):
    raster, model = write(tmp_path / "scene.tif"), tmp_path / "m.scoread"
    model.write_bytes(b"older")
    parameters = {"INPUT": raster, "OUTPUT": model, "EPOCHS": 20_000}
    command = [qgis_process.environment["QGIS_PROCESS"], *qgis_process.arguments("trainsgm", parameters)[1:]]
    log = tmp_path.parent / "log.txt"
    with log.open("wb") as output:
        run = subprocess.Popen(
            command, env=qgis_process.environment, stdout=output, stderr=output, start_new_session=True
        )
        wait_until(lambda: len(group(run.pid)) == 2 and busy(run.pid))
        os.killpg(run.pid, signal.SIGINT)
        run.wait(PATIENCE_SECONDS)
    wait_until(lambda: group(run.pid) == [])
    assert run.returncode != 0
    assert "Cancelled" in log.read_text() and "Traceback" not in log.read_text()
    assert model.read_bytes() == b"older"
    assert files(tmp_path) == ["m.scoread", "scene.tif"]


def group(leader: int) -> list[float]:
    """CPU seconds of the living processes of a group."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = path.read_text().rsplit(")", 1)[1].split()
            if int(fields[2]) == leader and fields[0] != "Z":
                found.append(int(fields[11]) / os.sysconf("SC_CLK_TCK"))
    return found


def busy(leader: int) -> bool:
    """Whether a process of the group has computed for longer than starting takes."""
    return max(group(leader), default=0) > 5
