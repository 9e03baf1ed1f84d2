"""Matrix products in which the result of a row does not depend on its position."""

from __future__ import annotations

from torch import Tensor
from torch.nn import functional as F

COLUMNS_AT_ONCE = 16


def row_invariant_product(x: Tensor, matrix: Tensor) -> Tensor:
    """Compute x @ matrix, treating every row alike to the last bit.

    Matrix libraries compute the columns beyond their last full block differently for the rows at the end of a block
    of rows, so that a score would depend on how the raster is divided; they also take up to twice as long. Padding
    with columns of zeros avoids this.
    """
    return (x @ in_full_columns(matrix))[..., : matrix.shape[1]]


def in_full_columns(matrix: Tensor) -> Tensor:
    """Pad the matrix with columns of zeros to the next multiple of 16."""
    return F.pad(matrix, (0, -matrix.shape[1] % COLUMNS_AT_ONCE))
