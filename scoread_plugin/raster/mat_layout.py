"""Roles of the variables of a MATLAB file and of the axes of its cube, by name or guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .errors import RasterError
from .mat_file import Variable

# Axes of the array for rows, columns and bands, in order of preference.
LAYOUTS = {
    "rows-columns-bands": (0, 1, 2),
    "columns-rows-bands": (1, 0, 2),
    "bands-rows-columns": (1, 2, 0),
    "bands-columns-rows": (2, 1, 0),
}
AUTO = "auto"
TRUTH_NAMES = ("map", "gt", "mask", "groundtruth", "truth", "ground")
WAVELENGTH_NAMES = ("wavelengths", "wavelength", "wave", "wl", "lambda")
# Assumed maximum number of bands of a sensor, for guesses.
MANY_BANDS = 512
REASONS = {
    "cell": "is a cell array. Save what is in it: cube = {name}{{1}}",
    "struct": "is a struct. Save the field that holds the array: cube = {name}.field",
    "sparse": "is a sparse matrix. Save it in full: {name} = full({name})",
    "complex": "is complex, but spectra are real. Save abs({name}) or real({name})",
    "char": "is text",
}


@dataclass(frozen=True)
class Choice:
    """User's choices for a file; those that are empty or "auto" are guessed."""

    variable: str = ""
    truth: str = ""
    axes: str = AUTO
    wavelengths: str = ""


@dataclass(frozen=True)
class Layout:
    """Roles found for the variables of a file.

    Attributes
    ----------
    cube : Variable
    axes : str
        A key of LAYOUTS.
    reason : str
        Reason for these axes.
    truth, wavelengths : Variable or None
    """

    cube: Variable
    axes: str
    reason: str
    truth: Variable | None
    wavelengths: Variable | None

    @property
    def shape(self) -> tuple[int, int, int]:
        """Rows, columns and bands."""
        return oriented(self.cube.shape, self.axes)

    @property
    def truth_is_transposed(self) -> bool:
        """Whether the truth is (columns, rows); a square one is oriented like the cube."""
        rows, columns, _ = LAYOUTS[self.axes]
        return self.truth.shape != self.shape[:2] or (self.shape[0] == self.shape[1] and rows > columns)


def find_layout(variables: Sequence[Variable], choice: Choice, stated_axes: str = "") -> Layout:
    """Find the cube, its axes, and the variables that belong to it.

    Parameters
    ----------
    variables : sequence of Variable
    choice : Choice
    stated_axes : str
        Axes stated in the file itself, or empty.

    Raises
    ------
    RasterError
        If a variable that was named is missing or unsuitable, or there is no cube.
    """
    cube = choose_cube(variables, choice.variable)
    truth = named(variables, choice.truth, "TRUTH_VARIABLE") if choice.truth else None
    wavelengths = named(variables, choice.wavelengths, "WAVELENGTHS") if choice.wavelengths else None
    if choice.axes != AUTO:
        axes, reason = choice.axes, "as AXES says"
    elif stated_axes in LAYOUTS:
        axes, reason = stated_axes, "as the file says"
    else:
        axes, reason = guess_axes(cube, variables, truth, wavelengths)
    rows, columns, bands = oriented(cube.shape, axes)
    if truth and truth.shape not in ((rows, columns), (columns, rows)):
        raise RasterError(
            f"TRUTH_VARIABLE '{truth.name}' is {truth.extent}, but the cube has {rows} rows and {columns} columns "
            f"({axes}, {reason})."
        )
    if wavelengths and not is_vector(wavelengths, bands):
        raise RasterError(
            f"WAVELENGTHS '{wavelengths.name}' is {wavelengths.extent}, but the cube has {bands} bands "
            f"({axes}, {reason})."
        )
    return Layout(
        cube=cube,
        axes=axes,
        reason=reason,
        truth=truth or guess_truth(variables, rows, columns),
        wavelengths=wavelengths or guess_wavelengths(variables, bands),
    )


def choose_cube(variables: Sequence[Variable], name: str) -> Variable:
    """Return the variable of that name, or the largest cube if it is empty."""
    cubes = [variable for variable in variables if variable.is_numeric and len(variable.shape) == 3]
    if not name and not cubes:
        raise RasterError(
            "This file has no three-dimensional array of numbers. In MATLAB, save the cube as a variable of its own, "
            f"with rows, columns and bands. {listing(variables)}"
        )
    cube = named(variables, name, "VARIABLE") if name else max(cubes, key=lambda variable: variable.size)
    if len(cube.shape) != 3 or not cube.size:
        raise RasterError(
            f"VARIABLE '{cube.name}' is {cube.extent}, but a cube has rows, columns and bands. {listing(variables)}"
        )
    return cube


