"""Numbers that were set though the choice beside them makes no use of them."""

from __future__ import annotations


def warn_of_unused(algorithm, parameters: dict, context, choice: str, uses: dict[str, tuple[str, ...]], feedback):
    """Warn of each number that is not its default and has no part in the value chosen.

    Parameters
    ----------
    algorithm : QgsProcessingAlgorithm
    parameters, context
        As Processing passes them.
    choice : str
        Name of an enumeration.
    uses : dict of str to tuple of str
        For each of its values the names of the numbers that serve it.
    feedback : QgsProcessingFeedback
    """
    chosen = algorithm.parameterAsString(parameters, choice, context)
    for name in dict.fromkeys(name for names in uses.values() for name in names):
        if name not in uses[chosen] and is_set(algorithm, parameters, name, context):
            serving = " or ".join(f"'{value}'" for value, names in uses.items() if name in names)
            feedback.pushWarning(f"{name} is not used: it serves {choice} {serving}, and {choice} is '{chosen}'.")


def is_set(algorithm, parameters: dict, name: str, context) -> bool:
    """Whether a number has a value other than its default."""
    if parameters.get(name) in (None, ""):
        return False
    default = algorithm.parameterDefinition(name).defaultValue()
    return default is None or algorithm.parameterAsDouble(parameters, name, context) != default
