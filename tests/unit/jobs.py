"""What jobs are given: a progress, a model's header, an older file."""

from __future__ import annotations

from dataclasses import replace

from scoread_plugin.sgm.model_file import Header
from scoread_plugin.sgm.settings import DEFAULT
from tests.unit.cubes import BANDS

LOCAL = replace(DEFAULT, largest=100)
OLD = b"an older file"


class Told:
    """A progress that keeps what it was told."""

    def __init__(self):
        self.fractions = []

    def __call__(self, fraction, text):
        assert isinstance(text, str)
        self.fractions.append(fraction)


def header_for(band_count=BANDS, wavelengths=(450.0, 650.0), settings=DEFAULT):
    return Header(
        settings=settings,
        features=(2,) * len(settings.views),
        bands=(1, 3),
        band_count=band_count,
        wavelengths=wavelengths,
        nodata=(None,) * 2,
        facts={},
        model_id="0123456789abcdef",
    )
