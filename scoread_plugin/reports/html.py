"""Self-contained HTML file: headings, paragraphs, tables, charts and images, with all text escaped."""

from __future__ import annotations

import base64
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from numbers import Integral, Real
from typing import Any

import numpy as np

from ..files import naming, replacing

PAGE_WIDTH = 760
IMAGE_GAP = 20
MOST_IMAGES_A_ROW = 3
IMAGE_HEIGHT = 460

# Nothing may be fetched or executed, whatever a caller puts into a chart or a caption.
POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"

STYLE = f"""
@page {{ margin: 16mm 15mm; }}
html {{ background: #fff; }}
body {{ box-sizing: content-box; max-width: {PAGE_WIDTH}px; margin: 0 auto; padding: 36px 24px 48px;
  color: #1f2428;
  font: 15px/1.55 "Segoe UI", "Helvetica Neue", Helvetica, Arial, "DejaVu Sans", sans-serif; }}
header {{ border-bottom: 2px solid #1f2428; padding-bottom: 12px; }}
h1 {{ font-size: 26px; line-height: 1.25; font-weight: 600; margin: 0; overflow-wrap: anywhere; }}
header p {{ margin: 4px 0 0; color: #5b6570; overflow-wrap: anywhere; }}
h2 {{ font-size: 18px; font-weight: 600; margin: 36px 0 10px; }}
p {{ margin: 0 0 12px; max-width: 44em; overflow-wrap: break-word; }}
table {{ border-collapse: collapse; width: 100%; margin: 4px 0 18px; font-size: 14px; line-height: 1.4; }}
th, td {{ text-align: left; vertical-align: top; padding: 5px 24px 5px 0; border-bottom: 1px solid #e3e6e9; }}
td {{ overflow-wrap: anywhere; }}
thead th {{ border-bottom: 1px solid #8a939c; font-weight: 600; }}
tbody th {{ width: 34%; font-weight: 400; color: #5b6570; }}
th.number, td.number {{ text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }}
th:last-child, td:last-child {{ padding-right: 0; }}
pre {{ margin: 4px 0 18px; padding: 12px 14px; background: #f4f6f8; font-size: 13px; line-height: 1.45;
  white-space: pre-wrap; overflow-wrap: anywhere; user-select: all; }}
figure {{ margin: 4px 0 18px; }}
figure svg {{ display: block; max-width: 100%; height: auto; overflow: visible; }}
figcaption {{ margin-top: 6px; font-size: 13px; line-height: 1.45; color: #5b6570; max-width: 54em; }}
.row {{ display: flex; flex-wrap: wrap; gap: 0 {IMAGE_GAP}px; }}
.row img {{ display: block; box-sizing: border-box; max-width: 100%; height: auto;
  border: 1px solid #e3e6e9; }}
.row img.enlarged {{ image-rendering: pixelated; }}
.marked {{ position: relative; display: inline-block; }}
.marked svg {{ position: absolute; left: 0; top: 0; width: 100%; height: 100%; overflow: visible; }}
.marked circle {{ fill: none; stroke: #00c8ff; stroke-width: 2; }}
.marked text {{ font-size: 14px; font-weight: 600; fill: #fff; stroke: #1f2428; stroke-width: 3px;
  paint-order: stroke; }}
@media print {{
  body {{ max-width: none; padding: 0; font-size: 10.5pt; }}
  table {{ font-size: 9.5pt; }}
  h2 {{ margin-top: 22px; break-after: avoid; page-break-after: avoid; }}
  th, td {{ padding-top: 3px; padding-bottom: 3px; }}
  figure, tr, .row {{ break-inside: avoid; page-break-inside: avoid; }}
  .row {{ flex-wrap: nowrap; }}
  .row figure {{ flex: 1 1 0; min-width: 0; }}
  figure svg {{ width: auto; max-height: 60mm; }}
  p {{ orphans: 3; widows: 3; }}
}}
"""


