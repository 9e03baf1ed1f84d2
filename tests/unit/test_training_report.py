from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest
from osgeo import gdal

from scoread_plugin.jobs.explaining_strongest import Anomaly
from scoread_plugin.jobs.training import TrainingRequest, TrainingResult
from scoread_plugin.raster.scene import open_scene
from scoread_plugin.reports import training_report
from scoread_plugin.sgm.settings import PAPER
from tests.unit.pages import Page, drawing, vertices


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
        anomaly = Anomaly(4, 7, -117.1823456, 5399955.125, 9.5, np.full(len(bands), 300.0), np.full(len(bands), 40.0))
        found = (np.random.default_rng(0).gamma(2, size=(40, 30)), [anomaly])
    return training_report.training_report(scene, dropped, request, result, [("System", "Linux")], *found).html()


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
    assert "Bands 15, 10 and 5 as red, green and blue" in text
    assert ">Band<" in text and "Wavelength" not in text
    assert "All bands of the scene were used." in text and "bands left out" not in text.lower()


def test_report_tells_the_numbers():
    text = training()
    page = " ".join(Page(text).text)
    for told in ("scene.tif", "16 of 20", "paper", "cpu", "30 x 40", "9.5"):
        assert told in page
    assert '<th scope="row">Final training loss</th><td>1</td>' in text
    assert "<h1>Detection report</h1>" in text
    assert ">1.7 or less</text>" in text and ">8.23 or more</text>" in text
    numbers = ("9.500", "-117.1823456", "5399955.125")
    assert "".join(f'<td class="number">{number}</td>' for number in numbers) in text
    assert '<td>4-6</td><td class="number">3</td><td>bad</td>' in text


@pytest.mark.parametrize(("initial", "told"), [("", "none"), ("older.scoread", "older.scoread")])
def test_settings_are_named_as_their_parameters(initial, told):
    request = TrainingRequest(PAPER.with_changes(exclusion=0.25), 7, 1000, "auto", initial)
    result = TrainingResult("model", 256, "cpu", 1200, np.array(LOSSES), np.ones(2), np.ones(2), 3.0)
    rows = dict(training_report.settings_rows(request, result))
    assert (rows["Exclusion"], rows["Initial model"]) == (0.25, told)


def test_one_epoch_is_enough():
    assert training(losses=[2.5], detected=False).count("<circle") == 1


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
