"""Georeferenced score rasters, written completely or not at all."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from osgeo import gdal

from ..progress import Progress, silent
from .copying import copy_with_progress, replacing_raster
from .dataset import bands_of, open_dataset, read_pixels
from .errors import RasterError, checked
from .formats import driver_for
from .georeferencing import copy_georeferencing
from .scene import Scene
from .unfinished import WORTH_KEEPING, Unfinished
from .window import Window

SCRATCH_SIDE = 256
COMPARED_VALUES = 2**21
SCRATCH_OPTIONS = ("TILED=YES", "INTERLEAVE=BAND", "BIGTIFF=YES")
GEOTIFF_OPTIONS = ("TILED=YES", "COMPRESS=DEFLATE", "PREDICTOR=3", "BIGTIFF=IF_SAFER", "NUM_THREADS=ALL_CPUS")


class ScoreWriter:
    """Context manager that takes scores block by block and writes a raster to its target.

    Blocks go to a scratch raster in a folder next to the target. `finish` copies it into the requested format
    and moves it into place; without it nothing appears, and an older raster is left as it was. The scores of a run
    that was killed, or that ended early after a minute of work, are kept for the next run of the same job until the
    raster is in place, whatever is computed from them meanwhile.

    Parameters
    ----------
    target : str
        Path; its suffix determines the format (GeoTIFF if GDAL knows none for it).
    scene : Scene
        Scene that provides the georeferencing and the window.
    names : list of str
        Band names.
    options : list of str
        Creation options of the format, as NAME=VALUE; if empty, GeoTIFFs are tiled and compressed.
    job : str
        Description of everything that determines the scores.
    contrasted : bool
        Whether another score will replace the first band, see `write_score`. The scratch raster then has an
        additional band for the original score.

    Attributes
    ----------
    done : dict of Window to int
        Windows written by an interrupted run and by this one, and their numbers of valid pixels.

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
        self.scratch_path = str(self.unfinished.folder / "scratch.tif")
        self.original_band = len(names) + 1 if contrasted else 1

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
        """Whether the scratch raster was kept for the next run."""
        return self.unfinished.record.exists()

    @property
    def done(self) -> dict[Window, int]:
        return self.unfinished.done

    @property
    def bands(self) -> list[int]:
        """One-based numbers of the bands of the final raster."""
        return list(range(1, len(self.names) + 1))

    def reopened(self) -> gdal.Dataset | None:
        """Open the scratch raster left by an interrupted run; None if it does not match the record."""
        try:
            self.scratch = open_dataset(self.scratch_path, gdal.OF_RASTER | gdal.OF_UPDATE)
            valid = [np.isfinite(self.read_original(window)).sum() for window in self.done]
        except RasterError:
            return None
        return self.scratch if valid == list(self.done.values()) else None

    def make_scratch(self) -> gdal.Dataset:
        window = self.scene.window
        size = (window.columns, window.rows, max(len(self.names), self.original_band))
        create = gdal.GetDriverByName("GTiff").Create
        scratch = self.checked(create, self.scratch_path, *size, gdal.GDT_Float32, list(SCRATCH_OPTIONS))
        copy_georeferencing(self.scene.dataset, scratch, window, self.scene.reference)
        for band in bands_of(scratch):
            band.SetNoDataValue(float("nan"))
        for band, name in zip(bands_of(scratch), self.names):
            band.SetDescription(name)
        return scratch

    def write(self, window: Window, scores: np.ndarray) -> None:
        """Write scores (rows, columns, outputs) to a window, and record it as done.

        Raises
        ------
        RasterError
            If the disk is full or fails.
        """
        for band, plane in zip((self.original_band, *self.bands[1:]), np.moveaxis(scores, 2, 0)):
            self.write_plane(band, window, plane)
        self.flush()
        try:
            self.unfinished.note(window, int(np.isfinite(scores[:, :, 0]).sum()))
        except OSError as error:
            raise RasterError(f"{self.refusal}: {error}") from error

    def flush(self) -> None:
        """Flush all scores to disk; twice, since GDAL writes the location of a new tile one flush after the tile."""
        self.checked(self.scratch.FlushCache)
        self.checked(self.scratch.FlushCache)

    def write_score(self, window: Window, values: np.ndarray) -> None:
        """Write values (rows, columns), a score derived from the original one, to a window of the first band."""
        self.write_plane(1, window, values)

    def write_last(self, window: Window, values: np.ndarray) -> None:
        """Write values (rows, columns) to a window of the last band."""
        self.write_plane(len(self.names), window, values)

    def write_plane(self, band: int, window: Window, values: np.ndarray) -> None:
        place = window.relative_to(self.scene.window)
        write = self.scratch.GetRasterBand(band).WriteArray
        self.checked(write, np.ascontiguousarray(values), place.column, place.row)

    def read_original(self, window: Window) -> np.ndarray:
        """Read the original score, as written with blocks: (rows, columns)."""
        return self.read_plane(self.original_band, window)

    def read_score(self, window: Window) -> np.ndarray:
        """Read the first band in its current state: (rows, columns)."""
        return self.read_plane(1, window)

    def read_plane(self, band: int, window: Window) -> np.ndarray:
        return read_pixels(self.scratch.GetRasterBand(band), "The score", window.relative_to(self.scene.window))

    def finish(self, metadata: dict[str, str], progress: Progress = silent) -> None:
        """Add statistics and metadata, and move the raster into place.

        Parameters
        ----------
        metadata : dict
        progress : callable (fraction in 0..1, text), optional
            An exception it raises aborts the work; an older raster is left as it was.

        Raises
        ------
        RasterError
            If it cannot be written; nothing remains, and an older raster is left as it was.
        """
        for k, band in enumerate(self.bands):
            progress(0.3 * k / len(self.bands), "Statistics")
            self.checked(self.scratch.GetRasterBand(band).ComputeStatistics, False)
        self.scratch.SetMetadata(metadata)
        self.checked(self.scratch.FlushCache)
        wanted = self.checked(lambda: gdal.Translate("", self.scratch, format="VRT", bandList=self.bands))
        with replacing_raster(self.target, "OUTPUT") as path:
            written = (self.driver, str(path), wanted, self.options, self.refusal)
            copy_with_progress(*written, lambda fraction: progress(0.3 + 0.5 * fraction, "Writing"))
            self.read_back(str(path), lambda fraction: progress(0.8 + 0.2 * fraction, "Checking"))
            progress(1.0, "Done")

    def read_back(self, path: str, progress: Callable[[float], None]) -> None:
        """Raise RasterError unless every pixel is there: GDAL may not report a full disk."""
        try:
            whole = self.is_whole(path, progress)
        except RasterError as error:
            raise RasterError(f"{self.refusal}: {error}") from error
        if not whole:
            raise RasterError(f"{self.refusal}: the disk may be full")

    def is_whole(self, path: str, progress: Callable[[float], None]) -> bool:
        """Whether the raster at the path has a value wherever the scratch raster has one."""
        rasters, whole = (open_dataset(path), self.scratch), Window.of(self.scratch)
        columns = max(SCRATCH_SIDE, COMPARED_VALUES // (SCRATCH_SIDE * len(self.bands)))
        for part in whole.tiles(SCRATCH_SIDE, columns):
            progress(part.row / whole.rows)
            missing = [np.isnan(read_pixels(raster, f"'{path}'", part, band_list=self.bands)) for raster in rasters]
            if not np.array_equal(*missing):
                return False
        return True

    @property
    def refusal(self) -> str:
        return f"OUTPUT '{self.target}' cannot be written"

    def checked(self, operation: Callable, *arguments):
        """Return the result of a GDAL call that writes."""
        return checked(self.refusal, operation, *arguments)
