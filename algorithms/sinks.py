"""Vector layers that an algorithm writes, with style and provenance."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from qgis.core import (
    Qgis,
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsFeatureSink,
    QgsField,
    QgsFields,
    QgsProcessingException,
    QgsProcessingOutputLayerDefinition,
    QgsProperty,
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

# As many as tell 32-bit floats apart.
SCORE_DIGITS = 9
FILES_OF_PARTS = (".shp", ".tab", ".mif")
OPTIONAL_PARTS = (".qix", ".sbn", ".sbx", ".cpg", ".prj", ".idm", ".ind")


def make_fields(kinds: dict) -> QgsFields:
    """Return fields with these names and types."""
    fields = QgsFields()
    for name, kind in kinds.items():
        fields.append(QgsField(name, kind))
    return fields


def significant(value: float | None, digits: int) -> float | None:
    """Round to significant digits: an attribute table would cut off the exponent of a longer number."""
    return None if value is None else float(f"{value:.{digits}g}")


class LayerSinks:
    """Writes vector layers to the destinations of the parameters, with style and provenance.

    Parameters
    ----------
    given : Given
    crs : QgsCoordinateReferenceSystem
    provenance : dict
        Stored as the abstract of the metadata.
    """

    def __init__(self, given: Given, feedback, crs: QgsCoordinateReferenceSystem, provenance: dict[str, str]):
        self.given = given
        self.feedback = feedback
        self.crs = crs
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
        if given.is_empty(name):
            return ""

        dressed = partial(dress_and_describe, dress, self.abstract)
        fill = partial(self.fill, name, fields, kind, features, flags)
        file = destination_file(given, name)
        if file:
            destination = self.write_file(name, Path(file), fill)
            try:
                styles.style_file.write_sidecars(destination, dressed)
            except OSError as error:
                self.feedback.pushWarning(str(error))
        else:
            destination, _ = fill(given.parameters)
        styles.on_load.dress_on_load(destination, given.algorithm, given.context, dressed)
        return destination

    def write_file(self, name: str, file: Path, fill: Callable[[dict], tuple[str, int]]) -> str:
        """Fill a file, and have it loaded if asked for; return its path, with a suffix."""
        asked = self.given.target_layer(name)
        with replacing(file) as hidden:
            parameters = {**self.given.parameters, name: elsewhere(self.given.parameters[name], str(hidden))}
            try:
                written, count = fill(parameters)
                raster.table.check_count(written, count, f"{name} '{file}'")
            except QgsProcessingException as error:
                raise QgsProcessingException(str(error).replace(str(hidden.parent), str(file.parent))) from error
            stale = stale_parts(file, hidden.parent)
        for part in stale:
            part.unlink(missing_ok=True)
        path = str(file.with_name(Path(written).name))
        load_from(path, asked, self.given.context)
        return path

    def fill(self, name: str, fields, kind, features, flags, parameters: dict) -> tuple[str, int]:
        """Write the features where the parameters say; return where they are, and their number."""
        algorithm, count = self.given.algorithm, 0
        sink, destination = algorithm.parameterAsSink(
            parameters, name, self.given.context, fields, kind, self.crs, *flags
        )
        if sink is None:
            raise QgsProcessingException(algorithm.invalidSinkError(parameters, name))
        for feature in features:
            if not sink.addFeature(feature, QgsFeatureSink.Flag.FastInsert):
                raise QgsProcessingException(algorithm.writeFeatureError(sink, parameters, name))
            count += 1
        return destination, count


def dress_and_describe(dress: Callable[[QgsVectorLayer], None], abstract: str, layer: QgsVectorLayer) -> None:
    """Give a layer its style and provenance; kept until QGIS ends, so it must hold nothing of the run."""
    dress(layer)
    styles.style_file.describe(layer, abstract)


def elsewhere(value, path: str):
    """Return an output parameter's value, written to another path and not loaded."""
    if not isinstance(value, QgsProcessingOutputLayerDefinition):
        return path
    moved = QgsProcessingOutputLayerDefinition(value)
    moved.sink, moved.destinationProject = QgsProperty.fromValue(path), None
    return moved


def stale_parts(file: Path, folder: Path) -> list[Path]:
    """Return parts that an older file may have, such as a spatial index, and the new one in the folder has not."""
    if file.suffix.lower() not in FILES_OF_PARTS:
        return []
    parts = [file.with_suffix(suffix) for suffix in OPTIONAL_PARTS]
    return [part for part in parts if not (folder / part.name).exists()]


def load_from(path: str, asked: str, context) -> None:
    """Have a layer loaded from where it was written, which may have a suffix that was not asked for."""
    layers = context.layersToLoadOnCompletion()
    if asked in layers and path != asked:
        layers[path] = layers.pop(asked)
        context.setLayersToLoadOnCompletion(layers)
