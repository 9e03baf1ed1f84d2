"""Axes of charts: a range of values mapped to pixels, and its ticks."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Axis:
    """Range of values mapped to an interval in pixels, with its ticks."""

    low: float
    high: float
    start: float
    end: float
    ticks: np.ndarray

    def at(self, value):
        """Return the position of a value, or of an array of values, in pixels."""
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)

    @property
    def exponent(self) -> int:
        """Power of ten factored out of the tick labels where they would be long."""
        largest = float(np.abs(self.ticks).max(initial=0.0))
        if largest == 0 or 1e-3 <= largest < 1e5:
            return 0
        return math.floor(math.log10(largest))

    def labels(self) -> list[str]:
        """Format the tick labels with as many decimals as they need to differ."""
        values = self.ticks / 10.0**self.exponent
        if len(values) < 2:
            return [f"{value:g}" for value in values]
        decimals = max(0, -math.floor(math.log10(values[1] - values[0]) + 1e-9))
        return [f"{value:.{decimals}f}".replace("-", "\u2212") for value in values]

    def title(self, label: str) -> str:
        """Return the axis label, with the power of ten factored out of the tick labels."""
        if not self.exponent:
            return label
        return f"{label} (×10{superscript(self.exponent)})"


class LogAxis(Axis):
    """Logarithmic axis of positive values; its ticks are powers of ten."""

    def at(self, value):
        return self.start + np.log(value / self.low) / np.log(self.high / self.low) * (self.end - self.start)

    @property
    def exponent(self) -> int:
        return 0

    def labels(self) -> list[str]:
        if all(1e-4 <= value < 1e5 for value in self.ticks):
            return [f"{value:g}" for value in self.ticks]
        return [f"10{superscript(round(math.log10(value)))}" for value in self.ticks]


def linear_axis(arrays: Sequence[np.ndarray], start: float, end: float) -> Axis:
    """Return the x axis: exactly as long as the data, with whole ticks for whole numbers such as epochs."""
    low, high = finite_range(arrays)
    whole = all((array[np.isfinite(array)] % 1 == 0).all() for array in arrays)
    return Axis(low, high, start, end, nice_ticks(low, high, 9, whole))


def logarithmic_axis(arrays: Sequence[np.ndarray], start: float, end: float) -> LogAxis:
    """Return the logarithmic x axis: exactly as long as the data, widened if they are all equal."""
    low, high = finite_range([np.log10(array) for array in arrays])
    decades = np.arange(math.ceil(low - 1e-9), math.floor(high + 1e-9) + 1)
    return LogAxis(10.0**low, 10.0**high, start, end, 10.0**decades)


def rounded_axis(arrays: Sequence[np.ndarray], start: float, end: float) -> Axis:
    """Return the y axis, widened to end on round numbers."""
    low, high = finite_range(arrays)
    ticks = nice_ticks(low, high, 6)
    step = ticks[1] - ticks[0]
    ticks = np.arange(math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9) + 1) * step
    return Axis(float(ticks[0]), float(ticks[-1]), start, end, ticks)


def nice_ticks(low: float, high: float, most: int, whole: bool = False) -> np.ndarray:
    """Return round numbers that divide a range: multiples of 1, 2 or 5 times a power of ten.

    Parameters
    ----------
    low, high : float
        The range, low < high.
    most : int
        Maximum number of steps.
    whole : bool, default False
        Whether to use only whole numbers.

    Returns
    -------
    array (n,)
        Multiples within the range, increasing.
    """
    rough = (high - low) / most
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * m for m in (1, 2, 5, 10) if power * m >= rough * (1 - 1e-9))
    step = max(step, 1.0) if whole else step
    # Computed from step numbers, so that rounding errors do not accumulate along the axis.
    return np.arange(math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9) + 1) * step


def finite_range(arrays: Sequence[np.ndarray]) -> tuple[float, float]:
    """Return the smallest and largest finite value, moved apart if they are (nearly) equal."""
    values = np.concatenate([*arrays, np.empty(0)])
    values = values[np.isfinite(values)]
    if not values.size:
        return 0.0, 1.0
    low, high = float(values.min()), float(values.max())
    least = max(abs(low), abs(high)) * 1e-6
    if high - low > least:
        return low, high
    half = max(abs(low) * 0.05, least) or 0.5
    return low - half, high + half


def superscript(number: int) -> str:
    return str(number).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
