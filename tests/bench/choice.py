"""Contribution of each step of the default, and leave-one-scene-out choice among its neighbours.

    make bench-choice [SCENES=folder] [ARGUMENTS="--seeds 1 2 3 --output file.md"]

A folder holds NAME.tif and NAME_truth.tif (not 0 where a pixel is anomalous). Every candidate is the default with one
change, and trains and detects as *Train and detect* does, in this process. For each scene, the candidate with the
best mean over the other scenes is chosen, once by AUC and once by AP, and evaluated on the scene left out.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from command import parser, publish  # noqa: E402
from measures import Results, Run, quality  # noqa: E402
from report import machine, table  # noqa: E402
from scenes import read_truth, scenes_in  # noqa: E402

from scoread_plugin.maps.contrast import local_contrast  # noqa: E402
from scoread_plugin.progress import silent  # noqa: E402
from scoread_plugin.raster.scene import Block, open_scene  # noqa: E402
from scoread_plugin.raster.training_sample import sample_blocks  # noqa: E402
from scoread_plugin.raster.usable_bands import usable_bands  # noqa: E402
from scoread_plugin.sgm.detection import Detector  # noqa: E402
from scoread_plugin.sgm.device import Device  # noqa: E402
from scoread_plugin.sgm.model import ScoreModel  # noqa: E402
from scoread_plugin.sgm.pixels import Pixels, concatenate, take_pixels  # noqa: E402
from scoread_plugin.sgm.settings import DEFAULT, Settings  # noqa: E402
from scoread_plugin.sgm.training import train  # noqa: E402

MAX_PIXELS = 50_000
PLACES = {"auc": 4, "ap": 3}


@dataclass(frozen=True)
class Candidate:
    """Settings for training and for detection."""

    training: Settings
    detection: Settings


def training(**changes) -> Candidate:
    settings = DEFAULT.with_changes(**changes)
    return Candidate(settings, settings)


def detection(**changes) -> Candidate:
    return Candidate(DEFAULT, DEFAULT.with_changes(**changes))


BASELINE = "the default"
CANDIDATES = {
    BASELINE: training(),
    "nothing left out": training(exclusion=0.0),
    "all losses of a batch count": training(retain_ratio=1.0),
    "whitened view alone": training(views=("whitened",), noise_levels=((0.15,),)),
    "view on a common scale alone": training(views=("principal",), noise_levels=((0.31,),)),
    "t = 0.31 in both views": detection(noise_levels=((0.31,), (0.31,))),
    "without local contrast": detection(largest=0),
    "local contrast, regions of 50 pixels": detection(largest=50),
    "local contrast, regions of 200 pixels": detection(largest=200),
    "8 perturbations": detection(perturbations=8),
    "3 % left out": training(exclusion=0.03),
    "8 % left out": training(exclusion=0.08),
    "16 epochs": training(epochs=16),
    "24 epochs": training(epochs=24),
    "48 epochs": training(epochs=48),
    "a peak rate of 2e-3": training(learning_rate=2e-3),
}


def main() -> None:
    options = parser(__doc__, "choice.md").parse_args()
    scenes = scenes_in(options.scenes)
    if len(scenes) < 3:
        sys.exit(f"Leaving a scene out takes three with a truth; '{options.scenes}' has {len(scenes)}.")
    results = Results(list(CANDIDATES), [path.stem for path in scenes], {})
    for path in scenes:
        figures = [judge(path, seed) for seed in options.seeds]
        for name in CANDIDATES:
            results.runs[name, path.stem] = [runs[name] for runs in figures]
    publish(report(results, options.seeds), options.output)


def judge(path: Path, seed: int) -> dict[str, Run]:
    """Evaluate all candidates on a scene; those with the same training share the model."""
    scene, _ = usable_bands(open_scene(str(path)), seed)
    parts = [sampled(block, chosen) for block, chosen in sample_blocks(scene, 0, MAX_PIXELS, seed)]
    block, truth = scene.read(scene.whole), read_truth(path)
    device, models, runs = Device("cpu", print), {}, {}
    for name, candidate in CANDIDATES.items():
        if candidate.training not in models:
            models[candidate.training], _ = train(concatenate(parts), candidate.training, seed, device, silent)
        scores = score(models[candidate.training], candidate.detection, block.cube, block.valid, seed, device)
        runs[name] = Run(**quality(scores, truth))
        print(f"{path.stem}, seed {seed}, {name}: AUC {runs[name].auc:.4f}", file=sys.stderr, flush=True)
    return runs


def sampled(block: Block, chosen: np.ndarray) -> Pixels:
    arrays = [torch.from_numpy(array) for array in (block.cube, block.valid, chosen)]
    return take_pixels(*arrays).copied()


def score(
    model: ScoreModel, settings: Settings, cube: np.ndarray, valid: np.ndarray, seed: int, device: Device
) -> np.ndarray:
    detector = Detector(model, settings, seed, device, extra_bands=False)
    scores = detector.score(cube, valid)[..., 0]
    return local_contrast(scores, settings.largest) if settings.largest else scores


def report(results: Results, seeds: list[int]) -> str:
    parts = [
        "# What each step gives, and a choice that is judged by what it did not see",
        f"Machine: {machine()}. Seeds {', '.join(map(str, seeds))}; ± is the standard deviation over them.",
        "## The default with one thing changed",
        changes(results),
        *(f"### {figure.upper()}, scene by scene\n\n{by_scene(results, figure)}" for figure in PLACES),
        "## Leaving one scene out",
        left_out(results),
    ]
    return "\n\n".join(parts) + "\n"


def changes(results: Results) -> str:
    """Tabulate mean over the scenes, worst scene, and number of scenes that gain, for each candidate."""
    baseline = results.values(BASELINE, "auc").mean(axis=1)
    rows = {}
    for name in results.detectors:
        auc, ap = (results.values(name, figure) for figure in PLACES)
        means = auc.mean(axis=1)
        rows[name] = [
            f"{means.mean():.4f} ± {auc.mean(axis=0).std():.4f}",
            f"{ap.mean():.3f} ± {ap.mean(axis=0).std():.3f}",
            f"{means.min():.4f} ({results.scenes[means.argmin()]})",
            "" if name == BASELINE else f"{(means > baseline).sum()} of {len(means)}",
        ]
    return table("candidate", ["mean AUC", "mean AP", "worst scene by AUC", "scenes with higher AUC"], rows)


def by_scene(results: Results, figure: str) -> str:
    cells = {
        name: [f"{values.mean():.{PLACES[figure]}f}" for values in results.values(name, figure)]
        for name in results.detectors
    }
    return table("candidate", results.scenes, cells)


def left_out(results: Results) -> str:
    """Tabulate each scene with the candidate that was best on the others."""
    headings, columns = [], []
    for figure, places in PLACES.items():
        means = np.array([results.values(name, figure).mean(axis=1) for name in results.detectors])
        others = means.sum(axis=1, keepdims=True) - means
        chosen = others.argmax(axis=0)
        found = np.take_along_axis(means, chosen[None], axis=0)[0]
        baseline = means[results.detectors.index(BASELINE)]
        headings += [f"chosen by {figure.upper()}", figure.upper(), "the default"]
        columns.append([results.detectors[k] for k in chosen] + [""])
        columns += [[f"{value:.{places}f}" for value in [*values, values.mean()]] for values in (found, baseline)]
    return table("scene left out", headings, dict(zip([*results.scenes, "**mean**"], zip(*columns))))


if __name__ == "__main__":
    main()
