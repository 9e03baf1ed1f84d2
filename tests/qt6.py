"""Stand-in for `qgis` as in QGIS 4 with PyQt6, where members of an enumeration exist only below its name.

After `install()`, `import qgis...` and `import processing...` return it. Everything may be imported, called and
accessed. Passing an enumeration in place of one of its members raises a TypeError; an unscoped member
(`Qt.AlignCenter` in place of `Qt.AlignmentFlag.AlignCenter`) looks just like that.
"""

from __future__ import annotations

import sys
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

PACKAGES = ("qgis", "processing")
CONSTANTS = {"QGIS_VERSION_INT": 40000, "QGIS_VERSION": "4.0.0-stub"}


class Enumeration:
    """`QgsSomething.Name`: has members, and is not a value itself."""

    def __init__(self, name: str):
        self.name = name

    def __getattr__(self, member: str) -> Member:
        if member.startswith("__"):
            raise AttributeError(member)
        return Member()


class Anything:
    """Result of a call or an attribute: false, empty, and usable in every way."""

    def __call__(self, *arguments, **named):
        check(arguments, named)
        return Anything()

    def __getattr__(self, name: str) -> Anything:
        if name.startswith("__"):
            raise AttributeError(name)
        return Anything()

    def __or__(self, other):
        check((other,), {})
        return Anything()

    def __setitem__(self, key, value):
        check((key, value), {})

    def __bool__(self):
        return False

    def __iter__(self):
        return iter(())


class Member(Anything):
    """Member of an enumeration."""


class QtClass(type):
    """Metaclass of all stand-ins for classes."""

    def __getattr__(cls, name: str):
        if name.startswith("__"):
            raise AttributeError(name)
        if name in CONSTANTS or name.isupper():
            return CONSTANTS.get(name, name)
        return Enumeration(f"{cls.__name__}.{name}") if name[0].isupper() else Anything()


class QtObject(metaclass=QtClass):
    """Base class of all stand-ins for classes."""

    def __init__(self, *arguments, **named):
        check(arguments, named)

    def __getattr__(self, name: str) -> Anything:
        if name.startswith("__"):
            raise AttributeError(name)
        return Anything()


def check(arguments: tuple, named: dict) -> None:
    """Raise TypeError if an enumeration is among the values, or in a list of them."""
    for value in (*arguments, *named.values()):
        for part in value if isinstance(value, (list, tuple)) else [value]:
            if isinstance(part, Enumeration):
                raise TypeError(f"{part.name} is an enumeration, or one of its members without its name")


class StandIn(ModuleType):
    """Module that has every class."""

    __path__: list[str] = []

    def __getattr__(self, name: str):
        if name.startswith("__"):
            raise AttributeError(name)
        setattr(self, name, QtClass(name, (QtObject,), {}))
        return getattr(self, name)


class Finder(MetaPathFinder, Loader):
    def find_spec(self, name, path, target=None):
        return ModuleSpec(name, self, is_package=True) if name.split(".")[0] in PACKAGES else None

    def create_module(self, spec):
        return StandIn(spec.name)

    def exec_module(self, module):
        """Do nothing: there is no code to run."""


def install() -> None:
    sys.meta_path.insert(0, Finder())
