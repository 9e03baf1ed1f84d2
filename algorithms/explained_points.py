"""The points to explain, and the features with their explanations."""

from __future__ import annotations

import math
from collections.abc import Iterator

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCsException,
    QgsFeature,
    QgsFeatureSink,
    QgsFeatureSource,
    QgsFields,
    QgsGeometry,
    QgsPointXY,
    QgsProcessingUtils,
)

from ..scoread_plugin import jobs
from ..scoread_plugin.progress import Progress
from .sinks import INTEGER, REAL, SCORE_DIGITS, TEXT, make_fields, significant

FIELDS = {"point": INTEGER, "score": REAL, "distance": REAL}


class PointLayer:
    """Features of a point layer.

    Parameters
    ----------
    source : QgsFeatureSource
    crs : QgsCoordinateReferenceSystem
        Of the raster.
    context : QgsProcessingContext

    Attributes
    ----------
    features : list of QgsFeature
    points : array (n, 2)
        x and y in the raster's coordinates; NaN for a feature that is not a single point there.

    Raises
    ------
    ValueError
        If there are no features, or too many.
    """

    def __init__(self, source: QgsFeatureSource, crs: QgsCoordinateReferenceSystem, context, progress: Progress):
        import numpy as np

        check_count(source)
        transform = QgsCoordinateTransform(source.sourceCrs(), crs, context.transformContext())
        self.source = source
        self.features, points = [], []
        for feature in source.getFeatures():
            progress(0.0, "Points")
            self.features.append(feature)
            points.append(place(feature.geometry(), transform))
        self.points = np.array(points, dtype=float).reshape(-1, 2)

    def fields(self, explained: jobs.explaining_points.PointExplanations) -> QgsFields:
        """Return the layer's fields and then those of the explanations; a name that is taken becomes name_2."""
        added = make_fields({**FIELDS, **dict.fromkeys(explained.profiles(), TEXT)})
        return QgsProcessingUtils.combineFields(self.source.fields(), added)

    @property
    def sink_flags(self) -> list[QgsFeatureSink.SinkFlag]:
        """Flags that renew repeated keys, as after splitting multipoints: a GeoPackage refuses these."""
        key = self.source.fields().lookupField("fid")
        keys = [feature.attribute(key) for feature in self.features] if key >= 0 else []
        return [QgsFeatureSink.SinkFlag.RegeneratePrimaryKey] if len(set(keys)) < len(keys) else []

    def explained_features(self, explained: jobs.explaining_points.PointExplanations) -> Iterator[QgsFeature]:
        """Yield the features with the fields of the explanations added; these are empty if there is none."""
        results = (explained.known, explained.scores, explained.distances, *explained.profiles().values())
        for number, (feature, known, score, distance, *profiles) in enumerate(zip(self.features, *results), 1):
            facts = [significant(value, SCORE_DIGITS) if known else None for value in (score, distance)]
            feature.setAttributes([*feature.attributes(), number, *facts, *profiles])
            yield feature


def check_count(source: QgsFeatureSource) -> None:
    """Raise ValueError if there are no features, or too many."""
    count = source.featureCount()
    if count == 0:
        raise ValueError("POINTS has no features. Choose a layer with points, or select some of its features.")
    most = jobs.explaining_points.MOST_POINTS
    if count > most:
        raise ValueError(
            f"POINTS has {count} features, but at most {most} can be explained: select fewer. For whole "
            "rasters, use DEVIATION of Detect anomalies."
        )


def place(geometry: QgsGeometry, transform: QgsCoordinateTransform) -> tuple[float, float]:
    """Return x and y in the target coordinates; NaN unless it is a single point that can be transformed."""
    if geometry.isEmpty() or geometry.constGet().nCoordinates() != 1:
        return math.nan, math.nan
    try:
        point = transform.transform(QgsPointXY(next(geometry.vertices())))
    except QgsCsException:
        return math.nan, math.nan
    return point.x(), point.y()
