"""Static charts as inline SVG: no scripts, no embedded fonts, legible in print and to the colour-blind."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import numpy as np

from .axes import Axis, linear_axis, logarithmic_axis, rounded_axis

# Okabe and Ito, Color Universal Design (2008), in order of contrast on white.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")

# Dash patterns, so that lines also differ in black and white; the first is solid.
DASHES = ("", "7 3", "2 3", "9 3 2 3", "14 4")

INK, QUIET, GRID, SHADE = "#1f2428", "#5b6570", "#e3e6e9", "#e4e4e4"
FONT = "Segoe UI, Helvetica Neue, Helvetica, Arial, DejaVu Sans, sans-serif"
WIDTH = 760
LEFT, RIGHT, BOTTOM = 64, 18, 46
LEGEND_ROW = 20
CHARACTER = 6.4


def line_chart(
    series: Sequence[tuple],
    x_label: str,
    y_label: str,
    *,
    ribbons: Sequence[tuple] = (),
    gaps: Sequence[tuple[float, float]] = (),
    gap_label: str = "left out",
    logarithmic: bool = False,
    dashed: bool = False,
    width: int = WIDTH,
    height: int = 300,
) -> str:
    """Draw lines over a common axis.

    Parameters
    ----------
    series : sequence of (name, x, y)
        A name for the legend and two arrays (n,). A value that is not finite breaks the line; a value
        between two breaks is drawn as a dot.
    x_label, y_label : str
        Quantities on the axes, with their units.
    ribbons : sequence of (name, x, low, high)
        Ranges, drawn as a tint behind the line of the same position in `series`. Arrays (n,).
    gaps : sequence of (x0, x1)
        Intervals of the x axis shaded grey, x0 <= x1, in units of x; clipped to the axis.
    gap_label : str, default "left out"
        Meaning of the shading; shown in the legend if there are gaps.
    logarithmic : bool, default False
        Whether the x axis is logarithmic; all values of x are then positive.
    dashed : bool, default False
        Whether lines also differ by dash pattern.
    width, height : int
        In CSS pixels.

    Returns
    -------
    str
        One svg element.
    """
    lines = [(name, *as_arrays(*values)) for name, *values in series]
    ribbons = [(name, *as_arrays(*values)) for name, *values in ribbons]
    keys = legend_keys(lines, ribbons, gap_label if len(gaps) else None, dashed)
    legend, legend_rows = draw_legend(keys, width - RIGHT)
    top = 10 + LEGEND_ROW * legend_rows
    make_axis = logarithmic_axis if logarithmic else linear_axis
    x_axis = make_axis([line[1] for line in lines + ribbons], LEFT, width - RIGHT)
    heights = [line[2] for line in lines] + [edge for ribbon in ribbons for edge in ribbon[2:]]
    y_axis = rounded_axis(heights, height - BOTTOM, top)
    parts = [
        opening(width, height, f"{y_label} against {x_label}"),
        *(draw_gap(x_axis, y_axis, *gap) for gap in gaps),
        draw_grid(x_axis, y_axis),
        *(draw_ribbon(x_axis, y_axis, *ribbon[1:], colour_of(i)) for i, ribbon in enumerate(ribbons)),
        *(draw_line(x_axis, y_axis, *line[1:], colour_of(i), dash_of(i, dashed)) for i, line in enumerate(lines)),
        draw_axis_labels(x_axis, y_axis, x_label, y_label),
        legend,
    ]
    return "\n".join(filter(None, [*parts, "</svg>"]))


def scatter_panels(panels: Sequence[tuple], x_label: str, y_label: str) -> str:
    """Draw scatter plots side by side, all on the same axes.

    Parameters
    ----------
    panels : sequence of (name, x, y)
        A title and two arrays (n,). Points that are not finite are left out.
    x_label, y_label : str
        Quantities on the axes, with their units.

    Returns
    -------
    str
        One svg element.
    """
    clouds = [(name, *as_arrays(*values)) for name, *values in panels]
    share, height = WIDTH / len(clouds), 380
    parts = [opening(WIDTH, height, f"{y_label} against {x_label}")]
    for i, (name, x, y) in enumerate(clouds):
        # Both axes end on round numbers, as a y axis does: no point is clipped by the edge.
        x_axis = rounded_axis([cloud[1] for cloud in clouds], LEFT, share - RIGHT)
        y_axis = rounded_axis([cloud[2] for cloud in clouds], height - BOTTOM, 10 + LEGEND_ROW)
        parts += [
            f'<g transform="translate({rounded(i * share)} 0)">',
            draw_grid(x_axis, y_axis),
            draw_cloud(x_axis, y_axis, x, y, colour_of(i)),
            draw_axis_labels(x_axis, y_axis, x_label, y_label),
            f'<text x="{LEFT}" y="16" fill="{INK}" font-weight="600">{escape(name)}</text></g>',
        ]
    return "\n".join([*parts, "</svg>"])


def colour_bar(colours: np.ndarray, low: str, high: str) -> str:
    """Draw a colour ramp with a label at each end.

    Parameters
    ----------
    colours : array (n, 3)
        Red, green and blue from one end to the other, 0 to 255.
    low, high : str
        Labels of the first and the last colour.

    Returns
    -------
    str
        One svg element.
    """
    start, length, cells = len(low) * CHARACTER + 8, 220, len(colours)
    width = round(start + length + 8 + len(high) * CHARACTER)
    # Each cell extends half a pixel under its neighbour; otherwise hairlines show between them in print.
    bar = "".join(
        f'<rect x="{rounded(start + length * i / cells)}" y="2" width="{length / cells + 0.5}" '
        f'height="12" fill="rgb({red:.0f},{green:.0f},{blue:.0f})"/>'
        for i, (red, green, blue) in enumerate(colours)
    )
    return (
        f"{opening(width, 17, f'Colours from {low} to {high}')}"
        f'<text x="{rounded(start - 8)}" y="12" text-anchor="end" fill="{QUIET}">{escape(low)}</text>{bar}'
        f'<text x="{rounded(start + length + 8)}" y="12" fill="{QUIET}">{escape(high)}</text></svg>'
    )


def opening(width: int, height: int, label: str) -> str:
    """Open an svg element; the label is read aloud where images cannot be seen."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" role="img" aria-label="{escape(label)}" '
        f'font-family="{FONT}" font-size="12">'
    )


