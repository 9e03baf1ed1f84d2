"""The page Settings > Options > Processing > Providers > ScoreAD: what it offers, and what was chosen there."""

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
    """Put the page's settings into Processing's, with the values that the user's profile holds."""
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
    """Path of the Python that was chosen, or empty."""
    return ProcessingConfig.getSetting(PYTHON) or ""


def device() -> str:
    """Of DEVICES, the one that dialogs offer first."""
    return ProcessingConfig.getSetting(DEVICE, readable=True) or "auto"


def memory_limit() -> int:
    """Megabytes, as dialogs offer them."""
    return max(LEAST_MEMORY, number(MEMORY_LIMIT) or DEFAULT_MEMORY_LIMIT)


def threads() -> int:
    """Of the computing process; 0 where it may take one for each core."""
    return max(0, number(THREADS))


def scratch_folder() -> str:
    """Where what is exchanged and masks go while a run lasts: a folder that exists."""
    chosen = ProcessingConfig.getSetting(SCRATCH) or ""
    return chosen if Path(chosen).is_dir() and chosen else QgsProcessingUtils.tempFolder()


def number(name: str) -> int:
    """A whole number, which a profile holds as text; 0 where it is none."""
    try:
        return int(ProcessingConfig.getSetting(name) or 0)
    except ValueError:
        return 0
