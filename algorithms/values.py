"""What is made of the parameters' values."""

from __future__ import annotations

from ..scoread_plugin import detectors, jobs, raster, sgm
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


def read_options(algorithm, parameters: dict, context) -> sgm.detection_options.DetectionOptions:
    text = algorithm.parameterAsString(parameters, "NOISE_LEVELS", context)
    return sgm.detection_options.DetectionOptions(
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


def check_holds_spectra(name: str, output: str) -> None:
    """Raise ValueError if spectra do not fit into the fields of an output's format."""
    if output.lower().endswith((".shp", ".dbf")):
        raise ValueError(f"{name}: fields of a Shapefile hold 254 characters, no spectra. Choose .gpkg.")


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
    jobs.detecting.refuse_early(scene.window, target, bands=1 + target.false_alarms)
    deviation = destination_file(parameters, "DEVIATION", context)
    if deviation:
        raster.formats.check_format(deviation, target.creation_options, len(scene.bands), "DEVIATION")


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
