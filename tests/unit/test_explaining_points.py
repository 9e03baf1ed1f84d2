from __future__ import annotations

import csv
import re
from dataclasses import replace

import numpy as np
import pytest

from scoread_plugin.jobs import pixel_stack
from scoread_plugin.jobs.explaining_points import check_some_known, explain_points, write_explanations
from scoread_plugin.progress import silent
from scoread_plugin.raster.errors import RasterError
from scoread_plugin.raster.scene import Scene, open_scene
from scoread_plugin.reports.explanation_report import explanation_report, percent, strongest_named
from scoread_plugin.sgm.model_file import Header
from scoread_plugin.sgm.settings import DEFAULT, PAPER, Ring
from tests.unit.cubes import with_wavelengths

ROWS, COLUMNS = 30, 24
PLACES = np.array([[12, 8], [-1, -1], [0, 0], [29, 23], [3, 3], [12, 9], [12, 8]])
HEADER = Header(DEFAULT, (3, 3), (1, 3), 3, (450.0, 650.0), (None,) * 2, {})


class Surroundings:
    """Stands for a detector in the worker: scores by the sum of the valid pixels around, deviates by half.

    Each answer is written over the one before, as in the exchange with the worker.
    """

    margin = 1
    names = ["sum"]

    def __init__(self):
        self.shared = np.zeros(10**6, np.float32)

    def score(self, cube, valid, progress):
        progress(0.5, "")
        brightness = np.where(valid, cube.sum(axis=2), 0)
        windows = np.lib.stride_tricks.sliding_window_view(brightness, (3, 3)).sum(axis=(2, 3))
        return self.answer(np.where(valid[1:-1, 1:-1], windows, np.nan)[..., None])

    def deviations(self, cube, valid, progress):
        return self.answer(np.where(valid[..., None], cube / 2, np.nan)[1:-1, 1:-1])

    def answer(self, values):
        shared = self.shared[: values.size].reshape(values.shape)
        shared[:] = values
        return shared


class Brightness(Surroundings):
    """Stands for a detector that sees no neighbours: scores by the sum of the pixel, deviates by half."""

    margin = 0

    def score(self, cube, valid, progress):
        return self.answer(np.where(valid, cube.sum(axis=2), np.nan)[..., None])

    def deviations(self, cube, valid, progress):
        return self.answer(np.where(valid[..., None], cube / 2, np.nan))


@pytest.fixture
def cube():
    values = np.random.default_rng(0).uniform(1, 2, (ROWS, COLUMNS, 3)).astype(np.float32)
    values[12, 8] += 10
    values[3, 3, 2] = -1
    return values


@pytest.fixture
def scene(write_raster, cube):
    tiles = ["TILED=YES", "BLOCKXSIZE=16", "BLOCKYSIZE=16"]
    path = write_raster(cube, nodata=-1, options=tiles, describe=with_wavelengths((450, 550, 650)))
    return open_scene(path).with_bands([1, 3])


@pytest.fixture
def reference():
    spectra = np.random.default_rng(1).uniform(1, 2, (100, 2)).astype(np.float32)
    spectra[7] = 50
    return spectra


def explain(scene, reference, places=PLACES, detector=None, progress=silent, header=HEADER):
    return explain_points(scene, places, detector or Surroundings(), reference, header, progress)


def test_each_point_has_the_score_the_spectrum_and_the_deviation_of_its_pixel(scene, cube, reference):
    found = explain(scene, reference)
    assert found.known.tolist() == [True, False, True, True, False, True, True]
    assert found.outside.tolist() == [False, True] + [False] * 5
    assert found.invalid.tolist() == [False] * 4 + [True, False, False]
    whole = scene.read(scene.whole, 1)
    scores = Surroundings().score(whole.cube, whole.valid, silent)[:, :, 0]
    row, column = PLACES[found.known].T
    np.testing.assert_allclose(found.scores[found.known], scores[row, column], rtol=1e-6)
    spectra = cube[row, column][:, [0, 2]]
    np.testing.assert_array_equal(found.spectra[found.known], spectra)
    np.testing.assert_array_equal(found.deviations[found.known], spectra / 2)
    for values in (found.spectra, found.deviations, found.nearest, found.distances):
        assert np.isnan(values[~found.known]).all()


