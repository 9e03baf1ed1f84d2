"""The HTML reports: safe, self-contained, whole, and drawn from the numbers that they are given."""

from __future__ import annotations

import doctest
import os
import re
from dataclasses import replace
from html.parser import HTMLParser
from xml.etree import ElementTree

import numpy as np
import pytest
from osgeo import gdal

from scoread_plugin import ranges
from scoread_plugin.jobs.explaining import Anomaly
from scoread_plugin.jobs.training import TrainingRequest, TrainingResult
from scoread_plugin.ranges import collapse
from scoread_plugin.raster.scene import open_scene
from scoread_plugin.reports import html, images, svg, training_report
from scoread_plugin.reports.axes import nice_ticks, rounded_axis
from scoread_plugin.reports.html import Image, Report
from scoread_plugin.reports.svg import colour_bar, line_chart
from scoread_plugin.sgm.settings import PAPER

HOSTILE = """<script>alert(1)</script><img src="http://evil.example/x" onerror='x()'>&amp;"""
VOID = {"meta", "img", "link", "br", "hr", "input"}


class Page(HTMLParser):
    """What a browser would see: elements with their attributes, text, and whether they nest."""

    def __init__(self, text: str):
        super().__init__()
        self.elements, self.text, self.open, self.misnested = [], [], [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.misnested.append(tag)

    def handle_data(self, data):
        self.text.append(data)

    def tags(self) -> set[str]:
        return {tag for tag, _ in self.elements}


def picture(rows: int = 4, columns: int = 5) -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (rows, columns, 4), dtype=np.uint8)


def scene_file() -> str:
    """A raster of 20 bands in memory."""
    path = "/vsimem/scene.tif"
    if gdal.VSIStatL(path) is None:
        dataset = gdal.GetDriverByName("GTiff").Create(path, 30, 40, 20, gdal.GDT_Byte)
        dataset.WriteRaster(0, 0, 30, 40, np.random.default_rng(0).bytes(30 * 40 * 20))
        dataset.SetGeoTransform((0, 1, 0, 0, 0, -1))
    return path


WAVELENGTHS = tuple(np.linspace(400, 2300, 20))
BANDS = (1, 2, 3, *range(7, 20))
DROPPED = ((4, "bad"), (5, "bad"), (6, "bad"), (20, "noise"))
LOSSES = (2, 1.8, 1.6, 1.4, 1.2, 1)


def training(wavelengths=WAVELENGTHS, bands=BANDS, dropped=DROPPED, losses=LOSSES, detected=True) -> str:
    """The page of a training, and of a detection after it."""
    scene = replace(open_scene(scene_file()).with_bands(bands), wavelengths=wavelengths)
    spectrum = np.linspace(100, 900, len(bands))
    request = TrainingRequest(PAPER, 7, 1000, "auto", "")
    result = TrainingResult(
        "model", 256, "cpu", 1200, np.array(losses, float), spectrum, np.full(len(bands), 10.0), 3.0
    )
    found = ()
    if detected:
        anomaly = Anomaly(4, 7, 500075.0, 5399955.0, 9.5, np.full(len(bands), 300.0), np.full(len(bands), 40.0))
        found = (np.random.default_rng(0).gamma(2, size=(40, 30)), [anomaly])
    return training_report.training_report(scene, dropped, request, result, [("System", "Linux")], *found).html()


def drawing(chart: str) -> ElementTree.Element:
    """The chart as XML, without namespaces; fails where it is not well formed or holds no number."""
    assert not re.search(r"\b(nan|inf)\b", re.sub(r">[^<]*<", "><", chart), re.IGNORECASE)
    return ElementTree.fromstring(chart.replace(' xmlns="http://www.w3.org/2000/svg"', ""))


def vertices(element: ElementTree.Element) -> np.ndarray:
    return np.array([pair.split(",") for pair in element.get("points").split()], dtype=float)


def labels(chart: str) -> list[str]:
    return [text.text for text in drawing(chart).iter("text")]


