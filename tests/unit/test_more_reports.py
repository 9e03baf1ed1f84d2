"""The reports of generated spectra and of a sweep, drawn from the numbers that they are given."""

from __future__ import annotations

import re
from dataclasses import replace
from xml.etree import ElementTree

import numpy as np
import pytest

from scoread_plugin.jobs.generating import Generated, column_names
from scoread_plugin.jobs.sweeping import SweepMaps
from scoread_plugin.raster.scene import open_scene
from scoread_plugin.reports.generation_report import generation_report
from scoread_plugin.reports.svg import scatter_panels
from scoread_plugin.reports.sweep_report import sweep_report
from scoread_plugin.sgm.model_file import Header
from scoread_plugin.sgm.settings import DEFAULT

HOSTILE = "<script>alert(1)</script>"
SVG = "{http://www.w3.org/2000/svg}"


def drawings(text):
    return [ElementTree.fromstring(svg) for svg in re.findall(r"<svg .*?</svg>", text, re.DOTALL)]


def circles(drawing):
    return [
        [(float(c.get("cx")), float(c.get("cy"))) for c in panel.iter(f"{SVG}circle")]
        for panel in drawing.findall(f"{SVG}g")
    ]


@pytest.fixture
def generation():
    random = np.random.default_rng(0)
    bands = np.r_[1:31, 61:81]
    real, spectra = random.gamma(2, 100, (400, 50)), random.gamma(2, 100, (60, 50))
    return Generated(
        spectra=spectra,
        real=real,
        components=random.normal(size=(60, 8)),
        real_components=random.normal(size=(400, 8)),
        distance=0.125,
        baseline=0.0625,
        gaussian=0.5,
        bands=bands,
        wavelengths=400 + 10.0 * bands,
        device="cpu",
        seconds=1.0,
    )


def page(generated):
    return generation_report(HOSTILE, generated, [("Sampler", "probability-flow")]).html()


def test_the_generation_report_tells_its_numbers(generation):
    text = page(generation)
    headings = ["Summary", "Spectra", "Principal components", "How to read it"]
    assert re.findall(r"<h2>(.*?)</h2>", text) == headings
    assert HOSTILE not in text
    for told in ("0.125", "0.0625", "0.5", "probability-flow", "Wavelength (nm)", "<td>60</td>", "<td>400</td>"):
        assert told in text


def test_lines_break_where_bands_were_left_out(generation):
    chart = drawings(page(generation))[0]
    assert len(list(chart.iter(f"{SVG}polyline"))) == 4, "two lines of two stretches"
    assert len(list(chart.iter(f"{SVG}polygon"))) == 4
    whole = replace(generation, bands=np.arange(1, 51), wavelengths=400 + 10.0 * np.arange(50))
    assert len(list(drawings(page(whole))[0].iter(f"{SVG}polyline"))) == 2


def test_bands_without_wavelengths_are_shown_by_number(generation):
    for wavelengths in (None, np.full(50, np.nan)):
        text = page(replace(generation, wavelengths=wavelengths))
        assert ">Band<" in text and "Wavelength" not in text


def test_two_bands_and_one_spectrum_are_enough(generation):
    small = replace(
        generation,
        spectra=generation.spectra[:1, :2],
        real=generation.real[:2, :2],
        components=generation.components[:1, :1],
        real_components=generation.real_components[:2, :1],
        bands=np.array([1, 2]),
        wavelengths=None,
    )
    assert len(drawings(page(small))) == 2, "no scatter of one component"


def test_panels_share_their_axes_and_show_every_finite_point():
    x, y = np.array([0.0, 1, 2, np.nan]), np.array([0.0, 1, 4, 0])
    drawing = ElementTree.fromstring(scatter_panels([("a & b", x, y), ("c", x[:2], y[:2])], "x", "y"))
    first, second = circles(drawing)
    assert len(first) == 3 and second == first[:2]
    assert first[0][0] < first[1][0] and first[0][1] > first[1][1], "y rises upwards"
    assert "a & b" in [text.text for text in drawing.iter(f"{SVG}text")]


def test_panels_refuse_arrays_of_different_lengths():
    with pytest.raises(ValueError, match="of one length"):
        scatter_panels([("a", np.zeros(3), np.zeros(2))], "x", "y")


def test_the_sweep_report_shows_every_map_and_every_correlation(write_raster):
    scene = open_scene(write_raster(np.ones((6, 5, 3), np.float32)))
    sweep = SweepMaps(
        names=["t = 0.1, s = 0.37", "t = 0.31, s = 0.99", "t = 1, s = 9.85"],
        maps=np.random.default_rng(0).normal(size=(3, 6, 5)),
        correlation=np.array([[1, 0.876, np.nan], [0.876, 1, -0.25], [np.nan, -0.25, 1]]),
    )
    text = sweep_report(replace(scene, path=HOSTILE), sweep, [("Seed", 4)]).html()
    assert text.count("<img ") == 4 and HOSTILE not in text
    assert text.count(">0.88</td>") == 2 and text.count(">-0.25</td>") == 2 and text.count("&ndash;") == 2
    assert all(f"<figcaption>{name}</figcaption>" in text for name in sweep.names)


@pytest.mark.parametrize(
    ("wavelengths", "expected"),
    [
        ((402.5, 410.0, 1234.567), ["402.5 nm", "410 nm", "1234.57 nm"]),
        ((402.5, 402.499999, 410.0), ["band 1", "band 3", "band 4"]),
        ((402.5, float("nan"), 410.0), ["band 1", "band 3", "band 4"]),
        (None, ["band 1", "band 3", "band 4"]),
    ],
)
def test_columns_are_named_by_wavelength_or_number(wavelengths, expected):
    header = Header(DEFAULT, (3, 3), (1, 3, 4), 4, wavelengths, (None,) * 3, {})
    assert column_names(header) == expected
