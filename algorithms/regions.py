"""Extracted anomalies as features, and the layers that they are written to."""

from __future__ import annotations

from collections.abc import Iterator

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsDistanceArea,
    QgsEllipsoidUtils,
    QgsFeature,
    QgsGeometry,
    QgsPointXY,
    QgsUnitTypes,
    QgsWkbTypes,
)

from ..scoread_plugin import jobs, styles
from .sinks import INTEGER, REAL, SCORE_DIGITS, TEXT, LayerSinks, make_fields, significant

PFA_DIGITS = 4
# Names of at most ten characters, the limit of a Shapefile.
POINT_FIELDS = {"rank": INTEGER, "score": REAL, "pfa": REAL}
POLYGON_FIELDS = {
    "rank": INTEGER, "score_max": REAL, "score_mean": REAL, "pixels": INTEGER,
    "area": REAL, "pfa": REAL, "label_x": REAL, "label_y": REAL,
}  # fmt: skip


class AreaMeasure:
    """Areas of polygons: in square map units, or in square metres on the ellipsoid if these are degrees.

    Attributes
    ----------
    unit : str
        Name of the unit, the same in every language.
    """

    def __init__(self, crs: QgsCoordinateReferenceSystem, context):
        self.ellipsoidal = None
        if not crs.isValid():
            self.unit = "square map units"
        elif crs.isGeographic() or QgsUnitTypes.encodeUnit(crs.mapUnits()) == "degrees":  # Not all are known as such.
            self.ellipsoidal = ellipsoidal_measure(crs, context)
            self.unit = QgsUnitTypes.encodeUnit(self.ellipsoidal.areaUnits())
        else:
            self.unit = QgsUnitTypes.encodeUnit(QgsUnitTypes.distanceToAreaUnit(crs.mapUnits()))

    def __call__(self, geometry: QgsGeometry) -> float:
        return geometry.area() if self.ellipsoidal is None else self.ellipsoidal.measureArea(geometry)


def ellipsoidal_measure(crs: QgsCoordinateReferenceSystem, context) -> QgsDistanceArea:
    measure = QgsDistanceArea()
    measure.setSourceCrs(crs, context.transformContext())
    # Given by its code, as for Mars and the Moon, an ellipsoid is mismeasured by some versions of QGIS.
    ellipsoid = QgsEllipsoidUtils.ellipsoidParameters(crs.ellipsoidAcronym())
    measure.setEllipsoid(ellipsoid.semiMajor, ellipsoid.semiMinor)
    return measure


def polygon_features(
    found: jobs.extracting.Extraction, measure: AreaMeasure, spectra: dict[str, Iterator]
) -> Iterator[QgsFeature]:
    """Yield polygons by rank, with the attributes of POLYGON_FIELDS and then the spectra."""
    regions = found.regions
    facts = (regions.highest, regions.mean, regions.pixels, found.probabilities, found.middles.tolist())
    columns = zip(found.outlines, *facts, *spectra.values())
    for rank, (outline, highest, mean, pixels, probability, middle, *profiles) in enumerate(columns, 1):
        feature, geometry = QgsFeature(), QgsGeometry()
        geometry.fromWkb(outline)
        feature.setGeometry(geometry)
        scores = [significant(highest, SCORE_DIGITS), significant(mean, SCORE_DIGITS)]
        size = [int(pixels), measure(geometry)]
        feature.setAttributes([rank, *scores, *size, significant(probability, PFA_DIGITS), *middle, *profiles])
        yield feature


def point_features(found: jobs.extracting.Extraction) -> Iterator[QgsFeature]:
    """Yield points by rank, with the attributes of POINT_FIELDS."""
    columns = zip(found.peaks, found.regions.highest, found.probabilities)
    for rank, (peak, score, probability) in enumerate(columns, 1):
        feature = QgsFeature()
        feature.setGeometry(QgsGeometry.fromPointXY(QgsPointXY(*peak)))
        feature.setAttributes([rank, significant(score, SCORE_DIGITS), significant(probability, PFA_DIGITS)])
        yield feature


def write_polygons(
    sinks: LayerSinks, found: jobs.extracting.Extraction, measure: AreaMeasure, spectra: dict[str, Iterator]
) -> str:
    """Write the polygons of OUTPUT; return their destination."""
    fields = make_fields({**POLYGON_FIELDS, **dict.fromkeys(spectra, TEXT)})
    features, dress = polygon_features(found, measure, spectra), styles.region_style.dress_polygons
    return sinks.write("OUTPUT", fields, QgsWkbTypes.Type.MultiPolygon, features, dress)


def write_points(sinks: LayerSinks, found: jobs.extracting.Extraction) -> str:
    """Write the points of POINTS; return their destination, "" if they are not requested."""
    features, dress = point_features(found), styles.region_style.dress_peaks
    return sinks.write("POINTS", make_fields(POINT_FIELDS), QgsWkbTypes.Type.Point, features, dress)
