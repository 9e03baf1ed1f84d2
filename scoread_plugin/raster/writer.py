"""Georeferenced score rasters, whole or not at all."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from osgeo import gdal

from ..files import replacing
from .errors import RasterError, checked
from .extent import copy_georeferencing
from .scene import Scene, open_dataset, read_pixels
from .unfinished import WORTH_KEEPING, Unfinished
from .window import Window

SIDECARS = (".aux.xml", ".ovr")
ENVI_SUFFIXES = ("bsq", "bil", "bip", "dat")
GEOTIFF_OPTIONS = ("TILED=YES", "COMPRESS=DEFLATE", "PREDICTOR=3", "BIGTIFF=IF_SAFER", "NUM_THREADS=ALL_CPUS")


class ScoreWriter:
    """Takes scores block by block and leaves a raster at its target; a context manager.

    Blocks go to a scratch raster in a folder beside the target. `finish` copies it into the format asked for
    and moves it into place; without it nothing appears, and an older raster stays as it was. What was scored by a run
    that was killed, or that ended early after a minute of work, stays for the next run of the same job.

    Parameters
    ----------
    target : str
        Path; its suffix decides the format (GeoTIFF where GDAL knows none for it).
    scene : Scene
        Gives the georeferencing and the window.
    names : list of str
        Band names.
    options : list of str
        Creation options of the format, as NAME=VALUE; where empty, GeoTIFFs are tiled and compressed.
    job : str
        Tells what decides the scores.

    Attributes
    ----------
    done : dict of Window to int
        Windows that an interrupted run and this one have written, and their valid pixels.

    Raises
    ------
    RasterError
        If the folder cannot be written to, or the format cannot hold 32-bit floats.
    """

    def __init__(self, target: str, scene: Scene, names: list[str], options: list[str], job: str):
        self.target = Path(target)
        self.scene = scene
        self.names = names
        self.driver = driver_for(self.target)
        self.options = options or (list(GEOTIFF_OPTIONS) if self.driver.ShortName == "GTiff" else [])
        self.unfinished = Unfinished(self.target, job)

    def __enter__(self) -> ScoreWriter:
        self.started = time.monotonic()
        self.scratch = self.reopened() if self.done else None
        self.resumed = self.scratch is not None
        try:
            if not self.resumed:
                self.unfinished.begin()
                self.scratch = self.make_scratch("scratch.tif", self.names)
        except OSError as error:
            raise RasterError(f"OUTPUT '{self.target}' cannot be written: {error}") from error
        except BaseException:
            self.unfinished.discard()
            raise
        return self

    def __exit__(self, *exception) -> None:
        self.scratch = None
        if exception[0] is None:
            self.unfinished.remove()
        elif not (self.done and (self.resumed or time.monotonic() - self.started >= WORTH_KEEPING)):
            self.unfinished.discard()

    @property
    def kept(self) -> bool:
        """Whether the scratch raster has stayed for the next run."""
        return self.unfinished.record.exists()

    @property
    def done(self) -> dict[Window, int]:
        return self.unfinished.done

    def reopened(self) -> gdal.Dataset | None:
        """The scratch raster that an interrupted run has left, None where it does not hold what is noted."""
        try:
            self.scratch = open_dataset(str(self.unfinished.folder / "scratch.tif"), gdal.OF_RASTER | gdal.OF_UPDATE)
            valid = [np.isfinite(self.read_score(window)).sum() for window in self.done]
        except RasterError:
            return None
        return self.scratch if valid == list(self.done.values()) else None

    def make_scratch(self, file: str, names: list[str]) -> gdal.Dataset:
        window = self.scene.window
        path = str(self.unfinished.folder / file)
        size = (window.columns, window.rows, len(names))
        create = gdal.GetDriverByName("GTiff").Create
        scratch = self.checked(create, path, *size, gdal.GDT_Float32, ["TILED=YES", "BIGTIFF=YES"])
        copy_georeferencing(self.scene.dataset, scratch, window)
        for k, name in enumerate(names):
            band = scratch.GetRasterBand(k + 1)
            band.SetDescription(name)
            band.SetNoDataValue(float("nan"))
        return scratch

    def write(self, window: Window, scores: np.ndarray) -> None:
        """Put scores (rows, columns, outputs) where the window is, and note it as done.

        Raises
        ------
        RasterError
            If the disk is full or fails.
        """
        for k in range(scores.shape[2]):
            self.write_plane(self.scratch.GetRasterBand(k + 1), window, scores[:, :, k])
        self.flush()
        self.unfinished.note(window, int(np.isfinite(scores[:, :, 0]).sum()))

    def flush(self) -> None:
        """Have all scores on disk: where a new tile lies GDAL writes with the flush after the tile's own."""
        self.checked(self.scratch.FlushCache)
        self.checked(self.scratch.FlushCache)

    def write_last(self, window: Window, values: np.ndarray) -> None:
        """Put values (rows, columns) of the last band where the window is."""
        self.write_plane(self.scratch.GetRasterBand(len(self.names)), window, values)

    def write_plane(self, band: gdal.Band, window: Window, values: np.ndarray) -> None:
        place = window.relative_to(self.scene.window)
        self.checked(band.WriteArray, np.ascontiguousarray(values), place.column, place.row)

    def read_score(self, window: Window) -> np.ndarray:
        """The score written so far, (rows, columns)."""
        return read_pixels(self.scratch.GetRasterBand(1), "The score", window.relative_to(self.scene.window))

    @contextmanager
    def replacing_score(self) -> Iterator[Callable[[Window, np.ndarray], None]]:
        """Give what takes (window, values) of a new score; it replaces the old one at the end of the block."""
        copy = self.make_scratch("replacement.tif", self.names[:1])
        yield lambda window, values: self.write_plane(copy.GetRasterBand(1), window, values)
        self.unfinished.forget()
        for window in self.scene.window.tiles(256, self.scene.window.columns):
            values = read_pixels(copy.GetRasterBand(1), "The score", window.relative_to(self.scene.window))
            self.write_plane(self.scratch.GetRasterBand(1), window, values)

    def finish(self, metadata: dict[str, str]) -> None:
        """Add statistics and metadata, and put the raster in its place.

        Raises
        ------
        RasterError
            If it cannot be written; nothing is left, and an older raster stays as it was.
        """
        for k in range(len(self.names)):
            self.checked(self.scratch.GetRasterBand(k + 1).ComputeStatistics, False)
        self.scratch.SetMetadata({**(self.scratch.GetMetadata() or {}), **metadata})
        self.checked(self.scratch.FlushCache)
        with replacing_raster(self.target, "OUTPUT") as path:
            self.checked(self.copy_to, str(path))
            self.checked(self.read_back, str(path))

    def copy_to(self, path: str) -> None:
        copy = self.driver.CreateCopy(path, self.scratch, 0, self.options)
        if copy is None:
            raise RuntimeError(gdal.GetLastErrorMsg() or "the disk may be full")
        copy.FlushCache()

    def read_back(self, path: str) -> None:
        """Raise RuntimeError unless every pixel is there: GDAL may keep silent about a disk that is full."""
        try:
            copy = open_dataset(path)
            for window in Window(0, 0, self.scene.window.rows, self.scene.window.columns).tiles(256, 4096):
                missing = [np.isnan(read_pixels(raster, f"'{path}'", window)) for raster in (copy, self.scratch)]
                if not np.array_equal(*missing):
                    raise RuntimeError("the disk may be full")
        except RasterError as error:
            raise RuntimeError(str(error)) from error

    def checked(self, operation: Callable, *arguments):
        """The result of a GDAL call that writes."""
        return checked(f"OUTPUT '{self.target}' cannot be written", operation, *arguments)


