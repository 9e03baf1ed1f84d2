"""A detection that is killed half way goes on from its finished blocks, and gives the same bytes."""

from __future__ import annotations

import os
import signal
import subprocess

import numpy as np

from tests.process.waiting import wait_until
from tests.rasters import files, spectra, write


def test_a_killed_detection_goes_on(qgis_process, trained, tmp_path):
    raster = write(tmp_path / "scene.tif", np.tile(spectra(), (40, 40, 1)))
    parameters = {"INPUT": raster, "MODEL": trained[1], "OUTPUT": tmp_path / "score.tif", "MEMORY_LIMIT": 16}
    command = [qgis_process.environment["QGIS_PROCESS"], *qgis_process.arguments("detectanomalies", parameters)[1:]]
    run = subprocess.Popen(
        command, env=qgis_process.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        start_new_session=True,
    )  # fmt: skip
    wait_until(lambda: any(record.read_text().count("\n") > 1 for record in tmp_path.glob(".scoread-*/done.txt")))
    os.killpg(run.pid, signal.SIGKILL)
    run.wait()
    assert not (tmp_path / "score.tif").exists()
    finished = qgis_process.run("detectanomalies", **parameters)
    assert finished.status == 0 and "Resuming an interrupted run" in finished.text, finished.text
    qgis_process.succeed("detectanomalies", **{**parameters, "OUTPUT": tmp_path / "whole.tif"})
    assert (tmp_path / "score.tif").read_bytes() == (tmp_path / "whole.tif").read_bytes()
    assert files(tmp_path) == ["scene.tif", "score.qml", "score.tif", "whole.qml", "whole.tif"]
