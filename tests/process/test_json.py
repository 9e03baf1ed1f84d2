"""Standard output of `qgis_process --json` is JSON and nothing else: others read it by machine."""

from __future__ import annotations

import json

from tests.rasters import write


def test_help_in_another_language(qgis_process):
    done = qgis_process.call("--json", "help", "scoread:traindetect", LC_ALL="de_DE.UTF-8", LANG="de_DE.UTF-8")
    told = json.loads(done.stdout)
    assert told["algorithm_details"]["id"] == "scoread:traindetect"
    assert told["algorithm_details"]["name"] == "Trainieren und erkennen"
    assert told["algorithm_details"]["help_url"].endswith("/help/traindetect.html")


def test_a_run_that_warns(qgis_process, tmp_path):
    """The log of a run, with its progress and a band left out, goes elsewhere."""
    raster = write(tmp_path / "scene.tif", envi={"bbl": "{1, 1, 0, 1, 1, 1, 1, 1}"})
    arguments = qgis_process.arguments("rxdetector", {"INPUT": raster, "OUTPUT": tmp_path / "score.tif"})
    done = qgis_process.call(*arguments)
    assert json.loads(done.stdout)["results"]["OUTPUT"] == str(tmp_path / "score.tif")


def test_a_run_that_fails(qgis_process, tmp_path):
    arguments = qgis_process.arguments("rxdetector", {"INPUT": tmp_path / "none.tif", "OUTPUT": tmp_path / "s.tif"})
    done = qgis_process.call(*arguments)
    assert done.returncode == 1
    assert done.stdout.strip() == "" or json.loads(done.stdout)
