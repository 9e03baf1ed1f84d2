"""Sets up a virtual environment with torch in the user's own folder: whole, or not at all; and removes it."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..progress import Progress
from .client import Worker
from .errors import RuntimeFailure
from .interpreter import environment_folder, environment_python, qgis_python
from .process import ChildProcess
from .warm import WORKERS

# As pip chooses: with CUDA on Linux, without on Windows and macOS.
BUILDS = {
    "pip": "",
    "cpu": "https://download.pytorch.org/whl/cpu",
    "cuda": "https://download.pytorch.org/whl/cu128",
}
VENV_ADVICE = "QGIS's Python cannot make virtual environments; on Debian and Ubuntu: sudo apt install python3-venv."
PIP_ADVICE = (
    "pip could not install the packages; its own words are above. Check the network and the disk; the proxy of "
    "Settings > Options > Network is used. Without a network, name a folder of wheels (WHEELS)."
)
IN_USE = "The environment in '{}' is in use or cannot be changed ({}). Close other QGIS windows and try again."


@dataclass(frozen=True)
class Installation:
    """What pip installs, and from where.

    Attributes
    ----------
    packages : sequence of str
        As "torch==2.6".
    build : {"pip", "cpu", "cuda"}
        Which of PyTorch's builds.
    wheels : str
        Folder of wheels to install from with no network, or empty.
    options : sequence of str
        Further ones of `pip install`; they come last and so before the build.
    proxy : str
        URL, or empty.
    """

    packages: Sequence[str] = ("torch", "numpy")
    build: str = "pip"
    wheels: str = ""
    options: Sequence[str] = ()
    proxy: str = ""

    def __post_init__(self):
        if self.build not in BUILDS:
            raise ValueError(f"BUILD '{self.build}' is not one of {', '.join(BUILDS)}.")
        if self.build == "cuda" and sys.platform == "darwin":
            raise ValueError("BUILD 'cuda': there is none for macOS. Choose 'pip'; it computes on Apple graphics.")
        if self.wheels and not Path(self.wheels).is_dir():
            raise ValueError(f"WHEELS '{self.wheels}' is not a folder.")

    def arguments(self) -> list[str]:
        """Of `pip install`."""
        source = []
        if self.wheels:
            source = ["--no-index", "--find-links", self.wheels]
        elif BUILDS[self.build]:
            source = ["--index-url", BUILDS[self.build]]
        return [*source, *self.options, *self.packages]

    def variables(self) -> dict[str, str]:
        """For pip's environment: there, unlike in its arguments, a password is not shown to other users."""
        return {"PIP_PROXY": self.proxy} if self.proxy else {}


def set_up_environment(
    installation: Installation,
    cancelled: Callable[[], bool],
    log: Callable[[str], None],
    progress: Progress,
) -> Path:
    """Make the environment, replacing an older one, whole or broken, once the new one works.

    Parameters
    ----------
    installation : Installation
    cancelled : callable
        Whether the user asked to stop.
    log : callable (text)
        Told each line that venv and pip print.
    progress : callable (fraction in 0..1, text)
        Told each step.

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
        progress(0.0, "Making a virtual environment")
        run([str(qgis_python()), "-m", "venv", str(part)], VENV_ADVICE, cancelled, log)
        progress(0.1, "Installing PyTorch: some minutes")
        install = [str(environment_python(part)), "-m", "pip", "install", "--no-input", "--progress-bar", "off"]
        run([*install, *installation.arguments()], PIP_ADVICE, cancelled, log, installation.variables())
        progress(0.9, "Trying PyTorch")
        with Worker(environment_python(part), cancelled, log) as worker:
            log(f"torch {worker.versions['torch']} works.")
        put_in_place(part, folder)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return environment_python(folder)


def remove_environment() -> bool:
    """Remove the environment that was set up; False where there is none.

    Raises
    ------
    RuntimeFailure
        If it cannot be removed, for instance since it is computing; it then stays whole.
    """
    folder = environment_folder()
    if not folder.exists():
        return False
    shutil.rmtree(put_aside(folder), ignore_errors=True)
    return True


def put_in_place(part: Path, folder: Path) -> None:
    """Give a new environment the place of the older one, which comes back where that fails."""
    older = put_aside(folder) if folder.exists() else None
    try:
        move(part, folder)
    except RuntimeFailure:
        if older is not None:
            older.rename(folder)
        raise
    if older is not None:
        shutil.rmtree(older, ignore_errors=True)


def put_aside(folder: Path) -> Path:
    """Where the folder has been moved to: at once and whole, where deleting it could stop half way."""
    WORKERS.end()
    aside = folder.with_name(folder.name + ".old")
    shutil.rmtree(aside, ignore_errors=True)
    move(folder, aside)
    return aside


def move(source: Path, target: Path) -> None:
    """Rename a folder; Windows refuses it while a program runs in there or a scanner looks at it."""
    try:
        source.rename(target)
    except OSError as error:
        raise RuntimeFailure(IN_USE.format(source, error)) from error


def run(
    arguments: list[str],
    advice: str,
    cancelled: Callable[[], bool],
    log: Callable[[str], None],
    variables: dict[str, str] | None = None,
) -> None:
    """Run a program, telling its lines; `variables` are added to its environment.

    Raises
    ------
    RuntimeFailure
        With the advice, if it fails.
    Cancelled
        If the user asked to stop; the program has ended.
    """
    child = ChildProcess(arguments, environment_folder().parent, variables=variables)
    for line in child.lines(cancelled, lambda: None):
        log(line.decode("utf-8", "replace").rstrip())
    if child.process.wait() != 0:
        raise RuntimeFailure(advice)
