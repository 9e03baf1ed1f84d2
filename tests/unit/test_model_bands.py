from __future__ import annotations

import pytest

from scoread_plugin.jobs.model_bands import fit_to_model
from scoread_plugin.raster.errors import RasterError
from tests.unit.cubes import BANDS, with_wavelengths
from tests.unit.jobs import header_for


@pytest.mark.parametrize("values", [(450, 550, 650, 750), (451.9, 999, 648.1, 999), ("nan", 1, 650, 1), None])
def test_a_scene_that_fits_is_seen_in_the_models_bands(open_written, values):
    scene = open_written(describe=values and with_wavelengths(values))
    assert fit_to_model(scene, header_for()).bands == (1, 3)


def test_a_model_without_wavelengths_takes_any(open_written):
    scene = open_written(describe=with_wavelengths((1, 2, 3, 4)))
    assert fit_to_model(scene, header_for(wavelengths=None)).bands == (1, 3)


def test_a_model_may_use_bands_that_the_scenes_header_flags(open_written):
    scene = open_written(describe=lambda dataset: dataset.SetMetadata({"bbl": "{0, 1, 1, 1}"}, "ENVI"))
    assert scene.bands == (2, 3, 4)
    assert fit_to_model(scene, header_for()).bands == (1, 3)


@pytest.mark.parametrize("band_count", [BANDS - 1, BANDS + 1])
def test_another_number_of_bands_is_refused(open_written, band_count):
    with pytest.raises(RasterError, match=f"rasters of {band_count} bands, but INPUT has {BANDS}"):
        fit_to_model(open_written(), header_for(band_count=band_count))


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ((450, 550, 652.1, 750), "its band 3 is at 650.0 nm, that of INPUT at 652.1 nm"),
        ((447.9, 550, 651, 750), "its band 1 is at 450.0 nm, that of INPUT at 447.9 nm"),
        (("nan", 550, 999, 750), "its band 3 is at 650.0 nm, that of INPUT at 999.0 nm"),
    ],
)
def test_other_wavelengths_are_refused_and_the_farthest_named(open_written, values, named):
    with pytest.raises(RasterError, match=named):
        fit_to_model(open_written(describe=with_wavelengths(values)), header_for())