def as_arrays(*values) -> list[np.ndarray]:
    return [np.asarray(value, dtype=float) for value in values]


def all_finite(*arrays: np.ndarray) -> np.ndarray:
    """Return where all arrays are finite."""
    return np.logical_and.reduce([np.isfinite(array) for array in arrays])


def colour_of(position: int) -> str:
    return COLOURS[position % len(COLOURS)]


def dash_of(position: int, dashed: bool) -> str:
    """Return the dash attribute of the line at that position; empty for a solid one."""
    dash = DASHES[position % len(DASHES)] if dashed else ""
    return f' stroke-dasharray="{dash}"' if dash else ""


def rounded(value: float) -> str:
    """Format a coordinate to a hundredth of a pixel."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def runs(finite: np.ndarray) -> list[tuple[int, int]]:
    """Return the begin and end (exclusive) of each run of True."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], finite.astype(np.int8), [0]])))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist()))


def points_text(x: np.ndarray, y: np.ndarray) -> str:
    return " ".join(f"{rounded(px)},{rounded(py)}" for px, py in zip(x.tolist(), y.tolist()))


def draw_line(x_axis: Axis, y_axis: Axis, x: np.ndarray, y: np.ndarray, colour: str, dash: str) -> str:
    parts = []
    px, py = x_axis.at(x), y_axis.at(y)
    for begin, end in runs(all_finite(x, y)):
        if end - begin == 1:
            parts.append(f'<circle cx="{rounded(px[begin])}" cy="{rounded(py[begin])}" r="2.5" fill="{colour}"/>')
        else:
            parts.append(
                f'<polyline points="{points_text(px[begin:end], py[begin:end])}" fill="none" '
                f'stroke="{colour}" stroke-width="1.75" stroke-linejoin="round"{dash}/>'
            )
    return "".join(parts)


def draw_ribbon(x_axis: Axis, y_axis: Axis, x: np.ndarray, low: np.ndarray, high: np.ndarray, colour: str) -> str:
    parts = []
    px, bottom, top = x_axis.at(x), y_axis.at(low), y_axis.at(high)
    for begin, end in runs(all_finite(x, low, high)):
        outline = (
            np.concatenate([edge[begin:end], other[begin:end][::-1]]) for edge, other in ((px, px), (bottom, top))
        )
        parts.append(f'<polygon points="{points_text(*outline)}" fill="{colour}" fill-opacity="0.18"/>')
    return "".join(parts)


