"""Report on the computing environment: findings, speed and next steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .html import Report

READY = "ready"
TORCH_MISSING = "torch missing"
SCIPY_MISSING = "scipy missing"
NOT_WORKING = "not working"
FOR_CPU = (
    "Everything works, on the CPU. An NVIDIA GPU needs its driver and the build 'cuda' ('Set up'); training and the "
    "preset 'paper' gain the most."
)
FOR_GPU = "Everything works, on the GPU."
NEXT = "Next: run Train and detect, on your own raster or on that of Create sample scene."
HERE = "In this dialog: go back to the parameters, tick 'Set up' and run. The build 'cpu' is the smallest."
WITHOUT_TORCH = (
    "RX detector, Extract anomalies, Evaluate detection, the MATLAB conversions and the sample scene work without "
    "PyTorch."
)


@dataclass(frozen=True)
class Environment:
    """Findings about the computing environment.

    Attributes
    ----------
    here : sequence of (name, value)
        QGIS and its Python.
    failure : str
        Why computing with torch fails and what to do, or empty.
    broken : bool
        Whether the failure is other than missing torch.
    lacking : str
        What QGIS's Python lacks and what to do, or empty.
    python : str
        Path of the computing interpreter, or empty.
    versions : sequence of (name, value)
        Versions in that Python.
    devices : sequence of (name, description)
    device : str
        Device selected by 'auto', or empty.
    speed : float
        Pixels per second in detection; 0 if not measured.
    case : str
        Description of the measured case.
    """

    here: Sequence[tuple[str, str]]
    failure: str = ""
    broken: bool = False
    lacking: str = ""
    python: str = ""
    versions: Sequence[tuple[str, str]] = ()
    devices: Sequence[tuple[str, str]] = ()
    device: str = ""
    speed: float = 0.0
    case: str = ""

    @property
    def status(self) -> str:
        if self.failure:
            return NOT_WORKING if self.broken else TORCH_MISSING
        return SCIPY_MISSING if self.lacking else READY

    @property
    def advice(self) -> list[str]:
        """Next steps, one paragraph each."""
        if self.lacking:
            return [self.lacking, *([self.failure] if self.failure else [])]
        if self.failure:
            return [self.failure, *([] if self.broken else [HERE]), WITHOUT_TORCH]
        return [FOR_CPU if self.device == "cpu" else FOR_GPU, NEXT]

    def rows(self) -> list[tuple[str, str]]:
        """List all findings as (name, value)."""
        found = [("Status", self.status), *self.here]
        if self.failure:
            return found
        speed = [("Speed of detection", f"{thousands(self.speed)} pixels a second on {self.device} ({self.case})")]
        computing = [("Computing Python", self.python), *self.versions, *self.devices]
        return [*found, *computing, ("Device that 'auto' takes", self.device), *(speed if self.speed else [])]

    def text(self) -> str:
        """Return everything as plain text, for a bug report."""
        lines = [f"{name}: {value}" for name, value in self.rows()]
        return "\n".join([*lines, *filter(None, (self.lacking, self.failure))])


def thousands(number: float) -> str:
    """Round to two significant digits, with thousands set apart: "78 000"."""
    return f"{float(f'{number:.2g}'):,.0f}".replace(",", " ")


def environment_report(found: Environment) -> Report:
    """Lay out the report, to be written with `Report.write`."""
    report = Report("Computing environment", "ScoreAD for QGIS").section("What to do next")
    for paragraph in found.advice:
        report.paragraph(paragraph)
    report.section("Findings").facts(found.rows())
    return report.section("For a bug report").paragraph("Copy this text into it.").preformatted(found.text())
