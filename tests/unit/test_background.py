from __future__ import annotations

import numpy as np
import pytest

from scoread_plugin.sgm.background import Background, ordinary_background, strongest_bands


def test_the_nearest_differs_least_with_all_bands_counted_alike():
    background = Background(
        np.array([[0.0, 0, 0], [100, 1, 0], [0, 9, 0]]), np.array([100.0, 1, np.inf]), np.zeros(3)
    )
    nearest, distances = background.nearest(np.array([[90.0, 3, 7], [0, 8, -7]]))
    np.testing.assert_array_equal(nearest, background.spectra[[1, 2]])
    # By hand: differences of -0.1 and 2, of 0 and -1 standard deviations, and a third band that tells nothing.
    np.testing.assert_allclose(distances, np.sqrt([(0.01 + 4) / 3, 1 / 3]))


def test_the_background_leaves_the_most_anomalous_twentieth_out():
    random = np.random.default_rng(0)
    spectra = random.normal(size=(100, 4))
    spectra[:, 2] = 5
    scores = random.permutation(100)
    found = ordinary_background(spectra, scores)
    np.testing.assert_array_equal(found.spectra, spectra[scores < 95])
    np.testing.assert_allclose(found.spread[[0, 1, 3]], spectra[scores < 95][:, [0, 1, 3]].std(axis=0))
    assert found.spread[2] == np.inf, "a band that is constant"


def test_the_share_below_counts_the_whole_sample_and_no_equals():
    found = ordinary_background(np.zeros((4, 3)), np.array([3.0, 1, 2, 2]))
    np.testing.assert_array_equal(found.share_below(np.array([0.0, 1, 2, 2.5, 3, 9])), [0, 0, 0.25, 0.75, 0.75, 1])


def test_one_spectrum_is_its_own_background():
    assert len(ordinary_background(np.ones((1, 3)), np.array([2.0])).spectra) == 1


@pytest.mark.parametrize(
    ("pull", "expected"),
    [
        ([0, 1, 0, -3, -2, 2, 0.5], [3, 5, 1]),
        ([4, 1, 0, 0, 1, 2], [0, 5]),
        ([1, 5, 4.9, 5.1, 1], [3]),  # a ripple is no peak of its own
        ([2, 2, 2], [1]),
        ([0, 0, 0], []),
        ([1, 0, 2, 0, 3, 0, 4], [6, 4, 2]),
    ],
)
def test_the_strongest_bands_are_peaks_of_either_sign(pull, expected):
    assert strongest_bands(np.array(pull, float)).tolist() == expected
