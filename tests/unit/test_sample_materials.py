from __future__ import annotations

import numpy as np

from scoread_plugin.raster.sample_materials import background_spectra, target_spectra


def test_spectra_are_reflectances():
    wavelengths = np.linspace(400, 2500, 150)
    for spectra in (background_spectra(wavelengths), target_spectra(wavelengths)):
        for name, spectrum in spectra.items():
            assert spectrum.shape == (150,) and spectrum.min() > 0 and spectrum.max() < 0.8, name


def test_camouflage_is_like_vegetation_but_for_leaf_water():
    wavelengths = np.array([550.0, 672, 860, 1070, 1200])
    leaf = background_spectra(wavelengths)["vegetation"]
    sheet = target_spectra(wavelengths)["camouflage sheet"]
    np.testing.assert_allclose(sheet[:4], leaf[:4], rtol=0.15)
    assert leaf[4] < 0.9 * leaf[3] and sheet[4] > 0.98 * sheet[3]
