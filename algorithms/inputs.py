"""The layers given as parameters, and the scene that they define."""

from __future__ import annotations

import re

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsProcessingException,
    QgsProcessingUtils,
    QgsProviderRegistry,
    QgsRasterLayer,
    QgsVectorFileWriter,
    QgsVectorLayer,
)

from ..scoread_plugin import jobs, raster
from .base import ScoreADAlgorithm
from .given import Given

# Vector files that are read where they are.
READABLE = (".gpkg", ".shp", ".geojson")


class SceneAlgorithm(ScoreADAlgorithm):
    """An algorithm whose INPUT, BANDS, MASK and EXTENT define a scene: its `inputs` during the work."""

    def prepare(self, given, feedback):
        self.inputs = SceneInputs(given)
        self.inputs.take_mask(given, feedback)


class SceneInputs:
    """The values of the INPUT, BANDS, MASK and EXTENT parameters, read on the main thread.

    Parameters
    ----------
    given : Given
    """

    def __init__(self, given: Given):
        layer = raster_layer(given, "INPUT")
        self.path, self.crs, self.assigned = source_path(layer), layer.crs(), assigned_wkt(layer)
        self.bands = given.integers("BANDS")
        extent = given.extent("EXTENT", layer.crs())
        self.extent = None if extent.isNull() else (
            extent.xMinimum(), extent.yMinimum(), extent.xMaximum(), extent.yMaximum()
        )  # fmt: skip
        self.mask_is_raster, self.mask = False, None

    def take_mask(self, given: Given, feedback) -> None:
        """Read the mask layer as well; one that is not in a file is saved to a temporary one."""
        self.mask_is_raster, self.mask = layer_source(given, "MASK", feedback)

    def open_bands(self) -> raster.scene.Scene:
        """Return the whole raster with the bands chosen by hand, or all that the header does not flag as bad."""
        scene = raster.scene.open_scene(self.path).placed_in(self.assigned)
        return scene.with_bands(self.bands) if self.bands else scene

    def open_spectra(self) -> raster.scene.Scene:
        """Like `open_bands`, but raise ValueError for a score raster, which dialogs offer after a detection."""
        scene = self.open_bands()
        if jobs.provenance.is_score(scene.dataset):
            raise ValueError(
                f"INPUT '{self.path}' is an anomaly score map made by ScoreAD. Choose the raster that was scored."
            )
        return scene

    def part(self, scene: raster.scene.Scene) -> raster.scene.Scene:
        """Return the part of a scene within EXTENT; raise RasterError if they do not intersect."""
        if not self.extent:
            return scene
        return scene.looking_at(raster.georeferencing.window_of_extent(scene.dataset, self.extent))

    def open(self, scratch: str) -> raster.scene.Scene:
        """Return the scene, with the mask burned into a raster at the scratch path.

        Raises
        ------
        RasterError
            If any of it cannot be used.
        """
        scene = self.part(self.open_bands())
        if not self.mask:
            return scene
        make = raster.mask.mask_from_raster if self.mask_is_raster else raster.mask.mask_from_vector
        return scene.masked(make(scene, *self.mask, scratch))


def source_path(layer: QgsRasterLayer) -> str:
    """Return the path by which GDAL opens a raster layer.

    Raises
    ------
    QgsProcessingException
        If the provider of the layer is not GDAL.
    """
    if layer.providerType() != "gdal":
        raise QgsProcessingException(
            f"'{layer.name()}' comes from the provider '{layer.providerType()}', but rasters are read through "
            "GDAL. Save it as a GeoTIFF first."
        )
    return re.split(r"\|(?:option:|authcfg=|layername=)", layer.source())[0]


def assigned_wkt(layer: QgsRasterLayer) -> str:
    """Return the WKT of the coordinate system assigned to a layer in QGIS; empty if it has the file's own.

    The file's own is left to GDAL: QGIS knows neither its heights nor its epoch.
    """
    return "" if layer.crs() == layer.dataProvider().crs() else wkt_of(layer.crs())


def wkt_of(crs: QgsCoordinateReferenceSystem) -> str:
    """Return WKT of version 2: the first version lacks axis orders, heights and rotated poles."""
    return crs.toWkt(QgsCoordinateReferenceSystem.WktVariant.WKT_PREFERRED)


def raster_layer(given: Given, name: str) -> QgsRasterLayer:
    """Return a parameter's raster layer.

    Raises
    ------
    QgsProcessingException
        If it cannot be opened.
    """
    layer = given.raster_layer(name)
    if layer is None or not layer.isValid():
        raise QgsProcessingException(given.algorithm.invalidRasterError(given.parameters, name))
    return layer


def layer_source(given: Given, name: str, feedback) -> tuple[bool, tuple[str, str] | None]:
    """Return whether a parameter's layer is a raster, and its source, None if the parameter is empty.

    The source is its path, and a raster's `assigned_wkt` or the name of a vector layer. A vector layer
    that is not in a file in this form is saved to a temporary one, with its unsaved edits.
    """
    layer = given.layer(name)
    if layer is None:
        if not given.is_empty(name):
            raise QgsProcessingException(f"{name} '{given.parameters[name]}' cannot be opened as a layer.")
        return False, None
    if isinstance(layer, QgsRasterLayer):
        return True, (source_path(layer), assigned_wkt(layer))
    if not isinstance(layer, QgsVectorLayer):
        raise QgsProcessingException(f"{name} '{layer.name()}' must be a raster or vector layer.")
    parts = QgsProviderRegistry.instance().decodeUri(layer.providerType(), layer.source())
    path = parts.get("path") or ""
    if path.lower().endswith(READABLE) and parts.get("layerId") is None and is_as_in_file(layer):
        return False, (path, parts.get("layerName") or "")
    return False, (saved_layer(layer, name, given.context, feedback), name)


def is_as_in_file(layer: QgsVectorLayer) -> bool:
    """Return whether a layer has no filter, edits, coordinate system or fields that only QGIS knows of."""
    provider = layer.dataProvider()
    return (
        not layer.subsetString()
        and not layer.isModified()
        and layer.crs() == provider.crs()
        and layer.fields().count() == provider.fields().count()
    )


def saved_layer(layer: QgsVectorLayer, name: str, context, feedback) -> str:
    """Save a layer to a temporary GeoPackage in which its layer has this name; return the path.

    Unlike Processing's own, it may have a field `geom`, and a field `fid` whose values are not unique.

    Raises
    ------
    QgsProcessingException
        If that fails.
    """
    path = QgsProcessingUtils.generateTempFilename(f"{name}.gpkg")
    options = QgsVectorFileWriter.SaveVectorOptions()
    options.layerName, options.feedback = name, feedback
    options.layerOptions = ["FID=scoread_id", "GEOMETRY_NAME=scoread_geometry"]
    error, message, *_ = QgsVectorFileWriter.writeAsVectorFormatV3(layer, path, context.transformContext(), options)
    if error != QgsVectorFileWriter.WriterError.NoError:
        raise QgsProcessingException(f"{name} '{layer.name()}' cannot be saved to a temporary file: {message}")
    return path
