"""Check computing environment: report which Python, torch and device are used, and set them up."""

from __future__ import annotations

import platform
import shlex
import sys
from functools import partial

from osgeo import gdal
from qgis.core import (
    Qgis,
    QgsProcessingOutputString,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterFile,
    QgsProcessingParameterString,
)

from ..scoread_plugin import reports, runtime
from ..scoread_plugin.progress import Cancelled
from ..scoread_plugin.runtime.errors import RuntimeFailure, ScipyMissing, TorchMissing
from ..scoread_plugin.runtime.interpreter import chosen_python, environment_folder
from ..scoread_plugin.runtime.warm import WORKERS
from ..scoread_plugin.version import VERSION
from . import parameters as declare
from .base import ScoreADAlgorithm, has_scipy
from .locks import locked
from .preferences import named_python
from .proxy import proxy_url
from .steps import start_worker
from .translate import tr

BUILDS = ["pip", "cpu", "cuda"]
SET_UP_SHARE = 90


class CheckEnvironment(ScoreADAlgorithm):
    ID = "checkenvironment"
    TITLE = "Check computing environment"
    SUMMARY = "Reports which Python, torch and device are used, and sets them up on request."
    GROUP = ("tools", "Tools")
    TAGS = ("install", "setup", "torch", "gpu", "cuda", "device")
    HELP = (
        "ScoreAD runs PyTorch in a separate process, so that nothing of it gets into QGIS. This algorithm reports "
        "which Python and device will be used, and how fast they detect. If <i>Set up</i> is ticked, it creates a "
        "virtual environment in your own data folder and installs PyTorch there with pip; QGIS's own Python is not "
        "touched. Tick it again to repair or update: the new environment replaces the old one once it works. "
        "<i>Remove</i> undoes it. Nothing is installed or removed unless a box is ticked."
    )

    def initAlgorithm(self, configuration=None):
        self.add(
            QgsProcessingParameterBoolean("INSTALL", tr("Set up PyTorch in a folder of your own"), False),
            "Installs PyTorch into {folder}. Takes some minutes and up to several gigabytes. Uses the proxy of "
            "Settings > Options > Network.",
            folder=str(environment_folder()),
        )
        self.add(
            declare.choice("BUILD", tr("Build of PyTorch"), BUILDS, "pip"),
            "cpu: for the CPU, about 200 MB to download; works everywhere. cuda: for NVIDIA GPUs, some gigabytes. "
            "pip: as pip chooses, with CUDA on Linux (as large) and for the CPU on Windows and macOS.",
        )
        self.add(
            QgsProcessingParameterFile(
                "WHEELS", tr("Folder of wheels"), QgsProcessingParameterFile.Behavior.Folder, optional=True
            ),
            "For machines without a network: a folder that was filled elsewhere, on the same system and version of "
            "Python, with: pip download torch numpy -d FOLDER. Nothing is then downloaded, and the wheels determine "
            "the build.",
            advanced=True,
        )
        self.add(
            QgsProcessingParameterString("PACKAGES", tr("Packages"), "torch numpy"),
            "Packages to install, e.g. torch==2.13.0 numpy",
            advanced=True,
        )
        self.add(
            QgsProcessingParameterString("PIP_OPTIONS", tr("Options for pip"), optional=True),
            "Further options of pip install, which take precedence over the build, e.g. --index-url "
            "https://download.pytorch.org/whl/cu126",
            advanced=True,
        )
        self.add(
            QgsProcessingParameterBoolean("REMOVE", tr("Remove what was set up"), False),
            "Deletes {folder} and everything that was installed there.",
            folder=str(environment_folder()),
            advanced=True,
        )
        declare.add_report(self, "Environment report", "The same as a page, with text to copy into a bug report.")
        self.addOutput(QgsProcessingOutputString("STATUS", tr("Status")))
        self.addOutput(QgsProcessingOutputString("PYTHON", tr("Python")))
        self.addOutput(QgsProcessingOutputString("DEVICE", tr("Device that 'auto' takes")))

    def check(self, given):
        if given.flag("INSTALL") and given.flag("REMOVE"):
            raise ValueError("INSTALL and REMOVE are both ticked. Choose one: INSTALL replaces an old environment.")
        self.installation(given)

    def prepare(self, given, feedback):
        self.proxy = proxy_url()

    def installation(self, given, proxy: str = "") -> runtime.installation.Installation:
        return runtime.installation.Installation(
            packages=words(given.text("PACKAGES")),
            build=given.text("BUILD"),
            wheels=given.file("WHEELS"),
            options=words(given.text("PIP_OPTIONS")),
            proxy=proxy,
        )

    def work(self, given, feedback):
        if given.flag("INSTALL"):
            set_up(self.installation(given, self.proxy), feedback)
        elif given.flag("REMOVE"):
            remove(feedback)
        found = inspect(feedback)
        for name, value in found.rows():
            feedback.pushInfo(f"{name}: {value}")
        for paragraph in found.advice:
            feedback.pushInfo(paragraph)
        report = given.target_file("REPORT")
        if report:
            reports.environment_report.environment_report(found).write(report)
        return {"STATUS": found.status, "PYTHON": found.python, "DEVICE": found.device, "REPORT": report}


