"""MATLAB files: which variables they hold, and their arrays as MATLAB shows them.

Up to version 7 by scipy; version 7.3, which is HDF5, by h5py where it is installed. Files are data: nothing in them
is executed.
"""

from __future__ import annotations

import math
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np

from ..files import replacing
from .errors import RasterError

# MATLAB's classes of numbers. A file may store a double in fewer bytes; the class is what counts.
TYPES = {
    "double": np.dtype(np.float64), "single": np.dtype(np.float32), "logical": np.dtype(np.bool_),
    **{name: np.dtype(name) for name in ("int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64")},
}  # fmt: skip
HDF5_SIGNATURE = b"\x89HDF\r\n\x1a\n"
# Before the signature, MATLAB writes a text of so many bytes.
HDF5_OFFSETS = (0, 512)
# Of one variable in versions 5 to 7.
LARGEST_BYTES = 2**31


@dataclass(frozen=True)
class Variable:
    """What a file's directory tells of a variable.

    Attributes
    ----------
    name : str
    shape : tuple of int
    kind : str
        MATLAB's class: "double", "logical", "cell" ...
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
        return f"{self.name}: {self.extent} {self.kind}"


def list_variables(path: str) -> list[Variable]:
    """The variables of a file, without their values.

    Raises
    ------
    RasterError
        If it is not a MATLAB file, is damaged, or is of version 7.3 where there is no h5py.
    """
    if is_hdf5(path):
        with open_hdf5(path) as file:
            return [describe(name, item) for name, item in file.items() if not name.startswith("#")]
    from scipy.io import whosmat

    with reading(path):
        return [Variable(name, tuple(map(int, shape)), kind) for name, shape, kind in whosmat(path, appendmat=False)]


def read_variable(path: str, variable: Variable) -> np.ndarray:
    """The array of a numeric variable, of its MATLAB class and shape.

    Raises
    ------
    RasterError
        If it is complex, or the file is damaged.
    """
    values = read_stored(path, variable)
    if values.dtype.kind not in "biuf":
        raise RasterError(f"Variable '{variable.name}' is complex; spectra are real. Save abs() or real() of it.")
    if values.shape != variable.shape:
        raise RasterError(f"'{path}' is damaged: '{variable.name}' is not {variable.extent}.")
    return values.astype(TYPES[variable.kind], copy=False)


def read_text(path: str, variable: Variable) -> str:
    """A row of characters."""
    values = read_stored(path, variable)
    characters = map(chr, values.ravel()) if values.dtype.kind == "u" else values.ravel()
    return "".join(characters)


def read_stored(path: str, variable: Variable) -> np.ndarray:
    if is_hdf5(path):
        with open_hdf5(path) as file:
            item = file[variable.name]
            return item[()].T if "MATLAB_class" in item.attrs else item[()]
    from scipy.io import loadmat

    with reading(path):
        return loadmat(path, variable_names=[variable.name], appendmat=False)[variable.name]


def write_variables(path: str, values: dict[str, np.ndarray | str]) -> None:
    """Write a compressed file of version 5, whole or not at all.

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
def open_hdf5(path: str) -> Iterator:
    try:
        import h5py
    except ImportError:
        raise RasterError(
            f"'{path}' is a MATLAB file of version 7.3 (HDF5), and the Python of this QGIS has no h5py to read it. "
            f"Save it in MATLAB by save('{os.path.basename(path)}', '-v7'), which holds variables of up to 2 GiB, "
            "or install h5py into QGIS's Python."
        ) from None
    with reading(path), h5py.File(path, "r") as file:
        yield file


def describe(name: str, item) -> Variable:
    """Of an HDF5 item. MATLAB stores the dimensions in reverse; other programs do not, nor tell a class."""
    kind = item.attrs.get("MATLAB_class")
    if not hasattr(item, "shape"):
        return Variable(name, (), "sparse" if "MATLAB_sparse" in item.attrs else "struct")
    if kind is None:
        names = {dtype: name for name, dtype in TYPES.items()}
        return Variable(name, item.shape, names.get(item.dtype.newbyteorder("="), str(item.dtype)))
    kind = kind.decode() if isinstance(kind, bytes) else str(kind)
    if item.attrs.get("MATLAB_empty"):
        return Variable(name, tuple(map(int, item[()])), kind)
    return Variable(name, item.shape[::-1], kind)


@contextmanager
def reading(path: str) -> Iterator[None]:
    """Whatever goes wrong in reading a file is said as its damage: readers raise errors of many kinds for it."""
    try:
        yield
    except RasterError:
        raise
    except MemoryError as error:
        raise RasterError(f"'{path}' does not fit into memory: a MATLAB file is read whole.") from error
    except (FileNotFoundError, IsADirectoryError, PermissionError) as error:
        raise RasterError(f"'{path}' cannot be opened: {error.strerror}.") from error
    except Exception as error:
        raise RasterError(f"'{path}' is no MATLAB file, or is damaged: {error or type(error).__name__}") from error
