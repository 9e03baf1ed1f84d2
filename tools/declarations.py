"""The plugin as registered in QGIS without a window, for tools."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def load_plugin():
    """Start QGIS, under with_qgis.py; return its application and the plugin of this checkout, registered."""
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
    return application, plugin
