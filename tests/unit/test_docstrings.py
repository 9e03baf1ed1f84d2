from __future__ import annotations

import doctest

import pytest

from scoread_plugin import ranges
from scoread_plugin.reports import html


@pytest.mark.parametrize("module", [html, ranges])
def test_examples_in_the_docstrings(module):
    result = doctest.testmod(module)
    assert result.attempted and not result.failed
