"""What the benches of quality share: their arguments, and what becomes of their report."""

from __future__ import annotations

import argparse
from pathlib import Path

REPORTS = Path(__file__).resolve().parents[2] / "build" / "quality"


def parser(description: str, report: str) -> argparse.ArgumentParser:
    """A folder of scenes, and what `parser_without_scenes` knows."""
    parser = parser_without_scenes(description, report)
    parser.add_argument("scenes", type=Path)
    return parser


def parser_without_scenes(description: str, report: str) -> argparse.ArgumentParser:
    """--seeds and --output, which is the named file of build/quality where it is not given."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--output", type=Path, default=REPORTS / report)
    return parser


def publish(report: str, path: Path) -> None:
    """Write a report, and print it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(report, encoding="utf-8")
    print(report)
