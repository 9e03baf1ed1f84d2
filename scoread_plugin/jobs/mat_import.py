"""Import of a cube, and its truth, from a MATLAB file."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from osgeo import gdal

from ..progress import Log, Progress
from ..raster.copying import replacing_raster
from ..raster.cube_file import Grid, gdal_type, holds, write_cube
from ..raster.dataset import bands_of
from ..raster.errors import RasterError
from ..raster.georeferencing import UNREFERENCED
from ..raster.mat_file import TYPES, Variable, list_variables, read_text, read_variable
from ..raster.mat_layout import LAYOUTS, Choice, Layout, find_layout
from ..raster.metadata import LARGEST_MICROMETRES, in_nanometres, write_wavelengths
from ..version import VERSION
from .mat_export import AXES, CRS, EXPORTED_AXES, GEOTRANSFORM, NODATA, WAVELENGTHS

SHORTEST_NM, LONGEST_NM = 100.0, 30_000.0


@dataclass(frozen=True)
class Import:
    """Plan for reading a MATLAB file.

    Attributes
    ----------
    path : str
    layout : Layout
    variables : dict of str to Variable
        All variables of the file, by name.
    guessed_wavelengths : bool
        Whether the wavelengths were not named by the user.
    """

    path: str
    layout: Layout
    variables: dict[str, Variable]
    guessed_wavelengths: bool


def plan_import(path: str, choice: Choice) -> Import:
    """Determine what to read, without reading the arrays.

    Raises
    ------
    RasterError
        If the file cannot be read, or a variable that was named is missing or unsuitable.
    """
    variables = {variable.name: variable for variable in list_variables(path)}
    layout = find_layout(list(variables.values()), choice, own_text(path, variables, AXES))
    gdal_type(TYPES[layout.cube.kind])
    return Import(path, layout, variables, not choice.wavelengths)


def own_text(path: str, variables: dict[str, Variable], name: str) -> str:
    """Read the text in the variable of that name; empty if there is none."""
    variable = variables.get(name)
    return read_text(path, variable) if variable is not None and variable.kind == "char" else ""


def own_numbers(plan: Import, name: str, size: int) -> tuple[float, ...] | None:
    """Read `size` numbers from the variable of that name; None if there is none."""
    variable = plan.variables.get(name)
    if variable is None or not variable.is_numeric or variable.size != size:
        return None
    return tuple(map(float, read_variable(plan.path, variable).ravel()))


def own_grid(plan: Import) -> Grid:
    """Return the grid stated in the file, as in exported ones; else one unit per pixel, rows downwards from 0."""
    return Grid(own_numbers(plan, GEOTRANSFORM, 6) or UNREFERENCED, own_text(plan.path, plan.variables, CRS))


def read_wavelengths_of(plan: Import) -> tuple[float, ...] | None:
    """Read the bands' wavelengths [nm] from the variable found; None if a guessed one holds other numbers.

    Raises
    ------
    RasterError
        If a variable named by the user does not hold wavelengths.
    """
    variable = plan.layout.wavelengths
    if variable is None:
        return None
    values = read_variable(plan.path, variable).ravel().astype(float)
    found = in_nanometres(values.tolist(), [""] * len(values))
    plausible = all(SHORTEST_NM < value < LONGEST_NM for value in found)
    if plan.guessed_wavelengths:
        band_numbers = values.max() < LARGEST_MICROMETRES and np.array_equal(values, values.round())
        plausible &= not band_numbers and (variable.name == WAVELENGTHS or bool(np.all(np.diff(found) > 0)))
    elif not plausible:
        raise RasterError(f"WAVELENGTHS '{variable.name}' does not hold wavelengths in nanometres or micrometres.")
    return found if plausible else None


def import_cube(
    plan: Import,
    grid: Grid,
    output: str,
    truth_output: str,
    options: list[str],
    log: Log,
    progress: Progress,
) -> None:
    """Write the cube of a MATLAB file to a raster, and its truth to another; both completely, or neither.

    Parameters
    ----------
    plan : Import
    grid : Grid
    output, truth_output : str
        Paths; the second may be empty.
    options : list of str
        Creation options of the cube's raster.
    log : callable
        Called with messages on what was found.
    progress : callable
        Called with a fraction and a text; an exception it raises aborts the work.

    Raises
    ------
    RasterError
        If something cannot be read or written.
    """
    layout = plan.layout
    progress(0.0, "reading")
    wavelengths = read_wavelengths_of(plan)
    nodata = own_numbers(plan, NODATA, 1)
    cube = read_variable(plan.path, layout.cube).transpose(LAYOUTS[layout.axes])
    progress(0.3, "writing")
    told = ", ".join(f"{size} {axis}" for size, axis in zip(layout.shape, EXPORTED_AXES.split("-")))
    log(f"Cube: '{layout.cube.name}', {layout.cube.kind}, {told} ({layout.axes}, {layout.reason}).")
    log(f"Wavelengths: '{layout.wavelengths.name}'." if wavelengths else "Wavelengths: none found.")
    source = {"SCOREAD_VARIABLE": layout.cube.name, "SCOREAD_AXES": layout.axes, "SCOREAD_VERSION": VERSION}

    def describe(dataset: gdal.Dataset) -> None:
        dataset.SetMetadata(source)
        if wavelengths:
            write_wavelengths(dataset, wavelengths)
        if nodata and holds(cube.dtype, nodata[0]):
            value = nodata[0] if cube.dtype.kind == "f" else int(nodata[0])
            for band in bands_of(dataset):
                band.SetNoDataValue(value)

    with ExitStack() as outputs:
        if truth_output:
            path = outputs.enter_context(replacing_raster(Path(truth_output), "TRUTH"))
            log(f"Truth: '{layout.truth.name}', {layout.truth.extent} {layout.truth.kind}.")
            write_truth(path, plan, grid)
        path = outputs.enter_context(replacing_raster(Path(output), "OUTPUT"))
        write_cube(
            path, cube, grid, "OUTPUT", options, describe, lambda share: progress(0.3 + 0.7 * share, "writing")
        )


def write_truth(path: Path, plan: Import, grid: Grid) -> None:
    values = read_variable(plan.path, plan.layout.truth)
    values = values.T if plan.layout.truth_is_transposed else values
    small = values.astype(np.uint8) if np.isin(values, np.arange(256)).all() else values
    metadata = {"SCOREAD_VARIABLE": plan.layout.truth.name, "SCOREAD_VERSION": VERSION}
    write_cube(path, small[..., None], grid, "TRUTH", [], lambda dataset: dataset.SetMetadata(metadata))
