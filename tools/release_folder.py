"""Lay out build/release for qgis-plugin-ci: make release-folder.

qgis-plugin-ci packs a folder of a git repository, and cannot do so if the plugin is the repository's root. The files
of the zip therefore become a separate repository, with the folder `scoread`, changelog and configuration. In it, run
`qgis-plugin-ci package VERSION`, or `qgis-plugin-ci release VERSION --qgis-token TOKEN`.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(CHECKOUT))

from tools.package import main as make_package  # noqa: E402

FOLDER = CHECKOUT / "build" / "release"
AUTHOR = ("-c", "user.name=ScoreAD", "-c", "user.email=scoread-qgis@users.noreply.github.com")


def main() -> None:
    shutil.rmtree(FOLDER, ignore_errors=True)
    with zipfile.ZipFile(make_package()) as archive:
        archive.extractall(FOLDER)
    for name in (".qgis-plugin-ci", "CHANGELOG.md"):
        shutil.copy(CHECKOUT / name, FOLDER)
    for command in (["init", "-q"], ["add", "-A"], [*AUTHOR, "commit", "-q", "-m", "Release"]):
        subprocess.run(["git", *command], cwd=FOLDER, check=True)
    print(FOLDER)


if __name__ == "__main__":
    main()
