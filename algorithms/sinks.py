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
from .given import Given

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
    given : Given
    crs : QgsCoordinateReferenceSystem
    provenance : dict
        Kept as the abstract of the metadata.
    """

    def __init__(self, given: Given, feedback, crs, provenance: dict[str, str]):
        self.given = given
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
        given, algorithm = self.given, self.given.algorithm
        file = destination_file(given, name)
        sink, destination = algorithm.parameterAsSink(given.parameters, name, given.context, fields, kind, self.crs)
        if sink is None:
            if not given.is_empty(name):
                raise QgsProcessingException(algorithm.invalidSinkError(given.parameters, name))
            return ""
        for feature in features:
            if not sink.addFeature(feature, QgsFeatureSink.Flag.FastInsert):
                raise QgsProcessingException(algorithm.writeFeatureError(sink, given.parameters, name))
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
        styles.on_load.dress_on_load(destination, given.context, dressed)
        return destination
