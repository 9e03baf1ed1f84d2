"""The plugin as a batch operator has it: through the real qgis_process."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.rasters import write

QUICK = {"EPOCHS": 2, "SEED": 3}


@dataclass(frozen=True)
class Finished:
    """A run of qgis_process: its exit status, its results and everything that it said."""

    status: int
    results: dict
    text: str


class QgisProcess:
    """Runs algorithms of the provider."""

    def __init__(self, environment: dict[str, str]):
        self.environment = environment
        self.call("plugins", "enable", "scoread")

    def call(self, *arguments: str, **variables: str) -> subprocess.CompletedProcess:
        command = [self.environment["QGIS_PROCESS"], *arguments]
        environment = {**self.environment, **variables}
        return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300, check=False)

    def arguments(self, algorithm: str, parameters: dict) -> list[str]:
        """Command line; a list is told by its name again and again."""
        lists = {name: value if isinstance(value, list) else [value] for name, value in parameters.items()}
        values = [f"{name}={value}" for name, several in lists.items() for value in several]
        name = algorithm if Path(algorithm).exists() else f"scoread:{algorithm}"
        return ["--json", "run", name, "--", *values]

    def run(self, algorithm: str, variables: dict | None = None, **parameters) -> Finished:
        done = self.call(*self.arguments(algorithm, parameters), **(variables or {}))
        results = json.loads(done.stdout)["results"] if done.returncode == 0 else {}
        return Finished(done.returncode, results, done.stdout + done.stderr)

    def succeed(self, algorithm: str, **parameters) -> dict:
        finished = self.run(algorithm, **parameters)
        assert finished.status == 0, finished.text
        return finished.results


@pytest.fixture(scope="session")
def qgis_process(qgis_profile) -> QgisProcess:
    return QgisProcess(qgis_profile)


@pytest.fixture(scope="session")
def trained(qgis_process, tmp_path_factory) -> tuple[Path, Path]:
    """A raster and a model trained on it for two epochs."""
    folder = tmp_path_factory.mktemp("trained")
    raster, model = write(folder / "scene.tif"), folder / "model.scoread"
    qgis_process.succeed("trainsgm", INPUT=raster, OUTPUT=model, **QUICK)
    return raster, model
