"""The score-based generative model: the science, in torch and numpy."""

from ..on_demand import on_demand

__getattr__ = on_demand(__name__)
