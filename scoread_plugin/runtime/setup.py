"""Set-up, complete or not at all, and removal of a virtual environment with torch in the user's own folder."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from ..progress import Log, Progress
from .client import Worker
from .errors import RuntimeFailure
from .installation import Installation
from .interpreter import environment_folder, environment_python, qgis_python
from .process import ChildProcess
from .warm import WORKERS

VENV_ADVICE = (
    "QGIS's Python cannot create virtual environments; see its messages above. Check the disk. On Debian and Ubuntu: "
    "sudo apt install python3-venv. Elsewhere, install torch and numpy into another Python, and choose it under "
    "Settings > Options > Processing > Providers > ScoreAD."
)
PIP_ADVICE = (
    "pip could not install the packages; see its messages above. Check the disk, the network and its proxy (Settings "
    "> Options > Network). Without a network, use a folder of wheels (WHEELS)."
)
WHEELS_ADVICE = (
    "pip could not install the packages; see its messages above. The folder of WHEELS needs wheels of torch, numpy "
    "and all that they require, for this system and version of Python: pip download torch numpy -d FOLDER."
)
# pip ends with QGIS, however that happens: otherwise it would go on in a folder that the next set-up uses.
TETHERED = str(Path(__file__).with_name("tethered.py"))
# The last one: into this environment, also where pip's configuration names another folder.
PIP_OPTIONS = ("--no-input", "--progress-bar", "off", "--target=")
IN_USE = "The environment in '{}' is in use or cannot be changed ({}). Close other QGIS windows and try again."


def set_up_environment(
    installation: Installation,
    cancelled: Callable[[], bool],
    log: Log,
    progress: Progress,
) -> Path:
    """Create the environment; an older one, complete or broken, is replaced once the new one works.

    Parameters
    ----------
    installation : Installation
    cancelled : callable
        Returns whether the user asked to stop.
    log : callable (text)
        Called with each line that venv and pip print.
    progress : callable (fraction in 0..1, text)
        Called at each step.

    Returns
    -------
    Path
        Interpreter of the environment.

    Raises
    ------
    RuntimeFailure
        If a step fails; an older environment is kept.
    Cancelled
        If the user asked to stop; an older environment is kept.
    """
    folder = environment_folder()
    part = folder.with_name(folder.name + ".part")
    shutil.rmtree(part, ignore_errors=True)
    part.parent.mkdir(parents=True, exist_ok=True)
    try:
        progress(0.0, "Creating a virtual environment")
        run([str(qgis_python()), "-m", "venv", str(part)], VENV_ADVICE, cancelled, log)
        progress(0.1, "Installing PyTorch (some minutes)")
        pip = [str(environment_python(part)), TETHERED, "pip", "install", *PIP_OPTIONS]
        advice = WHEELS_ADVICE if installation.wheels else PIP_ADVICE
        # What pip has downloaded goes with the folder if it is ended; the system's temporary folder may be too small.
        variables = {**installation.variables(), **dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(part))}
        run([*pip, *installation.arguments()], advice, cancelled, log, variables)
        progress(0.9, "Testing PyTorch")
        with Worker(environment_python(part), cancelled, log) as worker:
            log(f"torch {worker.versions['torch']} works.")
        put_in_place(part, folder)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return environment_python(folder)


def remove_environment() -> bool:
    """Remove the environment that was set up, and what a killed set-up left; return False if there is neither.

    Raises
    ------
    RuntimeFailure
        If it cannot be removed, for instance because it is in use; it is then left complete.
    """
    folder = environment_folder()
    found = [path for path in (folder.with_name(folder.name + ".part"), aside(folder)) if path.exists()]
    if folder.exists():
        found.append(put_aside(folder))
    for path in found:
        shutil.rmtree(path, ignore_errors=True)
    return bool(found)


def put_in_place(part: Path, folder: Path) -> None:
    """Move a new environment to the place of an older one, which is restored if that fails."""
    older = put_aside(folder) if folder.exists() else None
    try:
        move(part, folder)
    except RuntimeFailure:
        if older is not None:
            older.rename(folder)
        raise
    shutil.rmtree(aside(folder), ignore_errors=True)  # Also one left by a set-up that was killed before its move.


def put_aside(folder: Path) -> Path:
    """Move the folder and return its new path; the move is atomic, whereas a deletion could stop halfway."""
    WORKERS.end()
    older = aside(folder)
    shutil.rmtree(older, ignore_errors=True)
    move(folder, older)
    return older


def aside(folder: Path) -> Path:
    """Return the path of the folder once it is put aside."""
    return folder.with_name(folder.name + ".old")


def move(source: Path, target: Path) -> None:
    """Rename a folder; Windows refuses this while a program runs in it or a scanner reads it."""
    try:
        source.rename(target)
    except OSError as error:
        raise RuntimeFailure(IN_USE.format(source, error)) from error


def run(
    arguments: list[str],
    advice: str,
    cancelled: Callable[[], bool],
    log: Log,
    variables: dict[str, str] | None = None,
) -> None:
    """Run a program and log its output; `variables` are added to its environment.

    Raises
    ------
    RuntimeFailure
        With the advice, if the program fails.
    Cancelled
        If the user asked to stop; the program has ended.
    """
    child = ChildProcess(arguments, environment_folder().parent, variables=variables)
    for line in child.lines(cancelled):
        log(line.decode("utf-8", "replace").rstrip())
    if child.process.wait() != 0:
        raise RuntimeFailure(advice)
