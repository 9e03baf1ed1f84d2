"""Bands that hold noise alone are told from those that hold little of the scene."""

from __future__ import annotations

import numpy as np
import pytest

from scoread_plugin.raster.noise import harmful_bands, in_water_vapour, noise_bands

BANDS, NOISY = 60, slice(20, 26)


@pytest.fixture
def spectra(smooth_spectra):
    return smooth_spectra(3000, BANDS)


def found(spectra):
    return np.flatnonzero(noise_bands(spectra.astype(np.float32))).tolist()


def noise(spectra):
    return np.random.default_rng(1).standard_normal(spectra[:, NOISY].shape) * spectra[:, NOISY].std(axis=0)


def resampled(spectra):
    values = noise(spectra)
    values[:, 1:] += values[:, :-1]
    return values


def test_none_is_found_in_a_sound_scene(spectra):
    assert found(spectra) == []


@pytest.mark.parametrize("make", [noise, resampled, lambda spectra: 1e-3 * noise(spectra)])
def test_noise_is_found_whatever_its_size(spectra, make):
    spectra[:, NOISY] = 1000 + make(spectra)
    assert found(spectra) == [20, 21, 22, 23, 24, 25]


def test_noise_of_long_tails_is_found(spectra):
    spectra[:, NOISY] = 1000 + np.random.default_rng(2).standard_cauchy(spectra[:, NOISY].shape)
    assert found(spectra) == [20, 21, 22, 23, 24, 25]


@pytest.mark.parametrize(("times", "expected"), [(1.0, []), (3.0, [20, 21, 22, 23, 24, 25])])
def test_what_is_left_of_the_scene_decides(spectra, times, expected):
    spectra[:, NOISY] += times * noise(spectra)
    assert found(spectra) == expected


def test_bands_in_which_a_few_pixels_alone_are_bright_are_kept(spectra):
    """Ships on a dark sea."""
    spectra[:, NOISY] = noise(spectra)
    spectra[:6] += 100 * spectra[:, NOISY].std()
    assert found(spectra) == []


def test_one_broken_pixel_does_not_hide_that_a_band_is_of_the_scene(spectra):
    spectra[7, 40] = 1e6
    assert found(spectra) == []


def test_pixels_from_all_over_are_compared(smooth_spectra):
    """Only the first third, more than are compared, has noise alone in some bands."""
    spectra = smooth_spectra(3 * 5000, BANDS)
    spectra[:5000, NOISY] = 1000 + noise(spectra[:5000])
    assert found(spectra) == []
    assert found(spectra[:5000]) == [20, 21, 22, 23, 24, 25]


def test_a_band_that_hardly_ever_varies_is_kept(spectra):
    spectra[:, 30] = 0
    spectra[5, 30] = 1
    assert found(spectra) == []


def test_where_no_band_has_much_in_common_with_another_none_is_found():
    assert found(np.random.default_rng(0).standard_normal((3000, BANDS))) == []


def test_among_few_bands_each_may_be_the_only_one_of_its_kind(smooth_spectra):
    spectra = smooth_spectra(3000, 30)
    spectra[:, 9] = np.random.default_rng(0).standard_normal(3000)
    assert found(spectra) == [9]
    assert found(spectra[:, :29]) == []


@pytest.mark.parametrize(("count", "expected"), [(0, []), (499, []), (500, [20, 21, 22, 23, 24, 25])])
def test_of_few_pixels_nothing_is_told(spectra, count, expected):
    spectra[:, NOISY] = noise(spectra)
    assert found(spectra[:count]) == expected


@pytest.mark.parametrize(("times", "expected"), [(0.7, []), (1.5, [20, 21, 22, 23, 24, 25])])
def test_loud_noise_does_harm(spectra, times, expected):
    spectra[:, NOISY] = times * noise(spectra)
    assert np.flatnonzero(harmful_bands(spectra, None)).tolist() == expected


def test_noise_does_harm_where_there_is_no_light(spectra):
    spectra[:, NOISY] = 1e-3 * noise(spectra)
    wavelengths = [1300.0] * 23 + [1400.0] * 37
    assert np.flatnonzero(harmful_bands(spectra, wavelengths)).tolist() == [23, 24, 25]


@pytest.mark.parametrize(("wavelength", "expected"), [(1339, False), (1400, True), (1600, False), (1900, True)])
def test_water_vapour_has_two_windows(wavelength, expected):
    assert in_water_vapour(wavelength) is expected
