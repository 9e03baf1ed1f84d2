"""The report of generated spectra, drawn from the numbers that it is given."""

from __future__ import annotations

import re
from dataclasses import replace
from xml.etree import ElementTree

import numpy as np
import pytest

from scoread_plugin.jobs.generating import Generated
from scoread_plugin.reports.generation_report import generation_report
from tests.unit.pages import SVG

HOSTILE = "<script>alert(1)</script>"


def drawings(text):
    return [ElementTree.fromstring(svg) for svg in re.findall(r"<svg .*?</svg>", text, re.DOTALL)]


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
