"""Who may know whom."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
PACKAGE = REPOSITORY / "scoread_plugin"
LOADED = """
import importlib, json, sys
for name in sys.argv[1:]:
    importlib.import_module(name)
print(json.dumps([name for name in ("torch", "qgis", "osgeo", "scipy", "PyQt5") if name in sys.modules]))
"""


def module_name(path):
    return ".".join(path.relative_to(REPOSITORY).with_suffix("").parts)


def modules(*folders):
    return [path for folder in folders for path in sorted((PACKAGE / folder).glob("*.py"))]


def imported(path):
    """Full names of all modules that a file imports, wherever in it, relative ones resolved."""
    package = module_name(path).split(".")[:-1]
    names = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = [] if node.level == 0 else package[: len(package) - node.level + 1]
            source = ".".join(base + ([node.module] if node.module else []))
            names |= {source} | {f"{source}.{alias.name}" for alias in node.names}
    return names


def touches(path, *rooms):
    return {name for name in imported(path) for room in rooms if name == room or name.startswith(room + ".")}


def loaded_by(*names):
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    arguments = [sys.executable, "-c", LOADED, *names]
    finished = subprocess.run(arguments, env=environment, capture_output=True, text=True)
    assert finished.returncode == 0, finished.stderr
    return set(json.loads(finished.stdout))


def ids(path):
    return str(path.relative_to(PACKAGE))


def test_imports_are_found():
    assert {"torch", "scoread_plugin.sgm.sde"} <= imported(PACKAGE / "sgm" / "model.py")
    assert "scoread_plugin.sgm.detection" in imported(PACKAGE / "session.py")
    assert "osgeo" in imported(PACKAGE / "raster" / "scene.py")
    assert touches(PACKAGE / "worker.py", "scoread_plugin.session")


@pytest.mark.parametrize("path", modules("sgm"), ids=ids)
def test_the_science_knows_no_raster_and_no_qgis(path):
    assert not touches(path, "osgeo", "qgis", "PyQt5", "scoread_plugin.raster", "scoread_plugin.runtime")


@pytest.mark.parametrize("path", modules("raster"), ids=ids)
def test_the_raster_knows_no_torch_no_qgis_and_no_science(path):
    assert not touches(path, "torch", "qgis", "PyQt5", "scoread_plugin.sgm", "scoread_plugin.runtime")


@pytest.mark.parametrize("path", [PACKAGE / "worker.py", PACKAGE / "session.py"], ids=ids)
def test_the_worker_knows_no_raster_and_no_qgis(path):
    assert not touches(
        path, "osgeo", "qgis", "scoread_plugin.raster", "scoread_plugin.jobs", "scoread_plugin.reports"
    )


@pytest.mark.parametrize("path", modules("detectors"), ids=ids)
def test_the_classic_detectors_know_numpy_and_scipy_alone(path):
    assert not touches(
        path, "osgeo", "qgis", "torch", *(f"scoread_plugin.{room}" for room in ("raster", "runtime", "jobs"))
    )


@pytest.mark.parametrize("path", modules("runtime", "jobs", "maps", "reports", "styles"), ids=ids)
def test_what_runs_in_qgis_imports_no_torch(path):
    assert not touches(path, "torch", "scoread_plugin.worker", "scoread_plugin.session")


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=ids)
def test_the_library_reaches_itself_by_relative_imports(path):
    absolute = [
        node
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if (isinstance(node, ast.ImportFrom) and node.level == 0 and (node.module or "").startswith("scoread"))
        or (isinstance(node, ast.Import) and any(alias.name.startswith("scoread") for alias in node.names))
    ]
    assert not absolute


def test_importing_what_runs_in_qgis_loads_neither_torch_nor_qgis():
    paths = modules("raster", "runtime", "jobs", "detectors", "maps", "reports")
    names = [module_name(path) for path in paths if path.stem != "__init__"]
    assert len(names) > 15
    assert loaded_by(*names, "scoread_plugin.sgm.model_file", "scoread_plugin.files") == {"osgeo"}


def test_the_runtime_and_the_model_file_need_neither_gdal_nor_torch():
    names = [module_name(path) for path in modules("runtime") if path.stem != "__init__"]
    assert loaded_by(*names, "scoread_plugin.sgm.model_file", "scoread_plugin.worker") == set()


def test_the_science_runs_by_itself():
    names = [module_name(path) for path in modules("sgm") if path.stem != "__init__"]
    assert loaded_by(*names, "scoread_plugin.session") == {"torch"}