# ---- html


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
        .chart(colour_bar(images.RAMP, HOSTILE, HOSTILE), HOSTILE)
        .images([Image(images.png_bytes(rgba), HOSTILE)])
    )
    page = Page(report.html())
    assert "script" not in page.tags()
    assert [attrs["src"][:22] for tag, attrs in page.elements if tag == "img"] == ["data:image/png;base64,"]
    assert not [name for _, attrs in page.elements for name in attrs if name.startswith("on")]
    assert page.text.count(HOSTILE) >= 14  # as text it is all there: nothing is swallowed
    assert page.misnested == [] and page.open == []


def test_report_fetches_nothing():
    text = training()
    page = Page(text)
    loading = {"src", "href", "xlink:href", "data", "srcset", "action", "poster", "background"}
    loads = [value for _, attrs in page.elements for name, value in attrs.items() if name in loading]
    assert len(loads) == 2 and all(load.startswith("data:image/png;base64,") for load in loads)
    assert page.tags().isdisjoint({"script", "link", "iframe", "object", "embed", "base"})
    assert "url(" not in text and "@import" not in text
    assert set(re.findall(r"https?:[^\"' <]*", text)) == {"http://www.w3.org/2000/svg"}
    assert any("default-src 'none'" in attrs.get("content", "") for _, attrs in page.elements)


def test_values_read_as_people_write_them():
    page = (
        Report("t")
        .table(["a", "b"], [[1234, True], [0.12345678, None], [np.float32(0.5), np.bool_(False)], [4321000.75, "x"]])
        .html()
    )
    cells = re.findall(r"<td[^>]*>([^<]*)</td>", page)
    assert cells == ["1234", "yes", "0.123457", "&ndash;", "0.5", "no", "4321000.8", "x"]
    assert re.findall(r'<th scope="col"([^>]*)>', page) == [' class="number"', ""]


def test_ragged_table_is_refused():
    with pytest.raises(ValueError, match="2 values"):
        Report("t").table(["a", "b"], [[1, 2], [1]])


def test_chart_takes_nothing_but_svg():
    with pytest.raises(ValueError, match="svg"):
        Report("t").chart("<script>alert(1)</script>", "")


def test_image_takes_nothing_but_png():
    with pytest.raises(ValueError, match="PNG"):
        Image(b"GIF89a" + bytes(20), "")


@pytest.mark.parametrize("shape", [(50, 50), (800, 100), (100, 800), (1, 1)])
def test_images_keep_their_proportions_and_fit_side_by_side(shape):
    page = Page(Report("t").images([Image(images.png_bytes(picture(*shape)), "a")] * 2).html())
    shown = [(int(a["width"]), int(a["height"])) for tag, a in page.elements if tag == "img"]
    width, height = shown[0]
    assert shown[1] == shown[0] and height <= html.IMAGE_HEIGHT
    assert 2 * width + html.IMAGE_GAP <= html.PAGE_WIDTH
    assert width / height == pytest.approx(shape[1] / shape[0], rel=0.02)


def test_images_of_an_unfinished_row_are_no_larger_than_the_others():
    page = Page(Report("t").images([Image(images.png_bytes(picture(50, 50)), "a")] * 4).html())
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
        Report("newer").write(str(target))
    monkeypatch.undo()
    assert os.listdir(tmp_path) == ["report.html"] and target.read_text() == "older"


def test_half_written_page_never_stands_under_the_name_of_the_report(tmp_path, monkeypatch):
    target = tmp_path / "report.html"
    target.write_text("older")
    seen = []

    def look(source, to):
        seen.append((target.read_text(), source.read_text(), to))

    monkeypatch.setattr("os.replace", look)
    Report("newer").write(target)
    ((older, newer, to),) = seen
    assert older == "older" and newer.endswith("</html>\n") and to == target


def test_missing_folder_is_an_oserror(tmp_path):
    with pytest.raises(OSError):
        Report("t").write(tmp_path / "nowhere" / "report.html")


# ---- svg


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
    assert ("no finite values" in [text.text for text in chart.iter("text")]) != drawn.any()
    assert bool(points or list(chart.iter("circle"))) == drawn.any()


def test_no_series_at_all_still_makes_axes():
    assert "no finite values" in labels(line_chart([], "x", "y"))


