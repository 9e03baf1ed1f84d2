"""Choice of the computing Python: the one named by the user, the one set up by ScoreAD, or QGIS's own."""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path

from .errors import TorchMissing

VARIABLE = "SCOREAD_PYTHON"
ENVIRONMENT = "environment-1"
# Threads that sleep while waiting leave the cores to others; PyTorch's spin, and stall on a busy machine.
COMPUTING_VARIABLES = {"OMP_WAIT_POLICY": "PASSIVE", "PYTHONDONTWRITEBYTECODE": "1"}
FOREIGN_VARIABLES = {
    "PYTHONHOME",
    "PYTHONPATH",
    "PYTHONEXECUTABLE",
    "PYTHONUSERBASE",
    "PYTHONSTARTUP",
    "PYTHONSAFEPATH",
    "VIRTUAL_ENV",
    "QGIS_PREFIX_PATH",
    "GDAL_DATA",
    "GDAL_DRIVER_PATH",
    "PROJ_LIB",
    "PROJ_DATA",
    "LD_LIBRARY_PATH",
    "LD_PRELOAD",
}


def find_python(named: str) -> Path:
    """Find the Python with which to start the computing process.

    Parameters
    ----------
    named : str
        Setting *Python with PyTorch*; empty if not set. The environment variable SCOREAD_PYTHON takes precedence.

    Raises
    ------
    TorchMissing
        If the named Python does not exist, or none was named and none is found.
    """
    named = chosen_python(named)
    if named:
        if not os.access(named, os.X_OK) or os.path.isdir(named):
            raise TorchMissing(f"The Python chosen for computing, '{named}', is not a program.")
        return Path(named).absolute()
    own = environment_python(environment_folder())
    if own.exists():
        return own
    if importlib.util.find_spec("torch") is not None:
        return qgis_python()
    raise TorchMissing("No Python with torch was found.")


def chosen_python(named: str) -> str:
    """Return the path of the Python that the user chose, of which `named` is the setting; empty if there is none."""
    return os.environ.get(VARIABLE) or named


def qgis_python() -> Path:
    """Find the interpreter that QGIS embeds, as a separate executable.

    On Windows and macOS `sys.executable` is QGIS itself, so the interpreter is searched for below `sys.base_prefix`,
    then next to QGIS, where OSGeo4W and macOS bundles have one whatever prefix their Python reports.

    Raises
    ------
    TorchMissing
        If there is none.
    """
    version = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    names = ("python3.exe", "python.exe", f"bin/{version}", "bin/python3", version, "python3")
    folders = (Path(sys.base_prefix), Path(sys.executable).parent)
    for candidate in (folder / name for folder in folders for name in names):
        if candidate.is_file():
            return candidate
    raise TorchMissing(f"No executable of QGIS's own Python was found below '{folders[0]}' or '{folders[1]}'.")


def data_folder() -> Path:
    """Return the user's folder for ScoreAD's data, outside the plugin so that updates do not delete it."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or home_folder() / "AppData" / "Local") / "scoread"
    if sys.platform == "darwin":
        return home_folder() / "Library" / "Application Support" / "scoread"
    return Path(os.environ.get("XDG_DATA_HOME") or home_folder() / ".local" / "share") / "scoread"


def home_folder() -> Path:
    """Return the user's home folder; the root folder, as QGIS does, if there is none, as in some containers."""
    try:
        return Path.home()
    except RuntimeError:
        return Path(os.path.abspath(os.sep))


def environment_folder() -> Path:
    """Return the folder of the virtual environment created by the set-up."""
    return data_folder() / ENVIRONMENT


def environment_python(folder: Path) -> Path:
    """Return the interpreter of a virtual environment."""
    return folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def clean_environment() -> dict[str, str]:
    """Return this process's environment without the variables that QGIS sets for its own Python and GDAL."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in FOREIGN_VARIABLES and not name.startswith("DYLD_")
    }
    return {**COMPUTING_VARIABLES, **kept, "PYTHONIOENCODING": "utf-8", "PYTHONUNBUFFERED": "1"}