@dataclass(frozen=True)
class Image:
    """PNG image and its caption.

    Attributes
    ----------
    png : bytes
        Encoded image, see `images.png_bytes`.
    caption : str
        Text shown beneath, and read aloud where images cannot be seen.
    marks : sequence of (x, y)
        Places to mark with the numbers 1, 2 ..., in shares of width and height from the upper left corner.

    Raises
    ------
    ValueError
        If `png` is not a PNG file.
    """

    png: bytes
    caption: str
    marks: Sequence[tuple[float, float]] = ()

    def __post_init__(self):
        if self.png[:8] != b"\x89PNG\r\n\x1a\n" or self.png[12:16] != b"IHDR":
            raise ValueError("png must hold the bytes of a PNG file")

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return int.from_bytes(self.png[16:20], "big"), int.from_bytes(self.png[20:24], "big")


class Report:
    """Report, built from top to bottom.

    Parameters
    ----------
    title : str
        Heading of the page and title of the browser tab.
    subtitle : str, default ""
        Less prominent line beneath the title, for instance the file reported on.

    Notes
    -----
    Each method adds one element and returns the report. All text is escaped. Tables take any values and
    show numbers with six significant digits, booleans as yes or no, and None as a dash. The page contains
    no script and fetches nothing.

    Examples
    --------
    >>> report = Report("Training", "scene.tif").section("Settings").facts([("epochs", 200)])
    >>> "<td>200</td>" in report.html()
    True
    """

    def __init__(self, title: str, subtitle: str = ""):
        self.title = title
        self.subtitle = subtitle
        self._pieces: list[str] = []

    def section(self, heading: str) -> Report:
        """Begin a section."""
        return self._add(f"<h2>{escape(heading)}</h2>")

    def paragraph(self, text: str) -> Report:
        """Add a paragraph of plain text."""
        return self._add(f"<p>{escape(text)}</p>")

    def preformatted(self, text: str) -> Report:
        """Add plain text verbatim, to be copied."""
        return self._add(f"<pre>{escape(text)}</pre>")

    def facts(self, rows: Iterable[tuple[str, Any]]) -> Report:
        """Add a table of names and values, one pair per row."""
        lines = [f'<tr><th scope="row">{escape(str(name))}</th><td>{_text(value)}</td></tr>' for name, value in rows]
        return self._add("<table><tbody>\n" + "\n".join(lines) + "\n</tbody></table>")

    def table(self, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> Report:
        """Add a table with a header row.

        Parameters
        ----------
        header : sequence of str
            Names of the columns.
        rows : iterable of sequences
            Rows, each with one value per column. A column that contains only numbers is right-aligned.

        Raises
        ------
        ValueError
            If a row is longer or shorter than the header.
        """
        rows = [tuple(row) for row in rows]
        if any(len(row) != len(header) for row in rows):
            raise ValueError(f"every row of the table must have {len(header)} values, as its header")
        kinds = [_column_class(row[i] for row in rows) for i in range(len(header))]
        head = "".join(f'<th scope="col"{kind}>{escape(str(name))}</th>' for name, kind in zip(header, kinds))
        cells = [[f"<td{kind}>{_text(value)}</td>" for value, kind in zip(row, kinds)] for row in rows]
        lines = [f"<tr>{''.join(row)}</tr>" for row in cells]
        return self._add(f"<table><thead><tr>{head}</tr></thead><tbody>\n" + "\n".join(lines) + "\n</tbody></table>")

    def chart(self, svg: str, caption: str) -> Report:
        """Add an inline drawing.

        Parameters
        ----------
        svg : str
            An svg element from `svg.py`. It alone is not escaped, so it must not come from an external source.
        caption : str
            Text shown beneath the drawing.

        Raises
        ------
        ValueError
            If `svg` is not an svg element.
        """
        if not (svg.startswith("<svg ") and svg.endswith("</svg>")):
            raise ValueError("svg must be one svg element")
        return self._add(f"<figure>{svg}{_caption(caption)}</figure>")

    def images(self, images: Sequence[Image]) -> Report:
        """Add images side by side, scaled to share the page width; many in rows of three, all of one size."""
        a_row = max(1, min(len(images), MOST_IMAGES_A_ROW))
        width = (PAGE_WIDTH - IMAGE_GAP * (a_row - 1)) // a_row
        for first in range(0, len(images), a_row):
            figures = "\n".join(_figure(image, width) for image in images[first : first + a_row])
            self._add(f'<div class="row">\n{figures}\n</div>')
        return self

    def html(self) -> str:
        """Return the complete page."""
        subtitle = f"<p>{escape(self.subtitle)}</p>" if self.subtitle else ""
        header = f"<header><h1>{escape(self.title)}</h1>{subtitle}</header>"
        return page(" - ".join(filter(None, (self.title, self.subtitle))), [header, *self._pieces])

    def write(self, path: str | os.PathLike) -> None:
        """Write the page to an HTML file, completely or not at all.

        Raises
        ------
        OSError
            If the folder is missing or cannot be written to.
        """
        # "replace": file names that are not valid text on this system must not prevent the report.
        content = self.html().encode("utf-8", errors="replace")
        with replacing(path) as unfinished, naming(path):
            unfinished.write_bytes(content)

    def _add(self, piece: str) -> Report:
        self._pieces.append(piece)
        return self


def page(title: str, pieces: Iterable[str], style: str = STYLE) -> str:
    """Return a complete page with these elements."""
    return "\n".join(
        [
            '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{escape(title)}</title>",
            f"<style>{style}</style>\n</head>\n<body>",
            *pieces,
            "</body>\n</html>\n",
        ]
    )


class Coordinate(float):
    """Map coordinate, shown in full in a table: six digits of a longitude may be off by a hundred metres."""


def _text(value: Any) -> str:
    """Format a table value as escaped text."""
    if value is None:
        return "&ndash;"
    if _is_truth(value):
        return "yes" if value else "no"
    if isinstance(value, Coordinate):
        return f"{value:.10g}"
    if isinstance(value, Real) and not isinstance(value, Integral):
        return _number(float(value))
    return escape(str(value))


def _number(value: float) -> str:
    """Format with six significant digits; large numbers in full, to one decimal."""
    return f"{value:.1f}" if 1e5 <= abs(value) < 1e12 else f"{value:.6g}"


def _column_class(values: Iterable[Any]) -> str:
    """Return the class attribute that aligns a column of numbers."""
    known = [value for value in values if value is not None]
    numeric = known and all(isinstance(value, Real) and not _is_truth(value) for value in known)
    return ' class="number"' if numeric else ""


def _is_truth(value: Any) -> bool:
    return isinstance(value, (bool, np.bool_))


def _caption(caption: str) -> str:
    return f"<figcaption>{escape(caption)}</figcaption>" if caption else ""


def _figure(image: Image, width: int) -> str:
    """Lay out one image of a row, no larger than its share of the page."""
    columns, rows = image.size
    scale = min(width / columns, IMAGE_HEIGHT / rows)
    shown = max(round(columns * scale), 1), max(round(rows * scale), 1)
    kind = ' class="enlarged"' if scale > 1 else ""
    source = base64.b64encode(image.png).decode("ascii")
    return (
        f'<figure style="max-width:{width}px"><div class="marked">'
        f'<img{kind} width="{shown[0]}" height="{shown[1]}" alt="{escape(image.caption)}" '
        f'src="data:image/png;base64,{source}">{_marks(image.marks, *shown)}</div>{_caption(image.caption)}</figure>'
    )


def _marks(marks: Sequence[tuple[float, float]], width: int, height: int) -> str:
    """Draw numbered rings to lie over an image of that size."""
    if not marks:
        return ""
    rings = [
        f'<circle cx="{x * width:.1f}" cy="{y * height:.1f}" r="7"/>'
        f'<text x="{x * width + 9:.1f}" y="{y * height - 5:.1f}">{number}</text>'
        for number, (x, y) in enumerate(marks, 1)
    ]
    return f'<svg viewBox="0 0 {width} {height}" aria-hidden="true">{"".join(rings)}</svg>'
