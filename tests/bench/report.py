"""Report on the figures of a benchmark, in Markdown."""

from __future__ import annotations

import os
import platform
from importlib.metadata import version

import numpy as np
from measures import Results
from plugin import PRESETS

RIVALS = ("grx", "local-rx", "isolation-forest")
NOTES = """\
AUC is the area under the ROC curve, AP the average precision, AUC_OD = AUC(D,F) + AUC(D,tau) - AUC(F,tau) of Chang
(2021). Mean ± standard deviation over the seeds {seeds} where a detector draws random numbers (row "mean": of the
scenes' mean); the best of each row is bold. Seconds are the median of the wall time: of the computation for the
classic detectors; of a whole run of `qgis_process`, its start, reading and writing included, for `default` and
`paper`."""
MEMORY_NOTES = "Peak resident memory of the larger of the QGIS process and its worker, the largest of the seeds."


def report(results: Results, seeds: list[int], picture: str) -> str:
    seconds = {name: np.median(results.values(name, "seconds"), axis=1) for name in results.detectors}
    parts = [
        "# Detection quality",
        f"Machine: {machine()}.",
        NOTES.format(seeds=", ".join(map(str, seeds))),
        "## Summary",
        summary(results),
        f"`{picture}`, written next to this file, shows scenes, truths and score maps. The colours run from the "
        "median of a map to its 99.8th percentile. Below each map: AUC / AP.",
        "## AUC",
        quality_table(results, "auc", 4),
        "## AP",
        quality_table(results, "ap", 3),
        "## AUC_OD",
        quality_table(results, "auc_od", 4),
        "## Seconds",
        cost_table(seconds, results, 2),
    ]
    memory = {name: results.values(name, "mebibytes").max(axis=1) for name in results.detectors if name in PRESETS}
    if memory:
        parts += ["## Largest process, MiB", MEMORY_NOTES, cost_table(memory, results, 0)]
    return "\n\n".join(parts) + "\n"


def machine() -> str:
    versions = [f"{name} {version(name)}" for name in ("torch", "scikit-learn", "spectral")]
    return ", ".join([f"{os.cpu_count()} cores", platform.machine(), *versions])


def summary(results: Results) -> str:
    rows = {}
    for detector in results.detectors:
        auc, ap = (results.values(detector, figure) for figure in ("auc", "ap"))
        worst = results.scenes[auc.mean(axis=1).argmin()]
        spread = f"{auc.std(axis=1).max():.4f}" if auc.shape[1] > 1 else ""
        rows[f"`{detector}`"] = [f"{auc.mean():.4f}", f"{ap.mean():.3f}", worst, spread]
    headings = ["mean AUC", "mean AP", "worst scene by AUC", "largest sd of AUC"]
    return "\n".join([table("detector", headings, rows), *comparisons(results)])


def comparisons(results: Results) -> list[str]:
    """Compare the plugin with the classic detectors, as far as they were run."""
    auc, ap = (scene_means(results, figure) for figure in ("auc", "ap"))
    lines = []
    if {"default", *RIVALS} <= auc.keys():
        wins = [(means["default"] > np.max([means[name] for name in RIVALS], axis=0)).sum() for means in (auc, ap)]
        lines.append(
            f"- `default` is above the best of {', '.join(f'`{name}`' for name in RIVALS)} on {wins[0]} of "
            f"{len(results.scenes)} scenes by AUC, on {wins[1]} by AP."
        )
    if {"default", "rx-components-local"} <= auc.keys():
        gains = [means["default"].mean() - means["rx-components-local"].mean() for means in (auc, ap)]
        lines.append(
            f"- Mean of `default` less that of `rx-components-local`: AUC {gains[0]:+.4f}, AP {gains[1]:+.3f}."
        )
    return ["", *lines] if lines else []


def scene_means(results: Results, figure: str) -> dict[str, np.ndarray]:
    """Return the means of a figure over the seeds for each detector: (scenes,)."""
    return {name: results.values(name, figure).mean(axis=1) for name in results.detectors}


def quality_table(results: Results, figure: str, places: int) -> str:
    """Tabulate means and standard deviations over the seeds; the last rows are the mean and the worst scene."""
    columns = [results.values(detector, figure) for detector in results.detectors]
    rows = {scene: [values[k] for values in columns] for k, scene in enumerate(results.scenes)}
    rows["**mean**"] = [values.mean(axis=0) for values in columns]
    rows["**worst**"] = [values[values.mean(axis=1).argmin()] for values in columns]
    return table("scene", results.detectors, {name: quality_cells(row, places) for name, row in rows.items()})


def quality_cells(row: list[np.ndarray], places: int) -> list[str]:
    means = [f"{values.mean():.{places}f}" for values in row]
    spreads = [f" ± {values.std():.{places}f}" if len(values) > 1 else "" for values in row]
    best = max(means, key=float)
    return [f"**{mean}**{spread}" if mean == best else mean + spread for mean, spread in zip(means, spreads)]


def cost_table(costs: dict[str, np.ndarray], results: Results, places: int) -> str:
    """Tabulate the cost of each detector on each scene, the mean and the largest."""
    columns = np.stack(list(costs.values()), axis=1)
    rows = {**dict(zip(results.scenes, columns)), "**mean**": columns.mean(axis=0), "**worst**": columns.max(axis=0)}
    return table("scene", list(costs), {name: [f"{value:.{places}f}" for value in row] for name, row in rows.items()})


def table(corner: str, headings: list[str], rows: dict[str, list[str]]) -> str:
    lines = [[corner, *headings], ["---"] * (len(headings) + 1), *([name, *cells] for name, cells in rows.items())]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
