"""What blocks an upload to plugins.qgis.org: any finding of Bandit or detect-secrets, mandatory metadata."""

from __future__ import annotations

import json
import subprocess
import sys
from configparser import ConfigParser
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]
SHIPPED = ("__init__.py", "algorithms", "scoread_plugin")
MANDATORY = (
    *("name", "description", "about", "version", "author", "email"),
    *("qgisMinimumVersion", "tracker", "repository"),
)
# Bandit rules that the site has switched off.
DISABLED_RULES = "B404"


def main() -> int:
    problems = [*missing_metadata(), *bandit(), *secrets()]
    print("\n".join(problems) or "The plugin site's checks find nothing.")
    return len(problems) > 0


def missing_metadata() -> list[str]:
    metadata = ConfigParser(interpolation=None)
    metadata.read(CHECKOUT / "metadata.txt", encoding="utf-8")
    return [f"metadata.txt: {key} is missing" for key in MANDATORY if not metadata.get("general", key, fallback="")]


def bandit() -> list[str]:
    command = [sys.executable, "-m", "bandit", "-q", "-r", *SHIPPED, "-s", DISABLED_RULES, "-f", "json"]
    found = json.loads(subprocess.run(command, cwd=CHECKOUT, check=False, capture_output=True).stdout)
    return [
        f"{hit['filename']}:{hit['line_number']}: {hit['test_id']} {hit['issue_text']}" for hit in found["results"]
    ]


def secrets() -> list[str]:
    command = [sys.executable, "-m", "detect_secrets", "scan", "--all-files", *SHIPPED, "metadata.txt"]
    found = json.loads(subprocess.run(command, cwd=CHECKOUT, check=True, capture_output=True).stdout)
    return [f"{path}:{hit['line_number']}: {hit['type']}" for path, hits in found["results"].items() for hit in hits]


if __name__ == "__main__":
    sys.exit(main())
