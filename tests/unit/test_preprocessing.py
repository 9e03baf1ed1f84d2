from __future__ import annotations

import numpy as np
import pytest
import torch

from scoread_plugin.sgm.preprocessing import (
    Conditioning,
    JointConditioning,
    least_anomalous,
    min_max,
    ordinary_spectra,
    principal,
    principal_axes,
    whitened,
    within_reach,
)


def conditioned(conditioning, spectra):
    return conditioning(torch.from_numpy(spectra)).numpy().astype(float)


def test_conditioning_is_affine():
    conditioning = Conditioning(np.array([1.0, 2.0]), np.array([[1.0, 0.0, 3.0], [0.0, 2.0, 0.0]]))
    assert conditioning.features == 3
    assert conditioning(torch.tensor([[2.0, 5.0]])).tolist() == [[1.0, 6.0, 3.0]]


def test_min_max_has_one_scale_for_all_bands():
    spectra = np.array([[100, 200], [300, 1100], [200, 600]], np.float32)
    np.testing.assert_allclose(conditioned(min_max(spectra), spectra), (spectra - 100) / 1000, atol=1e-6)


def test_whitened_components_are_uncorrelated_and_of_unit_variance(mixed_spectra):
    spectra = mixed_spectra(4000)
    z = conditioned(whitened(spectra), spectra)
    np.testing.assert_allclose(z.mean(axis=0), 0, atol=1e-3)
    np.testing.assert_allclose(np.cov(z, rowvar=False, bias=True), np.eye(11), atol=2e-3)


@pytest.mark.parametrize("scale", [1e-12, 1, 1e4])
def test_differences_come_back_in_sensor_units_however_smooth_the_scene(scale):
    """Variances from 1 to 1e-9 of it: the component of the largest variance has the smallest projection."""
    generator = np.random.default_rng(0)
    shapes = np.linalg.qr(generator.normal(size=(200, 4)))[0].T
    spectra = (generator.normal(size=(2000, 4)) * scale * 10.0 ** np.array([0, -1, -2, -4.5])) @ shapes
    conditioning = whitened(spectra.astype(np.float32))
    z = conditioning(torch.from_numpy(spectra.astype(np.float32)))
    back = conditioning.location + conditioning.to_sensor(z)
    np.testing.assert_allclose(back, spectra, atol=1e-4 * scale)


def test_whitened_does_not_depend_on_the_sensors_units(mixed_spectra):
    spectra = mixed_spectra(1000)
    other = spectra / 8 + 250
    z, same = conditioned(whitened(spectra), spectra), conditioned(whitened(other), other)
    np.testing.assert_allclose(z, same, atol=2e-2)


def test_principal_components_keep_their_proportions(mixed_spectra):
    spectra = mixed_spectra(4000)
    conditioning, spectra = principal(spectra), ordinary_spectra(spectra)
    z = conditioned(conditioning, spectra)
    variances = np.linalg.eigvalsh(np.cov(spectra, rowvar=False, bias=True))[::-1]
    np.testing.assert_allclose(z.var(axis=0), variances / variances.mean(), rtol=1e-2)
    assert z.var(axis=0).mean() == pytest.approx(1, rel=1e-3)


def test_great_amounts_do_not_set_the_common_scale(mixed_spectra):
    spectra = mixed_spectra(1000)
    bright = spectra.copy()
    bright[:20] *= 10
    scales = [np.linalg.norm(principal(sample).projection.numpy()) for sample in (spectra, bright)]
    assert scales[1] == pytest.approx(scales[0], rel=0.05)


def test_ordinary_spectra_are_those_of_low_rx_score(mixed_spectra):
    spectra = mixed_spectra(1000)
    spectra[7:19] += np.where(np.arange(11) % 2, 400, -400).astype(np.float32)
    centred = spectra - spectra.mean(axis=0, dtype=float)
    rx = np.einsum("nb,bc,nc->n", centred, np.linalg.inv(np.cov(centred, rowvar=False)), centred)
    kept = ordinary_spectra(spectra)
    assert len(kept) == 950
    np.testing.assert_array_equal(kept, spectra[np.sort(np.argsort(rx)[:950])])


def test_spectra_that_are_alike_but_for_a_few_are_all_ordinary(mixed_spectra):
    spectra = np.concatenate([np.full((97, 11), 700, np.float32), mixed_spectra(3)])
    assert ordinary_spectra(spectra) is spectra


@pytest.mark.parametrize(("make", "count"), [(whitened, 30), (principal, 60)])
def test_number_of_components(mixed_spectra, make, count):
    assert make(mixed_spectra(300, bands=80)).features == count
    assert make(mixed_spectra(300, bands=20)).features == 20


@pytest.mark.parametrize("make", [whitened, principal])
def test_dependent_and_constant_bands_are_left_out(mixed_spectra, make):
    free = mixed_spectra(500, bands=4)
    spectra = np.hstack([free, free[:, :2], free[:, :1] - 2 * free[:, 1:2], np.full((500, 1), 7, np.float32)])
    conditioning = make(spectra)
    assert conditioning.features == 4
    assert np.isfinite(conditioned(conditioning, spectra)).all()


