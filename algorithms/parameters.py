"""Parameters and outputs that several algorithms declare."""

from __future__ import annotations

from collections.abc import Iterable

from qgis.core import (
    QgsProcessing,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterBand,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterEnum,
    QgsProcessingParameterExtent,
    QgsProcessingParameterFile,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterMapLayer,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterDestination,
    QgsProcessingParameterRasterLayer,
    QgsProcessingParameterString,
)

from ..scoread_plugin.sgm.settings import PRESETS
from . import preferences
from .recent import recent_model
from .translate import tr

INTEGER = QgsProcessingParameterNumber.Type.Integer
DOUBLE = QgsProcessingParameterNumber.Type.Double
MODEL_HELP = (
    "A model from Train SGM or Train and detect, trained on this raster or one with the same bands. Dialogs offer "
    "the most recent one of this session."
)
SCALES = (
    "A raster that GDAL can read (GeoTIFF, ENVI ...), with at least two bands. The scale does not matter: raw "
    "counts, radiance and reflectance all work."
)
OF_MODEL = "A raster that GDAL can read (GeoTIFF, ENVI ...), with the bands and units that the model was trained on."
CONTEXTS = ["preset", "none", "ring", "background"]


def add_raster(algorithm, with_bands: bool) -> None:
    algorithm.add(
        QgsProcessingParameterRasterLayer("INPUT", tr("Hyperspectral raster")),
        SCALES if with_bands else OF_MODEL,
    )
    if with_bands:
        algorithm.add(
            QgsProcessingParameterBand("BANDS", tr("Bands"), None, "INPUT", optional=True, allowMultiple=True),
            "Bands to use. If empty, all except those that the header flags as bad (ENVI bbl), an alpha band, those "
            "that are constant or have no valid value, and pure noise. On the command line: BANDS=1;2;3, in quotes.",
        )


def add_model(algorithm, help_text: str = MODEL_HELP) -> None:
    parameter = QgsProcessingParameterFile("MODEL", tr("Model"), fileFilter=model_files())
    parameter.setGuiDefaultValueOverride(recent_model() or None)
    algorithm.add(parameter, help_text)


def add_area(algorithm) -> None:
    algorithm.add(
        QgsProcessingParameterMapLayer(
            "MASK",
            tr("Mask layer"),
            optional=True,
            types=[QgsProcessing.SourceType.TypeVectorPolygon, QgsProcessing.SourceType.TypeRaster],
        ),
        "Only pixels whose centre lies within the polygons, or where the raster's first band is neither 0 nor "
        "nodata, are used.",
    )
    algorithm.add(
        QgsProcessingParameterExtent("EXTENT", tr("Extent"), optional=True),
        "Only this part of the raster is used, including pixels that it only touches. Neighbours in a ring may lie "
        "outside.",
    )


def add_training(algorithm) -> None:
    algorithm.add(
        choice("PRESET", tr("Preset"), PRESETS, "default"),
        "default: quick, for any scene; two views of the spectra, small networks. paper: the method as published "
        "(arXiv 2601.12379), to reproduce it; on two processor cores, ten minutes for 8000 training pixels, and nine "
        "seconds per thousand pixels scored.",
    )
    algorithm.add(
        choice("CONTEXT", tr("Context"), CONTEXTS, "preset"),
        "How a pixel's neighbourhood is used. preset: as defined by the preset (default: background; paper: none). "
        "none: each pixel is scored by its spectrum alone. background: the score is measured above the level of the "
        "larger region around the pixel, so that roofs and roads do not stand out ('default' only). ring: the "
        "network sees the spectrum of the most similar neighbour ('paper' only).",
    )


def add_training_details(algorithm) -> None:
    preset = "If empty, the preset's value."
    algorithm.add(integer("EPOCHS", tr("Epochs"), 1), "Passes over the sample. " + preset, advanced=True)
    algorithm.add(
        integer("BATCH_SIZE", tr("Batch size"), 1),
        "Spectra per step, at most a 28th of the sample. " + preset,
        advanced=True,
    )
    algorithm.add(
        integer("MAX_PIXELS", tr("Largest training sample [pixels]"), 2, 50_000),
        "Number of training pixels, drawn from the whole raster; all if there are fewer.",
        advanced=True,
    )
    algorithm.add(
        number("RETAIN_RATIO", tr("Retain ratio"), 0.01, None, 1.0),
        "Share of each batch to learn from: the spectra that fit best, so that anomalies in the sample have less "
        "influence. 1 for all. " + preset,
        advanced=True,
    )
    algorithm.add(
        number("EXCLUSION", tr("Exclusion"), 0.0, None, 0.5),
        "Share of the sample that is left out from a quarter of the epochs onwards: the spectra that are most "
        "anomalous by what has been learned so far, so that anomalies are not learned. 0 for none. " + preset,
        advanced=True,
    )
    algorithm.add(
        integer("OUTER_WINDOW", tr("Outer window [pixels]"), 3),
        "Side length of the ring's outer window (odd). If empty, 5.",
        advanced=True,
    )
    algorithm.add(
        integer("INNER_WINDOW", tr("Inner window [pixels]"), 1),
        "Side length of the ring's inner window (odd). If empty, 3.",
        advanced=True,
    )


