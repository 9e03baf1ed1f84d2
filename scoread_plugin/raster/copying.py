"""Copying of rasters to their targets, completely or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from osgeo import gdal

from ..files import replacing
from .dataset import open_dataset
from .errors import RasterError, checked, interruptible, made
from .georeferencing import keeps_place

SIDECARS = (".aux.xml", ".ovr", ".msk")
MISPLACED = (
    "the format does not hold this georeference, such as a rotated or south-up one, or control points; choose .tif, "
    ".img or .bsq"
)


def unwatched(fraction: float) -> None:
    """Ignore the progress."""


@contextmanager
def replacing_raster(target: Path, name: str) -> Iterator[Path]:
    """Provide a path to write a raster to, as `replacing` does; sidecars of an older raster are removed.

    Raises
    ------
    RasterError
        If the folder cannot be written to, or a file there cannot be replaced; the message names the parameter.
    """
    try:
        with replacing(target) as path:
            yield path
            stale = [suffix for suffix in SIDECARS if not Path(f"{path}{suffix}").exists()]
        for suffix in stale:
            Path(f"{target}{suffix}").unlink(missing_ok=True)
    except OSError as error:
        raise RasterError(f"{name} '{target}' cannot be replaced: {error}") from error


def copy_with_progress(
    driver: gdal.Driver,
    path: str,
    source: gdal.Dataset,
    options: list[str],
    refusal: str,
    progress: Callable[[float], None] = unwatched,
) -> None:
    """Call CreateCopy, and copy ENVI metadata as well; an exception raised by `progress` aborts it.

    Raises
    ------
    RasterError
        If that fails, or the copy lies elsewhere; the message begins with the refusal.
    """

    def copy() -> None:
        copied = made(driver.CreateCopy(path, source, 0, options, report), "the disk may be full")
        if source.GetMetadata("ENVI"):
            copied.SetMetadata(source.GetMetadata("ENVI"), "ENVI")
        copied.FlushCache()

    with interruptible(progress) as report:
        checked(refusal, copy)
    if not keeps_place(open_dataset(path), source):
        raise RasterError(f"{refusal}: {MISPLACED}")
