"""Vector layers that an algorithm writes, with style and provenance."""

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

from ..scoread_plugin import raster, styles
from ..scoread_plugin.files import replacing
from .files import destination_file
from .given import Given

if Qgis.QGIS_VERSION_INT >= 33800:
    INTEGER, REAL, TEXT = QMetaType.Type.Int, QMetaType.Type.Double, QMetaType.Type.QString
else:
    INTEGER, REAL, TEXT = QVariant.Int, QVariant.Double, QVariant.String


def make_fields(kinds: dict) -> QgsFields:
    """Return fields with these names and types."""
    fields = QgsFields()
    for name, kind in kinds.items():
        fields.append(QgsField(name, kind))
    return fields


class LayerSinks:
    """Writes vector layers to the destinations of the parameters, with style and provenance.

    Parameters
    ----------
    given : Given
    crs : QgsCoordinateReferenceSystem
    provenance : dict
        Stored as the abstract of the metadata.
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
        *flags: QgsFeatureSink.SinkFlag,
    ) -> str:
        """Write the parameter's features; return their destination, "" if they are not requested.

        A file is written completely or not at all.

        Raises
        ------
        QgsProcessingException, RasterError, OSError
            If it cannot be written; an older file is left as it was.
        """
        given = self.given

        def dressed(layer: QgsVectorLayer) -> None:
            dress(layer)
            styles.region_style.describe(layer, self.abstract)

        file = destination_file(given, name)
        if not file:
            destination, _ = self.fill(name, given.parameters, fields, kind, features, *flags)
        else:
            destination = given.target_layer(name)
            with replacing(file) as unfinished:
                _, count = self.fill(
                    name, {**given.parameters, name: str(unfinished)}, fields, kind, features, *flags
                )
                raster.table.check_count(str(unfinished), count, f"{name} '{file}'")
            try:
                styles.region_style.write_sidecars(file, dressed)
            except OSError as error:
                self.feedback.pushWarning(str(error))
        styles.on_load.dress_on_load(destination, given.context, dressed)
        return destination

    def fill(self, name: str, parameters: dict, fields, kind, features, *flags) -> tuple[str, int]:
        """Write the features where the parameters say; return where they are, and their number."""
        algorithm, count = self.given.algorithm, 0
        sink, destination = algorithm.parameterAsSink(
            parameters, name, self.given.context, fields, kind, self.crs, *flags
        )
        if sink is None:
            if not self.given.is_empty(name):
                raise QgsProcessingException(algorithm.invalidSinkError(parameters, name))
            return "", 0
        for feature in features:
            if not sink.addFeature(feature, QgsFeatureSink.Flag.FastInsert):
                raise QgsProcessingException(algorithm.writeFeatureError(sink, parameters, name))
            count += 1
        return destination, count
