"""Connection to the process that computes with torch."""

from ..on_demand import on_demand

__getattr__ = on_demand(__name__)
