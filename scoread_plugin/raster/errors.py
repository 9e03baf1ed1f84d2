"""What a raster can be refused for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from osgeo import gdal


class RasterError(ValueError):
    """The raster, or what was asked of it, cannot be used; the message says why and what to do."""


@contextmanager
def refusing(refusal: str) -> Iterator[None]:
    """Turn a RuntimeError into a RasterError that begins with the refusal.

    GDAL raises or returns nothing, as QGIS has set it; what runs here raises RuntimeError for the latter.
    """
    gdal.ErrorReset()
    try:
        yield
    except RuntimeError as error:
        raise RasterError(f"{refusal}: {error}") from error


@contextmanager
def interruptible(progress: Callable[[float], None]) -> Iterator[Callable[..., int]]:
    """A callback for GDAL that tells `progress` the fraction done.

    No exception passes through GDAL: what `progress` raises ends GDAL's work, and is raised when the block ends.
    """
    raised: list[BaseException] = []

    def callback(fraction: float, *_) -> int:
        try:
            progress(fraction)
        except BaseException as error:
            raised.append(error)
        return not raised

    try:
        yield callback
    except (RuntimeError, RasterError):
        if not raised:
            raise
    if raised:
        raise raised[0]


def checked(refusal: str, operation: Callable, *arguments):
    """The result of a GDAL call; a RasterError when GDAL notes an error, as it does when a disk is full."""
    with refusing(refusal):
        result = operation(*arguments)
        if gdal.GetLastErrorType() >= gdal.CE_Failure:
            raise RuntimeError(gdal.GetLastErrorMsg())
    return result
