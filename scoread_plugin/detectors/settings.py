"""What an RX detector is asked for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class RXSettings:
    """Each mode takes of it what it needs.

    Attributes
    ----------
    components : int or None
        Leading principal components to look at; None for the mode's own number.
    outer, inner : int
        Sides of the two windows around a pixel; the ring between them is its surroundings.

    Raises
    ------
    ValueError
        If the windows are even, or leave no ring.
    """

    components: int | None = None
    outer: int = 15
    inner: int = 5

    def __post_init__(self):
        if self.outer % 2 == 0 or self.inner % 2 == 0:
            raise ValueError(
                f"OUTER_WINDOW and INNER_WINDOW must be odd, so that a pixel can be in their middle; they are "
                f"{self.outer} and {self.inner}."
            )
        if self.outer <= self.inner:
            raise ValueError(
                f"OUTER_WINDOW ({self.outer}) must be larger than INNER_WINDOW ({self.inner}): the ring between them "
                "is what a pixel is compared with."
            )
