from __future__ import annotations

from dataclasses import replace

import numpy as np

from scoread_plugin.jobs.sweeping import SweepMaps
from scoread_plugin.raster.scene import open_scene
from scoread_plugin.reports.sweep_report import sweep_report

HOSTILE = "<script>alert(1)</script>"


def test_the_sweep_report_shows_every_map_and_every_correlation(write_raster):
    scene = open_scene(write_raster(np.ones((6, 5, 3), np.float32)))
    sweep = SweepMaps(
        names=["t = 0.1, s = 0.37", "t = 0.31, s = 0.99", "t = 1, s = 9.85"],
        maps=np.random.default_rng(0).normal(size=(3, 6, 5)),
        correlation=np.array([[1, 0.876, np.nan], [0.876, 1, -0.25], [np.nan, -0.25, 1]]),
    )
    text = sweep_report(replace(scene, path=HOSTILE), sweep, [("Seed", 4)]).html()
    assert text.count("<img ") == 4 and HOSTILE not in text
    assert "t: noise level; s: standard deviation of the noise" in text
    assert text.count(">t\u00a0=\u00a00.31<") == 2, "heads a column, and a row"
    assert text.count(">0.88</td>") == 2 and text.count(">-0.25</td>") == 2 and text.count("&ndash;") == 2
    assert all(f"<figcaption>{name}</figcaption>" in text for name in sweep.names)
