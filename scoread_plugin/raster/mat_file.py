"""Variables of MATLAB files, with arrays as MATLAB shows them.

Files up to version 7 are read by scipy; those of version 7.3, which is HDF5, by GDAL. (h5py often cannot be loaded
together with GDAL's HDF5.) Files are data: nothing in them is executed.
"""

from __future__ import annotations

import math
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from osgeo import gdal

from ..files import replacing
from .errors import RasterError, made, refusing
from .mat_tags import check_tags

# MATLAB's numeric classes. A file may store a double in fewer bytes; the class determines the type.
TYPES = {
    "double": np.dtype(np.float64), "single": np.dtype(np.float32), "logical": np.dtype(np.bool_),
    **{name: np.dtype(name) for name in ("int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64")},
}  # fmt: skip
GDAL_CLASSES = {"Byte": "uint8", "Float32": "single", "Float64": "double"}
GDAL_CLASSES |= {kind: kind.lower() for kind in ("Int8", "UInt16", "Int16", "UInt32", "Int32", "UInt64", "Int64")}
NOTES = ("MATLAB_class", "MATLAB_empty", "MATLAB_sparse")
HDF5_SIGNATURE = b"\x89HDF\r\n\x1a\n"
# MATLAB writes a text of this many bytes before the signature.
HDF5_OFFSETS = (0, 512)
# Limit of one variable in versions 5 to 7.
LARGEST_BYTES = 2**31
DAMAGED = "it is damaged"


@dataclass(frozen=True)
class Variable:
    """Directory entry of a variable.

    Attributes
    ----------
    name : str
    shape : tuple of int
    kind : str
        MATLAB class: "double", "logical", "cell" ...
    """

    name: str
    shape: tuple[int, ...]
    kind: str

    @property
    def is_numeric(self) -> bool:
        return self.kind in TYPES

    @property
    def size(self) -> int:
        return math.prod(self.shape)

    @property
    def extent(self) -> str:
        return " x ".join(map(str, self.shape))

    def __str__(self) -> str:
        return f"{self.name}: {self.extent} {self.kind}" if self.shape else f"{self.name}: {self.kind}"


def list_variables(path: str) -> list[Variable]:
    """List the variables of a file, without their values.

    Raises
    ------
    RasterError
        If it is not a MATLAB file, is damaged, or is of version 7.3 and GDAL cannot read HDF5.
    """
    if is_hdf5(path):
        with opened_hdf5(path) as root:
            arrays = [describe(root, name) for name in root.GetMDArrayNames() or ()]
            groups = [Variable(name, (), group_kind(root.OpenGroup(name))) for name in root.GetGroupNames() or ()]
        # MATLAB keeps the contents of cells in groups such as #refs#.
        return arrays + [group for group in groups if not group.name.startswith("#")]
    from scipy.io import whosmat

    with reading(path):
        check_tags(path)
        return [Variable(name, tuple(map(int, shape)), kind) for name, shape, kind in whosmat(path, appendmat=False)]


def read_variable(path: str, variable: Variable) -> np.ndarray:
    """Read the array of a numeric variable, with its MATLAB class and shape.

    Raises
    ------
    RasterError
        If it is complex, or the file is damaged.
    """
    values = read_stored(path, variable)
    if values.dtype.kind not in "biuf":
        raise RasterError(f"Variable '{variable.name}' is complex, but spectra are real. Save its abs() or real().")
    if values.shape != variable.shape:
        raise RasterError(f"'{path}' is damaged: '{variable.name}' is not {variable.extent}.")
    return values.astype(TYPES[variable.kind], copy=False)


def read_text(path: str, variable: Variable) -> str:
    """Read a row of characters."""
    values = read_stored(path, variable)
    characters = map(chr, values.ravel()) if values.dtype.kind == "u" else values.ravel()
    return "".join(characters)


