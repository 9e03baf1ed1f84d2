"""Rasters with GDAL and numpy: read windows, write georeferenced windows and tables."""

from ..on_demand import on_demand

__getattr__ = on_demand(__name__)
