from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest

from scoread_plugin.reports.explanation_report import explanation_report, percent, strongest_named
from tests.unit.explained import PLACES, Brightness, explain


def test_the_report_shows_each_explained_point(tiled, reference):
    points = np.stack([PLACES[:, 1] * 1e-5 - 117.1823456, 5399995.0 - PLACES[:, 0] * 10], axis=1)
    found = explain(tiled, reference)
    text = explanation_report("<b>scene", found, points, [("Seed", 3)]).html()
    assert "<b>scene" not in text and "only 30" not in text
    numbers = [f"Point {k}" for k in (1, 3, 4, 6, 7)]
    headings = re.findall(r"<h2>(.*?)</h2>", text)
    assert headings == ["Summary", "Points", "How to read the charts", *numbers]
    assert text.count("<svg ") == 2 * len(numbers)
    assert '<td class="number">-117.1822656</td><td class="number">5399875</td>' in text
    for decimal in (found.scores[0], found.distances[0]):
        assert f'<td class="number">{decimal:.3f}</td>' in text
    assert "without the local contrast" in text and "Wavelength (nm)" in text
    names = ("pixel", "as the model expects it", "nearest background", "pixel minus model", "± 1 standard deviation")
    for name in names:
        assert f">{name}</text>" in text


def test_the_report_shows_the_first_thirty_and_says_so(tiled, reference):
    places = np.stack([np.arange(40) // 20 + 15, np.arange(40) % 20], axis=1)
    points = places[:, ::-1].astype(float)
    text = explanation_report("", explain(tiled, reference, places), points, []).html()
    assert "The first 30 of 40" in text and text.count("<svg ") == 60
    assert "Point 30<" in text and "Point 31<" not in text


def test_the_report_ranks_a_score_among_the_training_sample(tiled, reference):
    points = PLACES.astype(float)
    found = explain(tiled, reference, detector=Brightness())
    text = explanation_report("", found, points, []).html()
    assert f"Score {found.scores[0]:.3g}, higher than 99\u00a0% of the training sample. The nearest" in text
    assert "training sample. The nearest" not in explanation_report("", explain(tiled, reference), points, []).html()


@pytest.mark.parametrize(
    ("share", "told"), [(1, "100 %"), (0.99999, "99.9 %"), (0.9949, "99.4 %"), (0.0567, "5.6 %"), (0, "0 %")]
)
def test_no_share_is_rounded_up_to_all(share, told):
    assert percent(share) == told


def test_the_strongest_wavelengths_are_named_in_standard_deviations(tiled, reference):
    explained = replace(
        explain(tiled, reference),
        deviations=np.array([[1.0, -3.0]]),
        spread=np.array([2.0, 1.0]),
        wavelengths=np.array([650, 450.4]),
    )
    assert strongest_named(explained, 0) == "450\u00a0nm\u00a0(-3), 650\u00a0nm\u00a0(+0.5)"
    assert (
        strongest_named(replace(explained, wavelengths=None), 0) == "band\u00a03\u00a0(-3), band\u00a01\u00a0(+0.5)"
    )
