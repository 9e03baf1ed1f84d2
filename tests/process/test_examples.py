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
        """Run it; QGIS 3.22 calls an output by step and name, later ones by the name in small letters."""
        later = {output.split(":")[1].lower().replace(" ", "_"): path for output, path in outputs.items()}
        finished = qgis_process.run(str(EXAMPLES / f"{name}.model3"), **inputs, **outputs, **later)
        assert finished.status == 0, finished.text

    return run


def test_train_detect_extract(run_example, cut, tmp_path):
    image, _ = cut(WEST)
    score, anomalies = tmp_path / "score.tif", tmp_path / "anomalies.gpkg"
    run_example(
        "train_detect_extract",
        {"image": image, "percentile": 99},
        {"detect:Anomaly score": score, "extract:Anomalies": anomalies},
    )
    scores = read(score)
    table = ogr.Open(str(anomalies))
    regions = list(table.GetLayer(0))
    assert regions[0]["rank"] == 1
    assert regions[0]["score_max"] == pytest.approx(scores.max())
    assert sum(region["pixels"] for region in regions) == round(0.01 * scores.size)
    assert len(regions[0]["spectrum"]) > 1000


def test_train_on_one_line_detect_on_the_next(run_example, qgis_process, cut, tmp_path):
    (known, _), (following, _) = cut(WEST), cut(EAST)
    score, model, again = tmp_path / "score.tif", tmp_path / "kept.scoread", tmp_path / "again.tif"
    run_example(
        "train_then_detect",
        {"training_line": known, "next_line": following},
        {"detect:Anomaly score": score, "train:Score model": model},
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
            "sgm:SGM score": sgm,
            "rx:RX score": rx,
            "evaluate:Evaluation report": report,
            "evaluate:Evaluation table": table,
        },
    )
    with table.open(newline="") as opened:
        rows = list(csv.DictReader(opened))
    assert [row["RASTER"] for row in rows] == ["sgm", "rx"]
    assert int(rows[0]["ANOMALIES"]) == (read(truth) == 1).sum()
    assert gdal.Open(str(rx)).GetMetadataItem("SCOREAD_DETECTOR") == "RX, subspace"
    assert "ROC" in report.read_text()
