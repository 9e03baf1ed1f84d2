"""Version of the plugin, read from its metadata."""

from __future__ import annotations

from configparser import ConfigParser
from pathlib import Path


def read_version() -> str:
    metadata = ConfigParser(interpolation=None)
    metadata.read(Path(__file__).resolve().parents[1] / "metadata.txt", encoding="utf-8")
    return metadata.get("general", "version", fallback="unknown")


VERSION = read_version()
