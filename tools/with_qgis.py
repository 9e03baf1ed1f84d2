"""Run a command in which qgis_process uses this checkout as the plugin, in a separate QGIS profile.

python tools/with_qgis.py COMMAND [ARGUMENT ...]
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="scoread-qgis-") as folder:
        environment = qgis_environment(Path(folder))
        enable = [environment["QGIS_PROCESS"], "plugins", "enable", "scoread"]
        subprocess.run(enable, env=environment, check=True, capture_output=True)
        return subprocess.run(sys.argv[1:], env=environment, check=False).returncode


def qgis_environment(folder: Path) -> dict[str, str]:
    """Return the environment with profile and plugins in the folder, without windows, in English."""
    plugins = folder / "plugins"
    plugins.mkdir()
    (plugins / "scoread").symlink_to(CHECKOUT, target_is_directory=True)
    runtime = folder / "runtime"
    runtime.mkdir(mode=0o700)
    program = qgis_process()
    return {
        **os.environ,
        # The Python inside QGIS takes its library from the first python3 in PATH, which may be one of conda or pyenv.
        "PATH": os.pathsep.join((os.path.dirname(program), os.environ["PATH"])),
        "QGIS_PROCESS": program,
        "QGIS_PLUGINPATH": str(plugins),
        "QGIS_CUSTOM_CONFIG_PATH": str(folder / "profile"),
        "XDG_CONFIG_HOME": str(folder / "config"),
        "QT_QPA_PLATFORM": "offscreen",
        "LC_ALL": "C.UTF-8",
        "XDG_RUNTIME_DIR": str(runtime),
    }


def qgis_process() -> str:
    """Find qgis_process, bypassing Debian's wrapper, which in Debian 12 passes an unknown option."""
    found = shutil.which("qgis_process.bin") or shutil.which("qgis_process")
    if found is None:
        sys.exit("qgis_process was not found: install QGIS.")
    return found


if __name__ == "__main__":
    sys.exit(main())