def test_lengths_that_differ_are_refused():
    with pytest.raises(ValueError, match="'loss'"):
        line_chart([("loss", [1, 2], [1, 2, 3])], "x", "y")


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


@pytest.mark.parametrize(
    "low, high, ticks",
    [(0, 1, [0, 0.2, 0.4, 0.6, 0.8, 1]), (-3, 9, [-2, 0, 2, 4, 6, 8]), (366, 2496, [500, 1000, 1500, 2000])],
)
def test_ticks_are_round_and_inside(low, high, ticks):
    assert nice_ticks(low, high, 6) == pytest.approx(ticks)


def test_epochs_are_whole():
    texts = labels(line_chart([("a", [1, 2, 3], [0.5, 0.4, 0.3])], "Epoch", "Loss"))
    assert [text for text in texts if text in ("1", "2", "3", "1.5", "1.0")] == ["1", "2", "3"]


def test_long_numbers_give_their_power_of_ten_to_the_label():
    texts = labels(line_chart([("a", [1, 2], [0, 2e7])], "x", "Counts"))
    assert "Counts (×10⁷)" in texts and "2.0" in texts and not any("000" in text for text in texts)
    assert "Loss (×10⁻⁵)" in labels(line_chart([("a", [1, 2], [1e-5, 4e-5])], "x", "Loss"))


@pytest.mark.parametrize("y", [[0.1, 0.7], [-4, 3], [1000, 1001], [1e9, 1e9 + 2e4], [0, 1e-9]])
def test_tick_labels_differ_and_tell_the_tick(y):
    low, high = min(y), max(y)
    axis = rounded_axis([np.array(y, float)], 100, 0)
    told = [float(label.replace("\u2212", "-")) * 10.0**axis.exponent for label in axis.labels()]
    assert len(set(told)) == len(told) >= 3
    assert told == pytest.approx(axis.ticks, abs=(high - low) * 1e-3)
    assert axis.ticks[0] <= low + (high - low) * 1e-6 and axis.ticks[-1] >= high - (high - low) * 1e-6


def test_a_logarithmic_axis_gives_each_decade_the_same_length():
    chart = drawing(line_chart([("a", [1e-3, 1e-2, 0.1, 1], [0, 1, 2, 3])], "x", "y", logarithmic=True))
    x = vertices(next(chart.iter("polyline")))[:, 0]
    assert np.diff(x) == pytest.approx(np.diff(x)[0], abs=0.02)
    assert [text.text for text in chart.iter("text")][-7:-3] == ["0.001", "0.01", "0.1", "1"]


def test_a_logarithmic_axis_leaves_out_what_is_not_positive_and_tells_small_values_by_powers():
    texts = labels(line_chart([("a", [-1, 0, 1e-6, 1], [0, 1, 2, 3])], "x", "y", logarithmic=True))
    assert "10⁻⁶" in texts and "10⁰" in texts
    assert "no finite values" in labels(line_chart([("a", [0, -1], [1, 2])], "x", "y", logarithmic=True))


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


# ---- images


@pytest.mark.parametrize("exceptions", [False, True])
def test_png_decodes_to_the_same_pixels(exceptions):
    before = gdal.GetUseExceptions()
    (gdal.UseExceptions if exceptions else gdal.DontUseExceptions)()
    name = "/vsimem/test_reports.png"
    try:
        rgba = picture(7, 3)
        files = set(gdal.ReadDir("/vsimem/") or ())
        png = images.png_bytes(rgba)
        assert set(gdal.ReadDir("/vsimem/") or ()) == files
        gdal.FileFromMemBuffer(name, png)
        dataset = gdal.Open(name)
        assert (dataset.GetDriver().ShortName, dataset.RasterCount) == ("PNG", 4)
        raw = bytes(dataset.ReadRaster(buf_pixel_space=4, buf_line_space=12, buf_band_space=1))
        assert (np.frombuffer(raw, np.uint8).reshape(7, 3, 4) == rgba).all()
        assert Image(png, "").size == (3, 7)
        assert gdal.GetUseExceptions() == exceptions
    finally:
        dataset = None
        gdal.Unlink(name)
        (gdal.UseExceptions if before else gdal.DontUseExceptions)()


