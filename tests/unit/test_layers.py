"""Who may know whom."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]
PACKAGE = REPOSITORY / "scoread_plugin"
OTHERS = {"torch", "osgeo", "qgis", "PyQt5", "scipy"}
UTILITIES = {"progress", "files", "resume_folder", "ranges", "on_demand", "version"}
MAY_IMPORT = {
    "sgm": {"torch", "scipy"},
    "detectors": set(),
    "maps": {"scipy"},
    "evaluation": {"scipy"},
    "raster": {"osgeo", "scipy"},
    "runtime": {"sgm"},
    "jobs": {"osgeo", "raster", "runtime", "sgm", "detectors", "maps", "evaluation"},
    "reports": {"osgeo", "raster", "sgm", "jobs"},
    "styles": {"qgis", "raster", "reports"},
    "worker": {"runtime", "session"},
    "session": {"torch", "sgm"},
    "plugin": {"qgis", "provider"},
    "provider": {"qgis", "runtime"},
}
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


def packages_used(path):
    """Packages of ours, and of others those that are not everywhere, that a file imports."""
    names = [name.split(".") for name in imported(path)]
    ours = {parts[1] for parts in names if parts[0] == PACKAGE.name and len(parts) > 1}
    return (ours | ({parts[0] for parts in names} & OTHERS)) - UTILITIES - {package_of(path)}


def package_of(path):
    return path.relative_to(PACKAGE).with_suffix("").parts[0]


def loaded_by(*names):
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    arguments = [sys.executable, "-c", LOADED, *names]
    finished = subprocess.run(arguments, env=environment, capture_output=True, text=True)
    assert finished.returncode == 0, finished.stderr
    return set(json.loads(finished.stdout))


def test_imports_are_found():
    assert {"torch", "scoread_plugin.sgm.sde"} <= imported(PACKAGE / "sgm" / "model.py")
    assert "scoread_plugin.sgm.detection" in imported(PACKAGE / "session.py")
    assert "osgeo" in imported(PACKAGE / "raster" / "scene.py")
    assert packages_used(PACKAGE / "worker.py") == {"runtime", "session"}
    assert packages_used(PACKAGE / "raster" / "scene.py") == {"osgeo"}


def may_import(package):
    return set() if package in UTILITIES | {"__init__"} else MAY_IMPORT[package]


def test_a_package_imports_what_it_may():
    foreign = {path: packages_used(path) - may_import(package_of(path)) for path in PACKAGE.rglob("*.py")}
    assert {path: packages for path, packages in foreign.items() if packages} == {}


def imports_by_full_name(path):
    return [
        node
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if (isinstance(node, ast.ImportFrom) and node.level == 0 and (node.module or "").startswith("scoread"))
        or (isinstance(node, ast.Import) and any(alias.name.startswith("scoread") for alias in node.names))
    ]


def test_only_the_entry_points_know_the_algorithms():
    above = {path.name for path in PACKAGE.rglob("*.py") if {"algorithms", "window"} & roots(path)}
    assert above == {"plugin.py", "provider.py"}


def roots(path):
    return {name.split(".")[0] for name in imported(path)}


def test_the_library_reaches_itself_by_relative_imports():
    assert [path for path in PACKAGE.rglob("*.py") if imports_by_full_name(path)] == []


def test_importing_what_runs_in_qgis_loads_neither_torch_nor_qgis():
    paths = modules("raster", "runtime", "jobs", "detectors", "maps", "evaluation", "reports")
    names = [module_name(path) for path in paths if path.stem != "__init__"]
    assert len(names) > 15
    assert loaded_by(*names, "scoread_plugin.sgm.model_file", "scoread_plugin.files") == {"osgeo"}


def test_the_runtime_and_the_model_file_need_neither_gdal_nor_torch():
    names = [module_name(path) for path in modules("runtime") if path.stem != "__init__"]
    assert loaded_by(*names, "scoread_plugin.sgm.model_file", "scoread_plugin.worker") == set()


def test_the_science_runs_by_itself():
    names = [module_name(path) for path in modules("sgm") if path.stem != "__init__"]
    assert loaded_by(*names, "scoread_plugin.session") == {"torch"}
