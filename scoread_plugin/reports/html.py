"""Report as an HTML page: headings, paragraphs, tables, charts and images, with all text escaped."""

from __future__ import annotations

import base64
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from numbers import Integral, Real
from typing import Any

from ..files import naming, replacing
from .page import IMAGE_GAP, PAGE_WIDTH, page

MOST_IMAGES_A_ROW = 3
IMAGE_HEIGHT = 460
LABEL = 20
NO_BREAK = "\u00a0"
ROW_AND_COLUMN = (f"Row (from{NO_BREAK}0)", f"Column (from{NO_BREAK}0)")


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
    """

    png: bytes
    caption: str
    marks: Sequence[tuple[float, float]] = ()

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
    subtitle : str
        Less prominent line beneath the title, for instance the file reported on.

    Notes
    -----
    Each method adds one element and returns the report. All text is escaped. Tables take any values and
    show numbers with six significant digits, and None as a dash. The page contains no script and fetches
    nothing.

    Examples
    --------
    >>> report = Report("Training", "scene.tif").section("Settings").facts([("epochs", 200)])
    >>> "<td>200</td>" in report.html()
    True
    """

    def __init__(self, title: str, subtitle: str):
        self.title = title
        self.subtitle = subtitle
        self.pieces: list[str] = []

    def section(self, heading: str) -> Report:
        """Begin a section."""
        return self.add(f"<h2>{escape(heading)}</h2>")

    def paragraph(self, text: str) -> Report:
        """Add a paragraph of plain text."""
        return self.add(f"<p>{prose(text)}</p>")

    def preformatted(self, text: str) -> Report:
        """Add plain text verbatim, to be copied."""
        return self.add(f"<pre>{escape(text)}</pre>")

    def facts(self, rows: Iterable[tuple[str, Any]]) -> Report:
        """Add a table of names and values, one pair per row."""
        cells = [(escape(str(name)), cell_text(value)) for name, value in rows]
        lines = [f'<tr><th scope="row">{name}</th><td>{value}</td></tr>' for name, value in cells]
        return self.add("<table><tbody>\n" + "\n".join(lines) + "\n</tbody></table>")

    def table(self, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> Report:
        """Add a table with a header row.

        Parameters
        ----------
        header : sequence of str
            Names of the columns.
        rows : iterable of sequences
            Rows, each with one value per column. A column that contains only numbers is right-aligned.
        """
        rows = [tuple(row) for row in rows]
        kinds = [column_class(row[i] for row in rows) for i in range(len(header))]
        head = "".join(f'<th scope="col"{kind}>{escape(str(name))}</th>' for name, kind in zip(header, kinds))
        cells = [[f"<td{kind}>{cell_text(value)}</td>" for value, kind in zip(row, kinds)] for row in rows]
        lines = [f"<tr>{''.join(row)}</tr>" for row in cells]
        body = "\n".join(lines)
        table = f"<table><thead><tr>{head}</tr></thead><tbody>\n{body}\n</tbody></table>"
        return self.add(f'<div class="scrolled">{table}</div>')

    def chart(self, svg: str, caption: str) -> Report:
        """Add an inline drawing.

        Parameters
        ----------
        svg : str
            An svg element from `svg.py`. It alone is not escaped, so it must not come from an external source.
        caption : str
            Text shown beneath the drawing.
        """
        return self.add(f"<figure>{svg}{figcaption(caption)}</figure>")

    def images(self, images: Sequence[Image]) -> Report:
        """Add images side by side, scaled to share the page width; many in rows of three, all of one size."""
        a_row = max(1, min(len(images), MOST_IMAGES_A_ROW))
        width = (PAGE_WIDTH - IMAGE_GAP * (a_row - 1)) // a_row
        for first in range(0, len(images), a_row):
            figures = "\n".join(figure(image, width) for image in images[first : first + a_row])
            self.add(f'<div class="row">\n{figures}\n</div>')
        return self

    def html(self) -> str:
        """Return the complete page."""
        header = f"<header><h1>{escape(self.title)}</h1><p>{escape(self.subtitle)}</p></header>"
        return page(f"{self.title} - {self.subtitle}", [header, *self.pieces])

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

    def add(self, piece: str) -> Report:
        self.pieces.append(piece)
        return self


class Coordinate(float):
    """Map coordinate, shown in full in a table: six digits of a longitude may be off by a hundred metres."""


class Decimal(float):
    """Number shown with three decimals, so that those of a column align."""


def cell_text(value: Any) -> str:
    """Format a table value as escaped text."""
    if value is None:
        return "&ndash;"
    if isinstance(value, Coordinate):
        return f"{value:.10g}"
    if isinstance(value, Decimal):
        return f"{value:.3f}"
    if isinstance(value, Real) and not isinstance(value, Integral):
        return number_text(float(value))
    return escape(str(value))


def number_text(value: float) -> str:
    """Format with six significant digits; large numbers in full, to one decimal."""
    return f"{value:.1f}" if 1e5 <= abs(value) < 1e12 else f"{value:.6g}"


def column_class(values: Iterable[Any]) -> str:
    """Return the class attribute that aligns a column of numbers."""
    known = [value for value in values if value is not None]
    numeric = known and all(isinstance(value, Real) for value in known)
    return ' class="number"' if numeric else ""


def prose(text: str) -> str:
    """Escape running text, in which no line begins with a percent sign."""
    return escape(text).replace(" %", f"{NO_BREAK}%")


def figcaption(caption: str) -> str:
    return f"<figcaption>{prose(caption)}</figcaption>" if caption else ""


def figure(image: Image, width: int) -> str:
    """Lay out one image of a row, no larger than its share of the page."""
    columns, rows = image.size
    scale = min(width / columns, IMAGE_HEIGHT / rows)
    shown = max(round(columns * scale), 1), max(round(rows * scale), 1)
    kind = ' class="enlarged"' if scale > 1 else ""
    source = base64.b64encode(image.png).decode("ascii")
    return (
        f'<figure style="max-width:{width}px"><div class="marked">'
        f'<img{kind} width="{shown[0]}" height="{shown[1]}" alt="{escape(image.caption)}" '
        f'src="data:image/png;base64,{source}">{numbered_rings(image.marks, *shown)}</div>'
        f"{figcaption(image.caption)}</figure>"
    )


def numbered_rings(marks: Sequence[tuple[float, float]], width: int, height: int) -> str:
    """Draw numbered rings to lie over an image of that size."""
    if not marks:
        return ""
    rings = [numbered_ring(number, x * width, y * height, width) for number, (x, y) in enumerate(marks, 1)]
    return f'<svg viewBox="0 0 {width} {height}" aria-hidden="true">{"".join(rings)}</svg>'


def numbered_ring(number: int, x: float, y: float, width: int) -> str:
    """Draw a ring with its number to the right, or to the left where the image ends."""
    place = f'x="{x + 9:.1f}"' if x + LABEL < width else f'x="{x - 9:.1f}" text-anchor="end"'
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="7"/><text {place} y="{y - 5:.1f}">{number}</text>'
