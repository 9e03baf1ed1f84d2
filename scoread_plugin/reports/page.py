"""Frame and style of a self-contained HTML page."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

PAGE_WIDTH = 760
IMAGE_GAP = 20

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
td {{ overflow-wrap: break-word; }}
thead th {{ border-bottom: 1px solid #8a939c; font-weight: 600; }}
tbody th {{ width: 34%; font-weight: 400; color: #5b6570; }}
tbody th + td {{ overflow-wrap: anywhere; }}
th:first-child:not(.number), td:first-child:not(.number) {{ overflow-wrap: anywhere; min-width: 8em; }}
th.number, td.number {{ text-align: right; font-variant-numeric: tabular-nums; }}
td.number {{ white-space: nowrap; }}
.scrolled {{ overflow-x: auto; }}
th:last-child, td:last-child {{ padding-right: 0; }}
pre {{ margin: 4px 0 18px; padding: 12px 14px; background: #f4f6f8; font-size: 13px; line-height: 1.45;
  white-space: pre-wrap; overflow-wrap: anywhere; user-select: all; }}
figure {{ margin: 4px 0 18px; }}
figure svg {{ display: block; max-width: 100%; height: auto; overflow: visible; }}
figcaption {{ margin-top: 6px; font-size: 13px; line-height: 1.45; color: #5b6570; max-width: 54em; }}
.row {{ display: flex; flex-wrap: wrap; margin-right: -{IMAGE_GAP}px; }}
.row figure {{ margin-right: {IMAGE_GAP}px; }}
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
  .scrolled {{ overflow: visible; }}
  figure, tr, .row {{ break-inside: avoid; page-break-inside: avoid; }}
  .row {{ flex-wrap: nowrap; }}
  .row + figure {{ break-before: avoid; page-break-before: avoid; }}
  .row figure {{ flex: 1 1 0; min-width: 0; }}
  figure > svg {{ width: auto; max-height: 60mm; }}
  p {{ orphans: 3; widows: 3; }}
}}
"""


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
