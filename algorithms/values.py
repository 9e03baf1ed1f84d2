"""What is made of the parameters' values."""

from __future__ import annotations

from qgis.core import QgsProcessingException, QgsRasterLayer

from ..scoread_plugin import detectors, jobs, raster, runtime
from ..scoread_plugin.sgm.settings import DEFAULT, PRESETS, Context, Settings
from .files import destination_file

MEGABYTE = 10**6
RING_WINDOWS = {"OUTER_WINDOW": 5, "INNER_WINDOW": 3}


def optional(read, parameters: dict, name: str, context):
    """A number's value, or None where it was left empty."""
    return None if parameters.get(name) in (None, "") else read(parameters, name, context)


def read_settings(algorithm, parameters: dict, context) -> Settings:
    """The preset with the changes that the parameters ask for.

    Raises
    ------
    ValueError
        If the values do not go together.
    """
    preset = PRESETS[algorithm.parameterAsString(parameters, "PRESET", context)]
    neighbourhood = read_context(algorithm, parameters, context, preset)
    return with_training_changes(algorithm, parameters, context, preset.with_changes(context=neighbourhood))


def read_context(algorithm, parameters: dict, context, preset: Settings) -> Context:
    kind = algorithm.parameterAsString(parameters, "CONTEXT", context)
    kind = preset.context.kind if kind == "preset" else kind
    windows = [optional(algorithm.parameterAsInt, parameters, name, context) for name in RING_WINDOWS]
    if kind == "ring":
        return Context(kind, *(given or usual for given, usual in zip(windows, RING_WINDOWS.values())))
    if any(windows):
        raise ValueError(
            "OUTER_WINDOW and INNER_WINDOW belong to the context 'ring'. What stands out from a local background is "
            "decided by LARGEST_ANOMALY, when a raster is scored."
        )
    return Context(kind, largest=DEFAULT.context.largest) if kind == "background" else Context()


def with_training_changes(algorithm, parameters: dict, context, settings: Settings) -> Settings:
    """The settings with EPOCHS, BATCH_SIZE, RETAIN_RATIO and EXCLUSION where these are given."""
    return settings.with_changes(
        epochs=optional(algorithm.parameterAsInt, parameters, "EPOCHS", context),
        batch_size=optional(algorithm.parameterAsInt, parameters, "BATCH_SIZE", context),
        retain_ratio=optional(algorithm.parameterAsDouble, parameters, "RETAIN_RATIO", context),
        exclusion=optional(algorithm.parameterAsDouble, parameters, "EXCLUSION", context),
    )


def read_request(
    algorithm, parameters: dict, context, settings: Settings, initial: str = ""
) -> jobs.training.TrainingRequest:
    """What to train; `initial` is the path of a model to start from."""
    return jobs.training.TrainingRequest(
        settings=settings,
        seed=algorithm.parameterAsInt(parameters, "SEED", context),
        max_pixels=algorithm.parameterAsInt(parameters, "MAX_PIXELS", context),
        device=algorithm.parameterAsString(parameters, "DEVICE", context),
        initial=initial,
    )


def read_options(algorithm, parameters: dict, context) -> runtime.remote.DetectionOptions:
    text = algorithm.parameterAsString(parameters, "NOISE_LEVELS", context)
    return runtime.remote.DetectionOptions(
        noise_levels=read_levels(text),
        perturbations=optional(algorithm.parameterAsInt, parameters, "PERTURBATIONS", context),
        seed=algorithm.parameterAsInt(parameters, "SEED", context),
        device=algorithm.parameterAsString(parameters, "DEVICE", context),
        extra_bands=algorithm.parameterAsBool(parameters, "EXTRA_BANDS", context),
        largest=optional(algorithm.parameterAsInt, parameters, "LARGEST_ANOMALY", context),
    )