def draw_cloud(x_axis: Axis, y_axis: Axis, x: np.ndarray, y: np.ndarray, colour: str) -> str:
    shown = all_finite(x, y)
    points = zip(x_axis.at(x[shown]).tolist(), y_axis.at(y[shown]).tolist())
    circles = "".join(f'<circle cx="{px:.1f}" cy="{py:.1f}" r="1.6"/>' for px, py in points)
    return f'<g fill="{colour}" fill-opacity="0.4">{circles}</g>'


def draw_gap(x_axis: Axis, y_axis: Axis, x0: float, x1: float) -> str:
    begin, end = (x_axis.at(min(max(x, x_axis.low), x_axis.high)) for x in (x0, x1))
    return (
        f'<rect class="gap" x="{rounded(begin)}" y="{rounded(y_axis.end)}" width="{rounded(end - begin)}" '
        f'height="{rounded(y_axis.start - y_axis.end)}" fill="{SHADE}"/>'
    )


def draw_grid(x_axis: Axis, y_axis: Axis) -> str:
    """Draw the grid lines, tick labels and base line."""
    parts = []
    for value, label in zip(y_axis.ticks, y_axis.labels()):
        y = rounded(y_axis.at(value))
        parts.append(
            f'<line x1="{x_axis.start}" x2="{x_axis.end}" y1="{y}" y2="{y}" stroke="{GRID}"/>'
            f'<text x="{x_axis.start - 8}" y="{y}" dy="4" text-anchor="end" fill="{QUIET}">'
            f"{label}</text>"
        )
    base = y_axis.start
    for value, label in zip(x_axis.ticks, x_axis.labels()):
        x = rounded(x_axis.at(value))
        parts.append(
            f'<line x1="{x}" x2="{x}" y1="{base}" y2="{base + 5}" stroke="{QUIET}"/>'
            f'<text x="{x}" y="{base + 19}" text-anchor="middle" fill="{QUIET}">{label}</text>'
        )
    parts.append(f'<line x1="{x_axis.start}" x2="{x_axis.end}" y1="{base}" y2="{base}" stroke="{QUIET}"/>')
    return "\n".join(parts)


def draw_axis_labels(x_axis: Axis, y_axis: Axis, x_label: str, y_label: str) -> str:
    x, y = rounded((x_axis.start + x_axis.end) / 2), rounded((y_axis.start + y_axis.end) / 2)
    return (
        f'<text x="{x}" y="{y_axis.start + 38}" text-anchor="middle" fill="{INK}">'
        f"{escape(x_axis.title(x_label))}</text>"
        f'<text transform="translate(14 {y}) rotate(-90)" text-anchor="middle" fill="{INK}">'
        f"{escape(y_axis.title(y_label))}</text>"
    )


def legend_keys(
    lines: list, ribbons: list, gap_label: str | None, dashed: bool
) -> list[tuple[str, str, float, float, str]]:
    """Return the name, colour, opacity, thickness and dash of each legend entry."""
    keys = [(line[0], colour_of(i), 1.0, 2.0, dash_of(i, dashed)) for i, line in enumerate(lines)]
    keys += [(ribbon[0], colour_of(i), 0.18, 10.0, "") for i, ribbon in enumerate(ribbons)]
    return keys + ([(gap_label, SHADE, 1.0, 10.0, "")] if gap_label else [])


def draw_legend(keys: list[tuple[str, str, float, float, str]], right: float) -> tuple[str, int]:
    """Draw the legend above the plot, up to x = right, and return its number of rows as well."""
    parts, x, row = [], float(LEFT), 0
    for name, colour, opacity, thickness, dash in keys:
        length = 32 + len(name) * CHARACTER + 18
        if x > LEFT and x + length > right:
            x, row = float(LEFT), row + 1
        y = 12 + LEGEND_ROW * row
        parts.append(draw_swatch(x, y, colour, opacity, thickness, dash))
        parts.append(f'<text x="{rounded(x + 32)}" y="{y + 4}" fill="{INK}">{escape(name)}</text>')
        x += length
    return "".join(parts), row + 1 if keys else 0


def draw_swatch(x: float, y: float, colour: str, opacity: float, thickness: float, dash: str) -> str:
    if dash:
        ends = f'x1="{rounded(x)}" x2="{rounded(x + 26)}" y1="{y}" y2="{y}"'
        return f'<line {ends} stroke="{colour}" stroke-width="2"{dash}/>'
    return (
        f'<rect x="{rounded(x)}" y="{rounded(y - thickness / 2)}" width="26" height="{rounded(thickness)}" '
        f'fill="{colour}" fill-opacity="{opacity}"/>'
    )
