"""A raster to read spectra from: its facts, the bands in use, and blocks with their valid pixels."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace

import numpy as np
from osgeo import gdal, osr

from .errors import RasterError, refusing
from .extent import placed_otherwise, same_places
from .identity import file_facts
from .layout import Layout, lines_at_once, read_layout, zero_planes
from .metadata import read_bad_bands, read_wavelengths
from .window import Window, cut_along_tiles

# At most half the size of 32-bit floats, which hold each of them exactly.
KEPT_KINDS = {gdal.GDT_Byte: np.uint8, gdal.GDT_UInt16: np.uint16, gdal.GDT_Int16: np.int16}
# Other formats have libraries and locks of their own; of a virtual raster more than two wait for each other.
# Before GDAL 3.5 two that warp share their source.
MOST_READERS = {"ENVI": 8, "GTiff": 8, "VRT": 2 if int(gdal.VersionInfo()) >= 3050000 else 1}
# Its square is the largest 32-bit float; what is larger is a fill value, as 9.97e36 of netCDF.
LARGEST_MEASURED = 1.8e19
LARGEST_FLOAT32 = float(np.finfo(np.float32).max)
# Of so many bands an "alpha" often holds the near infrared.
MOST_COLOURS = 4


@dataclass(frozen=True)
class Block:
    """Pixels of a window and of the margin around it.

    Attributes
    ----------
    window : Window
        Without the margin.
    cube : array (rows + 2 margin, columns + 2 margin, bands)
        In sensor units, of the scene's kind of number; 0 where not valid.
    valid : array (rows + 2 margin, columns + 2 margin), bool
        False beyond the raster's edge.
    """

    window: Window
    cube: np.ndarray
    valid: np.ndarray


@dataclass(frozen=True)
class Scene:
    """A raster, the bands in use and the part of it to look at.

    Attributes
    ----------
    path : str
        As GDAL opens it.
    dataset : gdal.Dataset
    bands : tuple of int
        Counted from 1.
    window : Window
        The part to look at.
    mask : gdal.Dataset or None
        One byte a pixel on the same grid, not 0 where a pixel may be used.
    wavelengths : tuple of float or None
        Of all the raster's bands, in nanometres.
    bad_bands : frozenset of int
        Flagged bad in the raster's header.
    layout : Layout
        Decides how blocks are cut and read, not what they hold.
    others : tuple of gdal.Dataset
        The same file opened again, to be read by other threads beside `dataset`.
    assigned : str
        WKT of the coordinate system that counts in place of the file's own; empty for that.
    """

    path: str
    dataset: gdal.Dataset
    bands: tuple[int, ...]
    window: Window
    mask: gdal.Dataset | None
    wavelengths: tuple[float, ...] | None
    bad_bands: frozenset[int]
    layout: Layout
    others: tuple[gdal.Dataset, ...] = ()
    assigned: str = ""

    @property
    def whole(self) -> Window:
        return Window.of(self.dataset)

    @property
    def reference(self) -> osr.SpatialReference | None:
        """The coordinate system; None where it is not known."""
        return reference_of(self.assigned) if self.assigned else self.dataset.GetSpatialRef()

    @property
    def tile(self) -> tuple[int, int]:
        """Rows and columns of the file's own blocks."""
        return self.layout.tile

    @property
    def nodata(self) -> tuple[float | None, ...]:
        """Nodata value of each band in use."""
        return tuple(self.dataset.GetRasterBand(band).GetNoDataValue() for band in self.bands)

    @property
    def wavelengths_used(self) -> list[float] | None:
        """Of the bands in use, in nanometres."""
        return self.wavelengths and [self.wavelengths[band - 1] for band in self.bands]

    @property
    def alpha(self) -> int | None:
        """The last band where it tells opacity, as a warp adds it: 0 where there is no pixel."""
        count = self.dataset.RasterCount
        opaque = self.dataset.GetRasterBand(count).GetColorInterpretation() == gdal.GCI_AlphaBand
        return count if opaque and count > MOST_COLOURS else None

    @property
    def kind(self) -> type[np.number]:
        """The numbers that blocks are read as: the raster's own where all are small integers, else float32."""
        kinds = {self.dataset.GetRasterBand(band).DataType for band in self.bands}
        return KEPT_KINDS.get(kinds.pop(), np.float32) if len(kinds) == 1 else np.float32

    @property
    def bytes_per_pixel(self) -> int:
        """Of a block's cube and the validity of its values."""
        return (np.dtype(self.kind).itemsize + 1) * len(self.bands) + 1

    def mask_digest(self) -> str:
        """SHA-256 of the mask; of nothing where there is none."""
        digest = hashlib.sha256()
        for strip in self.whole.tiles(256, self.whole.columns) if self.mask else ():
            digest.update(read_mask(self.mask.GetRasterBand(1), strip).tobytes())
        return digest.hexdigest()

    def identity(self) -> list:
        """What decides the values that are read, and where: files, bands, nodata, mask, part, as plain values."""
        what = [self.path, file_facts(self.dataset), self.bands, self.nodata, self.mask_digest(), vars(self.window)]
        return [*what, self.assigned]

    def with_bands(self, bands: Sequence[int]) -> Scene:
        """The same scene seen in other bands.

        Raises
        ------
        RasterError
            If there are fewer than two, or the raster does not have them.
        """
        missing = [band for band in bands if not 1 <= band <= self.dataset.RasterCount]
        if missing:
            raise RasterError(f"INPUT has {self.dataset.RasterCount} bands, and no band {missing[0]} (BANDS).")
        if len(set(bands)) < 2:
            raise RasterError(
                f"Spectra need at least two usable bands; INPUT '{self.path}' has {len(set(bands))}. "
                "Choose a multi- or hyperspectral raster, or other BANDS."
            )
        return replace(self, bands=tuple(sorted(set(bands))))

    def looking_at(self, window: Window) -> Scene:
        """The same scene, a part of it."""
        return replace(self, window=window)

    def placed_in(self, wkt: str) -> Scene:
        """The same scene in another coordinate system than the file says, as one may assign it in QGIS."""
        return replace(self, assigned=wkt) if assigns(self.dataset, wkt) else self

    def masked(self, mask: gdal.Dataset) -> Scene:
        """The same scene under a mask."""
        return replace(self, mask=mask)

    def read_by(self, threads: int) -> Scene:
        """The same scene, its blocks read by so many threads as its format allows, each with a newly opened dataset.

        Raises
        ------
        RasterError
            If the file cannot be opened again.
        """
        most = MOST_READERS.get(self.dataset.GetDriver().ShortName)
        if most is None:
            return self
        first, *others = (open_dataset(self.path) for _ in range(min(threads, most)))
        return replace(self, dataset=first, others=tuple(others))

    def read(self, window: Window, margin: int = 0) -> Block:
        """Read a window and the margin around it.

        Raises
        ------
        RasterError
            If the file cannot be read there.
        """
        grown = window.grown(margin)
        inside = grown.intersection(self.whole)
        cube, valid = self.read_inside(inside)
        pad = (
            (inside.row - grown.row, grown.row + grown.rows - inside.row - inside.rows),
            (inside.column - grown.column, grown.column + grown.columns - inside.column - inside.columns),
        )
        if any(map(any, pad)):
            # Not reflected: a pixel near the edge would be among its own surroundings.
            cube, valid = np.pad(cube, (*pad, (0, 0))), np.pad(valid, pad)
        cube[~valid] = 0
        return Block(window, cube, valid)

    def read_inside(self, window: Window) -> tuple[np.ndarray, np.ndarray]:
        """Cube and valid pixels of a window, a part of it by each thread; nothing is read where none is allowed."""
        cube = np.empty((window.rows, window.columns, len(self.bands)), self.kind)
        valid, nodata = self.allowed_pixels(window), self.nodata

        def read_part(dataset: gdal.Dataset, part: Window) -> None:
            place = part.relative_to(window).slices
            self.fill(cube[place], dataset, part)
            valid[place] &= valid_pixels(cube[place], nodata)

        datasets = (self.dataset, *self.others)
        parts = cut_along_tiles(window, self.tile, len(datasets)) if valid.any() else []
        with ThreadPoolExecutor(len(datasets)) as pool:
            list(pool.map(read_part, datasets, parts))
        return cube, valid

    def read_cube(self, window: Window) -> np.ndarray:
        cube = np.empty((window.rows, window.columns, len(self.bands)), self.kind)
        self.fill(cube, self.dataset, window)
        return cube

    def fill(self, cube: np.ndarray, dataset: gdal.Dataset, window: Window) -> None:
        """Read a window into a cube (rows, columns, bands)."""
        source = {"source": dataset, "name": f"'{self.path}'", "window": window, "band_list": list(self.bands)}
        if self.layout.by_pixels:
            read_pixels(**source, buf_obj=cube, interleave="pixel")
            return
        # Asked for pixels, GDAL would go through the whole cube once for each band.
        planes = zero_planes(len(self.bands), window.rows, window.columns, self.kind)
        with lines_at_once(self.layout.by_lines):
            read_pixels(**source, buf_obj=planes)
        cube[:] = np.moveaxis(planes, 0, 2)

    def valid_values(self, cube: np.ndarray) -> np.ndarray:
        """Values that are finite and not their band's nodata value: bool, shaped like the cube."""
        return is_data(cube, self.nodata)

    def allowed_pixels(self, window: Window) -> np.ndarray:
        """Pixels that the raster's own mask, its opacity and the mask layer allow: (rows, columns), bool."""
        first, masks = self.dataset.GetRasterBand(self.bands[0]), []
        if first.GetMaskFlags() == gdal.GMF_PER_DATASET:
            masks.append(first.GetMaskBand())
        if self.alpha is not None:
            masks.append(self.dataset.GetRasterBand(self.alpha))
        if self.mask is not None:
            masks.append(self.mask.GetRasterBand(1))
        allowed = np.ones((window.rows, window.columns), bool)
        for mask in masks:
            allowed &= read_mask(mask, window) != 0
        return allowed


