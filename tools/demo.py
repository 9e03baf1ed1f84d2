"""Train and detect on a scene with qgis_process, and show the results."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

import numpy as np

CHECKOUT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(CHECKOUT))

from scoread_plugin.raster.preview import read_colours, read_scores  # noqa: E402
from scoread_plugin.raster.scene import open_scene  # noqa: E402
from scoread_plugin.reports.images import colourise, png_bytes, quicklook  # noqa: E402

GAP_PIXELS = 8
ENLARGED_SIDE = 450


def main() -> None:
    arguments = parse()
    folder = CHECKOUT / "demo"
    folder.mkdir(exist_ok=True)
    scene, truth = arguments.scene, arguments.truth
    if scene is None:
        scene, truth = folder / "sample.tif", folder / "sample_truth.tif"
        process("createsample", OUTPUT=scene, TRUTH=truth)
    score = folder / f"{scene.stem}_score.tif"
    model, report, preview = (score.with_suffix(suffix) for suffix in (".scoread", ".html", ".png"))
    process("traindetect", INPUT=scene, OUTPUT=score, MODEL=model, REPORT=report)
    write_preview(scene, score, preview)
    for name, path in (
        ("Scene", scene),
        ("Score", score),
        ("Model", model),
        ("Report", report),
        ("Preview", preview),
    ):
        print(f"{name + ':':9}{path}")
    if truth is not None:
        process("evaluatedetection", INPUT=score, TRUTH=truth, REPORT=score.with_name(f"{score.stem}_judged.html"))


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scene", type=Path, help="raster to find anomalies in; the sample scene without it")
    parser.add_argument("--truth", type=Path, help="raster or vector layer, not 0 where a pixel is anomalous")
    return parser.parse_args()


def process(algorithm: str, **parameters) -> None:
    """Run one of the plugin's algorithms; exit with its status if it fails."""
    values = [f"{name}={value}" for name, value in parameters.items()]
    command = [os.environ["QGIS_PROCESS"], "run", f"scoread:{algorithm}", "--", *values]
    status = subprocess.run(command, check=False).returncode
    if status:
        sys.exit(status)


def write_preview(scene: Path, score: Path, target: Path) -> None:
    """Write scene and score map side by side as a PNG."""
    colours, scores = read_colours(open_scene(str(scene))), read_scores(str(score))
    left, right = quicklook(colours), colourise(scores)
    gap = np.zeros((left.shape[0], max(1, GAP_PIXELS * left.shape[0] // ENLARGED_SIDE), 4), np.uint8)
    picture = np.concatenate([left, gap, right], axis=1)
    factor = max(1, ENLARGED_SIDE // left.shape[0])
    target.write_bytes(png_bytes(picture.repeat(factor, axis=0).repeat(factor, axis=1)))


if __name__ == "__main__":
    main()