def read_stored(path: str, variable: Variable) -> np.ndarray:
    if is_hdf5(path):
        with opened_hdf5(path) as root:
            array = root.OpenMDArray(variable.name)
            values = made(array.ReadAsArray(), DAMAGED)
            # MATLAB, unlike other programs, stores the dimensions in reverse.
            return values.T if "MATLAB_class" in attributes(array) else values
    from scipy.io import loadmat

    with reading(path):
        return loadmat(path, variable_names=[variable.name], appendmat=False)[variable.name]


def write_variables(path: str, values: dict[str, np.ndarray | str]) -> None:
    """Write a compressed file of version 5, completely or not at all.

    Raises
    ------
    RasterError
        If the file cannot be written.
    """
    from scipy.io import savemat

    try:
        with replacing(path) as part:
            savemat(part, values, appendmat=False, do_compression=True, oned_as="row")
    except OSError as error:
        raise RasterError(f"OUTPUT '{path}' cannot be written: {error}") from error


def is_hdf5(path: str) -> bool:
    with reading(path), open(path, "rb") as file:
        start = file.read(max(HDF5_OFFSETS) + len(HDF5_SIGNATURE))
    return any(start[offset:].startswith(HDF5_SIGNATURE) for offset in HDF5_OFFSETS)


@contextmanager
def opened_hdf5(path: str) -> Iterator[gdal.Group]:
    advice = f"In MATLAB, use save('{os.path.basename(path)}', '-v7') for variables of less than 2 GiB"
    with reading(path), refusing(f"'{path}' is of version 7.3 (HDF5) and cannot be read. {advice}"):
        made(gdal.GetDriverByName("HDF5"), "this GDAL has no driver for HDF5")
        kind = gdal.OF_MULTIDIM_RASTER | gdal.OF_VERBOSE_ERROR
        dataset = made(gdal.OpenEx(path, kind, allowed_drivers=["HDF5"]), DAMAGED)
        yield dataset.GetRootGroup()


def describe(root: gdal.Group, name: str) -> Variable:
    """Describe an HDF5 array.

    An array without a class was not written by MATLAB; one that GDAL cannot open holds references.
    """
    try:
        array = root.OpenMDArray(name)
    except RuntimeError:
        array = None
    if array is None:
        return Variable(name, (), "cell")
    facts = attributes(array)
    shape = tuple(dimension.GetSize() for dimension in array.GetDimensions() or ())
    numbers = array.GetDataType()
    kind = gdal.GetDataTypeName(numbers.GetNumericDataType())
    if numbers.GetClass() != gdal.GEDTC_NUMERIC or kind.startswith("C"):
        kind = "complex"
    elif "MATLAB_class" in facts:
        kind = facts["MATLAB_class"]
    else:
        kind = GDAL_CLASSES.get(kind, kind)
    if facts.get("MATLAB_empty"):
        shape = tuple(map(int, made(array.ReadAsArray(), DAMAGED)))
        return Variable(name, shape, kind)
    return Variable(name, shape[::-1] if "MATLAB_class" in facts else shape, kind)


def group_kind(group: gdal.Group) -> str:
    return "sparse" if "MATLAB_sparse" in attributes(group) else "struct"


def attributes(item: gdal.MDArray | gdal.Group) -> dict:
    """Return MATLAB's notes on a variable."""
    found = {attribute.GetName(): attribute for attribute in item.GetAttributes() or ()}
    return {name: found[name].Read() for name in NOTES if name in found}


@contextmanager
def reading(path: str) -> Iterator[None]:
    """Report errors in reading a file as RasterError: for a damaged file, readers raise errors of many kinds."""
    try:
        yield
    except RasterError:
        raise
    except MemoryError as error:
        raise RasterError(f"'{path}' does not fit into memory: MATLAB files are read whole.") from error
    except (FileNotFoundError, IsADirectoryError, PermissionError) as error:
        raise RasterError(f"'{path}' cannot be opened: {error.strerror}.") from error
    except Exception as error:
        raise RasterError(f"'{path}' is not a MATLAB file, or is damaged: {error or type(error).__name__}") from error
