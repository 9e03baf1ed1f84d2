"""Extracted anomalies as features, and the sinks that take them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

from qgis.core import (
    Qgis,
    QgsCoordinateReferenceSystem,
    QgsDistanceArea,
    QgsFeature,
    QgsFeatureSink,
    QgsField,
    QgsFields,
    QgsGeometry,
    QgsPointXY,
    QgsProcessingException,
    QgsUnitTypes,
    QgsVectorLayer,
    QgsWkbTypes,
)
from qgis.PyQt.QtCore import QMetaType, QVariant

from ..scoread_plugin.jobs.extracting import Extraction
from ..scoread_plugin.styles.on_load import dress_on_load
from ..scoread_plugin.styles.region_style import describe, dress_points, dress_polygons, write_sidecars
from .base import tr
from .values import destination_file

if Qgis.QGIS_VERSION_INT >= 33800:
    INTEGER, REAL, TEXT = QMetaType.Type.Int, QMetaType.Type.Double, QMetaType.Type.QString
else:
    INTEGER, REAL, TEXT = QVariant.Int, QVariant.Double, QVariant.String

# Names of at most ten characters, which a Shapefile can hold.
POINT_FIELDS = {"rank": INTEGER, "score": REAL, "pfa": REAL}
POLYGON_FIELDS = {
    "rank": INTEGER, "score_max": REAL, "score_mean": REAL, "pixels": INTEGER,
    "area": REAL, "pfa": REAL, "label_x": REAL, "label_y": REAL,
}  # fmt: skip


class AreaMeasure:
    """Areas of polygons: in square map units, or in square metres on the ellipsoid where these are degrees.

    Attributes
    ----------
    unit : str
        For people.
    """

    def __init__(self, crs: QgsCoordinateReferenceSystem, context):
        self.ellipsoidal = None
        if not crs.isValid():
            self.unit = tr("square map units")
        elif crs.isGeographic():
            self.ellipsoidal = QgsDistanceArea()
            self.ellipsoidal.setSourceCrs(crs, context.transformContext())
            self.ellipsoidal.setEllipsoid(crs.ellipsoidAcronym())
            self.unit = QgsUnitTypes.toString(self.ellipsoidal.areaUnits())
        else:
            self.unit = QgsUnitTypes.toString(QgsUnitTypes.distanceToAreaUnit(crs.mapUnits()))

    def __call__(self, geometry: QgsGeometry) -> float:
        return geometry.area() if self.ellipsoidal is None else self.ellipsoidal.measureArea(geometry)


def polygon_features(found: Extraction, measure: AreaMeasure, spectra: dict[str, Iterator]) -> Iterator[QgsFeature]:
    """Polygons in the order of POLYGON_FIELDS and then of the spectra, by their rank."""
    regions = found.regions
    columns = zip(
        regions.highest, regions.mean, regions.pixels, found.probabilities, found.middles, *spectra.values()
    )
    for k, (highest, mean, pixels, probability, (x, y), *profiles) in enumerate(columns):
        feature = QgsFeature()
        geometry = QgsGeometry()
        geometry.fromWkb(found.outlines[k])
        feature.setGeometry(geometry)
        facts = [k + 1, float(highest), float(mean), int(pixels), measure(geometry), probability, float(x), float(y)]
        feature.setAttributes(facts + profiles)
        yield feature


def point_features(found: Extraction) -> Iterator[QgsFeature]:
    """Points in the order of POINT_FIELDS, by their rank."""
    for k, (x, y) in enumerate(found.peaks):
        feature = QgsFeature()
        feature.setGeometry(QgsGeometry.fromPointXY(QgsPointXY(x, y)))
        feature.setAttributes([k + 1, float(found.regions.highest[k]), found.probabilities[k]])
        yield feature


class RegionSinks:
    """Writes extracted anomalies where the parameters say, with style and provenance.

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
        self.crs = crs
        self.abstract = json.dumps(provenance, indent=1)

    def write_polygons(self, name: str, found: Extraction, measure: AreaMeasure, spectra: dict[str, Iterator]) -> str:
        """Write the parameter's polygons; return where they are."""
        fields = {**POLYGON_FIELDS, **dict.fromkeys(spectra, TEXT)}
        features = polygon_features(found, measure, spectra)
        return self.write(name, fields, QgsWkbTypes.Type.MultiPolygon, features, dress_polygons)

    def write_points(self, name: str, found: Extraction) -> str:
        """Write the parameter's points; return where they are, "" if they are not asked for."""
        return self.write(name, POINT_FIELDS, QgsWkbTypes.Type.Point, point_features(found), dress_points)

    def write(
        self,
        name: str,
        fields: dict,
        kind: QgsWkbTypes.Type,
        features: Iterator[QgsFeature],
        dress: Callable[[QgsVectorLayer], None],
    ) -> str:
        file = destination_file(self.parameters, name, self.context)
        columns = QgsFields()
        for field, field_type in fields.items():
            columns.append(QgsField(field, field_type))
        asked = (self.parameters, name, self.context, columns, kind, self.crs)
        sink, destination = self.algorithm.parameterAsSink(*asked)
        if sink is None:
            if self.parameters.get(name):
                raise QgsProcessingException(self.algorithm.invalidSinkError(self.parameters, name))
            return ""
        for feature in features:
            if not sink.addFeature(feature, QgsFeatureSink.Flag.FastInsert):
                raise QgsProcessingException(self.algorithm.writeFeatureError(sink, self.parameters, name))
        del sink

        def dressed(layer: QgsVectorLayer) -> None:
            dress(layer)
            describe(layer, self.abstract)

        if file:
            try:
                write_sidecars(destination, dressed)
            except OSError as error:
                self.feedback.pushWarning(str(error))
        dress_on_load(destination, self.context, dressed)
        return destination
