"""The page Settings > Options > Processing > Providers > ScoreAD: its settings and their values."""

from __future__ import annotations

from pathlib import Path

from processing.core.ProcessingConfig import ProcessingConfig, Setting
from qgis.core import QgsProcessingUtils

from .translate import tr

GROUP = "ScoreAD"
DEVICES = ["auto", "cuda", "mps", "cpu"]
LEAST_MEMORY = 16
PYTHON, DEVICE, MEMORY_LIMIT = "SCOREAD_PYTHON", "SCOREAD_DEVICE", "SCOREAD_MEMORY_LIMIT"
THREADS, SCRATCH = "SCOREAD_THREADS", "SCOREAD_SCRATCH"
DEFAULT_MEMORY_LIMIT = 512


def add_options() -> None:
    """Add the page's settings to Processing's, with the values from the user's profile."""
    settings = (
        Setting(GROUP, PYTHON, tr("Python with PyTorch"), "", valuetype=Setting.FILE),
        Setting(
            GROUP, DEVICE, tr("Device that is offered first"), "auto", valuetype=Setting.SELECTION, options=DEVICES
        ),
        Setting(
            GROUP, MEMORY_LIMIT, tr("Memory limit that is offered [MB]"), DEFAULT_MEMORY_LIMIT, valuetype=Setting.INT
        ),
        Setting(GROUP, THREADS, tr("Threads of the computing process (0: one a core)"), 0, valuetype=Setting.INT),
        Setting(
            GROUP,
            SCRATCH,
            tr("Scratch folder"),
            "",
            valuetype=Setting.FOLDER,
            placeholder=tr("Leave blank for Processing's temporary folder"),
        ),
    )
    for setting in settings:
        ProcessingConfig.addSetting(setting)
    ProcessingConfig.readSettings()


def remove_options() -> None:
    for name in (PYTHON, DEVICE, MEMORY_LIMIT, THREADS, SCRATCH):
        ProcessingConfig.removeSetting(name)


def named_python() -> str:
    """Return the path of the chosen Python; empty if there is none."""
    return ProcessingConfig.getSetting(PYTHON) or ""


def device() -> str:
    """Return the one of DEVICES that dialogs offer first."""
    return ProcessingConfig.getSetting(DEVICE, readable=True) or "auto"


def memory_limit() -> int:
    """Return the memory limit that dialogs offer, in megabytes."""
    return max(LEAST_MEMORY, number(MEMORY_LIMIT) or DEFAULT_MEMORY_LIMIT)


def threads() -> int:
    """Return the number of threads of the computing process; 0 for one per core."""
    return max(0, number(THREADS))


def scratch_folder() -> str:
    """Return an existing folder for exchanged data and masks during a run."""
    chosen = ProcessingConfig.getSetting(SCRATCH) or ""
    return chosen if chosen and Path(chosen).is_dir() else QgsProcessingUtils.tempFolder()


def number(name: str) -> int:
    """Return a setting as an integer, stored as text in the profile; 0 if it is not one."""
    try:
        return int(ProcessingConfig.getSetting(name) or 0)
    except ValueError:
        return 0
