"""The local background of a score map."""

from __future__ import annotations

import torch
from torch import Tensor

ROWS_AT_A_TIME = 16


def local_median(scores: Tensor, window: int) -> Tensor:
    """Median of the valid scores in a square window around each pixel.

    Parameters
    ----------
    scores : Tensor (rows + window - 1, columns + window - 1)
        NaN where not valid.
    window : int
        Side of the window in pixels, odd.

    Returns
    -------
    Tensor (rows, columns)
        The lower of the two middle values where their number is even; NaN where no score is valid.
    """
    windows = scores.unfold(0, window, 1).unfold(1, window, 1)
    strips = [strip.flatten(2).nanmedian(dim=2).values for strip in windows.split(ROWS_AT_A_TIME)]
    return torch.cat(strips)
