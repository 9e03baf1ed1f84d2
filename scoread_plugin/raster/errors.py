"""What a raster can be refused for."""

from __future__ import annotations


class RasterError(ValueError):
    """The raster, or what was asked of it, cannot be used; the message says why and what to do."""
