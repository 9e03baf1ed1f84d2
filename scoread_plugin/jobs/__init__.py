"""A whole training, detection, evaluation or conversion, from file to file."""

from ..on_demand import on_demand

__getattr__ = on_demand(__name__)
