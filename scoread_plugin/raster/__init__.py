"""Rasters by GDAL and numpy: windows in, georeferenced windows and tables out."""

from ..on_demand import on_demand

__getattr__ = on_demand(__name__)