def named(variables: Sequence[Variable], name: str, parameter: str) -> Variable:
    """Return the numeric variable of that name."""
    found = [variable for variable in variables if variable.name == name]
    if not found:
        raise RasterError(f"{parameter}: this file has no variable '{name}'. {listing(variables)}")
    if not found[0].is_numeric:
        reason = REASONS.get(found[0].kind, f"is of the class {found[0].kind}").format(name=name)
        raise RasterError(f"{parameter}: '{name}' {reason}. An array of numbers is needed. {listing(variables)}")
    return found[0]


def listing(variables: Iterable[Variable]) -> str:
    return f"The file holds: {'; '.join(map(str, variables)) or 'nothing'}."


def guess_axes(
    cube: Variable, variables: Sequence[Variable], truth: Variable | None, wavelengths: Variable | None
) -> tuple[str, str]:
    """Return the first of LAYOUTS that agrees with all compatible hints, and the reason.

    Hints are the number of wavelengths, the shape of a truth and, if these are inconclusive, the cube's own shape.
    """
    shapes = {axes: oriented(cube.shape, axes) for axes in LAYOUTS}
    wavelengths = wavelengths or best_named((v for v in variables if is_vector(v)), WAVELENGTH_NAMES)
    truth = truth or best_named((v for v in variables if is_image_of(v, cube)), TRUTH_NAMES, or_first=True)
    hints: list[tuple[list[str], str]] = []
    if wavelengths:
        fitting = [axes for axes, shape in shapes.items() if shape[2] == wavelengths.size]
        hints.append((fitting, f"'{wavelengths.name}' has {wavelengths.size} values"))
    if truth:
        fitting = [axes for axes, shape in shapes.items() if shape[:2] == truth.shape]
        hints.append((fitting, f"'{truth.name}' is {truth.extent}"))
    if bands_come_first(cube.shape):
        hints.append(([axes for axes in LAYOUTS if axes.startswith("bands")], "its shape suggests"))
    found, reasons = list(LAYOUTS), []
    for fitting, reason in hints:
        left = [axes for axes in found if axes in fitting]
        if 0 < len(left) < len(found):
            found = left
            reasons.append(reason)
    usual = "is usual in MATLAB files; choose AXES if the raster looks wrong"
    return found[0], f"guessed, as {' and '.join(reasons) or usual}"


def guess_truth(variables: Iterable[Variable], rows: int, columns: int) -> Variable | None:
    """Find an image of the cube's size, in either orientation: one with a well-known name, or else the first."""
    images = (v for v in variables if v.is_numeric and v.shape in ((rows, columns), (columns, rows)))
    return best_named(images, TRUTH_NAMES, or_first=True)


def guess_wavelengths(variables: Iterable[Variable], bands: int) -> Variable | None:
    """Find a vector with one value per band: one with a well-known name, or else the first."""
    return best_named((v for v in variables if is_vector(v, bands)), WAVELENGTH_NAMES, or_first=True)


def best_named(candidates: Iterable[Variable], names: Sequence[str], or_first: bool = False) -> Variable | None:
    """Find the candidate whose name contains one of these names as a word; earlier names take precedence."""
    candidates = list(candidates)
    for name in names:
        for candidate in candidates:
            if name in re.split(r"[^a-z]+", candidate.name.lower()):
                return candidate
    return candidates[0] if candidates and or_first else None


def is_vector(variable: Variable, length: int | None = None) -> bool:
    sides = sorted(variable.shape)
    return variable.is_numeric and 1 < variable.size == sides[-1] and length in (None, sides[-1])


def is_image_of(variable: Variable, cube: Variable) -> bool:
    """Whether the variable is an image of two adjacent axes of the cube."""
    first, second, third = cube.shape
    pairs = ((first, second), (second, third))
    return variable.is_numeric and (variable.shape in pairs or variable.shape[::-1] in pairs)


def bands_come_first(shape: tuple[int, int, int]) -> bool:
    """Whether (bands, rows, columns) is more likely: the others are equal, or the last is too long for bands."""
    first, second, third = shape
    return first != second == third or first <= MANY_BANDS < third


def oriented(shape: Sequence[int], axes: str) -> tuple[int, int, int]:
    """Return rows, columns and bands of an array of that shape."""
    rows, columns, bands = LAYOUTS[axes]
    return shape[rows], shape[columns], shape[bands]
