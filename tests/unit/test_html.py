"""The HTML reports: safe, self-contained, whole, and drawn from the numbers that they are given."""

from __future__ import annotations

import os
import re

import numpy as np
import pytest

from scoread_plugin.reports import html, images
from scoread_plugin.reports.html import Decimal, Image, Report
from scoread_plugin.reports.svg import colour_bar, line_chart
from tests.unit.pages import Page, picture

HOSTILE = """<script>alert(1)</script><img src="http://evil.example/x" onerror='x()'>&amp;"""


def test_hostile_text_is_shown_and_never_obeyed():
    rgba = picture()
    report = (
        Report(HOSTILE, HOSTILE)
        .section(HOSTILE)
        .paragraph(HOSTILE)
        .facts([(HOSTILE, HOSTILE)])
        .table([HOSTILE], [[HOSTILE]])
        .chart(
            line_chart(
                [(HOSTILE, [1, 2], [1, 2])],
                HOSTILE,
                HOSTILE,
                gaps=[(1, 2)],
                gap_label=HOSTILE,
                ribbons=[(HOSTILE, [1, 2], [0, 1], [2, 3])],
            ),
            HOSTILE,
        )
        .chart(colour_bar(np.zeros((2, 3)), HOSTILE, HOSTILE), HOSTILE)
        .images([Image(images.png_bytes(rgba), HOSTILE)])
    )
    page = Page(report.html())
    assert "script" not in page.tags()
    assert [attrs["src"][:22] for tag, attrs in page.elements if tag == "img"] == ["data:image/png;base64,"]
    assert not [name for _, attrs in page.elements for name in attrs if name.startswith("on")]
    assert page.text.count(HOSTILE) >= 14  # as text it is all there: nothing is swallowed
    assert page.misnested == [] and page.open == []


def test_values_read_as_people_write_them():
    page = (
        Report("t", "s")
        .table(["a", "b"], [[1234, "x"], [0.12345678, None], [np.float32(0.5), "y"], [4321000.75, "z"]])
        .html()
    )
    cells = re.findall(r"<td[^>]*>([^<]*)</td>", page)
    assert cells == ["1234", "x", "0.123457", "&ndash;", "0.5", "y", "4321000.8", "z"]
    assert re.findall(r'<th scope="col"([^>]*)>', page) == [' class="number"', ""]


def test_decimals_of_a_column_align():
    page = Report("t", "s").table(["a"], [[Decimal(4.57)], [Decimal(0.6858)]]).html()
    assert re.findall(r'<td class="number">([^<]*)</td>', page) == ["4.570", "0.686"]


def test_wide_table_scrolls_by_itself_and_breaks_no_word():
    page = Report("t", "s").table(["a"], [["b"]]).html()
    assert '<div class="scrolled"><table>' in page and ".scrolled { overflow-x: auto; }" in page
    assert "\ntd { overflow-wrap: break-word; }" in page
    assert "td:first-child:not(.number) { overflow-wrap: anywhere; min-width: 8em; }" in page  # Names of layers.


def test_no_line_begins_with_a_percent_sign():
    page = Report("t", "s").paragraph("in 78 %.").chart("<svg></svg>", "99 % of it").html()
    assert "in 78\u00a0%." in page and "99\u00a0% of it" in page


@pytest.mark.parametrize("shape", [(50, 50), (800, 100), (100, 800), (1, 1)])
def test_images_keep_their_proportions_and_fit_side_by_side(shape):
    page = Page(Report("t", "s").images([Image(images.png_bytes(picture(*shape)), "a")] * 2).html())
    shown = [(int(a["width"]), int(a["height"])) for tag, a in page.elements if tag == "img"]
    width, height = shown[0]
    assert shown[1] == shown[0] and height <= html.IMAGE_HEIGHT
    assert 2 * width + html.IMAGE_GAP <= html.PAGE_WIDTH
    assert width / height == pytest.approx(shape[1] / shape[0], rel=0.02)


def test_images_of_an_unfinished_row_are_no_larger_than_the_others():
    page = Page(Report("t", "s").images([Image(images.png_bytes(picture(50, 50)), "a")] * 4).html())
    assert len({a["width"] for tag, a in page.elements if tag == "img"}) == 1
    assert len([a for tag, a in page.elements if tag == "div" and a.get("class") == "row"]) == 2


def test_write_leaves_the_page_alone_in_its_folder(tmp_path):
    report = Report("Grüße", "ä \udcff").paragraph("σ²")
    report.write(tmp_path / "report.html")
    assert os.listdir(tmp_path) == ["report.html"]
    text = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "<h1>Grüße</h1>" in text and "σ²" in text and text.endswith("</html>\n")


@pytest.mark.parametrize("failing", ["os.replace", "pathlib.Path.write_bytes"])
def test_failed_write_leaves_the_older_report_untouched(tmp_path, monkeypatch, failing):
    target = tmp_path / "report.html"
    target.write_text("older")

    def fail(*_):
        raise OSError("disk full")

    monkeypatch.setattr(failing, fail)
    with pytest.raises(OSError, match="disk full"):
        Report("newer", "s").write(str(target))
    monkeypatch.undo()
    assert os.listdir(tmp_path) == ["report.html"] and target.read_text() == "older"


def test_half_written_page_never_stands_under_the_name_of_the_report(tmp_path, monkeypatch):
    target = tmp_path / "report.html"
    target.write_text("older")
    seen = []

    def look(source, to):
        seen.append((target.read_text(), source.read_text(), to))

    monkeypatch.setattr("os.replace", look)
    Report("newer", "s").write(target)
    ((older, newer, to),) = seen
    assert older == "older" and newer.endswith("</html>\n") and to == target


def test_missing_folder_is_an_oserror(tmp_path):
    with pytest.raises(OSError):
        Report("t", "s").write(tmp_path / "nowhere" / "report.html")


def test_marks_lie_over_their_places():
    image = Image(images.png_bytes(picture(30, 60)), "a", [(0.9, 0.5), (0.98, 0.0)])
    text = Report("t", "s").images([image]).html()
    width, height = map(int, re.search(r'<svg viewBox="0 0 (\d+) (\d+)"', text).groups())
    assert f'<img class="enlarged" width="{width}" height="{height}"' in text
    centres = [tuple(map(float, found)) for found in re.findall(r'<circle cx="([\d.]+)" cy="([\d.]+)"', text)]
    assert centres == [(0.9 * width, height / 2), (0.98 * width, 0)]
    assert re.findall(r"<text [^>]*>(\d)</text>", text) == ["1", "2"]
    ends = re.findall(r'<text x="([\d.]+)" text-anchor="end"', text)
    assert [float(end) for end in ends] == [0.98 * width - 9]  # The number does not leave the image.
    assert "figure svg { width: auto" not in text and "figure > svg { width: auto" in text  # In print, charts alone.