def test_the_nearest_background_is_none_that_the_model_finds_odd(scene, reference):
    """The reference spectrum (50, 50) is closer to the bright pixel than any other."""
    found = explain(scene, reference)
    ordinary = reference[np.sort(np.argsort(reference.sum(axis=1))[:95])]
    np.testing.assert_allclose(found.spread, ordinary.std(axis=0), rtol=1e-5)
    for k in np.flatnonzero(found.known):
        steps = (found.spectra[k] - ordinary) / ordinary.std(axis=0)
        distances = np.sqrt((steps**2).mean(axis=1))
        np.testing.assert_array_equal(found.nearest[k], ordinary[distances.argmin()])
        assert found.distances[k] == pytest.approx(distances.min(), rel=1e-4)
        expected = found.deviations[k] / ordinary.std(axis=0)
        np.testing.assert_allclose(found.standardised_deviations[k], expected, rtol=1e-5)


def test_a_score_is_compared_with_those_of_the_sample_unless_the_model_sees_neighbours(scene, reference):
    found = explain(scene, reference, detector=Brightness())
    below = (reference.sum(axis=1) < found.scores[found.known][:, None]).mean(axis=1)
    np.testing.assert_array_equal(found.shares_below[found.known], below)
    assert 0 < below[1] < 1 and np.isnan(found.shares_below[~found.known]).all()
    assert np.isnan(explain(scene, reference).shares_below).all()


def test_only_the_pixels_asked_for_are_read_tile_by_tile(scene, reference, monkeypatch):
    read, windows = Scene.read, []

    def listening(self, window, margin=0):
        windows.append(window)
        return read(self, window, margin)

    monkeypatch.setattr(Scene, "read", listening)
    places = np.array([[0, 20], [20, 0], [1, 1], [-1, -1], [0, 5], [2, 17]])
    explain(scene, reference, places)
    assert [(w.row, w.column) for w in windows] == [(0, 5), (1, 1), (0, 20), (2, 17), (20, 0)]
    assert {(w.rows, w.columns) for w in windows} == {(1, 1)}


def test_however_many_are_taken_at_once_the_answer_is_the_same(scene, reference, monkeypatch):
    expected = explain(scene, reference)
    monkeypatch.setattr(pixel_stack, "MOST_AT_ONCE", 2)
    found = explain(scene, reference)
    for name in ("scores", "spectra", "deviations", "nearest", "distances", "spread"):
        np.testing.assert_array_equal(getattr(found, name), getattr(expected, name))


@pytest.mark.parametrize("ring", [None, Ring(5, 3)])
def test_scores_are_those_of_a_whole_raster_to_the_bit(write_raster, learn, cpu, mixed_spectra, ring):
    from scoread_plugin.sgm.detection import Detector
    from scoread_plugin.sgm.pixels import take_pixels

    cube = mixed_spectra(9 * 8, bands=6).reshape(9, 8, 6)
    scene = open_scene(write_raster(cube))
    settings = replace(PAPER, ring=ring, epochs=1, perturbations=4)
    whole = scene.read(scene.whole, settings.margin)
    import torch

    inside = np.pad(np.ones((9, 8), bool), settings.margin)
    block = [torch.from_numpy(values) for values in (whole.cube, whole.valid, inside)]
    model, _ = learn(take_pixels(*block, ring), settings)
    detector = Detector(model, settings, 1, cpu, False)
    scores = detector.score(whole.cube, whole.valid)[:, :, 0]
    deviations = detector.deviations(whole.cube, whole.valid)
    places = np.array([[0, 0], [8, 7], [4, 4], [2, 6]])
    header = Header(settings, (6,), scene.bands, 6, None, (None,) * 6, {})
    found = explain_points(scene, places, detector, model.reference.numpy(), header, silent)
    np.testing.assert_array_equal(found.scores, scores[tuple(places.T)])
    np.testing.assert_array_equal(found.deviations, deviations[tuple(places.T)])


def test_points_that_meet_no_valid_pixel_are_refused(scene, reference):
    with pytest.raises(ValueError, match="1 of 2 are outside"):
        check_some_known(explain(scene, reference, np.array([[3, 3], [-1, -1]])))


def test_stopping_stops(scene, reference):
    def stop(fraction, text):
        if fraction > 0.6:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        explain(scene, reference, progress=stop)


def test_progress_rises_to_the_end(scene, reference):
    told = []
    explain(scene, reference, progress=lambda fraction, text: told.append(fraction))
    assert told == sorted(told) and told[0] >= 0 and told[-1] <= 1


