"""Numbers formatted for users."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby


def ranges(numbers: Sequence[int]) -> str:
    """Format increasing numbers as text: 1-3, 7."""
    runs = (list(run) for _, run in groupby(enumerate(numbers), lambda pair: pair[1] - pair[0]))
    return ", ".join(str(run[0][1]) if len(run) == 1 else f"{run[0][1]}-{run[-1][1]}" for run in runs)


def collapse(dropped: Iterable[tuple[int, str]]) -> list[tuple[str, int, str]]:
    """Group dropped bands by reason, and consecutive numbers into ranges.

    Parameters
    ----------
    dropped : iterable of (band number, reason)
        Bands in any order.

    Returns
    -------
    list of (bands, count, reason)
        One entry per reason, in the order of their first bands.

    Examples
    --------
    >>> collapse([(3, "noisy"), (1, "no data"), (5, "noisy"), (2, "noisy")])
    [('1', 1, 'no data'), ('2-3, 5', 3, 'noisy')]
    """
    by_reason: dict[str, list[int]] = {}
    for number, reason in sorted(set(dropped)):
        by_reason.setdefault(reason, []).append(int(number))
    return [(ranges(numbers), len(numbers), reason) for reason, numbers in by_reason.items()]
