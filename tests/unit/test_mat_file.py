"""MATLAB files of every version against what scipy and h5py put into them."""

from __future__ import annotations

from struct import pack

import numpy as np
import pytest
from osgeo import gdal
from scipy import sparse
from scipy.io import savemat

from scoread_plugin.raster.errors import RasterError
from scoread_plugin.raster.mat_file import list_variables, read_text, read_variable, write_variables

CUBE = np.arange(4 * 5 * 3).reshape(4, 5, 3)
CLASSES = {
    "double": "float64", "single": "float32", "logical": "bool",
    **{name: name for name in ("int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64")},
}  # fmt: skip


def save_v73(path, values):
    """A file as MATLAB 7.3 writes it: a text of 512 bytes, dimensions in reverse, the class as an attribute."""
    h5py = pytest.importorskip("h5py", reason="h5py, which writes files of version 7.3 here, is not installed")
    names = {dtype: name for name, dtype in CLASSES.items()}
    with h5py.File(path, "w", userblock_size=512) as file:
        for name, value in values.items():
            if isinstance(value, str):
                stored, kind = np.array([list(map(ord, value))], np.uint16).T, "char"
            else:
                stored, kind = np.asarray(value), names.get(np.asarray(value).dtype.name, "double")
                stored = (stored.astype(np.uint8) if kind == "logical" else stored).T
            file.create_dataset(name, data=stored).attrs["MATLAB_class"] = np.bytes_(kind)
        file.create_group("#refs#")
        file.create_group("s").attrs["MATLAB_class"] = np.bytes_("struct")
        file.create_group("p").attrs["MATLAB_sparse"] = np.uint64(3)
    with open(path, "r+b") as file:
        file.write(b"MATLAB 7.3 MAT-file")


def variables(path):
    return {variable.name: variable for variable in list_variables(str(path))}


def value(path, name):
    return read_variable(str(path), variables(path)[name])


def save_v5(path, values):
    savemat(path, values, do_compression=True)


@pytest.mark.parametrize("kind", CLASSES)
@pytest.mark.parametrize("save", [save_v5, save_v73])
def test_every_class_keeps_its_values_and_type(tmp_path, save, kind):
    cube = (CUBE if CLASSES[kind].startswith(("uint", "bool")) else CUBE - 30).astype(CLASSES[kind])
    save(tmp_path / "a.mat", {"data": cube})
    found = variables(tmp_path / "a.mat")["data"]
    assert (found.shape, found.kind) == ((4, 5, 3), kind)
    read = value(tmp_path / "a.mat", "data")
    assert read.dtype == cube.dtype
    np.testing.assert_array_equal(read, cube)


@pytest.mark.parametrize("save", [save_v5, save_v73])
def test_text(tmp_path, save):
    save(tmp_path / "a.mat", {"crs": "EPSG:32633 é"})
    assert read_text(str(tmp_path / "a.mat"), variables(tmp_path / "a.mat")["crs"]) == "EPSG:32633 é"


def test_version_4(tmp_path):
    savemat(tmp_path / "a.mat", {"map": np.eye(3, dtype=np.uint8)}, format="4")
    assert str(variables(tmp_path / "a.mat")["map"]) == "map: 3 x 3 double"
    assert value(tmp_path / "a.mat", "map").dtype == np.float64


def test_a_double_that_is_stored_in_fewer_bytes_is_a_double(tmp_path):
    """As MATLAB stores whole numbers: class double, stored as uint8, in a file of its own making."""
    savemat(tmp_path / "a.mat", {"map": np.array([[1.0, 0.0]])})
    content = bytearray((tmp_path / "a.mat").read_bytes())
    # The array's data: type 9 (double), 16 bytes; make it type 2 (uint8) of 2 bytes in the small format.
    start = content.index((9).to_bytes(4, "little") + (16).to_bytes(4, "little"))
    content[start : start + 24] = (2 | 2 << 16).to_bytes(4, "little") + bytes([1, 0, 0, 0])
    content[132:136] = (int.from_bytes(content[132:136], "little") - 16).to_bytes(4, "little")
    (tmp_path / "a.mat").write_bytes(content)
    read = value(tmp_path / "a.mat", "map")
    assert read.dtype == np.float64 and read.tolist() == [[1, 0]]


