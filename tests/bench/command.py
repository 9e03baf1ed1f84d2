"""Arguments and report output shared by the quality benchmarks."""

from __future__ import annotations

import argparse
from pathlib import Path

REPORTS = Path(__file__).resolve().parents[2] / "build" / "quality"


def parser(description: str, report: str) -> argparse.ArgumentParser:
    """Create a parser for a folder of scenes and the options of `parser_without_scenes`."""
    parser = parser_without_scenes(description, report)
    parser.add_argument("scenes", type=Path)
    return parser


def parser_without_scenes(description: str, report: str) -> argparse.ArgumentParser:
    """Create a parser for --seeds and --output, by default the named file in build/quality."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--output", type=Path, default=REPORTS / report)
    return parser


def publish(report: str, path: Path) -> None:
    """Write and print a report."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(report, encoding="utf-8")
    print(report)