def test_png_of_a_view_that_is_not_contiguous():
    rgba = picture(8, 9)
    assert images.png_bytes(rgba[::2, ::-1]) == images.png_bytes(rgba[::2, ::-1].copy())


@pytest.mark.parametrize("rgba", [np.zeros((2, 2, 3), np.uint8), np.zeros((2, 2, 4)), np.zeros((0, 2, 4), np.uint8)])
def test_png_refuses_other_arrays(rgba):
    with pytest.raises(ValueError, match="uint8 array"):
        images.png_bytes(rgba)


def luminance(rgb: np.ndarray) -> np.ndarray:
    """CIE luminance of sRGB colours (n, 3)."""
    part = np.asarray(rgb, float) / 255
    linear = np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)
    return linear @ [0.2126, 0.7152, 0.0722]


def test_ramp_gets_lighter_from_end_to_end():
    positions = [position for position, _ in images.RAMP]
    assert positions[0] == 0 and positions[-1] == 1 and (np.diff(positions) > 0).all()
    lightness = 116 * np.cbrt(luminance([colour for _, colour in images.RAMP])) - 16
    assert (np.diff(lightness) > 2).all() and lightness[-1] - lightness[0] > 90
    assert (np.diff(luminance(images._ramp_table())) > -1e-3).all()


def test_score_map_runs_from_the_median_to_the_top():
    rgba = images.colourise(np.arange(10000.0).reshape(100, 100)).reshape(-1, 4)
    dark, bright = images.RAMP[0][1], images.RAMP[-1][1]
    assert (rgba[:5000, :3] == dark).all() and (rgba[-20:, :3] == bright).all()
    assert (rgba[9900, :3] != bright).any() and (rgba[5100, :3] != dark).any()
    assert (rgba[:, 3] == 255).all()


def test_score_map_is_transparent_and_unmoved_by_missing_pixels():
    score = np.random.default_rng(1).gamma(2, size=(40, 40))
    holed = score.copy()
    holed[:5], holed[30, 30] = np.nan, np.inf
    rgba = images.colourise(holed)
    missing = ~np.isfinite(holed)
    assert (rgba[missing] == 0).all() and (rgba[~missing, 3] == 255).all()
    assert (rgba[~missing] == images.colourise(score[~missing][None])[0]).all()


def test_a_few_high_pixels_show_on_a_constant_background():
    score = np.ones((100, 100))
    score[3, 4] = 50
    rgba = images.colourise(score)
    assert tuple(rgba[3, 4, :3]) == images.RAMP[-1][1] and tuple(rgba[0, 0, :3]) == images.RAMP[0][1]


def test_stretch_spans_the_percentiles():
    band = np.arange(101.0).reshape(1, 101)
    grey = images.stretch(band)[0]
    assert (grey[:3] == 0).all() and (grey[98:] == 255).all() and grey[50] in (127, 128)
    assert (np.diff(grey.astype(int)) >= 0).all() and grey[3] > 0
    band[0, :50] = np.nan
    grey = images.stretch(band)[0]
    assert (grey[:50] == 0).all() and grey[75] in (127, 128)


@pytest.mark.parametrize("value", [0.0, 7.5])
def test_pictures_of_constant_scenes(value):
    band = np.full((3, 4), value)
    assert (images.stretch(band) == 128).all()
    assert (images.colourise(band)[..., 3] == 255).all()


def test_pictures_of_empty_scenes():
    band = np.full((3, 4), np.nan)
    assert (images.stretch(band) == 0).all()
    assert (images.colourise(band) == 0).all()
    assert (images.quicklook(np.dstack([band] * 3)) == 0).all()


def test_quicklook_keeps_colours_apart_and_hides_missing_pixels():
    rows = np.linspace(0, 1, 60).reshape(6, 10)
    bands = np.dstack([rows, 1000 * rows, 5 - rows])
    bands[2, 3, 1] = np.nan
    rgba = images.quicklook(bands)
    assert (rgba[..., 0] == rgba[..., 1]).all() and (rgba[0, 0, 0], rgba[0, 0, 2]) == (0, 255)
    assert (rgba[2, 3] == 0).all() and (rgba[..., 3] == 255).sum() == 59


