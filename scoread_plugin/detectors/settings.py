"""Settings of an RX detector."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class RXSettings:
    """Settings of all RX modes, of which each uses those it needs.

    Attributes
    ----------
    components : int or None
        Number of leading principal components; None for the mode's default.
    outer, inner : int
        Side lengths of the two windows around a pixel; the ring between them is its surroundings.

    Raises
    ------
    ValueError
        If a window is even, or the windows leave no ring.
    """

    components: int | None = None
    outer: int = 15
    inner: int = 5

    def __post_init__(self):
        if self.outer % 2 == 0 or self.inner % 2 == 0:
            raise ValueError(
                f"OUTER_WINDOW and INNER_WINDOW must be odd, to have a pixel at their centre; they are "
                f"{self.outer} and {self.inner}."
            )
        if self.outer <= self.inner:
            raise ValueError(
                f"OUTER_WINDOW ({self.outer}) must be larger than INNER_WINDOW ({self.inner}): a pixel is compared "
                "with the ring between them."
            )