def reference_of(wkt: str) -> osr.SpatialReference:
    """A coordinate system whose x comes before y, as in geotransforms."""
    reference = osr.SpatialReference(wkt)
    reference.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    return reference


def assigns(dataset: gdal.Dataset, wkt: str) -> bool:
    """Whether WKT assigns a raster another coordinate system than its own; empty WKT does not."""
    own = dataset.GetSpatialRef()
    return bool(wkt) and not placed_otherwise(dataset) and not (own and same_places(own, reference_of(wkt)))


def valid_pixels(cube: np.ndarray, nodata: Sequence[float | None]) -> np.ndarray:
    """Pixels all of whose values are data: (rows, columns), bool."""
    if cube.dtype.kind in "iu" and all(value is None for value in nodata):
        return np.ones(cube.shape[:2], bool)
    return is_data(cube, nodata).all(axis=2)


def is_data(values: np.ndarray, nodata: Sequence[float | None]) -> np.ndarray:
    """Which values (..., bands) can be measured and are not their band's nodata value; one may serve for all."""
    finite = np.abs(values) < LARGEST_MEASURED if values.dtype.kind == "f" else np.ones(values.shape, bool)
    if all(value is None for value in nodata):
        return finite
    numbers = [np.nan if value is None else value for value in nodata]
    return finite & (values != np.clip(numbers, -LARGEST_FLOAT32, LARGEST_FLOAT32).astype(np.float32))


