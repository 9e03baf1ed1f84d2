"""Complete training, detection, evaluation and conversion jobs, from file to file."""

from ..on_demand import on_demand

__getattr__ = on_demand(__name__)
