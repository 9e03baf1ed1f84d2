"""Check the zip for anything that blocks an upload to plugins.qgis.org: metadata, files, Bandit, detect-secrets."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import zipfile
from configparser import ConfigParser
from pathlib import Path, PurePosixPath

CHECKOUT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(CHECKOUT))

from tools.package import main as make_package  # noqa: E402

MANDATORY = (
    *("name", "description", "about", "version", "author", "email"),
    *("qgisMinimumVersion", "tracker", "repository"),
)
# Bandit rules disabled by the site.
DISABLED_RULES = "B404"
# A compiled translation (.qm) is data, not code: the site accepts it, and qgis-plugin-ci also creates it.
KINDS = {".py", ".txt", ".md", ".svg", ".html", ".model3", ".ts", ".qm"}
LARGEST_BYTES = 25_000_000


def main() -> int:
    package = make_package()
    with zipfile.ZipFile(package) as archive, tempfile.TemporaryDirectory() as folder:
        archive.extractall(folder)
        problems = [*refused_files(archive), *missing_metadata(folder), *bandit(folder), *secrets(folder)]
    if package.stat().st_size > LARGEST_BYTES:
        problems.append(f"{package}: larger than {LARGEST_BYTES} bytes")
    print("\n".join(problems) or "The plugin site's checks find nothing.")
    return len(problems) > 0


def refused_files(archive: zipfile.ZipFile) -> list[str]:
    """List files that are hidden, executable, of an unexpected kind, outside the one folder, or missing."""
    problems = [f"{name}: is missing" for name in ("scoread/LICENSE", "scoread/__init__.py", "scoread/metadata.txt")
                if name not in archive.namelist()]  # fmt: skip
    for info in archive.infolist():
        path = PurePosixPath(info.filename)
        if path.parts[0] != "scoread" or any(part.startswith((".", "__MACOSX")) for part in path.parts):
            problems.append(f"{path}: hidden, or outside the plugin's folder")
        if path.suffix not in KINDS and path.name != "LICENSE":
            problems.append(f"{path}: a kind of file that is not shipped")
        if info.external_attr >> 16 & 0o111:
            problems.append(f"{path}: is executable")
    return problems


def missing_metadata(folder: str) -> list[str]:
    metadata = ConfigParser(interpolation=None)
    metadata.read(Path(folder) / "scoread" / "metadata.txt", encoding="utf-8")
    return [f"metadata.txt: {key} is missing" for key in MANDATORY if not metadata.get("general", key, fallback="")]


def bandit(folder: str) -> list[str]:
    command = [sys.executable, "-m", "bandit", "-q", "-r", "scoread", "-s", DISABLED_RULES, "-f", "json"]
    found = json.loads(subprocess.run(command, cwd=folder, check=False, capture_output=True).stdout)
    return [
        f"{hit['filename']}:{hit['line_number']}: {hit['test_id']} {hit['issue_text']}" for hit in found["results"]
    ]


def secrets(folder: str) -> list[str]:
    command = [sys.executable, "-m", "detect_secrets", "scan", "--all-files", "scoread"]
    found = json.loads(subprocess.run(command, cwd=folder, check=True, capture_output=True).stdout)
    return [f"{path}:{hit['line_number']}: {hit['type']}" for path, hits in found["results"].items() for hit in hits]


if __name__ == "__main__":
    sys.exit(main())
