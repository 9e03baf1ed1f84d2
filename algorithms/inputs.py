"""The layers that are given as parameters, and the scene that they make."""

from __future__ import annotations

from qgis.core import QgsProcessingException, QgsRasterLayer

from ..scoread_plugin import jobs, raster
from .base import ScoreADAlgorithm


class SceneAlgorithm(ScoreADAlgorithm):
    """One whose INPUT, BANDS, MASK and EXTENT tell of a scene: its `inputs` when it works."""

    def prepareAlgorithm(self, parameters, context, feedback):
        self.inputs = SceneInputs(self, parameters, context)
        self.inputs.take_mask(self, parameters, context, feedback)
        return True


class SceneInputs:
    """What the INPUT, BANDS, MASK and EXTENT parameters say, taken on the main thread.

    Parameters
    ----------
    algorithm : ScoreADAlgorithm
    parameters, context
        As Processing passes them.
    """

    def __init__(self, algorithm, parameters: dict, context):
        layer = raster_layer(algorithm, parameters, "INPUT", context)
        self.path, self.crs = source_path(layer), layer.crs()
        self.bands = algorithm.parameterAsInts(parameters, "BANDS", context)
        extent = algorithm.parameterAsExtent(parameters, "EXTENT", context, layer.crs())
        self.extent = None if extent.isNull() else (
            extent.xMinimum(), extent.yMinimum(), extent.xMaximum(), extent.yMaximum()
        )  # fmt: skip
        self.mask_is_raster, self.mask = False, None

    def take_mask(self, algorithm, parameters: dict, context, feedback) -> None:
        """Take the mask layer too; one that no file holds is saved to a temporary one."""
        self.mask_is_raster, self.mask = layer_source(algorithm, parameters, "MASK", context, feedback)

    def open_bands(self) -> raster.scene.Scene:
        """The whole raster in the bands chosen by hand, or in all that the header does not flag bad."""
        scene = raster.scene.open_scene(self.path).placed_in(self.crs.toWkt())
        return scene.with_bands(self.bands) if self.bands else scene

    def open_spectra(self) -> raster.scene.Scene:
        """As `open_bands`; raises ValueError for a map of scores, which a dialog offers after a detection."""
        scene = self.open_bands()
        if jobs.provenance.is_score(scene.dataset):
            raise ValueError(
                f"INPUT '{self.path}' is a map of anomaly scores, made by ScoreAD. Choose the raster that was scored."
            )
        return scene

    def part(self, scene: raster.scene.Scene) -> raster.scene.Scene:
        """The part of a scene that EXTENT asks for; raises RasterError if they do not meet."""
        if not self.extent:
            return scene
        return scene.looking_at(raster.extent.window_of_extent(scene.dataset, self.extent))

    def open(self, scratch: str) -> raster.scene.Scene:
        """The scene, with the mask burned into a raster at the scratch path.

        Raises
        ------
        RasterError
            If anything of it cannot be used.
        """
        scene = self.part(self.open_bands())
        if self.mask and self.mask_is_raster:
            scene = scene.masked(raster.mask.mask_from_raster(scene, self.mask[0], scratch))
        elif self.mask:
            scene = scene.masked(raster.mask.mask_from_vector(scene, *self.mask, scratch))
        return scene


def source_path(layer: QgsRasterLayer) -> str:
    """The path by which GDAL opens a raster layer.

    Raises
    ------
    QgsProcessingException
        If the layer does not come through GDAL.
    """
    if layer.providerType() != "gdal":
        raise QgsProcessingException(
            f"'{layer.name()}' comes from the provider '{layer.providerType()}', and spectra are read through "
            "GDAL. Save it as a GeoTIFF first."
        )
    return layer.source().split("|")[0]


def raster_layer(algorithm, parameters: dict, name: str, context) -> QgsRasterLayer:
    """A parameter's raster layer.

    Raises
    ------
    QgsProcessingException
        If it cannot be opened.
    """
    layer = algorithm.parameterAsRasterLayer(parameters, name, context)
    if layer is None or not layer.isValid():
        raise QgsProcessingException(algorithm.invalidRasterError(parameters, name))
    return layer


def layer_source(algorithm, parameters: dict, name: str, context, feedback) -> tuple[bool, tuple[str, str] | None]:
    """Whether a parameter's layer is a raster, and its path and layer name; None where it was left empty.

    A vector layer that no file holds as it is is saved to a temporary one.
    """
    layer = algorithm.parameterAsLayer(parameters, name, context)
    if layer is None:
        if parameters.get(name) not in (None, ""):
            raise QgsProcessingException(f"{name} '{parameters[name]}' cannot be opened as a layer.")
        return False, None
    if isinstance(layer, QgsRasterLayer):
        return True, (source_path(layer), "")
    # A coordinate system that was assigned in QGIS is not in the file.
    readable = ["gpkg", "shp", "geojson"] if layer.crs() == layer.dataProvider().crs() else []
    path, layer_name = algorithm.parameterAsCompatibleSourceLayerPathAndLayerName(
        parameters, name, context, readable, "gpkg", feedback
    )
    return False, (path, layer_name)
