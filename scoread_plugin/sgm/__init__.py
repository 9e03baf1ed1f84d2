"""Score-based generative model: the scientific code, in torch and numpy."""

from ..on_demand import on_demand

__getattr__ = on_demand(__name__)