def test_principal_axes_are_those_of_the_whole_sample(mixed_spectra):
    spectra = mixed_spectra(20000, bands=5)
    location, variances, directions = principal_axes(spectra, 5)
    covariance = np.cov(spectra.astype(float), rowvar=False, bias=True)
    np.testing.assert_allclose(location, spectra.mean(axis=0, dtype=float))
    np.testing.assert_allclose(directions @ np.diag(variances) @ directions.T, covariance, rtol=1e-6)
    np.testing.assert_allclose(directions.T @ directions, np.eye(5), atol=1e-9)


def test_signs_of_the_axes_are_settled(mixed_spectra):
    directions = principal_axes(mixed_spectra(300, bands=6), 6)[2]
    largest = directions[np.abs(directions).argmax(axis=0), np.arange(6)]
    assert (largest > 0).all()


def test_few_spectra_give_few_axes(mixed_spectra):
    assert len(principal_axes(mixed_spectra(2), 30)[1]) == 1


@pytest.mark.parametrize("features", range(1, 21))
def test_a_spectrum_is_conditioned_alike_wherever_it_stands(features):
    generator = torch.Generator().manual_seed(0)
    order = torch.randperm(1024, generator=generator)
    for bands in (features, 37, 64):
        spectra = torch.randn(1024, bands, generator=generator)
        projection = torch.randn(bands, features, generator=generator).numpy()
        conditioning = Conditioning(np.ones(bands), projection)
        assert torch.equal(conditioning(spectra)[order], conditioning(spectra[order])), bands
        expected = (spectra.double() - 1) @ torch.from_numpy(projection).double()
        torch.testing.assert_close(conditioning(spectra).double(), expected, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("features", [(2,), (30, 60), (5, 17, 16)])
def test_together_they_give_what_each_gives(features):
    generator = np.random.default_rng(5)
    parts = [Conditioning(generator.normal(9, 1, 40), generator.normal(size=(40, count))) for count in features]
    for shape in ((50, 40), (6, 7, 40)):
        spectra = torch.from_numpy(generator.normal(10, 3, shape).astype(np.float32))
        for part, found in zip(parts, JointConditioning(parts)(spectra), strict=True):
            torch.testing.assert_close(found, part(spectra), rtol=1e-5, atol=1e-4)


@pytest.mark.parametrize("bands", [5, 162, 200])
def test_together_a_spectrum_is_conditioned_alike_wherever_it_stands(bands):
    """To the bit."""
    generator = np.random.default_rng(6)
    joint = JointConditioning([Conditioning(np.zeros(bands), generator.normal(size=(bands, n))) for n in (30, 37)])
    spectra = torch.from_numpy(generator.normal(size=(1024, bands)).astype(np.float32))
    for found, shifted in zip(joint(spectra), joint(spectra.roll(13, dims=0)), strict=True):
        assert torch.equal(found.roll(13, dims=0), shifted)


def test_one_wild_value_takes_no_component_from_the_others(mixed_spectra):
    spectra = mixed_spectra(4000)
    wild = spectra.copy()
    wild[7, 3] = 1e6 * np.abs(spectra).max()
    np.testing.assert_array_equal(whitened(wild).projection, whitened(np.delete(spectra, 7, axis=0)).projection)
    assert within_reach(spectra) is spectra


@pytest.mark.parametrize("side", [-1, 1])
def test_within_reach_are_ten_thousand_half_widths_of_the_middle_of_a_band(side):
    """The middle 68 % of each band are 0.68 to either side of its median."""
    medians = np.array([0.0, 1e5])
    spectra = np.linspace(-1, 1, 1001)[:, np.newaxis] + medians
    near, far = spectra.copy(), spectra.copy()
    near[1, 0] += side * 6700
    far[1, 0] += side * 6900
    assert within_reach(near) is near
    np.testing.assert_array_equal(within_reach(far), np.delete(spectra, 1, axis=0))


def test_at_least_two_are_kept():
    assert least_anomalous(torch.tensor([3.0, 1.0, 2.0]), 0.1).tolist() == [1, 2]


def test_bright_spectra_of_a_scene_that_hardly_varies_keep_their_components():
    """Half of the pixels are equal in all bands, so that nothing tells how far is far."""
    scene = np.zeros((100, 3), np.float32)
    scene[::40] = np.random.default_rng(0).uniform(1e3, 1e5, (3, 3))
    assert within_reach(scene) is scene


def test_land_next_to_a_sea_of_few_levels_keeps_its_components():
    generator = np.random.default_rng(0)
    scene = generator.integers(0, 2, (5000, 3)).astype(np.float32)
    scene[generator.permutation(5000)[:500]] += 6000
    assert within_reach(scene) is scene


def test_spectra_all_of_which_have_wild_values_are_kept(mixed_spectra):
    spectra = mixed_spectra(200)
    spectra[np.arange(200), np.arange(200) % spectra.shape[1]] = 1e9
    assert within_reach(spectra) is spectra
