"""One code base for QGIS 3.22 to 4: enumerations as PyQt6 has them. The syntax of Python 3.9 is checked by ruff."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests import qt6

REPOSITORY = Path(__file__).parents[2]
SHIPPED = [
    REPOSITORY / "__init__.py",
    *sorted((REPOSITORY / "algorithms").rglob("*.py")),
    *sorted((REPOSITORY / "window").rglob("*.py")),
    *sorted((REPOSITORY / "scoread_plugin").rglob("*.py")),
]
START = """
import importlib, json, sys
sys.path[:0] = sys.argv[1:3]
from tests import qt6
qt6.install()
for name in sys.argv[3:]:
    importlib.import_module(name)
import scoread
from qgis.core import QgsProcessingProvider
from qgis.PyQt.QtCore import QCoreApplication

added = []
QCoreApplication.translate = lambda context, text: text
QgsProcessingProvider.addAlgorithm = lambda self, algorithm: added.append(algorithm)
plugin = scoread.classFactory(qt6.Anything())
plugin.initGui()
plugin.action.choose(True)
plugin.provider.load()
plugin.provider.loadAlgorithms()
for algorithm in added:
    algorithm.initAlgorithm()
    algorithm.createInstance(), algorithm.icon(), algorithm.shortHelpString(), algorithm.canExecute()
plugin.unload()
print(json.dumps([algorithm.name() for algorithm in added]))
"""


def imported_from_qgis(tree):
    return {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "qgis"
        for alias in node.names
    }


def unscoped(text):
    """`Class.Member` of classes from qgis, where no further attribute and no call follows.

    Annotations are free, and what stands in the `else` of a question for the version of QGIS: it is for older ones.
    """
    tree = ast.parse(text)
    names = imported_from_qgis(tree)
    free = {
        part
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "QGIS_VERSION_INT" in ast.dump(node.test)
        for branch in node.orelse
        for part in ast.walk(branch)
    }
    scopes = {node.value for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    called = {node.func for node in ast.walk(tree) if isinstance(node, ast.Call)}
    written = [getattr(node, name, None) for node in ast.walk(tree) for name in ("annotation", "returns")]
    free |= {part for annotation in written if annotation for part in ast.walk(annotation)}
    return [
        f"{node.value.id}.{node.attr}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in names
        if node.attr[0].isupper() and not node.attr.isupper() and node not in scopes | called | free
    ]


def test_unscoped_members_are_seen():
    text = """
from qgis.core import Qgis, QgsProcessing
from qgis.PyQt.QtCore import Qt, QVariant
old = [Qt.AlignCenter, QgsProcessing.TypeRaster]
new = [Qt.AlignmentFlag.AlignCenter, QgsProcessing.TEMPORARY_OUTPUT, Other.Name]
if Qgis.QGIS_VERSION_INT >= 33800:
    kind = QVariant.Double
else:
    kind = QVariant.Int
"""
    assert sorted(unscoped(text)) == ["QVariant.Double", "QgsProcessing.TypeRaster", "Qt.AlignCenter"]


def test_members_of_enumerations_are_scoped():
    assert {path: found for path in SHIPPED if (found := unscoped(path.read_text("utf-8")))} == {}


def test_the_stand_in_refuses_what_pyqt6_refuses():
    stand_in = qt6.StandIn("qgis.core")
    number = stand_in.QgsProcessingParameterNumber
    number("A", "a", number.Type.Integer, flags=[number.Flag.FlagAdvanced])
    assert not number("A").flags() | number.Flag.FlagAdvanced
    for refused in (
        lambda: number("A", "a", number.Integer),
        lambda: number("A", types=[number.Integer]),
        lambda: number("A").setFlags(number.FlagAdvanced),
        lambda: number("A").flags() | number.FlagAdvanced,
    ):
        with pytest.raises(TypeError, match="without its name"):
            refused()


def test_all_that_qgis_loads_works_with_pyqt6_enumerations(tmp_path):
    (tmp_path / "scoread").symlink_to(REPOSITORY, target_is_directory=True)
    rooms = [
        "algorithms",
        "window",
        *(f"scoread_plugin/{room}" for room in ("", "styles", "jobs", "reports", "raster", "runtime")),
    ]
    paths = [path for room in rooms for path in sorted((REPOSITORY / room).glob("*.py"))]
    names = [
        ".".join(("scoread", *path.relative_to(REPOSITORY).with_suffix("").parts))
        for path in paths
        if path.stem not in ("__init__", "session", "worker")
    ]
    command = [sys.executable, "-c", START, str(tmp_path), str(REPOSITORY), *names]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    ids = json.loads(done.stdout)
    assert len(names) > 40 and len(ids) >= 12 and "traindetect" in ids