def read_rx(algorithm, parameters: dict, context) -> detectors.settings.RXSettings:
    """What COMPONENTS, OUTER_WINDOW and INNER_WINDOW say.

    Raises
    ------
    ValueError
        If the values do not go together.
    """
    return detectors.settings.RXSettings(
        components=optional(algorithm.parameterAsInt, parameters, "COMPONENTS", context),
        outer=algorithm.parameterAsInt(parameters, "OUTER_WINDOW", context),
        inner=algorithm.parameterAsInt(parameters, "INNER_WINDOW", context),
    )


def read_levels(text: str) -> tuple[float, ...] | None:
    """Times t out of a text such as "0.05, 0.31"; None where it is empty.

    Raises
    ------
    ValueError
        If a part is not a number.
    """
    try:
        return tuple(float(part) for part in text.replace(",", " ").split()) or None
    except ValueError:
        raise ValueError(f"NOISE_LEVELS '{text}' is not a list of numbers such as 0.05,0.31.") from None


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


def check_holds_spectra(name: str, output: str) -> None:
    """Raise ValueError if spectra do not fit into the fields of an output's format."""
    if output.lower().endswith((".shp", ".dbf")):
        raise ValueError(f"{name}: fields of a Shapefile hold 254 characters, no spectra. Choose .gpkg.")


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
        self.path = source_path(layer)
        self.bands = algorithm.parameterAsInts(parameters, "BANDS", context)
        extent = algorithm.parameterAsExtent(parameters, "EXTENT", context, layer.crs())
        self.extent = None if extent.isNull() else (
            extent.xMinimum(), extent.yMinimum(), extent.xMaximum(), extent.yMaximum()
        )  # fmt: skip
        self.mask_is_raster, self.mask = False, None

    def take_mask(self, algorithm, parameters: dict, context, feedback) -> SceneInputs:
        """Take the mask layer too; one that no file holds is saved to a temporary one."""
        self.mask_is_raster, self.mask = layer_source(algorithm, parameters, "MASK", context, feedback)
        return self

    def open_bands(self) -> raster.scene.Scene:
        """The whole raster in the bands chosen by hand, or in all that the header does not flag bad."""
        scene = raster.scene.open_scene(self.path)
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


def read_target(
    algorithm, parameters: dict, context, path: str, largest: int, logarithm: bool = False
) -> jobs.detecting.ScoreTarget:
    """What OUTPUT, at this path, is to be; `largest` and `logarithm` as in `ScoreTarget`."""
    return jobs.detecting.ScoreTarget(
        path=path,
        creation_options=read_creation_options(algorithm, parameters, context),
        memory=read_memory_limit(algorithm, parameters, context),
        largest=largest,
        false_alarms=algorithm.parameterAsBool(parameters, "FALSE_ALARMS", context),
        logarithm=logarithm,
    )


def check_target(algorithm, parameters: dict, context, scene: raster.scene.Scene, largest: int) -> None:
    """Raise ValueError for what a run would else be refused for when all is scored; `largest` as in `ScoreTarget`."""
    target = read_target(algorithm, parameters, context, destination_file(parameters, "OUTPUT", context), largest)
    jobs.detecting.refuse_early(scene.window, target)
    deviation = destination_file(parameters, "DEVIATION", context)
    raster.formats.check_format(deviation, target.creation_options, "DEVIATION")


def check_model_target(parameters: dict, name: str, context) -> None:
    """Raise ValueError if the model could not be chosen afterwards."""
    path = destination_file(parameters, name, context)
    if path and not path.lower().endswith(".scoread"):
        raise ValueError(f"{name} '{path}' must end in .scoread: Processing takes no other file as MODEL.")


def read_creation_options(algorithm, parameters: dict, context) -> list[str]:
    return algorithm.parameterAsString(parameters, "CREATION_OPTIONS", context).replace("|", " ").split()


def read_memory_limit(algorithm, parameters: dict, context) -> int:
    """Bytes for blocks of pixels."""
    return algorithm.parameterAsInt(parameters, "MEMORY_LIMIT", context) * MEGABYTE
