from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import wasserstein_distance

from scoread_plugin.sgm.populations import compare, sliced_wasserstein


def test_along_one_component_the_distance_is_wassersteins(cpu):
    random = np.random.default_rng(1)
    real, generated = random.normal(size=(400, 1)), random.gamma(2.0, size=(400, 1))
    expected = wasserstein_distance(real[:, 0], generated[:, 0])
    assert sliced_wasserstein(real, generated, random) == pytest.approx(expected, rel=1e-12)


def test_the_distance_of_a_shift_is_its_mean_projection():
    """E |<u, shift>| over unit vectors u in three dimensions is half the shift's length."""
    real = np.random.default_rng(1).normal(size=(500, 3))
    distance = sliced_wasserstein(real, real + (3.0, 0.0, 4.0), np.random.default_rng(2))
    assert distance == pytest.approx(2.5, rel=0.1)


def test_components_are_standardised_and_units_do_not_matter(mixed_spectra):
    real, generated = mixed_spectra(2000, seed=1), mixed_spectra(300, seed=2)
    compared = compare(real, generated)
    np.testing.assert_allclose(compared.real.mean(axis=0), 0, atol=1e-4)
    np.testing.assert_allclose(np.cov(compared.real.T), np.eye(10), atol=1e-2)
    assert compared.generated.shape == (300, 10)
    assert compared.distance == pytest.approx(compared.baseline, rel=0.25), "both of 300 against 300"
    scaled = compare(real * 1000 + 7, generated * 1000 + 7)
    assert scaled.distance == pytest.approx(compared.distance, rel=1e-2)


def test_spectra_all_the_same_have_nothing_to_compare_with():
    with pytest.raises(ValueError, match="reference spectra of MODEL are the same"):
        compare(np.ones((20, 5), np.float32), np.ones((4, 5), np.float32))
