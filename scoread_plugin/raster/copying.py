"""A raster copied to where it belongs, whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from osgeo import gdal

from ..files import replacing
from .errors import RasterError, checked, interruptible

SIDECARS = (".aux.xml", ".ovr", ".msk")


def unwatched(fraction: float) -> None:
    """Progress that nobody watches."""


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


def copy_with_progress(
    driver: gdal.Driver,
    path: str,
    source: gdal.Dataset,
    options: list[str],
    refusal: str,
    progress: Callable[[float], None] = unwatched,
) -> None:
    """CreateCopy, with what a dataset has of ENVI's metadata; what `progress` raises ends it."""

    def copy() -> None:
        copied = driver.CreateCopy(path, source, 0, options, report)
        if copied is None:
            raise RuntimeError(gdal.GetLastErrorMsg() or "the disk may be full")
        if source.GetMetadata("ENVI"):
            copied.SetMetadata(source.GetMetadata("ENVI"), "ENVI")
        copied.FlushCache()

    with interruptible(progress) as report:
        checked(refusal, copy)