def test_what_is_no_array_of_numbers_is_listed_as_what_it_is(tmp_path):
    contents = {"c": np.array([[1], "a"], object), "s": {"x": 1}, "p": sparse.eye(3), "t": "text"}
    savemat(tmp_path / "a.mat", contents)
    kinds = {name: variable.kind for name, variable in variables(tmp_path / "a.mat").items()}
    assert kinds == {"c": "cell", "s": "struct", "p": "sparse", "t": "char"}
    save_v73(tmp_path / "b.mat", {"data": CUBE})
    kinds = {name: variable.kind for name, variable in variables(tmp_path / "b.mat").items()}
    assert kinds == {"data": "int64", "s": "struct", "p": "sparse"}


def test_complex_values_are_refused(tmp_path):
    savemat(tmp_path / "a.mat", {"data": CUBE * 1j})
    with pytest.raises(RasterError, match="complex"):
        value(tmp_path / "a.mat", "data")
    save_v73(tmp_path / "b.mat", {"data": np.zeros((2, 2, 2), [("real", "f8"), ("imag", "f8")])})
    assert variables(tmp_path / "b.mat")["data"].kind == "complex"


def test_an_empty_variable_and_a_cell_of_version_73(tmp_path, gdal_exceptions):
    save_v73(tmp_path / "a.mat", {"data": CUBE})
    h5py = pytest.importorskip("h5py")
    with h5py.File(tmp_path / "a.mat", "r+") as file:
        file["none"] = np.array([0, 5, 3], np.uint64)
        file["none"].attrs.update({"MATLAB_class": np.bytes_("double"), "MATLAB_empty": np.uint8(1)})
        file.create_dataset("cell", (1, 1), h5py.ref_dtype).attrs["MATLAB_class"] = np.bytes_("cell")
    found = variables(tmp_path / "a.mat")
    assert str(found["none"]) == "none: 0 x 5 x 3 double"
    assert found["cell"].kind == "cell"


def test_hdf5_that_matlab_did_not_write_lies_as_its_writer_had_it(tmp_path):
    h5py = pytest.importorskip("h5py", reason="h5py, which writes files of version 7.3 here, is not installed")
    with h5py.File(tmp_path / "a.mat", "w") as file:
        file["data"] = CUBE.astype(">f4")
        file["scalar"] = 1.0
    assert variables(tmp_path / "a.mat")["data"].shape == (4, 5, 3)
    np.testing.assert_array_equal(value(tmp_path / "a.mat", "data"), CUBE)


@pytest.mark.parametrize("missing", [True, False], ids=["no HDF5 in GDAL", "damaged"])
def test_of_version_73_it_is_said_what_to_do(tmp_path, monkeypatch, gdal_exceptions, missing):
    (tmp_path / "a.mat").write_bytes(b"MATLAB 7.3 MAT-file".ljust(512) + b"\x89HDF\r\n\x1a\n")
    if missing:
        monkeypatch.setattr(gdal, "GetDriverByName", lambda name: None)
    with pytest.raises(RasterError, match=r"(?s)7.3.*save\('a.mat', '-v7'\)" + (".*no driver" if missing else "")):
        variables(tmp_path / "a.mat")


def test_a_truncated_file_of_version_73(tmp_path, gdal_exceptions):
    save_v73(tmp_path / "a.mat", {"data": np.random.default_rng(1).normal(size=(30, 20, 10))})
    content = (tmp_path / "a.mat").read_bytes()
    for length in range(600, len(content), 4999):
        (tmp_path / "part.mat").write_bytes(content[:length])
        with pytest.raises(RasterError, match="part.mat"):
            value(tmp_path / "part.mat", "data")


