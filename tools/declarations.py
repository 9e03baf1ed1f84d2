"""The provider as registered in QGIS, for tools that read the declarations of its algorithms."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def load_provider():
    """Start QGIS, under with_qgis.py; return its application and the registered provider of this checkout."""
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