@contextmanager
def replacing_raster(target: Path, name: str) -> Iterator[Path]:
    """A path to write a raster to, as `replacing` gives it; an older raster's sidecars go with it.

    Raises
    ------
    RasterError
        With the parameter's name, if the folder cannot be written to, or a file there cannot be replaced.
    """
    try:
        with replacing(target) as path:
            yield path
            stale = [suffix for suffix in SIDECARS if not Path(f"{path}{suffix}").exists()]
        for suffix in stale:
            Path(f"{target}{suffix}").unlink(missing_ok=True)
    except OSError as error:
        raise RasterError(f"{name} '{target}' cannot be replaced: {error}") from error


def driver_for(target: Path, kind: str = "Float32", name: str = "OUTPUT") -> gdal.Driver:
    """The GDAL driver that a file's suffix asks for.

    Parameters
    ----------
    target : Path
    kind : str
        GDAL's name of the type of number that it is to hold.
    name : str
        Of the parameter.

    Raises
    ------
    RasterError
        If that format cannot hold rasters of such numbers.
    """
    driver = driver_of_suffix(target.suffix[1:].lower(), name)
    # GeoTIFFs hold all that GDAL knows, 64-bit integers too, which GDAL 3.6 does not list.
    listed = driver.GetMetadataItem(gdal.DMD_CREATIONDATATYPES) or kind
    if driver.ShortName != "GTiff" and kind not in listed.split():
        raise RasterError(f"{name}: {driver.LongName} cannot hold {kind} numbers. Choose .tif, .img or .bsq.")
    return driver


def driver_of_suffix(suffix: str, name: str) -> gdal.Driver:
    """The first driver of a suffix that writes rasters; GeoTIFF where there is none."""
    if suffix == "vrt":
        raise RasterError(f"{name}: a virtual raster holds no pixels. Choose .tif, .img or .bsq.")
    if suffix in ENVI_SUFFIXES:
        return gdal.GetDriverByName("ENVI")
    for k in range(gdal.GetDriverCount()):
        driver = gdal.GetDriver(k)
        facts = driver.GetMetadata()
        writes = gdal.DCAP_CREATECOPY in facts or gdal.DCAP_CREATE in facts
        suffixes = (facts.get(gdal.DMD_EXTENSIONS) or "").lower().split()
        if suffix in suffixes and gdal.DCAP_RASTER in facts and writes:
            return driver
    return gdal.GetDriverByName("GTiff")
