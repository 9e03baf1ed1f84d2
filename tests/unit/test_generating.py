from __future__ import annotations

import pytest

from scoread_plugin.jobs.generating import column_names
from scoread_plugin.sgm.model_file import Header
from scoread_plugin.sgm.settings import DEFAULT


@pytest.mark.parametrize(
    ("wavelengths", "expected"),
    [
        ((402.5, 410.0, 1234.567), ["402.5 nm", "410 nm", "1234.57 nm"]),
        ((402.5, 402.499999, 410.0), ["band 1", "band 3", "band 4"]),
        ((402.5, float("nan"), 410.0), ["band 1", "band 3", "band 4"]),
        (None, ["band 1", "band 3", "band 4"]),
    ],
)
def test_columns_are_named_by_wavelength_or_number(wavelengths, expected):
    header = Header(DEFAULT, (3, 3), (1, 3, 4), 4, wavelengths, (None,) * 3, {})
    assert column_names(header) == expected
