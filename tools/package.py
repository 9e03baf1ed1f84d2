"""Make the zip for the plugin site: the files that git tracks, without those that only developers need."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from configparser import ConfigParser
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]
SHIPPED = ("__init__.py", "metadata.txt", "LICENSE", "CHANGELOG.md", "README.md")
SHIPPED_FOLDERS = ("algorithms", "scoread_plugin", "window", "icons", "examples", "help", "i18n")


def main() -> Path:
    metadata = ConfigParser(interpolation=None)
    metadata.read(CHECKOUT / "metadata.txt", encoding="utf-8")
    files = shipped_files()
    target = CHECKOUT / "build" / f"scoread-{metadata['general']['version']}.zip"
    target.parent.mkdir(exist_ok=True)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in files:
            archive.write(CHECKOUT / path, f"scoread/{path}")
    print(target)
    return target


def shipped_files() -> list[str]:
    """Return the paths to zip; exit if git lists none, after its own message, if it has one."""
    tracked = subprocess.run(["git", "ls-files"], cwd=CHECKOUT, check=False, stdout=subprocess.PIPE, text=True).stdout
    if not tracked:
        sys.exit("The zip holds the files that git tracks: run this in your own clone of the repository.")
    return [path for path in tracked.splitlines() if path in SHIPPED or path.split("/")[0] in SHIPPED_FOLDERS]


if __name__ == "__main__":
    main()