def set_up(wanted: runtime.installation.Installation, feedback) -> None:
    """Set the environment up; warn if another Python was chosen, which would be used instead."""
    environment_folder().parent.mkdir(parents=True, exist_ok=True)
    progress = partial(tell_progress, feedback)
    with locked({"INSTALL": str(environment_folder())}):
        python = runtime.setup.set_up_environment(wanted, feedback.isCanceled, feedback.pushConsoleInfo, progress)
    feedback.pushInfo(f"The environment is set up: {python}")
    chosen = chosen_python(named_python())
    if chosen and chosen != str(python):
        feedback.pushWarning(
            f"It will not be used, because '{chosen}' was chosen for computing. Clear Python with PyTorch "
            "(Settings > Options > Processing > Providers > ScoreAD) and the variable SCOREAD_PYTHON."
        )


def remove(feedback) -> None:
    with locked({"REMOVE": str(environment_folder())}):
        removed = "Removed" if runtime.setup.remove_environment() else "There is no environment to remove"
    feedback.pushInfo(f"{removed}: {environment_folder()}")


def tell_progress(feedback, fraction: float, text: str) -> None:
    """Report the progress of the set-up, without the time left: it is unknown how long pip takes."""
    if feedback.isCanceled():
        raise Cancelled
    feedback.setProgress(SET_UP_SHARE * fraction)
    feedback.setProgressText(f"{text} ...")


def words(text: str) -> list[str]:
    """Split a command line into words, respecting quotes; on Windows, a backslash belongs to a path."""
    lexer = shlex.shlex(text, posix=True)
    lexer.whitespace_split, lexer.commenters = True, ""
    if sys.platform == "win32":
        lexer.escape = ""
    return list(lexer)


def inspect(feedback) -> reports.environment_report.Environment:
    """Return the computing environment and its speed, as reported by a newly started process."""
    WORKERS.end()
    Environment = reports.environment_report.Environment
    here = [
        ("ScoreAD", VERSION),
        ("QGIS", Qgis.QGIS_VERSION),
        ("QGIS's Python", f"{platform.python_version()}, {sys.prefix}"),
        ("Its libraries", f"numpy {version_of('numpy')}, GDAL {gdal.__version__}, scipy {version_of('scipy')}"),
        ("System", f"{platform.platform()}, {platform.machine()}"),
    ]
    lacking = "" if has_scipy() else str(ScipyMissing())
    try:
        with start_worker(feedback) as worker:
            facts, _ = worker.call("facts")
            feedback.setProgressText("Measuring the speed of detection ...")
            measured, _ = worker.call("benchmark", {"device": "auto"})
    except RuntimeFailure as failure:
        return Environment(here, str(failure), not isinstance(failure, TorchMissing), lacking=lacking)
    return Environment(
        here,
        lacking=lacking,
        python=str(worker.python),
        versions=[("Its versions", f"Python {facts['python']}, torch {facts['torch']}, numpy {facts['numpy']}")],
        devices=[(f"Device {device['name']}", describe(device)) for device in facts["devices"] if possible(device)],
        device=next(device["name"] for device in facts["devices"] if device["failure"] is None),
        speed=measured["speed"],
        case=measured["case"],
    )


def version_of(package: str) -> str:
    """Return the version of a package of this Python, without importing it."""
    from importlib import metadata  # Not at the start of QGIS, which does not need it.

    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "is missing"


def possible(device: dict) -> bool:
    """Return whether a machine with this operating system can have the device."""
    return device["name"] != "mps" or sys.platform == "darwin"


def describe(device: dict) -> str:
    if device["failure"] is not None:
        return f"not usable: {device['failure']}"
    free = device["free_bytes"]
    parts = ["works", device["model"], None if free is None else f"{free / 2**30:.1f} GiB free"]
    return ", ".join(filter(None, parts))
