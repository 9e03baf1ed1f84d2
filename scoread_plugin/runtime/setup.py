"""Sets up a virtual environment with torch in the user's own folder: whole, or not at all."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from .client import Worker
from .errors import RuntimeFailure
from .interpreter import environment_folder, environment_python, qgis_python
from .process import ChildProcess


def set_up_environment(
    packages: list[str], pip_options: list[str], cancelled: Callable[[], bool], log: Callable[[str], None]
) -> Path:
    """Make the environment, replacing an older one once the new one works.

    Parameters
    ----------
    packages : list of str
        For pip, as "torch==2.6".
    pip_options : list of str
        For `pip install`, as "--index-url", "https://...".
    cancelled : callable
        Whether the user asked to stop.
    log : callable (text)
        Told each line that venv and pip print.

    Returns
    -------
    Path
        The environment's interpreter.

    Raises
    ------
    RuntimeFailure
        If a step fails; an older environment stays.
    Cancelled
        If the user asked to stop; an older environment stays.
    """
    folder = environment_folder()
    part = folder.with_name(folder.name + ".part")
    shutil.rmtree(part, ignore_errors=True)
    part.parent.mkdir(parents=True, exist_ok=True)
    try:
        run([str(qgis_python()), "-m", "venv", str(part)], VENV_ADVICE, cancelled, log)
        install = [str(environment_python(part)), "-m", "pip", "install", "--no-input", "--progress-bar", "off"]
        run([*install, *pip_options, *packages], PIP_ADVICE, cancelled, log)
        with Worker(environment_python(part), cancelled, log) as worker:
            log(f"torch {worker.versions['torch']} works.")
        shutil.rmtree(folder, ignore_errors=True)
        part.rename(folder)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return environment_python(folder)


VENV_ADVICE = "QGIS's Python cannot make virtual environments; on Debian and Ubuntu: sudo apt install python3-venv."
PIP_ADVICE = "pip could not install the packages; see its words above. Check the network, the proxy and the disk."


def run(arguments: list[str], advice: str, cancelled: Callable[[], bool], log: Callable[[str], None]) -> None:
    """Run a program, telling its lines.

    Raises
    ------
    RuntimeFailure
        With the advice, if it fails.
    Cancelled
        If the user asked to stop; the program has ended.
    """
    child = ChildProcess(arguments, environment_folder().parent)
    for line in child.lines(cancelled, lambda: None):
        log(line.decode("utf-8", "replace").rstrip())
    if child.process.wait() != 0:
        raise RuntimeFailure(advice)
