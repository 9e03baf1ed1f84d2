"""The classic detectors, against the plainest computation of what they promise."""

from __future__ import annotations

import numpy as np
import pytest
import spectral
from osgeo import gdal
from sklearn.decomposition import PCA
from sklearn.metrics import roc_auc_score

from scoread_plugin.detectors.local_rx import LocalRX, running_sums
from scoread_plugin.detectors.modes import MODES
from scoread_plugin.detectors.moments import Moments
from scoread_plugin.detectors.settings import RXSettings
from scoread_plugin.detectors.whitening import CHUNK, leading_whitening, whitening
from scoread_plugin.jobs.scene_moments import scene_moments
from scoread_plugin.progress import silent
from scoread_plugin.raster.scene import open_scene
from scoread_plugin.raster.usable_bands import usable_bands

ROWS, COLUMNS = 23, 19


@pytest.fixture(scope="module")
def scene(mixed_spectra):
    """A cube (rows, columns, bands) and its valid pixels."""
    cube = mixed_spectra(ROWS * COLUMNS, bands=6).reshape(ROWS, COLUMNS, 6)
    valid = np.ones((ROWS, COLUMNS), bool)
    valid[3:6, 4] = valid[0, 0] = valid[12, 15:] = False
    return np.where(valid[:, :, None], cube, 0), valid


def scores_of(mode, cube, valid, **settings):
    """Scores (rows, columns) of a whole scene, with the margin that a block has."""
    detector = MODES[mode](Moments.of(cube[valid]), RXSettings(**settings))
    margin = detector.margin
    cube = np.pad(cube, ((margin, margin), (margin, margin), (0, 0)), "reflect")
    return detector.score(cube, np.pad(valid, margin, "reflect"), silent)[:, :, 0]


def distances(spectra, background, inverse=np.linalg.inv):
    """Squared Mahalanobis distances, by their definition."""
    offsets = spectra - background.mean(axis=0, dtype=np.float64)
    return np.einsum("ni,ij,nj->n", offsets, inverse(np.cov(background, rowvar=False)), offsets)


@pytest.mark.parametrize("offset", [0, 1e6])
def test_moments_of_parts_add_up_to_those_of_the_whole(offset):
    spectra = np.random.default_rng(0).normal(offset, 1, (1000, 5))
    parts = np.split(spectra, [0, 1, 400, 400])
    moments = sum(map(Moments.of, parts), Moments.none(5))
    assert moments.count == 1000
    np.testing.assert_allclose(moments.mean, spectra.mean(axis=0), rtol=1e-14, atol=1e-14)
    np.testing.assert_allclose(moments.covariance, np.cov(spectra, rowvar=False), rtol=1e-9, atol=1e-9)


def test_global_is_the_mahalanobis_distance_from_the_scene(scene):
    cube, valid = scene
    scores = scores_of("global", cube, valid)
    np.testing.assert_allclose(scores[valid], distances(cube[valid], cube[valid]), rtol=1e-5)
    assert np.isnan(scores[~valid]).all() and scores.dtype == np.float32


def test_bands_that_repeat_mix_or_hold_nothing_change_nothing(scene):
    cube, valid = scene
    useless = [cube[:, :, :1], cube[:, :, 1:2] + cube[:, :, 2:3], np.full((*valid.shape, 1), 0.1, np.float32)]
    padded = np.concatenate([*useless, cube], axis=2)
    scores = scores_of("global", padded, valid)
    np.testing.assert_allclose(scores[valid], scores_of("global", cube, valid)[valid], rtol=1e-5)
    expected = distances(padded[valid], padded[valid], lambda matrix: np.linalg.pinv(matrix, 1e-12))
    np.testing.assert_allclose(scores[valid], expected, rtol=1e-5)


def test_no_band_is_lost_for_its_small_numbers(scene):
    cube, valid = scene
    scaled = cube * np.float32(10) ** np.array([-9, -5, 0, 2, 5, 9], np.float32)
    np.testing.assert_allclose(scores_of("global", scaled, valid), scores_of("global", cube, valid), rtol=1e-3)


@pytest.mark.parametrize("mode", MODES)
def test_scaling_the_raster_changes_nothing(scene, mode):
    cube, valid = scene
    np.testing.assert_allclose(scores_of(mode, cube / 4096, valid), scores_of(mode, cube, valid), rtol=1e-4)


def test_subspace_is_the_squared_length_of_the_whitened_leading_components(scene):
    cube, valid = scene
    whitened = PCA(3, whiten=True, svd_solver="full").fit_transform(cube[valid].astype(np.float64))
    scores = scores_of("subspace", cube, valid, components=3)
    np.testing.assert_allclose(scores[valid], (whitened**2).sum(axis=1), rtol=1e-4)


@pytest.mark.parametrize("mode", ["subspace", "local"])
def test_of_more_components_than_there_are_all_are_taken(scene, mode):
    cube, valid = scene
    twice = np.concatenate([cube, cube], axis=2)
    np.testing.assert_allclose(scores_of(mode, twice, valid), scores_of(mode, cube, valid), rtol=1e-3)


