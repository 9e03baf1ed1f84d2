"""The provider as QGIS has it, for tools that read what the algorithms declare."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def load_provider():
    """Start QGIS, to be run by with_qgis.py; return its application and the registered provider of this checkout."""
    prefix = Path(os.environ.get("QGIS_PREFIX_PATH", "/usr"))
    sys.path[:0] = [str(prefix / "share" / "qgis" / "python" / "plugins"), os.environ["QGIS_PLUGINPATH"]]
    from qgis.core import QgsApplication

    application = QgsApplication([], False)
    application.initQgis()
    from processing.core.Processing import Processing

    Processing.initialize()
    import scoread

    plugin = scoread.classFactory(None)
    plugin.initProcessing()
    return application, plugin.provider
