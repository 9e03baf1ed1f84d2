from __future__ import annotations

import csv
from dataclasses import replace

import numpy as np
import pytest

from scoread_plugin.jobs import pixel_stack
from scoread_plugin.jobs.explaining_points import check_some_known, explain_points, write_explanations
from scoread_plugin.progress import silent
from scoread_plugin.raster.errors import RasterError
from scoread_plugin.raster.scene import Scene, open_scene
from scoread_plugin.sgm.model_file import Header
from scoread_plugin.sgm.settings import PAPER, Ring
from tests.unit.explained import HEADER, PLACES, Brightness, Surroundings, explain


def test_each_point_has_the_score_the_spectrum_and_the_deviation_of_its_pixel(tiled, tiled_cube, reference):
    found = explain(tiled, reference)
    assert found.known.tolist() == [True, False, True, True, False, True, True]
    assert found.outside.tolist() == [False, True] + [False] * 5
    assert found.invalid.tolist() == [False] * 4 + [True, False, False]
    whole = tiled.read(tiled.whole, 1)
    scores = Surroundings().score(whole.cube, whole.valid, silent)[:, :, 0]
    row, column = PLACES[found.known].T
    np.testing.assert_allclose(found.scores[found.known], scores[row, column], rtol=1e-6)
    spectra = tiled_cube[row, column][:, [0, 2]]
    np.testing.assert_array_equal(found.spectra[found.known], spectra)
    np.testing.assert_array_equal(found.deviations[found.known], spectra / 2)
    for values in (found.spectra, found.deviations, found.nearest, found.distances):
        assert np.isnan(values[~found.known]).all()


def test_the_nearest_background_is_none_that_the_model_finds_odd(tiled, reference):
    """The reference spectrum (50, 50) is closer to the bright pixel than any other."""
    found = explain(tiled, reference)
    ordinary = reference[np.sort(np.argsort(reference.sum(axis=1))[:95])]
    np.testing.assert_allclose(found.spread, ordinary.std(axis=0), rtol=1e-5)
    for k in np.flatnonzero(found.known):
        steps = (found.spectra[k] - ordinary) / ordinary.std(axis=0)
        distances = np.sqrt((steps**2).mean(axis=1))
        np.testing.assert_array_equal(found.nearest[k], ordinary[distances.argmin()])
        assert found.distances[k] == pytest.approx(distances.min(), rel=1e-4)
        expected = found.deviations[k] / ordinary.std(axis=0)
        np.testing.assert_allclose(found.standardised_deviations[k], expected, rtol=1e-5)


def test_a_score_is_compared_with_those_of_the_sample_unless_the_model_sees_neighbours(tiled, reference):
    found = explain(tiled, reference, detector=Brightness())
    below = (reference.sum(axis=1) < found.scores[found.known][:, None]).mean(axis=1)
    np.testing.assert_array_equal(found.shares_below[found.known], below)
    assert 0 < below[1] < 1 and np.isnan(found.shares_below[~found.known]).all()
    assert np.isnan(explain(tiled, reference).shares_below).all()


def test_only_the_pixels_asked_for_are_read_tile_by_tile(tiled, reference, monkeypatch):
    read, windows = Scene.read, []

    def listening(self, window, margin=0):
        windows.append(window)
        return read(self, window, margin)

    monkeypatch.setattr(Scene, "read", listening)
    places = np.array([[0, 20], [20, 0], [1, 1], [-1, -1], [0, 5], [2, 17]])
    explain(tiled, reference, places)
    assert [(w.row, w.column) for w in windows] == [(0, 5), (1, 1), (0, 20), (2, 17), (20, 0)]
    assert {(w.rows, w.columns) for w in windows} == {(1, 1)}


def test_however_many_are_taken_at_once_the_answer_is_the_same(tiled, reference, monkeypatch):
    expected = explain(tiled, reference)
    monkeypatch.setattr(pixel_stack, "MOST_AT_ONCE", 2)
    found = explain(tiled, reference)
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


def test_points_that_meet_no_valid_pixel_are_refused(tiled, reference):
    with pytest.raises(ValueError, match="1 of 2 are outside"):
        check_some_known(explain(tiled, reference, np.array([[3, 3], [-1, -1]])))


def test_stopping_stops(tiled, reference):
    def stop(fraction, text):
        if fraction > 0.6:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        explain(tiled, reference, progress=stop)


def test_progress_rises_to_the_end(tiled, reference):
    told = []
    explain(tiled, reference, progress=lambda fraction, text: told.append(fraction))
    assert told == sorted(told) and told[0] >= 0 and told[-1] <= 1


def test_the_table_has_a_row_for_each_explained_point_and_band(tiled, reference, tmp_path):
    found = explain(tiled, reference)
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


def test_wavelengths_are_the_rasters_else_the_models_else_none(tiled, reference, tmp_path):
    assert explain(tiled, reference).wavelengths.tolist() == [450, 650]
    bare = replace(tiled, wavelengths=None)
    assert explain(bare, reference, header=replace(HEADER, wavelengths=(451, 649))).wavelengths.tolist() == [451, 649]
    found = explain(
        replace(tiled, wavelengths=(450, 550, np.nan)), reference, header=replace(HEADER, wavelengths=None)
    )
    assert found.wavelengths is None
    write_explanations(str(tmp_path / "t.csv"), found, silent)
    assert (tmp_path / "t.csv").read_text().splitlines()[0] == "point,band,value,model,deviation,deviation_sd,nearest"


def test_a_table_that_cannot_be_written_is_told_by_its_name(tiled, reference):
    with pytest.raises(RasterError, match="^TABLE '/nowhere/t.csv'"):
        write_explanations("/nowhere/t.csv", explain(tiled, reference), silent)
