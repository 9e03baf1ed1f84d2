"""Lazy import of a package's modules, so that QGIS starts without them."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from types import ModuleType


def on_demand(package: str) -> Callable[[str], ModuleType]:
    """Return a `__getattr__` for a package (PEP 562): `jobs.training` imports the module `training` of `jobs`.

    Parameters
    ----------
    package : str
        `__name__` of the package.
    """

    def import_module(name: str) -> ModuleType:
        folder = os.path.dirname(sys.modules[package].__file__)
        if not os.path.isfile(os.path.join(folder, f"{name}.py")):
            raise AttributeError(f"module '{package}' has no attribute '{name}'")
        # As a statement does: importlib bypasses QGIS, which must know what to drop when the plugin is reloaded.
        __import__(f"{package}.{name}")
        return sys.modules[f"{package}.{name}"]

    return import_module
