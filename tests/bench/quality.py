"""Detection quality, time and memory of the plugin and of the classic detectors, over a folder of scenes.

    make bench-quality [SCENES=folder] [ARGUMENTS="--detectors grx paper --seeds 1 2 --only hydice --output file.md"]

A folder holds NAME.tif and NAME_truth.tif (not 0 where a pixel is anomalous). The results are a Markdown file
with the figures, and a picture of all score maps next to it.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from classic import (  # noqa: E402
    global_rx,
    isolation_forest,
    local_rx,
    rx_of_components,
    rx_of_components_local,
)
from command import parser, publish  # noqa: E402
from contact_sheet import tile, write_sheet  # noqa: E402
from measures import Results, Run, quality  # noqa: E402
from plugin import PRESETS, train_and_detect  # noqa: E402
from report import report  # noqa: E402
from scenes import read_truth, scenes_in  # noqa: E402

from scoread_plugin.raster.preview import read_colours  # noqa: E402
from scoread_plugin.raster.scene import Scene, open_scene  # noqa: E402
from scoread_plugin.raster.usable_bands import usable_bands  # noqa: E402
from scoread_plugin.reports.images import colourise, quicklook  # noqa: E402

CLASSIC = {
    "grx": global_rx,
    "rx-components": rx_of_components,
    "rx-components-local": rx_of_components_local,
    "local-rx": local_rx,
    "isolation-forest": isolation_forest,
}
SEEDED = ("isolation-forest", *PRESETS)


def main() -> None:
    arguments = parse()
    scenes = scenes_in(arguments.scenes)
    if arguments.only:
        scenes = [path for path in scenes if path.stem in arguments.only]
    if not scenes:
        sys.exit(f"No NAME.tif with NAME_truth.tif in '{arguments.scenes}'.")
    results = Results(arguments.detectors, [path.stem for path in scenes], {})
    rows = [bench(path, results, arguments.seeds, arguments.set) for path in scenes]
    picture = arguments.output.with_suffix(".png")
    publish(report(results, arguments.seeds, picture.name), arguments.output)
    write_sheet(rows, ["scene", "truth", *arguments.detectors], picture)
    print(f"Written: {arguments.output}, {picture}", file=sys.stderr)


def parse() -> argparse.Namespace:
    names = [*CLASSIC, *PRESETS]
    wanted = parser(__doc__, "results.md")
    wanted.add_argument("--detectors", nargs="+", choices=names, default=[name for name in names if name != "paper"])
    wanted.add_argument("--set", nargs="+", default=[], metavar="NAME=VALUE", help="parameters of Train and detect")
    wanted.add_argument("--only", nargs="+", help="names of scenes")
    return wanted.parse_args()


def bench(path: Path, results: Results, seeds: list[int], changes: list[str]) -> list[tuple]:
    """Run all detectors on a scene; return its row of the picture."""
    scene, _ = usable_bands(open_scene(str(path)), seed=0)
    truth = read_truth(path)
    tiles = [
        (tile(quicklook(read_colours(scene))), path.stem),
        (tile(colourise(truth.astype(float))), f"{truth.sum()} pixels"),
    ]
    for name in results.detectors:
        pairs = [run(name, scene, truth, seed, changes) for seed in (seeds if name in SEEDED else seeds[:1])]
        maps, results.runs[name, path.stem] = zip(*pairs)
        first = results.runs[name, path.stem][0]
        tiles.append((tile(colourise(maps[0])), f"{first.auc:.4f} / {first.ap:.3f}"))
    return tiles


def run(name: str, scene: Scene, truth: np.ndarray, seed: int, changes: list[str]) -> tuple[np.ndarray, Run]:
    block = scene.read(scene.whole)
    mebibytes = float("nan")
    started = time.monotonic()
    if name in PRESETS:
        scores, _, mebibytes = train_and_detect(scene.path, name, seed, changes)
    else:
        options = {"seed": seed} if name in SEEDED else {}
        scores = CLASSIC[name](block.cube, block.valid, **options)
    seconds = time.monotonic() - started
    result = Run(**quality(scores, truth), seconds=seconds, mebibytes=mebibytes)
    figures = f"AUC {result.auc:.4f}, AP {result.ap:.3f}, {seconds:.1f} s"
    print(f"{Path(scene.path).stem}, {name}, seed {seed}: {figures}", file=sys.stderr, flush=True)
    return scores, result


if __name__ == "__main__":
    main()