def read_mask(band: gdal.Band, window: Window) -> np.ndarray:
    return read_pixels(band, "The mask", window)


def read_pixels(source: gdal.Dataset | gdal.Band, name: str, window: Window, **layout) -> np.ndarray:
    """Read a window of a raster or of a band, whatever QGIS has set GDAL's error handling to.

    Raises
    ------
    RasterError
        With the name and GDAL's own words.
    """
    with refusing(f"{name} cannot be read from row {window.row + 1} on"):
        values = source.ReadAsArray(window.column, window.row, window.columns, window.rows, **layout)
        if values is None:
            raise RuntimeError(gdal.GetLastErrorMsg() or "damaged file")
    return values


def open_scene(path: str) -> Scene:
    """Open a raster in all its bands that its header does not flag bad, and that do not tell opacity.

    Raises
    ------
    RasterError
        If GDAL cannot open it, it is cut off, has complex values, or fewer than two usable bands.
    """
    dataset = open_dataset(path)
    kinds = {gdal.GetDataTypeName(dataset.GetRasterBand(k + 1).DataType) for k in range(dataset.RasterCount)}
    if any(kind.startswith("C") for kind in kinds):
        raise RasterError(f"INPUT '{path}' has complex values; spectra are real.")
    refuse_cut_off(dataset)
    bad = read_bad_bands(dataset)
    scene = Scene(
        path=path,
        dataset=dataset,
        bands=(),
        window=Window.of(dataset),
        mask=None,
        wavelengths=read_wavelengths(dataset),
        bad_bands=bad,
        layout=read_layout(dataset, first_file(dataset)),
    )
    return scene.with_bands([k + 1 for k in range(dataset.RasterCount) if k + 1 not in {*bad, scene.alpha}])


