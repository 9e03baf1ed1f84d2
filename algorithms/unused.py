"""Warnings about numbers that were set but are not used by the chosen option."""

from __future__ import annotations

from .given import Given


def warn_of_unused(given: Given, choice: str, uses: dict[str, tuple[str, ...]], feedback) -> None:
    """Warn of each number that differs from its default but is not used by the chosen value.

    Parameters
    ----------
    given : Given
    choice : str
        Name of an enumeration.
    uses : dict of str to tuple of str
        For each of its values, the names of the numbers that it uses.
    feedback : QgsProcessingFeedback
    """
    chosen = given.text(choice)
    for name in dict.fromkeys(name for names in uses.values() for name in names):
        if name not in uses[chosen] and is_set(given, name):
            serving = " or ".join(f"'{value}'" for value, names in uses.items() if name in names)
            feedback.pushWarning(f"{name} is ignored: it applies to {choice} {serving}, but {choice} is '{chosen}'.")


def is_set(given: Given, name: str) -> bool:
    """Return whether a number has a value other than its default."""
    if given.is_empty(name):
        return False
    default = given.algorithm.parameterDefinition(name).defaultValue()
    return default is None or given.number(name) != default
