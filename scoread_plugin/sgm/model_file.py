"""Model file: a zip archive of plain arrays and one JSON header; data, never code.

Reading a header requires only numpy, so that QGIS can check a model without torch.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields, replace

import numpy as np

from ..files import naming
from .settings import Settings

FORMAT = "scoread-model"
VERSION = 5
MOST_BANDS = 65536
LARGEST_HEADER = 16 * 2**20
LARGEST_ARRAYS = 2**30
ZIP_TIME = (1980, 1, 1, 0, 0, 0)
# The fastest level: zlib's default makes files a fifth smaller but takes four times as long.
COMPRESSION = 1


class ModelFileError(ValueError):
    """The file is not a model that this version can read."""


@dataclass(frozen=True)
class Header:
    """Metadata of a model.

    Attributes
    ----------
    settings : Settings
    features : tuple of int
        Length of the conditioned spectra of each view.
    bands : tuple of int
        Numbers of the bands used, starting at 1.
    band_count : int
        Number of bands of the training raster.
    wavelengths : tuple of float or None
        Wavelengths of the bands used, in nanometres.
    nodata : tuple of (float or None)
        Nodata value of each band used; a pixel is valid if every band used is finite and differs from it.
    facts : dict
        Facts about the training, for users.
    model_id : str
        First 16 hexadecimal digits of the SHA-256 of header and arrays.
    """

    settings: Settings
    features: tuple[int, ...]
    bands: tuple[int, ...]
    band_count: int
    wavelengths: tuple[float, ...] | None
    nodata: tuple[float | None, ...]
    facts: dict
    model_id: str = ""

    def to_dict(self) -> dict:
        return {"format": FORMAT, "version": VERSION, **asdict(self)}


def write(path: str, header: Header, arrays: dict[str, np.ndarray]) -> Header:
    """Write a model file; the same header and arrays give the same bytes.

    Returns
    -------
    Header
        The header with its model_id.
    """
    encoded = {name: encode(array) for name, array in sorted(arrays.items())}
    digest = hashlib.sha256(json.dumps(replace(header, model_id="").to_dict()).encode())
    for name, data in encoded.items():
        digest.update(name.encode() + data)
    header = replace(header, model_id=digest.hexdigest()[:16])
    with naming(path), zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        members = {"header.json": json.dumps(header.to_dict(), indent=1).encode()}
        members.update((f"{name}.npy", data) for name, data in encoded.items())
        for name, data in members.items():
            archive.writestr(entry(name), data, compresslevel=COMPRESSION)
    return header


def entry(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, ZIP_TIME)
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def encode(array: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, np.ascontiguousarray(array), allow_pickle=False)
    return buffer.getvalue()


def read_header(path: str) -> Header:
    """Read and check the header of a model, without its arrays.

    Raises
    ------
    ModelFileError
        If the file is not a complete model of a supported format version.
    """
    with whole_zip(path) as archive:
        return parse_header(archive)


def read(path: str) -> tuple[Header, dict[str, np.ndarray]]:
    """Read the header and the arrays, checked for type, size and finite values.

    Raises
    ------
    ModelFileError
        As `read_header`; also if an array is missing, damaged, too large or not finite.
    """
    with whole_zip(path) as archive:
        header = parse_header(archive)
        if sum(info.file_size for info in archive.infolist()) > LARGEST_ARRAYS:
            raise ModelFileError("its arrays are too large")
        names = [info.filename for info in archive.infolist() if info.filename.endswith(".npy")]
        arrays = {name[:-4]: read_array(archive, name) for name in names}
        check_reference(header, arrays)
        return header, arrays


@contextmanager
def whole_zip(path: str) -> Iterator[zipfile.ZipFile]:
    """Open a zip archive, turning every failure to read it into ModelFileError.

    A damaged or forged file causes zipfile, its decompressors, json and numpy to raise many kinds of exceptions.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except Exception as error:
        raise ModelFileError(f"'{path}' cannot be used as a ScoreAD model: {error}") from error


def parse_header(archive: zipfile.ZipFile) -> Header:
    if archive.getinfo("header.json").file_size > LARGEST_HEADER:
        raise ModelFileError("its header is too large")
    values = json.loads(archive.read("header.json"))
    if not isinstance(values, dict) or values.get("format") != FORMAT:
        raise ModelFileError("its header is not a ScoreAD model's")
    if values.get("version") != VERSION:
        raise ModelFileError(
            f"its format version is {values.get('version')}, that of another version of ScoreAD; this one reads "
            f"{VERSION}: train it again"
        )
    missing = [field.name for field in fields(Header) if field.name not in values]
    if missing:
        raise ModelFileError(f"its header lacks {', '.join(missing)}")
    header = Header(
        settings=Settings.from_dict(values["settings"]),
        features=tuple(int(n) for n in values["features"]),
        bands=tuple(int(n) for n in values["bands"]),
        band_count=int(values["band_count"]),
        wavelengths=None if values["wavelengths"] is None else tuple(float(w) for w in values["wavelengths"]),
        nodata=tuple(None if value is None else float(value) for value in values["nodata"]),
        facts=dict(values["facts"]),
        model_id=str(values["model_id"]),
    )
    check_header(header)
    return header


def check_header(header: Header) -> None:
    count = len(header.bands)
    if (
        header.band_count > MOST_BANDS
        or count < 2
        or not all(1 <= band <= header.band_count for band in header.bands)
    ):
        raise ModelFileError("its band list is not valid")
    if len(header.nodata) != count or (header.wavelengths is not None and len(header.wavelengths) != count):
        raise ModelFileError("its wavelengths or nodata values do not match its bands")
    if len(header.features) != len(header.settings.views) or not all(1 <= n <= 4096 for n in header.features):
        raise ModelFileError("its views are not valid")


def check_reference(header: Header, arrays: dict[str, np.ndarray]) -> None:
    reference = arrays.get("reference")
    if reference is None or reference.ndim != 2 or reference.shape[1] != len(header.bands) or len(reference) == 0:
        raise ModelFileError(f"it has no reference spectra of {len(header.bands)} bands")


def read_array(archive: zipfile.ZipFile, name: str) -> np.ndarray:
    array = np.load(io.BytesIO(archive.read(name)), allow_pickle=False)
    if array.dtype != np.float32 or not np.isfinite(array).all():
        raise ModelFileError(f"its array {name} does not hold finite 32-bit numbers")
    return array
