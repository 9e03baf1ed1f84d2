"""Settings and options from the values of the parameters."""

from __future__ import annotations

from ..scoread_plugin import detectors, jobs, raster, sgm
from ..scoread_plugin.sgm.settings import DEFAULT, PRESETS, Ring, Settings
from .files import destination_file
from .given import Given

MEGABYTE = 10**6
# Largest anomaly for each CONTEXT; None leaves that of the preset.
LARGEST = {"preset": None, "none": 0, "ring": 0, "background": DEFAULT.largest}


def read_settings(given: Given) -> Settings:
    """Return the preset with the changes that the parameters request.

    Raises
    ------
    ValueError
        If the values are not compatible.
    """
    context = given.text("CONTEXT")
    preset = PRESETS[given.text("PRESET")]
    settings = preset.with_changes(ring=read_ring(given, context), largest=LARGEST[context])
    return with_training_changes(given, settings)


def read_ring(given: Given, context: str) -> Ring | None:
    """Return the ring of neighbours if the context is one."""
    windows = {"outer": given.optional_integer("OUTER_WINDOW"), "inner": given.optional_integer("INNER_WINDOW")}
    windows = {name: size for name, size in windows.items() if size is not None}
    if context == "ring":
        return Ring(**windows)
    if windows:
        raise ValueError(
            "OUTER_WINDOW and INNER_WINDOW apply only to CONTEXT 'ring'. For a local background, set "
            "LARGEST_ANOMALY when scoring a raster."
        )
    return None


def with_training_changes(given: Given, settings: Settings) -> Settings:
    """Return the settings with EPOCHS, BATCH_SIZE, RETAIN_RATIO and EXCLUSION, if these are given."""
    return settings.with_changes(
        epochs=given.optional_integer("EPOCHS"),
        batch_size=given.optional_integer("BATCH_SIZE"),
        retain_ratio=given.optional_number("RETAIN_RATIO"),
        exclusion=given.optional_number("EXCLUSION"),
    )


def read_request(given: Given, settings: Settings, initial: str = "") -> jobs.training.TrainingRequest:
    """Return what to train; `initial` is the path of a model to start from."""
    return jobs.training.TrainingRequest(
        settings=settings,
        seed=given.integer("SEED"),
        max_pixels=given.integer("MAX_PIXELS"),
        device=given.text("DEVICE"),
        initial=initial,
    )


def read_options(given: Given) -> sgm.detection_options.DetectionOptions:
    return sgm.detection_options.DetectionOptions(
        noise_levels=read_levels(given.text("NOISE_LEVELS")),
        perturbations=given.optional_integer("PERTURBATIONS"),
        seed=given.integer("SEED"),
        device=given.text("DEVICE"),
        extra_bands=given.flag("EXTRA_BANDS"),
        largest=given.optional_integer("LARGEST_ANOMALY"),
    )


def read_rx(given: Given) -> detectors.settings.RXSettings:
    """Return the settings in COMPONENTS, OUTER_WINDOW and INNER_WINDOW.

    Raises
    ------
    ValueError
        If the values are not compatible.
    """
    return detectors.settings.RXSettings(
        components=given.optional_integer("COMPONENTS"),
        outer=given.integer("OUTER_WINDOW"),
        inner=given.integer("INNER_WINDOW"),
    )


def read_levels(text: str) -> tuple[float, ...] | None:
    """Return the times t in a text such as "0.05, 0.31"; None if it is empty.

    Raises
    ------
    ValueError
        If a part is not a number.
    """
    try:
        return tuple(float(part) for part in text.replace(",", " ").split()) or None
    except ValueError:
        raise ValueError(f"NOISE_LEVELS '{text}' is not a list of numbers such as 0.05,0.31.") from None


def check_holds_spectra(given: Given) -> None:
    """Raise ValueError if the fields of OUTPUT's format cannot hold spectra."""
    if destination_file(given, "OUTPUT").lower().endswith((".shp", ".dbf")):
        raise ValueError("OUTPUT: Shapefile fields hold 254 characters, too few for spectra. Choose .gpkg.")


def read_target(given: Given, path: str, largest: int = 0, logarithm: bool = False) -> jobs.detecting.ScoreTarget:
    """Return the target of OUTPUT at this path; `largest` and `logarithm` as in `ScoreTarget`."""
    return jobs.detecting.ScoreTarget(
        path=path,
        creation_options=read_creation_options(given),
        memory=read_memory_limit(given),
        largest=largest,
        false_alarms=given.flag("FALSE_ALARMS"),
        logarithm=logarithm,
    )


def check_target(given: Given, scene: raster.scene.Scene, largest: int) -> None:
    """Raise ValueError now for what would otherwise fail after scoring; `largest` as in `ScoreTarget`."""
    target = read_target(given, destination_file(given, "OUTPUT"), largest)
    jobs.detecting.refuse_early(scene, target, bands=1 + target.false_alarms)
    deviation = destination_file(given, "DEVIATION")
    if deviation:
        raster.formats.check_format(deviation, target.creation_options, len(scene.bands), scene, "DEVIATION")


def check_model_target(given: Given, name: str) -> None:
    """Raise ValueError if the model could not be chosen as MODEL afterwards."""
    path = destination_file(given, name)
    if path and not path.lower().endswith(".scoread"):
        raise ValueError(f"{name} '{path}' must end in .scoread: Processing accepts no other file as MODEL.")


def read_creation_options(given: Given) -> list[str]:
    return given.text("CREATION_OPTIONS").replace("|", " ").split()


def read_memory_limit(given: Given) -> int:
    """Return the number of bytes for blocks of pixels."""
    return given.integer("MEMORY_LIMIT") * MEGABYTE
