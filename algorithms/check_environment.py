"""Check computing environment: what computes, on what device, and how to set it up."""

from __future__ import annotations

import platform
import shlex
import sys

import numpy as np
from osgeo import gdal
from qgis.core import (
    Qgis,
    QgsProcessingOutputString,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterString,
)

from ..scoread_plugin.reports.html import Report
from ..scoread_plugin.runtime.errors import RuntimeFailure
from ..scoread_plugin.runtime.interpreter import environment_folder
from ..scoread_plugin.runtime.setup import set_up_environment
from ..scoread_plugin.version import VERSION
from . import parameters as declare
from .base import ScoreADAlgorithm, tr
from .steps import start_worker

READY = "ready"
TORCH_MISSING = "torch missing"


class CheckEnvironment(ScoreADAlgorithm):
    ID = "checkenvironment"
    TITLE = "Check computing environment"
    SUMMARY = "Tells which Python, torch and device will compute, and sets them up where asked to."
    GROUP = ("tools", "Tools")
    TAGS = ("install", "setup", "torch", "gpu", "cuda", "device")
    HELP = (
        "ScoreAD computes with PyTorch in a process of its own, so that nothing of it gets into QGIS. This "
        "tells which Python and device it will use. With <i>Set up</i> ticked it makes a virtual environment in "
        "your own data folder and installs PyTorch there with pip: QGIS's own Python is not touched. Delete "
        "the folder to undo it. Nothing is installed unless the box is ticked."
    )

    def initAlgorithm(self, configuration=None):
        self.add(
            QgsProcessingParameterBoolean("INSTALL", tr("Set up"), False),
            "Installs PyTorch into {folder}. Takes some minutes and up to several gigabytes.",
            folder=str(environment_folder()),
        )
        self.add(
            QgsProcessingParameterString("PACKAGES", tr("Packages"), "torch numpy"),
            "What pip installs, as in: torch==2.13.0 numpy",
            advanced=True,
        )
        self.add(
            QgsProcessingParameterString("PIP_OPTIONS", tr("Options for pip"), optional=True),
            "On Linux without a graphics processor, --index-url https://download.pytorch.org/whl/cpu saves "
            "gigabytes; offline: --no-index --find-links FOLDER.",
            advanced=True,
        )
        declare.add_report(self, "The same as a page, to copy into a bug report.")
        self.addOutput(QgsProcessingOutputString("STATUS", tr("Status")))
        self.addOutput(QgsProcessingOutputString("PYTHON", tr("Python")))
        self.addOutput(QgsProcessingOutputString("DEVICE", tr("Device that 'auto' takes")))

    def work(self, parameters, context, feedback):
        if self.parameterAsBool(parameters, "INSTALL", context):
            packages, options = (
                shlex.split(self.parameterAsString(parameters, name, context)) for name in ("PACKAGES", "PIP_OPTIONS")
            )
            python = set_up_environment(packages, options, feedback.isCanceled, feedback.pushConsoleInfo)
            feedback.pushInfo(f"The environment is set up: {python}")
        outputs, rows = inspect(feedback)
        for name, value in rows:
            feedback.pushInfo(f"{name}: {value}")
        report = self.parameterAsFileOutput(parameters, "REPORT", context)
        if report:
            Report("Computing environment", "ScoreAD for QGIS").section("Found").facts(rows).write(report)
        return {**outputs, "REPORT": report}


def inspect(feedback) -> tuple[dict[str, str], list[tuple[str, str]]]:
    """The algorithm's outputs, and what was found as (name, value)."""
    rows = [
        ("ScoreAD", VERSION),
        ("QGIS", Qgis.QGIS_VERSION),
        ("QGIS's Python", f"{platform.python_version()}, numpy {np.__version__}, GDAL {gdal.__version__}"),
        ("System", platform.platform()),
        ("Prefix", sys.prefix),
    ]
    try:
        with start_worker(feedback) as worker:
            facts, _ = worker.call("facts")
            python = str(worker.python)
    except RuntimeFailure as failure:
        outputs = {"STATUS": TORCH_MISSING, "PYTHON": "", "DEVICE": ""}
        return outputs, [*rows, ("Status", TORCH_MISSING), ("What to do", str(failure))]
    found = [(f"Device {device['name']}", describe(device)) for device in facts["devices"]]
    best = next(device["name"] for device in facts["devices"] if device["failure"] is None)
    versions = f"{facts['python']}, torch {facts['torch']}, numpy {facts['numpy']}"
    outputs = {"STATUS": READY, "PYTHON": python, "DEVICE": best}
    return outputs, [
        *rows,
        ("Computing Python", python),
        ("Its versions", versions),
        *found,
        ("Device that 'auto' takes", best),
        ("Status", READY),
    ]


def describe(device: dict) -> str:
    if device["failure"] is not None:
        return f"not usable: {device['failure']}"
    free = device["free_bytes"]
    return "works" if free is None else f"works, {free / 2**30:.1f} GiB free"
