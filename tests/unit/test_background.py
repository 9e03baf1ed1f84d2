from __future__ import annotations

import numpy as np
import pytest
import torch

from scoread_plugin.sgm.background import local_median


def by_hand(scores, window):
    rows, columns = scores.shape[0] - window + 1, scores.shape[1] - window + 1
    result = np.full((rows, columns), np.nan, np.float32)
    for r in range(rows):
        for c in range(columns):
            values = scores[r : r + window, c : c + window]
            values = np.sort(values[~np.isnan(values)])
            if len(values):
                result[r, c] = values[(len(values) - 1) // 2]
    return result


@pytest.mark.parametrize(("rows", "columns", "window"), [(40, 9, 5), (17, 12, 3), (16, 1, 7), (1, 5, 1)])
def test_median_of_the_valid_scores(rows, columns, window):
    generator = np.random.default_rng(rows)
    scores = generator.normal(size=(rows + window - 1, columns + window - 1)).astype(np.float32)
    scores[generator.random(scores.shape) < 0.3] = np.nan
    scores[:window, :window] = np.nan
    median = local_median(torch.from_numpy(scores), window).numpy()
    np.testing.assert_array_equal(median, by_hand(scores, window))
    assert np.isnan(median[0, 0])


def test_the_lower_of_two_middle_values():
    scores = torch.tensor([[1.0, torch.nan, torch.nan], [4.0, 2.0, torch.nan], [torch.nan, 9.0, torch.nan]])
    assert local_median(scores, 3).tolist() == [[2.0]]
