"""A check for unknown parameters, which Processing ignores silently."""

from __future__ import annotations


def check_names(algorithm, parameters: dict) -> None:
    """Raise ValueError for a name that is not one of the algorithm's parameters; case matters."""
    from difflib import get_close_matches  # Not at the start of QGIS, which does not need it.

    known = [definition.name() for definition in algorithm.parameterDefinitions()]
    for name in parameters:
        if name not in known:
            near = get_close_matches(name.upper(), known, 1)
            meant = f"did you mean {near[0]}?" if near else f"choose from {', '.join(known)}."
            raise ValueError(f"There is no parameter {name}: {meant}")
