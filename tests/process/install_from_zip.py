"""Install a zip by QGIS's own plugin installer into a fresh profile, and tell what came of it, as JSON.

python install_from_zip.py ZIP PROFILE_FOLDER
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from unittest.mock import MagicMock

ZIP, PROFILE = sys.argv[1:]
QGIS_PYTHON = Path(os.environ.get("QGIS_PREFIX_PATH", "/usr")) / "share" / "qgis" / "python"
sys.path[:0] = [str(QGIS_PYTHON), str(QGIS_PYTHON / "plugins")]

import qgis.core  # noqa: E402
from qgis.core import QgsApplication, QgsSettings  # noqa: E402
from qgis.PyQt.QtWidgets import QMainWindow  # noqa: E402

application = QgsApplication([], True, PROFILE)
application.initQgis()
# What QGIS's window does at its start. The window itself, `iface`, is a stand-in.
import qgis.utils  # noqa: E402

home = str(Path(QgsApplication.qgisSettingsDirPath()) / "python" / "plugins")
window = QMainWindow()
qgis.utils.iface = MagicMock(**{"mainWindow.return_value": window})
qgis.utils.HOME_PLUGIN_PATH = qgis.utils.home_plugin_path = home
qgis.utils.plugin_paths = [home]
sys.path.insert(0, home)
from processing.core.Processing import Processing  # noqa: E402

Processing.initialize()
import pyplugin_installer  # noqa: E402

if hasattr(qgis.core, "QgsSettingsTree"):  # QGIS 3.40, not yet 3.22
    branch = qgis.core.QgsSettingsTree.treeRoot().createChildNode("plugin-manager")
    switches = ("automatically-check-for-updates", "allow-experimental", "allow-deprecated")
    entries = [qgis.core.QgsSettingsEntryBool(name, branch, False) for name in switches]
    entries.append(qgis.core.QgsSettingsEntryString("last-zip-directory", branch, ""))
    entries.append(qgis.core.QgsSettingsEntryStringList("seen-plugins", branch, []))
pyplugin_installer.instance().installFromZipFile(ZIP)
provider = QgsApplication.processingRegistry().providerById("scoread")
told = {
    "folders": os.listdir(home),
    "active": list(qgis.utils.active_plugins),
    "enabled": QgsSettings().value("/PythonPlugins/scoread", False, bool),
    "algorithms": [algorithm.id() for algorithm in provider.algorithms()] if provider else [],
    "help": [algorithm.helpUrl() for algorithm in provider.algorithms()] if provider else [],
}
qgis.utils.unloadPlugin("scoread")
told["left"] = QgsApplication.processingRegistry().providerById("scoread") is not None
print("RESULT" + json.dumps(told))
