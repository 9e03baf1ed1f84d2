"""Open dialogs of Processing that use the algorithms of a provider."""

from __future__ import annotations

from qgis.core import QgsProcessingAlgorithm, QgsProcessingModelAlgorithm, QgsProcessingProvider
from qgis.gui import QgsProcessingAlgorithmDialogBase
from qgis.PyQt.QtWidgets import QApplication


def close_dialogs(provider: QgsProcessingProvider) -> None:
    """Close the dialogs of algorithms, batches and models that would ask the provider even after its deletion."""
    for dialog in QApplication.topLevelWidgets():
        if isinstance(dialog, QgsProcessingAlgorithmDialogBase) and uses(dialog.algorithm(), provider):
            dialog.close()


def uses(algorithm: QgsProcessingAlgorithm | None, provider: QgsProcessingProvider) -> bool:
    """Return whether an algorithm is one of the provider's, or a model with one of these."""
    if isinstance(algorithm, QgsProcessingModelAlgorithm):
        return any(uses(step.algorithm(), provider) for step in algorithm.childAlgorithms().values())
    return algorithm is not None and algorithm.provider() is provider