@pytest.mark.parametrize("compressed", [True, False])
def test_a_truncated_file_never_gives_other_values(tmp_path, compressed):
    generator = np.random.default_rng(1)
    cube = generator.normal(size=(6, 5, 4))
    savemat(tmp_path / "whole.mat", {"data": cube}, do_compression=compressed)
    content = (tmp_path / "whole.mat").read_bytes()
    for length in [0, 4, 100, 127, 128, 132, 140, 180, *range(200, len(content), 61)]:
        (tmp_path / "part.mat").write_bytes(content[:length])
        with pytest.raises((RasterError, KeyError)) as caught:
            value(tmp_path / "part.mat", "data")
        # An empty directory has no variable to name: that is the only KeyError, and this test's own.
        assert caught.type is RasterError or variables(tmp_path / "part.mat") == {}


@pytest.mark.parametrize(("place", "byte"), [(145, 8), (184, 200), (185, 1), (190, 9)])
def test_a_damaged_tag_never_reaches_scipy(tmp_path, place, byte):
    """Complex without imaginary numbers, data of no type, data longer than the file: scipy would end the process."""
    savemat(tmp_path / "a.mat", {"data": np.ones((6, 5, 4))})
    content = bytearray((tmp_path / "a.mat").read_bytes())
    content[place] = byte
    (tmp_path / "a.mat").write_bytes(content)
    with pytest.raises(RasterError, match="is damaged"):
        variables(tmp_path / "a.mat")


@pytest.mark.parametrize("order", ["<", ">"])
def test_files_of_either_byte_order_pass(tmp_path, order):
    """A file written by hand: flags, dimensions, a name within its tag, four numbers."""
    parts = pack(f"{order}IIII", 6, 8, 6, 0) + pack(f"{order}IIii", 5, 8, 2, 2)
    parts += pack(f"{order}I", 1 | 1 << 16) + b"x\0\0\0" + pack(f"{order}II4d", 9, 32, 1, 2, 3, 4)
    mark = b"\0\1IM" if order == "<" else b"\1\0MI"
    header = b"MATLAB 5.0 MAT-file".ljust(124) + mark
    (tmp_path / "a.mat").write_bytes(header + pack(f"{order}II", 14, len(parts)) + parts)
    assert value(tmp_path / "a.mat", "x").tolist() == [[1, 3], [2, 4]]


@pytest.mark.parametrize("content", [b"", b"not a MATLAB file", b"II*\0" + b"\1" * 400])
def test_other_files_are_refused(tmp_path, content):
    (tmp_path / "a.mat").write_bytes(content)
    with pytest.raises(RasterError, match="not a MATLAB file"):
        variables(tmp_path / "a.mat")


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(RasterError, match="cannot be opened: No such file"):
        variables(tmp_path / "a.mat")


def test_what_is_written_is_read(tmp_path):
    target = str(tmp_path / "é a.mat")
    values = {"data": CUBE.astype(np.uint16), "w": np.arange(3.0), "crs": "WKT", "n": np.array(-1.0)}
    write_variables(target, values)
    found = variables(target)
    assert [str(variable) for variable in found.values()] == [
        "data: 4 x 5 x 3 uint16", "w: 1 x 3 double", "crs: 1 char", "n: 1 x 1 double"
    ]  # fmt: skip
    np.testing.assert_array_equal(value(target, "data"), CUBE)
    assert [path.name for path in tmp_path.iterdir()] == ["é a.mat"]


def test_a_failed_write_leaves_the_older_file(tmp_path):
    target = tmp_path / "a.mat"
    target.write_bytes(b"older")
    with pytest.raises(TypeError):
        write_variables(str(target), {"data": None})
    assert target.read_bytes() == b"older"
    assert [path.name for path in tmp_path.iterdir()] == ["a.mat"]
