from __future__ import annotations

import csv
import re
from dataclasses import replace

import numpy as np

from scoread_plugin.reports import evaluation_report
from scoread_plugin.reports.evaluation_report import drawn_corners, outlined_map
from scoread_plugin.reports.evaluation_table import write_table
from tests.unit.judged import COLUMNS, ROWS, scene


def test_the_report_tells_of_all_rasters_with_intervals(judge_together):
    scores, truth = scene()
    found = judge_together(truth, draws=20, first=scores, second=-scores)
    text = evaluation_report.evaluation_report(found, "truth.tif", 20, [("Seed", 1)]).html()
    headings = re.findall(r"<h2>(.*?)</h2>", text)
    assert headings == [
        "Ranking", "ROC curves", "Score maps", "Score distributions", "3-D ROC family", "Pixels judged"
    ]  # fmt: skip
    for each in found:
        low, high = each.intervals["AUC"]
        assert f"<td>{each.figures['AUC']:.4f} ({low:.4f}\u00a0to\u00a0{high:.4f})</td>" in text
        assert f"<td>{each.figures['AUC_OD']:.4f}</td>" in text
        assert f">{each.figures['FALSE_ALARMS_AT_FULL_DETECTION']:.4f}</td>" in text
    row = found[1].difference_row(found[0])
    low, high = row["AUC_DIFFERENCE_LOW"], row["AUC_DIFFERENCE_HIGH"]
    assert "Difference from first" in text
    assert f"<td>{row['AUC_DIFFERENCE']:+.4f} ({low:+.4f}\u00a0to\u00a0{high:+.4f})</td>" in text
    assert text.count("<img ") == 2 and text.count("<svg ") == 4
    assert "only 3 objects" in text


def test_without_a_bootstrap_the_report_shows_no_intervals(judge):
    text = evaluation_report.evaluation_report([judge(*scene())], "truth.tif", 0, []).html()
    assert "BOOTSTRAP was 0" in text and "to\u00a00." not in text


def test_a_roc_curve_on_a_logarithmic_axis_begins_at_the_least_rate():
    alarms, detections = drawn_corners(np.array([0, 0, 0.1, 1]), np.array([0, 0.5, 0.5, 1]), 0.01)
    assert alarms.tolist() == [0.01, 0.01, 0.1, 1] and detections.tolist() == [0, 0.5, 0.5, 1]


def test_a_roc_curve_of_very_many_corners_is_thinned_and_keeps_its_ends():
    corners = np.linspace(0, 1, 100_000)
    alarms, detections = drawn_corners(corners, corners**0.5, 1e-6)
    assert len(alarms) <= 1500 and (alarms[0], alarms[-1], detections[-1]) == (1e-6, 1, 1)


def test_the_outline_runs_around_the_truth_and_hides_no_pixel(judge):
    found = judge(*scene())
    picture = outlined_map(found)
    factor = evaluation_report.ENLARGED_SIDE // COLUMNS
    assert picture.shape == (ROWS * factor, COLUMNS * factor, 4)
    outline = (picture == evaluation_report.OUTLINE).all(axis=2)
    truth = found.truth_map.repeat(factor, 0).repeat(factor, 1)
    assert outline.any() and not (outline & truth).any()
    thickness = (factor - 1) // 2
    assert outline[20 * factor - thickness : 20 * factor, 30 * factor].all()
    assert outline[20 * factor, 30 * factor - thickness : 30 * factor].all()
    assert not outline[20 * factor - thickness - 1, 30 * factor]


def test_the_outline_in_a_large_map_is_a_pixel_wide(judge, monkeypatch):
    monkeypatch.setattr(evaluation_report, "ENLARGED_SIDE", COLUMNS - 1)
    picture = outlined_map(judge(*scene()))
    outline = (picture == evaluation_report.OUTLINE).all(axis=2)
    assert outline.shape == (ROWS, COLUMNS) and outline[18:20, 30].tolist() == [False, True]


def test_the_table_has_a_row_for_each_raster(judge_together, tmp_path):
    first, second = judge_together(scene()[1], draws=5, a=scene()[0], b=-scene()[0])
    found = [first, replace(second, name='b, "c"')]
    write_table(tmp_path / "t.csv", found, {"TRUTH": "truth.tif"})
    with open(tmp_path / "t.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["RASTER"] for row in rows] == ["a", 'b, "c"']
    for row, each in zip(rows, found):
        assert row["TRUTH"] == "truth.tif" and int(row["ANOMALIES"]) == each.pixels["ANOMALIES"]
        assert {name: float(row[name]) if row[name] else None for name in each.row} == each.row
        assert row["FALSE_ALARMS_AT_FULL_DETECTION_LOW"] == row["FALSE_ALARMS_AT_FULL_DETECTION_HIGH"] == ""
    differences = second.difference_row(first)
    assert {name: float(rows[1][name]) for name in differences} == differences
    assert {rows[0][name] for name in differences} == {""}
