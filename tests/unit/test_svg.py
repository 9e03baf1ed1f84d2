from __future__ import annotations

from xml.etree import ElementTree

import numpy as np
import pytest

from scoread_plugin.reports import svg
from scoread_plugin.reports.svg import line_chart, scatter_panels
from tests.unit.pages import SVG, drawing, vertices


def labels(chart: str) -> list[str]:
    return [text.text for text in drawing(chart).iter("text")]


def test_line_goes_through_its_points():
    chart = drawing(line_chart([("a", [0, 5, 10], [0.0, 1.0, 4.0])], "x", "y"))
    (line,) = chart.iter("polyline")
    x, y = vertices(line).T
    base = next(e for e in chart.iter("line") if (e.get("y1"), e.get("stroke")) == (e.get("y2"), svg.QUIET))
    assert x == pytest.approx([float(base.get("x1")), (x[0] + x[2]) / 2, float(base.get("x2"))], abs=0.02)
    assert y[0] == pytest.approx(float(base.get("y1")), abs=0.02)  # zero lies on the base line
    assert (y[0] - y[2]) == pytest.approx(4 * (y[0] - y[1]), abs=0.1)  # and up is more


def test_nan_and_infinity_break_the_line():
    y = [1, 2, np.nan, 4, np.inf, 6, 7, 8]
    chart = drawing(line_chart([("a", np.arange(8), y)], "x", "y"))
    assert [len(vertices(line)) for line in chart.iter("polyline")] == [2, 3]
    assert len(list(chart.iter("circle"))) == 1


@pytest.mark.parametrize(
    "x, y",
    [
        ([1, 2, 3], [5.0, 5.0, 5.0]),
        ([1, 2, 3], [0.0, 0.0, 0.0]),
        ([7], [3.0]),
        ([0], [0.0]),
        ([], []),
        ([1, 2], [np.nan, np.nan]),
        ([np.nan, np.nan], [1.0, 2.0]),
        ([1, 2], [np.inf, -np.inf]),
        ([1, 2, 3], [1e12, 1e12, 1e12]),
        ([1, 2], [1e9, 1e9 + 1e-4]),
        ([1, 2], [1e-12, 3e-12]),
        ([2, 2], [1.0, 2.0]),
        ([0.1, 0.2], [-3e30, 1e30]),
    ],
)
def test_chart_survives_awkward_series(x, y):
    chart = drawing(line_chart([("a", x, y)], "x", "y", ribbons=[("r", x, y, y)]))
    positions = [
        float(value)
        for e in chart.iter()
        for name, value in e.attrib.items()
        if name in ("x", "y", "x1", "x2", "y1", "y2", "cx", "cy")
    ]
    assert positions and min(positions) >= 0 and max(positions) <= 760
    points = [vertices(line) for line in [*chart.iter("polyline"), *chart.iter("polygon")]]
    assert all((p >= 0).all() and (p <= [760, 300]).all() for p in points)
    drawn = np.isfinite(np.array(x, float)) & np.isfinite(np.array(y, float))
    assert bool(points or list(chart.iter("circle"))) == drawn.any()


def test_legend_names_every_line_in_its_colour():
    chart = drawing(line_chart([("training", [1, 2], [1, 2]), ("validation", [1, 2], [2, 3])], "x", "y"))
    texts = [text.text for text in chart.iter("text")]
    assert "training" in texts and "validation" in texts
    keys = [rect.get("fill") for rect in chart.iter("rect")]
    assert keys == [line.get("stroke") for line in chart.iter("polyline")] == list(svg.COLOURS[:2])


def test_gap_is_shaded_where_it_lies_and_cut_off_at_the_axis():
    chart = drawing(
        line_chart([("a", [0, 10], [0, 1])], "x", "y", gaps=[(4, 6), (9, 99), (-99, 1)], gap_label="dropped")
    )
    start, end = vertices(next(chart.iter("polyline")))[:, 0]
    gaps = [(float(r.get("x")), float(r.get("width"))) for r in chart.iter("rect") if r.get("class") == "gap"]
    length = end - start
    assert gaps[0] == pytest.approx((start + 0.4 * length, 0.2 * length), abs=0.02)
    assert gaps[1] == pytest.approx((start + 0.9 * length, 0.1 * length), abs=0.02)
    assert gaps[2] == pytest.approx((start, 0.1 * length), abs=0.02)
    assert "dropped" in [text.text for text in chart.iter("text")]


def test_epochs_are_whole():
    texts = labels(line_chart([("a", [1, 2, 3], [0.5, 0.4, 0.3])], "Epoch", "Loss"))
    assert [text for text in texts if text in ("1", "2", "3", "1.5", "1.0")] == ["1", "2", "3"]


def test_long_numbers_give_their_power_of_ten_to_the_label():
    texts = labels(line_chart([("a", [1, 2], [0, 2e7])], "x", "Counts"))
    assert "Counts (×10⁷)" in texts and "2.0" in texts and not any("000" in text for text in texts)
    assert "Loss (×10⁻⁵)" in labels(line_chart([("a", [1, 2], [1e-5, 4e-5])], "x", "Loss"))


def test_a_logarithmic_axis_gives_each_decade_the_same_length():
    chart = drawing(line_chart([("a", [1e-3, 1e-2, 0.1, 1], [0, 1, 2, 3])], "x", "y", logarithmic=True))
    x = vertices(next(chart.iter("polyline")))[:, 0]
    assert np.diff(x) == pytest.approx(np.diff(x)[0], abs=0.02)
    assert [text.text for text in chart.iter("text")][-7:-3] == ["0.001", "0.01", "0.1", "1"]


def test_a_logarithmic_axis_tells_small_values_by_powers():
    texts = labels(line_chart([("a", [1e-6, 1], [2, 3])], "x", "y", logarithmic=True))
    assert "10⁻⁶" in texts and "10⁰" in texts


def test_dashed_lines_differ_from_each_other_and_are_so_in_the_legend():
    lines = [(f"line {k}", [1, 2], [k, k + 1]) for k in range(12)]
    chart = drawing(line_chart(lines, "x", "y", dashed=True))
    strokes = [(line.get("stroke"), line.get("stroke-dasharray")) for line in chart.iter("polyline")]
    assert len(set(strokes)) == 12
    keys = [
        (key.get("stroke"), key.get("stroke-dasharray")) for key in chart.iter("line") if key.get("stroke-dasharray")
    ]
    assert keys == [stroke for stroke in strokes if stroke[1]]
    assert "dasharray" not in line_chart(lines, "x", "y")


def circles(drawing):
    return [
        [(float(c.get("cx")), float(c.get("cy"))) for c in panel.iter(f"{SVG}circle")]
        for panel in drawing.findall(f"{SVG}g")
    ]


def test_panels_share_their_axes_and_show_every_finite_point():
    x, y = np.array([0.0, 1, 2, np.nan]), np.array([0.0, 1, 4, 0])
    drawing = ElementTree.fromstring(scatter_panels([("a & b", x, y), ("c", x[:2], y[:2])], "x", "y"))
    first, second = circles(drawing)
    assert len(first) == 3 and second == first[:2]
    assert first[0][0] < first[1][0] and first[0][1] > first[1][1], "y rises upwards"
    assert "a & b" in [text.text for text in drawing.iter(f"{SVG}text")]
