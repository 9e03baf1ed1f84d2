"""Georeferenced score rasters, whole or not at all."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from osgeo import gdal

from ..progress import Progress, silent
from .copying import copy_with_progress, replacing_raster
from .errors import RasterError, checked
from .extent import copy_georeferencing
from .formats import driver_for
from .scene import Scene, open_dataset, read_pixels
from .unfinished import WORTH_KEEPING, Unfinished
from .window import Window

SCRATCH_SIDE = 256
COMPARED_VALUES = 2**21
SCRATCH_OPTIONS = ("TILED=YES", "INTERLEAVE=BAND", "BIGTIFF=YES")
GEOTIFF_OPTIONS = ("TILED=YES", "COMPRESS=DEFLATE", "PREDICTOR=3", "BIGTIFF=IF_SAFER", "NUM_THREADS=ALL_CPUS")


class ScoreWriter:
    """Takes scores block by block and leaves a raster at its target; a context manager.

    Blocks go to a scratch raster in a folder beside the target. `finish` copies it into the format asked for
    and moves it into place; without it nothing appears, and an older raster stays as it was. What was scored by a run
    that was killed, or that ended early after a minute of work, stays for the next run of the same job: until the
    raster is in its place, whatever is made of the scores meanwhile.

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
    contrasted : bool
        Whether another score will take the first band's place: see `write_score`. The scratch raster then has one
        band more, for the score as it was.

    Attributes
    ----------
    done : dict of Window to int
        Windows that an interrupted run and this one have written, and their valid pixels.

    Raises
    ------
    RasterError
        If the folder cannot be written to, or the format cannot hold 32-bit floats.
    """

    def __init__(
        self, target: str, scene: Scene, names: list[str], options: list[str], job: str, contrasted: bool = False
    ):
        self.target = Path(target)
        self.scene = scene
        self.names = names
        self.driver = driver_for(self.target)
        self.options = options or (list(GEOTIFF_OPTIONS) if self.driver.ShortName == "GTiff" else [])
        self.unfinished = Unfinished(self.target, job)
        self.scored_band = len(names) + 1 if contrasted else 1

    def __enter__(self) -> ScoreWriter:
        self.started = time.monotonic()
        self.scratch = self.reopened() if self.done else None
        self.resumed = self.scratch is not None
        try:
            if not self.resumed:
                self.unfinished.begin()
                self.scratch = self.make_scratch()
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

    @property
    def bands(self) -> list[int]:
        """Those that the raster is to have, counted from 1."""
        return list(range(1, len(self.names) + 1))

    def reopened(self) -> gdal.Dataset | None:
        """The scratch raster that an interrupted run has left, None where it does not hold what is noted."""
        try:
            self.scratch = open_dataset(str(self.unfinished.folder / "scratch.tif"), gdal.OF_RASTER | gdal.OF_UPDATE)
            valid = [np.isfinite(self.read_scored(window)).sum() for window in self.done]
        except RasterError:
            return None
        return self.scratch if valid == list(self.done.values()) else None

    def make_scratch(self) -> gdal.Dataset:
        window = self.scene.window
        path = str(self.unfinished.folder / "scratch.tif")
        size = (window.columns, window.rows, max(len(self.names), self.scored_band))
        create = gdal.GetDriverByName("GTiff").Create
        scratch = self.checked(create, path, *size, gdal.GDT_Float32, list(SCRATCH_OPTIONS))
        copy_georeferencing(self.scene.dataset, scratch, window, self.scene.reference)
        for k in range(scratch.RasterCount):
            scratch.GetRasterBand(k + 1).SetNoDataValue(float("nan"))
        for k, name in enumerate(self.names):
            scratch.GetRasterBand(k + 1).SetDescription(name)
        return scratch

    def write(self, window: Window, scores: np.ndarray) -> None:
        """Put scores (rows, columns, outputs) where the window is, and note it as done.

        Raises
        ------
        RasterError
            If the disk is full or fails.
        """
        for band, plane in zip((self.scored_band, *self.bands[1:]), np.moveaxis(scores, 2, 0)):
            self.write_plane(band, window, plane)
        self.flush()
        try:
            self.unfinished.note(window, int(np.isfinite(scores[:, :, 0]).sum()))
        except OSError as error:
            raise RasterError(f"{self.refusal}: {error}") from error

    def flush(self) -> None:
        """Have all scores on disk: where a new tile lies GDAL writes with the flush after the tile's own."""
        self.checked(self.scratch.FlushCache)
        self.checked(self.scratch.FlushCache)

    def write_score(self, window: Window, values: np.ndarray) -> None:
        """Put values (rows, columns) into the first band, where the window is: a score made of the one scored."""
        self.write_plane(1, window, values)

    def write_last(self, window: Window, values: np.ndarray) -> None:
        """Put values (rows, columns) into the last band, where the window is."""
        self.write_plane(len(self.names), window, values)

    def write_plane(self, band: int, window: Window, values: np.ndarray) -> None:
        place = window.relative_to(self.scene.window)
        write = self.scratch.GetRasterBand(band).WriteArray
        self.checked(write, np.ascontiguousarray(values), place.column, place.row)

    def read_scored(self, window: Window) -> np.ndarray:
        """The score that blocks came with, (rows, columns)."""
        return self.read_plane(self.scored_band, window)

    def read_score(self, window: Window) -> np.ndarray:
        """The first band as it stands, (rows, columns)."""
        return self.read_plane(1, window)

    def read_plane(self, band: int, window: Window) -> np.ndarray:
        return read_pixels(self.scratch.GetRasterBand(band), "The score", window.relative_to(self.scene.window))

    def finish(self, metadata: dict[str, str], progress: Progress = silent) -> None:
        """Add statistics and metadata, and put the raster in its place.

        Parameters
        ----------
        metadata : dict
        progress : callable (fraction in 0..1, text), optional
            What it raises ends the work, and an older raster stays as it was.

        Raises
        ------
        RasterError
            If it cannot be written; nothing is left, and an older raster stays as it was.
        """
        for k, band in enumerate(self.bands):
            progress(0.3 * k / len(self.bands), "Statistics")
            self.checked(self.scratch.GetRasterBand(band).ComputeStatistics, False)
        self.scratch.SetMetadata({**(self.scratch.GetMetadata() or {}), **metadata})
        self.checked(self.scratch.FlushCache)
        wanted = self.checked(lambda: gdal.Translate("", self.scratch, format="VRT", bandList=self.bands))
        with replacing_raster(self.target, "OUTPUT") as path:
            written = (self.driver, str(path), wanted, self.options, self.refusal)
            copy_with_progress(*written, lambda fraction: progress(0.3 + 0.5 * fraction, "Writing"))
            self.read_back(str(path), lambda fraction: progress(0.8 + 0.2 * fraction, "Checking"))
            progress(1.0, "Done")

    def read_back(self, path: str, progress: Callable[[float], None]) -> None:
        """Raise RasterError unless every pixel is there: GDAL may keep silent about a disk that is full."""
        try:
            whole = self.is_whole(path, progress)
        except RasterError as error:
            raise RasterError(f"{self.refusal}: {error}") from error
        if not whole:
            raise RasterError(f"{self.refusal}: the disk may be full")

    def is_whole(self, path: str, progress: Callable[[float], None]) -> bool:
        """Whether the raster there has a value wherever the scratch raster has one."""
        window = self.scene.window
        rasters = (open_dataset(path), self.scratch)
        columns = max(SCRATCH_SIDE, COMPARED_VALUES // (SCRATCH_SIDE * len(self.bands)))
        for part in Window(0, 0, window.rows, window.columns).tiles(SCRATCH_SIDE, columns):
            progress(part.row / window.rows)
            missing = [np.isnan(read_pixels(raster, f"'{path}'", part, band_list=self.bands)) for raster in rasters]
            if not np.array_equal(*missing):
                return False
        return True

    @property
    def refusal(self) -> str:
        return f"OUTPUT '{self.target}' cannot be written"

    def checked(self, operation: Callable, *arguments):
        """The result of a GDAL call that writes."""
        return checked(self.refusal, operation, *arguments)
