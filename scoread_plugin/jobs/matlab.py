"""Conversion of MATLAB files to rasters, and back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from osgeo import gdal, gdal_array

from ..progress import Log, Progress
from ..raster.alignment import lies_on, validity_of
from ..raster.copying import replacing_raster
from ..raster.cube_file import Grid, gdal_type, write_cube
from ..raster.errors import RasterError
from ..raster.extent import UNREFERENCED, copy_georeferencing, geotransform
from ..raster.mat_file import (
    LARGEST_BYTES,
    TYPES,
    Variable,
    list_variables,
    read_text,
    read_variable,
    write_variables,
)
from ..raster.mat_layout import LAYOUTS, Choice, Layout, find_layout
from ..raster.metadata import LARGEST_MICROMETRES, in_nanometres, write_wavelengths
from ..raster.scene import Scene, read_mask, read_pixels
from ..raster.window import Window
from ..version import VERSION

# Variables with which an exported file describes itself.
CUBE, TRUTH, WAVELENGTHS, AXES, BANDS = "data", "map", "wavelengths", "axes", "bands"
GEOTRANSFORM, CRS, NODATA = "geotransform", "crs", "nodata"
EXPORTED_AXES = "rows-columns-bands"
SHORTEST_NM, LONGEST_NM = 100.0, 30_000.0
STRIP_BYTES = 2**25


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
    found = tuple(round(value, 6) for value in in_nanometres(values.tolist(), [""] * len(values)))
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
        for number in range(1, dataset.RasterCount + 1 if nodata else 1):
            dataset.GetRasterBand(number).SetNoDataValue(nodata[0])

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


def check_export(scene: Scene, truth: gdal.Dataset | None) -> None:
    """Refuse a cube that a MATLAB file cannot hold, and a truth on another grid.

    Raises
    ------
    RasterError
    """
    size = scene.window.pixels * len(scene.bands) * cube_type(scene.dataset, scene.bands).itemsize
    if size >= LARGEST_BYTES:
        raise RasterError(
            f"INPUT would become a variable of {size / 2**30:.1f} GiB, but MATLAB's v5 to v7 files hold only "
            "variables of less than 2 GiB. Choose fewer BANDS or a smaller EXTENT."
        )
    if truth is not None and not lies_on(truth, scene.dataset, scene.reference):
        raise RasterError(
            "TRUTH must be on the pixel grid of INPUT: the same size and position. Clip or warp it first "
            "(gdal:warpreproject), or rasterise polygons onto that grid (gdal:rasterize)."
        )


def cube_type(dataset: gdal.Dataset, bands: Sequence[int]) -> np.dtype:
    """Return the numpy type that can hold all of the bands."""
    kind = dataset.GetRasterBand(bands[0]).DataType
    for band in bands[1:]:
        kind = gdal.DataTypeUnion(kind, dataset.GetRasterBand(band).DataType)
    return np.dtype(gdal_array.GDALTypeCodeToNumericTypeCode(kind))


def export_cube(scene: Scene, truth: gdal.Dataset | None, output: str, progress: Progress, warn: Log) -> None:
    """Write the bands and window of a scene to a MATLAB file of version 5.

    Parameters
    ----------
    scene : Scene
        Scene accepted by `check_export`.
    truth : gdal.Dataset or None
        Dataset whose first band becomes the variable `map`.
    output : str
    progress : callable
        Called with a fraction and a text; an exception it raises aborts the work.
    warn : callable
        Called with a text if the file cannot represent which pixels are valid.

    Raises
    ------
    RasterError
        If something cannot be read or written.
    """
    values = description(scene)
    values[CUBE] = read_cube(scene.dataset, scene.bands, scene.window, lambda share: progress(share / 2, "reading"))
    mark_invalid(values, scene, warn)
    if truth is not None:
        values[TRUTH] = read_truth(truth, scene.window)
    progress(0.5, "compressing and writing")
    write_variables(output, values)


def read_truth(truth: gdal.Dataset, window: Window) -> np.ndarray:
    """Read the first band of a truth raster (rows, columns); as float64 with NaN if some pixels are not valid."""
    values = read_pixels(truth.GetRasterBand(1), "TRUTH", window)
    valid = read_mask(validity_of(truth), window) != 0
    return values if valid.all() else np.where(valid, values, np.nan)


def mark_invalid(values: dict, scene: Scene, warn: Log) -> None:
    """Set masked pixels of the cube to the nodata value or NaN; warn if neither is possible."""
    if len({str(value) for value in scene.nodata}) > 1:
        warn("The nodata value of INPUT differs by band, which a MATLAB file cannot store: it is left out.")
    masked = ~scene.allowed_pixels(scene.window)
    if not masked.any():
        return
    if NODATA in values or values[CUBE].dtype.kind == "f":
        values[CUBE][masked] = values.get(NODATA, np.nan)
    else:
        warn(
            f"{masked.sum()} pixels of INPUT are masked, which a MATLAB integer array cannot store: they look valid."
        )


def read_cube(
    dataset: gdal.Dataset, bands: Sequence[int], window: Window, progress: Callable[[float], None]
) -> np.ndarray:
    """Read the unconverted values of a window (rows, columns, bands) in MATLAB's memory order."""
    dtype = cube_type(dataset, bands)
    cube = np.empty((window.rows, window.columns, len(bands)), dtype, order="F")
    strip = max(1, STRIP_BYTES * window.rows // max(1, cube.nbytes))
    for part in window.tiles(strip, window.columns):
        first = part.row - window.row
        pixels = np.empty((part.rows, part.columns, len(bands)), dtype)
        layout = {"buf_obj": pixels, "interleave": "pixel", "band_list": list(bands)}
        cube[first : first + part.rows] = read_pixels(dataset, f"'{dataset.GetDescription()}'", part, **layout)
        progress((first + part.rows) / window.rows)
    return cube


def description(scene: Scene) -> dict[str, np.ndarray | str]:
    """Return the variables that describe the cube."""
    found = {AXES: EXPORTED_AXES, BANDS: np.array(scene.bands, float)}
    if scene.wavelengths is not None:
        found[WAVELENGTHS] = np.array(scene.wavelengths_used)
    place = window_grid(scene)
    if place.transform != UNREFERENCED or place.wkt:
        found[GEOTRANSFORM] = np.array(place.transform)
    if place.wkt:
        found[CRS] = place.wkt
    if None not in scene.nodata and len(np.unique(scene.nodata)) == 1:
        found[NODATA] = np.array(scene.nodata[0], float)
    return found


def window_grid(scene: Scene) -> Grid:
    """Return the grid of the scene's window."""
    window: Window = scene.window
    corner = gdal.GetDriverByName("MEM").Create("", 1, 1)
    copy_georeferencing(scene.dataset, corner, window, scene.reference)
    reference = corner.GetSpatialRef()
    transform = geotransform(corner)
    if transform is None:
        return Grid()
    return Grid(tuple(transform), "" if reference is None else reference.ExportToWkt())
