"""Time that a plugin adds to the start of QGIS: `python start.py PLUGIN`, in its own process, prints milliseconds.

Processor and wall time from the import of the package PLUGIN to the end of its `initGui`, which registers and loads
its provider and adds its button, in an application in which Processing is already initialised.
"""

from __future__ import annotations

import importlib
import os
import sys
import time
from pathlib import Path
from unittest.mock import MagicMock


def main(plugin: str) -> None:
    prefix = os.environ.get("QGIS_PREFIX_PATH", "/usr")
    sys.path[:0] = [str(Path(prefix, "share/qgis/python/plugins")), os.environ["QGIS_PLUGINPATH"]]
    from qgis.core import QgsApplication
    from qgis.PyQt.QtWidgets import QMainWindow

    application = QgsApplication([], True)
    application.initQgis()
    from processing.core.Processing import Processing

    Processing.initialize()
    iface = MagicMock(**{"mainWindow.return_value": QMainWindow()})
    clocks = (time.process_time, time.perf_counter)
    before = [clock() for clock in clocks]
    importlib.import_module(plugin).classFactory(iface).initGui()
    print(*(1000 * (clock() - started) for clock, started in zip(clocks, before)), flush=True)
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1])
