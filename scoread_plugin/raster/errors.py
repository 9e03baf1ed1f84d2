"""Errors on unusable rasters."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from osgeo import gdal

Result = TypeVar("Result")


class RasterError(ValueError):
    """Raised if a raster, or a request for it, cannot be used; the message gives the reason and a remedy."""


@contextmanager
def refusing(refusal: str) -> Iterator[None]:
    """Turn a RuntimeError into a RasterError that begins with the refusal.

    Depending on how QGIS has configured it, GDAL raises or returns nothing; the block raises RuntimeError for the
    latter, by `made`.
    """
    gdal.ErrorReset()
    try:
        yield
    except RuntimeError as error:
        raise RasterError(f"{refusal}: {error}") from error


def made(result: Result | None, otherwise: str = "GDAL gives no reason") -> Result:
    """Return what GDAL made; if nothing, raise RuntimeError with GDAL's own message or, if there is none, another."""
    if result is None:
        raise RuntimeError(gdal.GetLastErrorMsg() or otherwise)
    return result


@contextmanager
def interruptible(progress: Callable[[float], None]) -> Iterator[Callable[..., int]]:
    """Provide a callback for GDAL that reports the fraction done to `progress`.

    No exception passes through GDAL: one raised by `progress` aborts GDAL's work, and is raised when the block ends.
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
    """Return the result of a GDAL call; raise RasterError if GDAL records an error, as it does for a full disk."""
    with refusing(refusal):
        result = operation(*arguments)
        if gdal.GetLastErrorType() >= gdal.CE_Failure:
            raise RuntimeError(gdal.GetLastErrorMsg())
    return result
