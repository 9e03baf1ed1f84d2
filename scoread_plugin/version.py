"""Version of the plugin, read from its metadata."""

from __future__ import annotations

import hashlib
from configparser import ConfigParser
from functools import lru_cache
from pathlib import Path


def read_version() -> str:
    metadata = ConfigParser(interpolation=None)
    metadata.read(Path(__file__).resolve().parents[1] / "metadata.txt", encoding="utf-8")
    return metadata.get("general", "version", fallback="unknown")


@lru_cache(maxsize=1)
def code_digest() -> str:
    """Compute the SHA-256 digest of the package's code, which tells apart versions that bear one number."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


VERSION = read_version()