def add_detection_details(algorithm) -> None:
    algorithm.add(
        QgsProcessingParameterString("NOISE_LEVELS", tr("Noise levels"), optional=True),
        "Times t in (0, 1] at which spectra are perturbed, e.g. 0.05,0.31. If empty, the model's values.",
        advanced=True,
    )
    add_perturbations(algorithm)
    algorithm.add(
        integer("LARGEST_ANOMALY", tr("Largest anomaly [pixels]"), 0),
        "Regions with more pixels than this count as background, however anomalous. 0: no local background. If "
        "empty, the model's value (default: 100).",
        advanced=True,
    )
    algorithm.add(
        QgsProcessingParameterBoolean("EXTRA_BANDS", tr("Mean resultant length of each level"), False),
        "Adds a band for each view of the spectra and each noise level: the mean resultant length, 0 to 1.",
        advanced=True,
    )
    add_score_details(algorithm)


def add_score_details(algorithm) -> None:
    algorithm.add(
        QgsProcessingParameterBoolean("FALSE_ALARMS", tr("False-alarm probability"), False),
        "Adds a last band: the share of background pixels that score at least as high, estimated from the scores of "
        "this raster. Meant for rates of a hundredth or more, and for rasters of which less than a hundredth is "
        "anomalous; smaller rates are extrapolated.",
        advanced=True,
    )
    add_memory_limit(algorithm)
    add_creation_options(algorithm)


def add_perturbations(algorithm) -> None:
    algorithm.add(
        integer("PERTURBATIONS", tr("Perturbations"), 1),
        "Number per spectrum and noise level. If empty, the model's value (default: 2, paper: 100).",
        advanced=True,
    )


def add_memory_limit(algorithm) -> None:
    algorithm.add(
        integer("MEMORY_LIMIT", tr("Memory limit [MB]"), preferences.LEAST_MEMORY, preferences.memory_limit()),
        "Memory for blocks of pixels, in QGIS and the computing process together. Does not affect the scores.",
        advanced=True,
    )


def add_creation_options(algorithm) -> None:
    algorithm.add(
        QgsProcessingParameterString("CREATION_OPTIONS", tr("Creation options"), optional=True),
        "Options of the output format, as NAME=VALUE separated by spaces or |. If empty, GeoTIFFs are tiled and "
        "compressed.",
        advanced=True,
    )


def add_computing(algorithm) -> None:
    algorithm.add(
        choice("DEVICE", tr("Device"), preferences.DEVICES, preferences.device()),
        "auto: a GPU if one works, otherwise the CPU.",
        advanced=True,
    )
    algorithm.add(
        integer("SEED", tr("Seed"), 0, 1),
        "Seed of all random numbers. The same seed gives the same result on the same machine.",
        advanced=True,
    )


def add_device_used(algorithm) -> None:
    """Declare this output last: the modeler offers text outputs as files, in the order of declaration."""
    algorithm.addOutput(QgsProcessingOutputString("DEVICE_USED", tr("Device used")))


def add_score(algorithm, label: str = "Anomaly score") -> None:
    """Declare the score raster; the label is also the name of its layer."""
    algorithm.add(
        QgsProcessingParameterRasterDestination("OUTPUT", tr(label)),
        "32-bit float, NaN at invalid pixels; larger values are more anomalous. The suffix determines the format: "
        ".tif, .img, .bsq ...",
    )
    add_number_outputs(
        algorithm,
        MINIMUM="Lowest score",
        MAXIMUM="Highest score",
        MEAN="Mean score",
        STANDARD_DEVIATION="Standard deviation of the score",
    )


def add_deviation(algorithm) -> None:
    algorithm.add(
        QgsProcessingParameterRasterDestination(
            "DEVIATION", tr("Deviation spectra"), optional=True, createByDefault=False
        ),
        "One band for each band used, in the units of the raster: the pixel's spectrum minus the one that the model "
        "would move it towards. Shows in which wavelengths a pixel is anomalous. As large as the raster itself.",
        advanced=True,
    )


def add_report(algorithm, label: str, help_text: str) -> None:
    """Declare a report, offered by the dialogs; the label is also its name in the Results Viewer."""
    algorithm.add(
        QgsProcessingParameterFileDestination("REPORT", tr(label), tr("HTML files (*.html)"), optional=True),
        help_text,
    )


def matlab_files() -> str:
    """Return the file filter for MATLAB files."""
    return tr("MATLAB files (*.mat)")


def model_files() -> str:
    """Return the file filter for models."""
    return tr("ScoreAD models (*.scoread)")


def add_training_facts(algorithm) -> None:
    add_number_outputs(
        algorithm,
        PIXELS="Pixels trained on",
        BANDS_USED="Bands used",
        FINAL_LOSS="Final loss",
        SECONDS="Seconds of training",
    )


def add_number_outputs(algorithm, **labels: str) -> None:
    """Declare numbers as outputs, each NAME=label."""
    for name, label in labels.items():
        algorithm.addOutput(QgsProcessingOutputNumber(name, tr(label)))


def integer(
    name: str, label: str, least: int, default: int | None = None, most: int = 2**31 - 1
) -> QgsProcessingParameterNumber:
    return QgsProcessingParameterNumber(name, label, INTEGER, default, default is None, least, most)


def number(
    name: str, label: str, least: float | None = None, default: float | None = None, most: float | None = None
) -> QgsProcessingParameterNumber:
    limits = {key: limit for key, limit in (("minValue", least), ("maxValue", most)) if limit is not None}
    return QgsProcessingParameterNumber(name, label, DOUBLE, default, optional=default is None, **limits)


def choice(name: str, label: str, words: Iterable[str], default: str) -> QgsProcessingParameterEnum:
    """Return a choice between words, which scripts pass as plain text."""
    return QgsProcessingParameterEnum(name, label, list(words), defaultValue=default, usesStaticStrings=True)