def test_quicklook_takes_three_bands():
    with pytest.raises(ValueError, match="columns, 3"):
        images.quicklook(np.zeros((3, 4, 5)))


# ---- training_report


def test_report_has_all_sections_in_order():
    headings = re.findall(r"<h2>(.*?)</h2>", training())
    assert headings == [
        "Summary",
        "Scene and score map",
        "Strongest anomalies",
        "Learning curve",
        "Bands",
        "Settings and machine",
        "How to read the score",
    ]


def test_report_of_a_training_alone_in_all_bands():
    text = training(wavelengths=None, bands=range(1, 21), dropped=(), detected=False)
    headings = re.findall(r"<h2>(.*?)</h2>", text)
    assert headings == [
        "Summary",
        "Scene",
        "Learning curve",
        "Bands",
        "Settings and machine",
        "How to read the score",
    ]
    assert text.count("<img ") == 1 and "<h1>Training report</h1>" in text
    assert ">Band<" in text and "Wavelength" not in text
    assert "All bands of the scene were used." in text and "bands left out" not in text.lower()


def test_report_tells_the_numbers():
    text = training()
    page = " ".join(Page(text).text)
    for told in ("scene.tif", "16 of 20", "paper", "cpu", "30 x 40", "9.5"):
        assert told in page
    assert '<th scope="row">Final training loss</th><td>1</td>' in text
    assert "<h1>Detection report</h1>" in text
    assert '<td>4-6</td><td class="number">3</td><td>bad</td>' in text


def test_failed_training_is_said():
    assert "training failed" in training(losses=[1, 2, 3, np.nan, np.nan, np.nan])
    assert "training failed" in training(losses=[np.nan] * 6)


def test_one_epoch_is_enough():
    assert training(losses=[2.5]).count("<circle") == 1


def test_unused_bands_are_shaded_and_not_drawn():
    chart = re.findall(r"<svg .*?</svg>", training(), re.DOTALL)[-1]
    spans = [
        (float(r.get("x")), float(r.get("width"))) for r in drawing(chart).iter("rect") if r.get("class") == "gap"
    ]
    lines = [vertices(line) for line in drawing(chart).iter("polyline")]
    assert [len(line) for line in lines] == [3, 13]
    left, right = lines[0][0, 0], spans[1][0] + spans[1][1]
    band = (right - left) / 19
    assert spans[0] == pytest.approx((left + 2.5 * band, 3 * band), abs=0.05)
    assert spans[1] == pytest.approx((left + 18.5 * band, 0.5 * band), abs=0.05)


def test_overlapping_detectors_are_drawn_along_the_wavelength():
    wavelengths = np.concatenate([np.linspace(400, 1000, 10), np.linspace(900, 2000, 10)])
    chart = training(tuple(wavelengths), range(1, 21), detected=False)
    (line,) = drawing(re.findall(r"<svg .*?</svg>", chart, re.DOTALL)[1]).iter("polyline")
    assert (np.diff(vertices(line)[:, 0]) > 0).all()


def test_bands_without_wavelength_are_shown_by_number():
    wavelengths = np.linspace(400, 2300, 20)
    wavelengths[7] = np.nan
    assert ">Band<" in training(tuple(wavelengths))


@pytest.mark.parametrize(
    "dropped, collapsed",
    [
        ([], []),
        ([(n, "flagged bad in the header") for n in range(61, 69)], [("61-68", 8, "flagged bad in the header")]),
        ([(9, "a"), (1, "a"), (2, "a"), (3, "b"), (4, "a")], [("1-2, 4, 9", 4, "a"), ("3", 1, "b")]),
        ([(1, "a"), (1, "a"), (2, "a")], [("1-2", 2, "a")]),
        ([(np.int64(10), "a"), (np.int64(9), "a")], [("9-10", 2, "a")]),
    ],
)
def test_dropped_bands_collapse_into_ranges(dropped, collapsed):
    assert collapse(dropped) == collapsed


@pytest.mark.parametrize("module", [html, ranges])
def test_examples_in_the_docstrings(module):
    result = doctest.testmod(module)
    assert result.attempted and not result.failed
