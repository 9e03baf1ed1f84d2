"""Vector layers that an algorithm writes, with their style and where they come from."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

from qgis.core import (
    Qgis,
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsFeatureSink,
    QgsField,
    QgsFields,
    QgsProcessingException,
    QgsVectorLayer,
    QgsWkbTypes,
)
from qgis.PyQt.QtCore import QMetaType, QVariant

from ..scoread_plugin import styles
from .files import destination_file

if Qgis.QGIS_VERSION_INT >= 33800:
    INTEGER, REAL, TEXT = QMetaType.Type.Int, QMetaType.Type.Double, QMetaType.Type.QString
else:
    INTEGER, REAL, TEXT = QVariant.Int, QVariant.Double, QVariant.String


def make_fields(kinds: dict) -> QgsFields:
    """Fields of these names and kinds."""
    fields = QgsFields()
    for name, kind in kinds.items():
        fields.append(QgsField(name, kind))
    return fields


class LayerSinks:
    """Writes vector layers where the parameters say, with style and provenance.

    Parameters
    ----------
    algorithm, parameters, context, feedback
        As Processing passes them.
    crs : QgsCoordinateReferenceSystem
    provenance : dict
        Kept as the abstract of the metadata.
    """

    def __init__(self, algorithm, parameters: dict, context, feedback, crs, provenance: dict[str, str]):
        self.algorithm = algorithm
        self.parameters = parameters
        self.context = context
        self.feedback = feedback
        self.crs: QgsCoordinateReferenceSystem = crs
        self.abstract = json.dumps(provenance, indent=1)

    def write(
        self,
        name: str,
        fields: QgsFields,
        kind: QgsWkbTypes.Type,
        features: Iterator[QgsFeature],
        dress: Callable[[QgsVectorLayer], None],
    ) -> str:
        """Write the parameter's features; return where they are, "" if they are not asked for."""
        file = destination_file(self.parameters, name, self.context)
        asked = (self.parameters, name, self.context, fields, kind, self.crs)
        sink, destination = self.algorithm.parameterAsSink(*asked)
        if sink is None:
            if self.parameters.get(name):
                raise QgsProcessingException(self.algorithm.invalidSinkError(self.parameters, name))
            return ""
        for feature in features:
            if not sink.addFeature(feature, QgsFeatureSink.Flag.FastInsert):
                raise QgsProcessingException(self.algorithm.writeFeatureError(sink, self.parameters, name))
        del sink

        abstract = self.abstract

        def dressed(layer: QgsVectorLayer) -> None:
            dress(layer)
            styles.region_style.describe(layer, abstract)

        if file:
            try:
                styles.region_style.write_sidecars(destination, dressed)
            except OSError as error:
                self.feedback.pushWarning(str(error))
        styles.on_load.dress_on_load(destination, self.context, dressed)
        return destination
