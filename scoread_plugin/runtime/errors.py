"""Errors between QGIS and the computing process, worded for users."""

from __future__ import annotations


class RuntimeFailure(RuntimeError):
    """The computing process could not fulfil a request; the message says why and what to do."""


class TorchMissing(RuntimeFailure):
    """No Python with torch is available for computing."""

    def __init__(self, reason: str):
        super().__init__(
            f"{reason}\nIn the Processing Toolbox, open ScoreAD > Tools > 'Check computing environment' "
            "(scoread:checkenvironment), tick 'Set up' and run it.\nIn a terminal: `qgis_process run "
            "scoread:checkenvironment -- INSTALL=true`. Or choose a Python with torch under Settings > Options > "
            "Processing > Providers > ScoreAD, or in the environment variable SCOREAD_PYTHON. One chosen there is "
            "used instead of what was set up: clear it to use that."
        )


class ScipyMissing(RuntimeFailure):
    """QGIS's own Python lacks SciPy, which Debian does not always install with QGIS."""

    def __init__(self):
        super().__init__(
            "SciPy is missing in QGIS's own Python. On Debian and Ubuntu: sudo apt install python3-scipy. With "
            "OSGeo4W: choose python3-scipy in its Setup. Then restart QGIS."
        )
