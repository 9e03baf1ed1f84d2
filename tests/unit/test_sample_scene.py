from __future__ import annotations

import numpy as np
import pytest

from scoread_plugin.raster.sample_scene import make_sample_scene

SMALL = {"rows": 40, "columns": 30, "bands": 30}


@pytest.fixture(scope="module")
def scene():
    return make_sample_scene(seed=1)


def valid_pixels(scene):
    return np.all(scene.spectra != scene.nodata, axis=-1)


def global_rx(scene):
    pixels = scene.spectra[valid_pixels(scene)][:, scene.good_bands].astype(float)
    centred = pixels - pixels.mean(axis=0)
    precision = np.linalg.inv(np.cov(centred, rowvar=False))
    return np.sum(centred @ precision * centred, axis=1)


def area_under_roc(scores, truth):
    rank = np.empty(len(scores))
    rank[np.argsort(scores)] = np.arange(1, len(scores) + 1)
    targets = truth.sum()
    return (rank[truth].sum() - targets * (targets + 1) / 2) / (targets * (len(scores) - targets))


def count_targets(truth):
    """Targets are rectangles well apart, so each has one upper left corner."""
    padded = np.pad(truth, 1)[:-1, :-1]
    return int(np.sum(truth & ~padded[:-1, 1:] & ~padded[1:, :-1]))


def test_shapes_and_types(scene):
    assert scene.spectra.shape == (150, 150, 150) and scene.spectra.dtype == np.int16
    assert scene.truth.shape == (150, 150) and scene.truth.dtype == bool
    assert scene.wavelengths[[0, -1]].tolist() == [400, 2500] and np.all(np.diff(scene.wavelengths) > 0)
    assert scene.good_bands.shape == (150,) and scene.good_bands.dtype == bool


def test_same_seed_same_scene():
    first, again, other = (make_sample_scene(seed, **SMALL) for seed in (5, 5, 6))
    np.testing.assert_array_equal(first.spectra, again.spectra)
    np.testing.assert_array_equal(first.truth, again.truth)
    assert np.any(first.spectra != other.spectra) and np.any(first.truth != other.truth)


def test_nodata_covers_whole_pixels_in_one_corner(scene):
    missing = scene.spectra == scene.nodata
    np.testing.assert_array_equal(missing.any(axis=-1), missing.all(axis=-1))
    assert 0.02 < missing[..., 0].mean() < 0.08
    assert missing[0, -1, 0] and not missing[[0, -1, -1], [0, 0, -1], 0].any()


def test_targets_lie_in_valid_pixels():
    for seed in range(20):
        scene = make_sample_scene(seed, **SMALL)
        assert not np.any(scene.truth & ~valid_pixels(scene))


def test_targets_are_few_and_some_are_large(scene):
    assert 25 <= count_targets(scene.truth) <= 40
    assert scene.truth.sum() > count_targets(scene.truth)


def test_water_vapour_bands_are_bad_and_noisy(scene):
    bad = scene.wavelengths[~scene.good_bands]
    assert {1400, 1900} == {int(centre) for centre in (1400, 1900) if np.abs(bad - centre).min() < 15}
    assert np.all(((bad > 1300) & (bad < 1500)) | ((bad > 1750) & (bad < 2000)))
    neighbours = np.diff(scene.spectra[30:60, :100].astype(float), axis=1).std(axis=(0, 1))
    assert neighbours[~scene.good_bands].min() > 2 * neighbours[scene.good_bands].max()


def test_noise_is_strongest_at_the_ends(scene):
    """The difference of a band from its two neighbours is mostly noise."""
    spectra = scene.spectra[30:60, :100].astype(float)
    noise = (spectra[..., 1:-1] - 0.5 * (spectra[..., :-2] + spectra[..., 2:])).std(axis=(0, 1))
    middle = noise[(scene.wavelengths[1:-1] > 500) & (scene.wavelengths[1:-1] < 680)].mean()
    assert noise[0] > 1.5 * middle and noise[-1] > 1.5 * middle


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_global_rx_finds_most_targets_but_not_all(seed):
    scene = make_sample_scene(seed)
    assert 0.85 < area_under_roc(global_rx(scene), scene.truth[valid_pixels(scene)]) < 0.97


@pytest.mark.parametrize("size", [(40, 30, 30), (16, 16, 16), (17, 90, 33)])
def test_small_sizes(size):
    scene = make_sample_scene(2, *size)
    assert scene.spectra.shape == size
    assert count_targets(scene.truth) >= 3
    assert 0 < np.sum(~scene.good_bands) < size[2] / 3
