"""Classic detectors, in numpy alone."""

from ..on_demand import on_demand

__getattr__ = on_demand(__name__)
