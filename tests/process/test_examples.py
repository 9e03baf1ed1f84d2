"""The models of examples/, on pieces of the sample scene."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from osgeo import gdal, ogr

from tests.rasters import read

EXAMPLES = Path(__file__).parents[2] / "examples"
# Column, row, width, height.
WEST, EAST = (10, 60, 60, 70), (70, 60, 80, 70)


@pytest.fixture(scope="module")
def cut(qgis_process, tmp_path_factory):
    """Pieces of the sample scene, and of its truth."""
    folder = tmp_path_factory.mktemp("sample")
    scene, truth = folder / "sample.tif", folder / "truth.tif"
    qgis_process.succeed("createsample", OUTPUT=scene, TRUTH=truth)

    def cut_window(window: tuple[int, int, int, int]) -> tuple[Path, Path]:
        pieces = tuple(folder / f"{path.stem}_{window[0]}.tif" for path in (scene, truth))
        for whole, piece in zip((scene, truth), pieces):
            gdal.Translate(str(piece), str(whole), srcWin=window)
        return pieces

    return cut_window


@pytest.fixture
def run_example(qgis_process):
    def run(name: str, inputs: dict, outputs: dict) -> None:
        """Run it; outputs are named by step and name, as QGIS 3.22 does, and by the name alone, as later ones do."""
        both = {**outputs, **{name.split(":")[1]: path for name, path in outputs.items()}}
        finished = qgis_process.run(str(EXAMPLES / f"{name}.model3"), **inputs, **both)
        assert finished.status == 0, finished.text

    return run


def test_train_detect_extract(run_example, cut, tmp_path):
    image, _ = cut(WEST)
    score, anomalies = tmp_path / "score.tif", tmp_path / "anomalies.gpkg"
    run_example(
        "train_detect_extract",
        {"image": image, "false_alarm_rate": 0.01},
        {"detect:anomaly_score": score, "extract:anomalies": anomalies},
    )
    scores, false_alarms = read(score)
    table = ogr.Open(str(anomalies))
    regions = list(table.GetLayer(0))
    assert regions[0]["rank"] == 1
    assert regions[0]["score_max"] == pytest.approx(scores.max())
    assert sum(region["pixels"] for region in regions) == (false_alarms <= 0.01).sum()
    assert len(regions[0]["spectrum"]) > 1000


def test_train_on_one_line_detect_on_the_next(run_example, qgis_process, cut, tmp_path):
    (known, _), (following, _) = cut(WEST), cut(EAST)
    score, model, again = tmp_path / "score.tif", tmp_path / "kept.scoread", tmp_path / "again.tif"
    run_example(
        "train_then_detect",
        {"training_line": known, "next_line": following},
        {"detect:anomaly_score": score, "train:score_model": model},
    )
    assert gdal.Open(str(score)).RasterXSize == EAST[2]
    qgis_process.succeed("detectanomalies", INPUT=following, MODEL=model, OUTPUT=again)
    assert score.read_bytes() == again.read_bytes()


def test_sgm_against_rx(run_example, cut, tmp_path):
    image, truth = cut(EAST)
    sgm, rx, report, table = (tmp_path / name for name in ("sgm.tif", "rx.tif", "report.html", "table.csv"))
    run_example(
        "sgm_against_rx",
        {"image": image, "truth": truth, "rx_mode": "subspace"},
        {
            "sgm:sgm_score": sgm,
            "rx:rx_score": rx,
            "evaluate:evaluation_report": report,
            "evaluate:evaluation_table": table,
        },
    )
    with table.open(newline="") as opened:
        rows = list(csv.DictReader(opened))
    assert [row["RASTER"] for row in rows] == ["sgm", "rx"]
    assert int(rows[0]["ANOMALIES"]) == (read(truth) == 1).sum()
    assert gdal.Open(str(rx)).GetMetadataItem("SCOREAD_DETECTOR") == "RX, subspace"
    assert "ROC" in report.read_text()
