"""Dialogs that are open when the plugin is unloaded."""

from __future__ import annotations

from tests.qgis.conftest import loaded_plugin


def model_of(step: str, registry):
    """A model of the project with one step."""
    from qgis.core import QgsProcessingModelAlgorithm, QgsProcessingModelChildAlgorithm

    model = QgsProcessingModelAlgorithm("model", "group")
    model.addChildAlgorithm(QgsProcessingModelChildAlgorithm(step))
    model.setProvider(registry.providerById("project"))
    return model


def test_dialogs_close_with_the_plugin(qgis):
    """The next press of Run in one would end QGIS: it asks the provider, which is gone."""
    from qgis.gui import QgsProcessingAlgorithmDialogBase

    class Dialog(QgsProcessingAlgorithmDialogBase):
        """A dialog without parameters."""

    def shown(algorithm) -> Dialog:
        dialog = Dialog()
        dialog.setAlgorithm(algorithm)
        dialog.show()
        return dialog

    def both(name) -> list[Dialog]:
        return [shown(registry.createAlgorithmById(name)), shown(model_of(name, registry))]

    registry = qgis.processingRegistry()
    with loaded_plugin():
        ours, others = both("scoread:rxdetector"), both("gdal:slope")
    assert [dialog.isVisible() for dialog in (*ours, *others)] == [False, False, True, True]
    for dialog in others:
        dialog.close()