def test_the_table_has_a_row_for_each_explained_point_and_band(scene, reference, tmp_path):
    found = explain(scene, reference)
    write_explanations(str(tmp_path / "t.csv"), found, silent)
    rows = list(csv.DictReader((tmp_path / "t.csv").open()))
    assert list(rows[0]) == ["point", "band", "wavelength", "value", "model", "deviation", "deviation_sd", "nearest"]
    assert [(row["point"], row["band"], row["wavelength"]) for row in rows[2:4]] == [
        ("3", "1", "450"),
        ("3", "3", "650"),
    ]
    assert len(rows) == 2 * found.known.sum()
    third = {name: float(value) for name, value in rows[3].items()}
    assert third["value"] == pytest.approx(found.spectra[2, 1], rel=1e-6)
    assert third["model"] == pytest.approx(found.spectra[2, 1] / 2, rel=1e-6)
    assert third["deviation_sd"] == pytest.approx(found.deviations[2, 1] / found.spread[1], rel=1e-6)
    assert third["nearest"] == pytest.approx(found.nearest[2, 1], rel=1e-6)


def test_wavelengths_are_the_rasters_else_the_models_else_none(scene, reference, tmp_path):
    assert explain(scene, reference).wavelengths.tolist() == [450, 650]
    bare = replace(scene, wavelengths=None)
    assert explain(bare, reference, header=replace(HEADER, wavelengths=(451, 649))).wavelengths.tolist() == [451, 649]
    found = explain(
        replace(scene, wavelengths=(450, 550, np.nan)), reference, header=replace(HEADER, wavelengths=None)
    )
    assert found.wavelengths is None
    write_explanations(str(tmp_path / "t.csv"), found, silent)
    assert (tmp_path / "t.csv").read_text().splitlines()[0] == "point,band,value,model,deviation,deviation_sd,nearest"


def test_a_table_that_cannot_be_written_is_told_by_its_name(scene, reference):
    with pytest.raises(RasterError, match="^TABLE '/nowhere/t.csv'"):
        write_explanations("/nowhere/t.csv", explain(scene, reference), silent)


def test_the_report_shows_each_explained_point(scene, reference):
    points = np.stack([PLACES[:, 1] * 1e-5 - 117.1823456, 5399995.0 - PLACES[:, 0] * 10], axis=1)
    text = explanation_report("<b>scene", explain(scene, reference), points, [("Seed", 3)]).html()
    assert "<b>scene" not in text and "only 30" not in text
    numbers = [f"Point {k}" for k in (1, 3, 4, 6, 7)]
    headings = re.findall(r"<h2>(.*?)</h2>", text)
    assert headings == ["Summary", "Points", "How to read the charts", *numbers]
    assert text.count("<svg ") == 2 * len(numbers)
    assert '<td class="number">-117.1822656</td><td class="number">5399875</td>' in text
    assert "without the local contrast" in text and "Wavelength (nm)" in text
    for name in ("pixel", "as the model expects it", "nearest background", "pixel minus model"):
        assert f">{name}</text>" in text


def test_the_report_shows_the_first_thirty_and_says_so(scene, reference):
    places = np.stack([np.arange(40) // 20 + 15, np.arange(40) % 20], axis=1)
    points = places[:, ::-1].astype(float)
    text = explanation_report("", explain(scene, reference, places), points, []).html()
    assert "The first 30 of 40" in text and text.count("<svg ") == 60
    assert "Point 30<" in text and "Point 31<" not in text


def test_the_report_ranks_a_score_among_the_training_sample(scene, reference):
    points = PLACES.astype(float)
    found = explain(scene, reference, detector=Brightness())
    text = explanation_report("", found, points, []).html()
    assert f"Score {found.scores[0]:.3g}, higher than 99\u00a0% of the training sample. The nearest" in text
    assert "training sample. The nearest" not in explanation_report("", explain(scene, reference), points, []).html()


@pytest.mark.parametrize(
    ("share", "told"), [(1, "100 %"), (0.99999, "99.9 %"), (0.9949, "99.4 %"), (0.0567, "5.6 %"), (0, "0 %")]
)
def test_no_share_is_rounded_up_to_all(share, told):
    assert percent(share) == told


def test_the_strongest_wavelengths_are_named_in_standard_deviations(scene, reference):
    explained = replace(
        explain(scene, reference),
        deviations=np.array([[1.0, -3.0]]),
        spread=np.array([2.0, 1.0]),
        wavelengths=np.array([650, 450.4]),
    )
    assert strongest_named(explained, 0) == "450\u00a0nm\u00a0(-3), 650\u00a0nm\u00a0(+0.5)"
    assert (
        strongest_named(replace(explained, wavelengths=None), 0) == "band\u00a03\u00a0(-3), band\u00a01\u00a0(+0.5)"
    )
