"""Rasters to read spectra from: properties, bands in use, and blocks with their valid pixels."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from osgeo import gdal, osr

from .dataset import assigns, bands_of, is_signed_byte, open_dataset, read_mask, read_pixels, reference_of
from .errors import RasterError
from .identity import file_facts
from .layout import Layout, lines_at_once, read_layout, zero_planes
from .metadata import read_bad_bands, read_nodata, read_wavelengths
from .sources import first_file
from .truncation import refuse_truncated
from .validity import valid_pixels
from .window import Window, cut_along_tiles

# Types of at most half the size of 32-bit floats, which represent their values exactly.
KEPT_KINDS = {gdal.GDT_Byte: np.uint8, gdal.GDT_UInt16: np.uint16, gdal.GDT_Int16: np.int16}
# Other formats have libraries and locks of their own; more than two readers of a virtual raster block each other.
# Before GDAL 3.5, two that warp share their source.
MOST_READERS = {"ENVI": 8, "GTiff": 8, "VRT": 2 if int(gdal.VersionInfo()) >= 3050000 else 1}
TOLD_OTHERWISE = (gdal.GMF_ALL_VALID, gdal.GMF_NODATA, gdal.GMF_ALPHA | gdal.GMF_PER_DATASET)
# With up to this many bands, "alpha" is often the near infrared.
MOST_COLOURS = 4


@dataclass(frozen=True)
class Block:
    """Pixels of a window and of the margin around it.

    Attributes
    ----------
    window : Window
        Window without the margin.
    cube : array (rows + 2 margin, columns + 2 margin, bands)
        Spectra in sensor units, of the scene's data type; 0 where not valid.
    valid : array (rows + 2 margin, columns + 2 margin), bool
        False beyond the raster's edge.
    """

    window: Window
    cube: np.ndarray
    valid: np.ndarray


@dataclass(frozen=True)
class Scene:
    """Raster with the bands and the window in use.

    Attributes
    ----------
    path : str
        Path as opened by GDAL.
    dataset : gdal.Dataset
    bands : tuple of int
        One-based numbers of the bands in use.
    window : Window
        Part of the raster in use.
    mask : gdal.Dataset or None
        One byte per pixel on the same grid, nonzero where a pixel may be used.
    wavelengths : tuple of float or None
        Wavelengths of all bands of the raster, in nanometres.
    bad_bands : frozenset of int
        Bands flagged bad in the raster's header.
    all_nodata : tuple of float or None
        Nodata value of each band of the raster.
    layout : Layout
        Storage layout; it affects how blocks are cut and read, not their content.
    others : tuple of gdal.Dataset
        Further datasets of the same file, read by other threads in parallel with `dataset`.
    assigned : str
        WKT of the coordinate reference system that overrides the file's own; empty to use its own.
    """

    path: str
    dataset: gdal.Dataset
    bands: tuple[int, ...]
    window: Window
    mask: gdal.Dataset | None
    wavelengths: tuple[float, ...] | None
    bad_bands: frozenset[int]
    all_nodata: tuple[float | None, ...]
    layout: Layout
    others: tuple[gdal.Dataset, ...] = ()
    assigned: str = ""

    @property
    def whole(self) -> Window:
        return Window.of(self.dataset)

    @property
    def reference(self) -> osr.SpatialReference | None:
        """Coordinate reference system; None if unknown."""
        return reference_of(self.assigned) if self.assigned else self.dataset.GetSpatialRef()

    @property
    def tile(self) -> tuple[int, int]:
        """Rows and columns of the file's own blocks."""
        return self.layout.tile

    @property
    def nodata(self) -> tuple[float | None, ...]:
        """Nodata value of each band in use."""
        return tuple(self.all_nodata[band - 1] for band in self.bands)

    @property
    def wavelengths_used(self) -> list[float] | None:
        """Wavelengths of the bands in use, in nanometres."""
        return self.wavelengths and [self.wavelengths[band - 1] for band in self.bands]

    @property
    def alpha(self) -> int | None:
        """Number of the last band if it is an opacity band, as added by warping: 0 where there is no pixel."""
        count = self.dataset.RasterCount
        opaque = self.dataset.GetRasterBand(count).GetColorInterpretation() == gdal.GCI_AlphaBand
        return count if opaque and count > MOST_COLOURS else None

    @cached_property
    def own_masks(self) -> tuple[gdal.Band, ...]:
        """Masks of the bands in use that do not just repeat nodata values or opacity; one if all bands share it."""
        bands = [self.dataset.GetRasterBand(band) for band in self.bands]
        masked = [band for band in bands if band.GetMaskFlags() not in TOLD_OTHERWISE]
        shared = masked[:1] if masked and masked[0].GetMaskFlags() & gdal.GMF_PER_DATASET else masked
        return tuple(band.GetMaskBand() for band in shared)

    @property
    def kind(self) -> type[np.number]:
        """Data type of blocks: the raster's own if its bands share a small integer type, else float32."""
        bands = [self.dataset.GetRasterBand(band) for band in self.bands]
        kinds = {np.int8 if is_signed_byte(band) else KEPT_KINDS.get(band.DataType, np.float32) for band in bands}
        return kinds.pop() if len(kinds) == 1 else np.float32

    @property
    def bytes_per_pixel(self) -> int:
        """Size of a block's cube and of the validity of its values, per pixel."""
        return (np.dtype(self.kind).itemsize + 1) * len(self.bands) + 1

    def mask_digest(self) -> str:
        """Compute the SHA-256 digest of the mask; of no data if there is none."""
        digest = hashlib.sha256()
        for strip in self.whole.strips() if self.mask else ():
            digest.update(read_mask(self.mask.GetRasterBand(1), strip).tobytes())
        return digest.hexdigest()

    def identity(self) -> list:
        """Return everything that determines the values read, as plain values: files, bands, nodata, mask, place."""
        what = [self.path, file_facts(self.dataset), self.bands, self.nodata, self.mask_digest(), vars(self.window)]
        return [*what, self.assigned]

    def with_bands(self, bands: Sequence[int]) -> Scene:
        """Return the same scene in other bands.

        Raises
        ------
        RasterError
            If there are fewer than two bands, or the raster does not have them.
        """
        missing = [band for band in bands if not 1 <= band <= self.dataset.RasterCount]
        if missing:
            raise RasterError(f"INPUT has {self.dataset.RasterCount} bands, but no band {missing[0]} (BANDS).")
        chosen = tuple(sorted(set(bands)))
        if len(chosen) < 2:
            raise RasterError(
                f"Spectra need at least two usable bands; INPUT '{self.path}' has {len(chosen)}. "
                "Choose a multi- or hyperspectral raster, or other BANDS."
            )
        return replace(self, bands=chosen)

    def looking_at(self, window: Window) -> Scene:
        """Return the same scene with another window."""
        return replace(self, window=window)

    def placed_in(self, wkt: str) -> Scene:
        """Return the same scene in a coordinate reference system other than the file's, as assigned in QGIS."""
        return replace(self, assigned=wkt) if assigns(self.dataset, wkt) else self

    def masked(self, mask: gdal.Dataset) -> Scene:
        """Return the same scene with a mask."""
        return replace(self, mask=mask)

    def read_by(self, threads: int) -> Scene:
        """Return the same scene, read by as many of the threads as its format allows, each with a new dataset.

        Raises
        ------
        RasterError
            If the file cannot be reopened.
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
            # Not reflected: a pixel near the edge would become part of its own surroundings.
            cube, valid = np.pad(cube, (*pad, (0, 0))), np.pad(valid, pad)
        cube[~valid] = 0
        return Block(window, cube, valid)

    def read_inside(self, window: Window) -> tuple[np.ndarray, np.ndarray]:
        """Read cube and valid pixels of a window, a part by each thread; nothing is read if no pixel is allowed."""
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
        # If asked for whole pixels, GDAL would go through the whole cube once for each band.
        planes = zero_planes(len(self.bands), window.rows, window.columns, self.kind)
        with lines_at_once(self.layout.by_lines):
            read_pixels(**source, buf_obj=planes)
        cube[:] = np.moveaxis(planes, 0, 2)

    def allowed_pixels(self, window: Window) -> np.ndarray:
        """Return the pixels that the raster's mask, its opacity and the mask layer allow: (rows, columns), bool."""
        masks = [*self.own_masks]
        if self.alpha is not None:
            masks.append(self.dataset.GetRasterBand(self.alpha))
        if self.mask is not None:
            masks.append(self.mask.GetRasterBand(1))
        allowed = np.ones((window.rows, window.columns), bool)
        for mask in masks:
            allowed &= read_mask(mask, window) != 0
        return allowed


def open_scene(path: str) -> Scene:
    """Open a raster in all bands, except those flagged bad in its header and an opacity band.

    Raises
    ------
    RasterError
        If GDAL cannot open it, or it is truncated, has complex values, or fewer than two usable bands.
    """
    dataset = open_dataset(path)
    if any(gdal.DataTypeIsComplex(band.DataType) for band in bands_of(dataset)):
        raise RasterError(f"INPUT '{path}' has complex values; spectra must be real.")
    refuse_truncated(dataset)
    bad = read_bad_bands(dataset)
    scene = Scene(
        path=path,
        dataset=dataset,
        bands=(),
        window=Window.of(dataset),
        mask=None,
        wavelengths=read_wavelengths(dataset),
        bad_bands=bad,
        all_nodata=read_nodata(dataset),
        layout=read_layout(dataset, first_file(dataset)),
    )
    return scene.with_bands([k + 1 for k in range(dataset.RasterCount) if k + 1 not in {*bad, scene.alpha}])