@pytest.mark.parametrize(("outer", "inner"), [(3, 1), (5, 3), (9, 3), (11, 9)])
def test_local_is_the_distance_from_the_ring(scene, outer, inner):
    cube, valid = scene
    margin, edge = outer // 2, (outer - inner) // 2
    whitened = np.zeros((ROWS, COLUMNS, 4))
    whitened[valid] = PCA(4, whiten=True, svd_solver="full").fit_transform(cube[valid].astype(np.float64))
    padded = np.pad(whitened, ((margin, margin), (margin, margin), (0, 0)), "reflect")
    known = np.pad(valid, margin, "reflect")
    ring = np.ones((outer, outer), bool)
    ring[edge:-edge, edge:-edge] = False
    scores = scores_of("local", cube, valid, components=4, outer=outer, inner=inner)
    for row, column in np.argwhere(valid):
        window = slice(row, row + outer), slice(column, column + outer)
        around = padded[window][ring & known[window]]
        mean = around.mean(axis=0)
        scatter = (around - mean).T @ (around - mean)
        covariance = (scatter + ring.sum() * np.eye(4)) / (len(around) + ring.sum())
        offset = whitened[row, column] - mean
        assert scores[row, column] == pytest.approx(offset @ np.linalg.inv(covariance) @ offset, rel=1e-4)
    assert np.isnan(scores[~valid]).all()


def test_local_finds_what_is_common_in_the_scene_but_not_around():
    cube = np.random.default_rng(0).normal(100, 1, (30, 30, 2)).astype(np.float32)
    cube[15:, :, 0] += 20
    cube[:, 15:, 1] += 20
    cube[7, 6] = cube[20, 21]
    local, whole = (scores_of(mode, cube, np.ones((30, 30), bool), outer=9, inner=3) for mode in ("local", "global"))
    assert np.unravel_index(local.argmax(), local.shape) == (7, 6)
    assert whole[7, 6] < np.percentile(whole, 90)


def test_a_ring_of_fewer_pixels_than_bands_serves(mixed_spectra):
    cube = mixed_spectra(20 * 20, bands=40).reshape(20, 20, 40)
    cube[10, 10] *= 3
    scores = scores_of("local", cube, np.ones((20, 20), bool), components=40, outer=5, inner=3)
    assert np.isfinite(scores).all() and np.unravel_index(scores.argmax(), scores.shape) == (10, 10)


def test_a_pixel_without_valid_surroundings_is_compared_with_the_scene(scene):
    cube, valid = scene
    alone = valid.copy()
    alone[8:15, 8:15] = False
    alone[11, 11] = True
    local, subspace = (scores_of(mode, cube, alone, components=4, outer=7, inner=3) for mode in ("local", "subspace"))
    assert local[11, 11] == pytest.approx(subspace[11, 11])


def test_local_scores_a_pixel_alike_to_the_bit_whatever_lies_beside_its_window(scene):
    cube, valid = scene
    detector = LocalRX(Moments.of(cube[valid]), RXSettings(outer=9, inner=3))
    strip = np.random.default_rng(0).normal(size=(9, 60, 7))
    strip[:, :, -1] = 1
    whole = detector.distances(strip)
    assert len(whole) == 52
    for first, last in ((0, 1), (7, 12), (20, 52)):
        np.testing.assert_array_equal(detector.distances(strip[:, first : last + 8]), whole[first:last])


@pytest.mark.parametrize("length", range(1, 18))
def test_running_sums_do_not_depend_on_where_the_array_begins(length):
    values = np.random.default_rng(0).normal(size=(40, 2)) * 10.0 ** np.arange(40)[:, None]
    sums = running_sums(values, length)
    plain = [values[k : k + length].sum(axis=0) for k in range(41 - length)]
    np.testing.assert_allclose(sums, plain, rtol=1e-12)
    np.testing.assert_array_equal(running_sums(values[3:30], length), sums[3 : 31 - length])


def test_a_spectrum_is_whitened_alike_to_the_bit_whatever_comes_with_it(mixed_spectra):
    spectra = mixed_spectra(3 * CHUNK, bands=37)
    moments = Moments.of(spectra)
    scene, leading = whitening(moments), leading_whitening(moments, 17)
    for whiten in (scene, leading, scene.squared_lengths):
        whole = whiten(spectra, silent)
        for first, last in ((0, 1), (5, 6), (3, 1000), (100, 1400), (2 * CHUNK - 1, 3 * CHUNK)):
            np.testing.assert_array_equal(whiten(spectra[first:last], silent), whole[first:last])


@pytest.mark.parametrize("mode", MODES)
def test_a_scene_of_one_spectrum_is_refused(mode):
    with pytest.raises(ValueError, match="the same spectrum in all valid pixels"):
        MODES[mode](Moments.of(np.full((50, 4), 0.1, np.float32)), RXSettings())


@pytest.mark.parametrize(
    ("outer", "inner", "word"), [(14, 5, "odd"), (15, 4, "odd"), (5, 5, "larger"), (3, 5, "larger")]
)
def test_windows_without_a_ring_are_refused(outer, inner, word):
    with pytest.raises(ValueError, match=f"INNER_WINDOW.*{word}|{word}.*INNER_WINDOW"):
        RXSettings(outer=outer, inner=inner)


def test_the_margin_of_local_reaches_as_far_as_its_window(scene):
    assert LocalRX(Moments.of(scene[0][scene[1]]), RXSettings(outer=9, inner=3)).margin == 4


def test_global_agrees_with_spectral_python_on_the_real_scenes(scene_folder):
    for path in sorted(scene_folder.glob("*_truth.tif")):
        truth = gdal.Open(str(path)).ReadAsArray() != 0
        scene, _ = usable_bands(open_scene(str(path).replace("_truth", "")), 1)
        block = scene.read(scene.whole)
        detector = MODES["global"](scene_moments(scene, silent), RXSettings())
        scores = detector.score(block.cube, block.valid, silent)[block.valid, 0]
        reference = spectral.rx(block.cube[block.valid].astype(np.float64))
        areas = [roc_auc_score(truth[block.valid], values) for values in (scores, reference)]
        assert areas[0] == pytest.approx(areas[1], abs=1e-5), path