def refuse_cut_off(dataset: gdal.Dataset) -> None:
    """Raise RasterError if an ENVI file is shorter than its header says: GDAL would read zeros from there on."""
    if dataset.GetDriver().ShortName != "ENVI":
        return
    header = dataset.GetMetadata("ENVI") or {}
    file = gdal.VSIStatL(dataset.GetDescription())
    if file is None or header.get("file_compression", "0").strip() != "0":
        return
    size = gdal.GetDataTypeSize(dataset.GetRasterBand(1).DataType) // 8
    values = dataset.RasterXSize * dataset.RasterYSize * dataset.RasterCount
    told = int(header.get("header_offset") or 0) + values * size
    if file.size < told:
        raise RasterError(
            f"INPUT '{dataset.GetDescription()}' is cut off: its header tells of {told} bytes, and it holds "
            f"{file.size}. Copy it again."
        )


def first_file(dataset: gdal.Dataset) -> gdal.Dataset:
    """The first file of a virtual raster, or the dataset itself where it is no such or none can be opened."""
    if dataset.GetDriver().ShortName == "VRT":
        for path in (dataset.GetFileList() or [])[1:2]:
            with suppress(RasterError):
                return open_dataset(path)
    return dataset


def open_dataset(path: str, kind: int = gdal.OF_RASTER) -> gdal.Dataset:
    """Open a raster, or a data source of another kind, with GDAL, whatever QGIS has set its error handling to.

    Raises
    ------
    RasterError
        With GDAL's own words.
    """
    with refusing(f"'{path}' cannot be opened"):
        dataset = gdal.OpenEx(path, kind | gdal.OF_VERBOSE_ERROR)
        if dataset is None:
            raise RuntimeError(gdal.GetLastErrorMsg() or "its format is not known")
    return dataset


def open_placed(path: str, wkt: str) -> gdal.Dataset:
    """Open a raster in the coordinate system assigned to it in QGIS, given as WKT; empty for the file's own.

    Raises
    ------
    RasterError
        If it cannot be opened.
    """
    dataset = open_dataset(path)
    if not assigns(dataset, wkt):
        return dataset
    with refusing(f"'{path}' cannot be opened in the coordinate system assigned to it"):
        placed = gdal.Translate("", dataset, options=gdal.TranslateOptions(format="VRT", outputSRS=wkt))
        if placed is None:
            raise RuntimeError(gdal.GetLastErrorMsg())
    return placed
