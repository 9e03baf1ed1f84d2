"""Matrix products in which a row's result does not depend on where the row stands."""

from __future__ import annotations

from torch import Tensor
from torch.nn import functional as F

NARROWEST = 16


def steady_product(x: Tensor, matrix: Tensor) -> Tensor:
    """x @ matrix, every row alike to the last bit.

    Matrix libraries compute a product of few columns differently for the rows at the end of their blocks, so
    a score would depend on how the raster was cut. Zero columns keep them from that.
    """
    columns = matrix.shape[1]
    if columns >= NARROWEST:
        return x @ matrix
    return (x @ F.pad(matrix, (0, NARROWEST - columns)))[..., :columns]
