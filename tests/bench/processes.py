"""Time of commands and calls, and memory of commands and their children."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

LOOK_EVERY = 0.05


@dataclass(frozen=True)
class Finished:
    """Time and memory of a command.

    Attributes
    ----------
    seconds : float
        Wall time from start to end.
    peaks : tuple of float
        Peak resident memory in MiB of the command's own process and of the largest of its children.
    """

    seconds: float
    peaks: tuple[float, float]


def run(command: list[str]) -> Finished:
    """Run a command to its end; exit with its output if it fails."""
    started = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    own = children = 0.0
    while process.poll() is None:
        own = max(own, peak(process.pid))
        children = max([children, *map(peak, children_of(process.pid))])
        time.sleep(LOOK_EVERY)
    seconds = time.monotonic() - started
    said = process.stdout.read()
    if process.returncode:
        sys.exit(said)
    return Finished(seconds, (own, children))


def peak(pid: int) -> float:
    """Return the peak resident memory so far in MiB; 0 if the process no longer exists."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


def children_of(pid: int) -> list[int]:
    found = []
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found += [int(child) for child in path.read_text().split()]
        except OSError:
            continue
    return found


def timed(work: Callable, *arguments) -> float:
    """Return the seconds that a call takes."""
    started = time.monotonic()
    work(*arguments)
    return time.monotonic() - started
