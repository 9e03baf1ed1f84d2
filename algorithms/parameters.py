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
from . import options
from .base import tr
from .recent import recent_model

INTEGER = QgsProcessingParameterNumber.Type.Integer
DOUBLE = QgsProcessingParameterNumber.Type.Double
MODEL_HELP = (
    "Made by Train SGM or Train and detect, on this raster or on one of the same bands. A dialog offers the one that "
    "was made last."
)
SCALES = (
    "A raster that GDAL reads (GeoTIFF, ENVI ...), with at least two bands. Scaling does not matter: "
    "raw counts, radiance and reflectance all serve."
)
OF_MODEL = (
    "A raster that GDAL reads (GeoTIFF, ENVI ...), of the bands and in the units that the model was trained on."
)
CONTEXTS = ["preset", "none", "ring", "background"]


def add_raster(algorithm, with_bands: bool) -> None:
    algorithm.add(
        QgsProcessingParameterRasterLayer("INPUT", tr("Hyperspectral raster")),
        SCALES if with_bands else OF_MODEL,
    )
    if with_bands:
        algorithm.add(
            QgsProcessingParameterBand("BANDS", tr("Bands"), None, "INPUT", optional=True, allowMultiple=True),
            "Bands to use. Left empty: all, but for those that the header flags bad (ENVI bbl), an alpha band, those "
            "that are constant or have no valid value, and noise alone. On the command line: BANDS=1;2;3, in quotes.",
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
        "Only pixels whose centre lies within its polygons, or where the raster's first band is neither 0 "
        "nor nodata, are used.",
    )
    algorithm.add(
        QgsProcessingParameterExtent("EXTENT", tr("Extent"), optional=True),
        "Only this part of the raster is used. Pixels that it touches count.",
    )


def add_training(algorithm) -> None:
    algorithm.add(
        choice("PRESET", tr("Preset"), PRESETS, "default"),
        "default: quick, for any scene; two views of the spectra, small networks. "
        "paper: the method as published (arXiv 2601.12379), to reproduce it; on two processor cores ten minutes for "
        "8000 pixels to train on, and nine seconds for each thousand that is scored.",
    )
    algorithm.add(
        choice("CONTEXT", tr("Context"), CONTEXTS, "preset"),
        "What a pixel's neighbourhood contributes. preset: as the preset has it (default: background; paper: "
        "none). none: each pixel by its spectrum alone. background: a pixel's score counts above the level of the "
        "larger region that it lies in, so that roofs and roads take themselves away ('default' only). ring: the "
        "network sees the most similar neighbour's spectrum ('paper' only).",
    )


def add_training_details(algorithm) -> None:
    preset = "Left empty: as the preset has it."
    algorithm.add(integer("EPOCHS", tr("Epochs"), 1), "Passes over the sample. " + preset, advanced=True)
    algorithm.add(integer("BATCH_SIZE", tr("Batch size"), 1), "Spectra per step. " + preset, advanced=True)
    algorithm.add(
        integer("MAX_PIXELS", tr("Largest training sample [pixels]"), 2, 50_000),
        "Pixels to train on, drawn from all over the raster; all of them where there are fewer.",
        advanced=True,
    )
    algorithm.add(
        number("RETAIN_RATIO", tr("Retain ratio"), None, 0.01, 1.0),
        "Share of each batch, the spectra that fit best, to learn from, so that the anomalies in the sample "
        "teach less. 1 for all. " + preset,
        advanced=True,
    )
    algorithm.add(
        number("EXCLUSION", tr("Exclusion"), None, 0.0, 0.5),
        "Share of the sample, the most anomalous spectra by what was learned so far, that the training leaves out "
        "from a quarter of its epochs on, so that it does not learn the anomalies. 0 for none. " + preset,
        advanced=True,
    )
    algorithm.add(
        integer("OUTER_WINDOW", tr("Outer window [pixels]"), 3),
        "Side of the ring's outer window, odd. Left empty: 5.",
        advanced=True,
    )
    algorithm.add(
        integer("INNER_WINDOW", tr("Inner window [pixels]"), 1),
        "Side of the ring's inner window, odd. Left empty: 3.",
        advanced=True,
    )


def add_detection_details(algorithm) -> None:
    algorithm.add(
        QgsProcessingParameterString("NOISE_LEVELS", tr("Noise levels"), optional=True),
        "Times t in (0, 1] at which spectra are perturbed, as in 0.05,0.31. Left empty: the model's own.",
        advanced=True,
    )
    add_perturbations(algorithm)
    algorithm.add(
        integer("LARGEST_ANOMALY", tr("Largest anomaly [pixels]"), 0),
        "Regions of more pixels than this count as background, however odd. 0: no local background. Left empty: the "
        "model's own (default: 100).",
        advanced=True,
    )
    algorithm.add(
        QgsProcessingParameterBoolean("EXTRA_BANDS", tr("Mean resultant length of each level"), False),
        "Adds a band for each view of the spectra and noise level: the mean resultant length, 0 to 1.",
        advanced=True,
    )
    add_score_details(algorithm)


def add_score_details(algorithm) -> None:
    algorithm.add(
        QgsProcessingParameterBoolean("FALSE_ALARMS", tr("False-alarm probability"), False),
        "Adds a last band: the share of background pixels that score at least as high, from the scores of this "
        "raster. Meant for rates of a hundredth and more, and rasters of which less than a hundredth is anomalous; "
        "smaller rates are an extrapolation.",
        advanced=True,
    )
    add_memory_limit(algorithm)
    add_creation_options(algorithm)


def add_perturbations(algorithm) -> None:
    algorithm.add(
        integer("PERTURBATIONS", tr("Perturbations"), 1),
        "Of each spectrum at each noise level. Left empty: the model's own (default: 2, paper: 100).",
        advanced=True,
    )


def add_memory_limit(algorithm) -> None:
    algorithm.add(
        integer("MEMORY_LIMIT", tr("Memory limit [MB]"), options.LEAST_MEMORY, options.memory_limit()),
        "For blocks of pixels, in QGIS and in the computing process together. Scores do not depend on it.",
        advanced=True,
    )


def add_creation_options(algorithm) -> None:
    algorithm.add(
        QgsProcessingParameterString("CREATION_OPTIONS", tr("Creation options"), optional=True),
        "Of the output format, as NAME=VALUE separated by spaces or |. Left empty: GeoTIFFs are tiled and "
        "compressed.",
        advanced=True,
    )


def add_computing(algorithm) -> None:
    algorithm.add(
        choice("DEVICE", tr("Device"), options.DEVICES, options.device()),
        "auto: a graphics processor where one works, else the CPU.",
        advanced=True,
    )
    algorithm.add(
        integer("SEED", tr("Seed"), 0, 1),
        "Of all that is random. The same seed gives the same result on the same machine.",
        advanced=True,
    )


def add_device_used(algorithm) -> None:
    """Last of all outputs: the modeler offers a text as a file, and what comes first, first."""
    algorithm.addOutput(QgsProcessingOutputString("DEVICE_USED", tr("Device used")))


def add_score(algorithm, label: str = "Anomaly score") -> None:
    """The score raster; the label is the name of its layer as well."""
    algorithm.add(
        QgsProcessingParameterRasterDestination("OUTPUT", tr(label)),
        "32-bit float, NaN where a pixel is not valid; larger is more anomalous. The suffix decides the format: "
        ".tif, .img, .bsq ...",
    )
    for name, label in (
        ("MINIMUM", "Lowest score"),
        ("MAXIMUM", "Highest score"),
        ("MEAN", "Mean score"),
        ("STANDARD_DEVIATION", "Standard deviation of the score"),
    ):
        algorithm.addOutput(QgsProcessingOutputNumber(name, tr(label)))


def add_deviation(algorithm) -> None:
    algorithm.add(
        QgsProcessingParameterRasterDestination(
            "DEVIATION", tr("Deviation spectra"), optional=True, createByDefault=False
        ),
        "One band for each band used, in the units of the raster: the pixel's spectrum less the one that the model "
        "would move it towards. Tells in which wavelengths a pixel is odd. As large as the raster itself.",
        advanced=True,
    )


def add_report(algorithm, label: str, help_text: str) -> None:
    """A page that dialogs ask for; the label is its name in the Results Viewer as well."""
    algorithm.add(
        QgsProcessingParameterFileDestination("REPORT", tr(label), tr("HTML files (*.html)"), optional=True),
        help_text,
    )


def matlab_files() -> str:
    """The file filter of MATLAB files."""
    return tr("MATLAB files (*.mat)")


def model_files() -> str:
    """The file filter of models."""
    return tr("ScoreAD models (*.scoread)")


def add_training_facts(algorithm) -> None:
    for name, label in (
        ("PIXELS", "Pixels trained on"),
        ("BANDS_USED", "Bands used"),
        ("FINAL_LOSS", "Final loss"),
        ("SECONDS", "Seconds of training"),
    ):
        algorithm.addOutput(QgsProcessingOutputNumber(name, tr(label)))


def integer(
    name: str, label: str, least: int, default: int | None = None, most: int = 2**31 - 1
) -> QgsProcessingParameterNumber:
    return QgsProcessingParameterNumber(name, label, INTEGER, default, default is None, least, most)


def number(
    name: str, label: str, default: float | None = None, least: float | None = None, most: float | None = None
) -> QgsProcessingParameterNumber:
    limits = {key: limit for key, limit in (("minValue", least), ("maxValue", most)) if limit is not None}
    return QgsProcessingParameterNumber(name, label, DOUBLE, default, optional=default is None, **limits)


def choice(name: str, label: str, words: Iterable[str], default: str) -> QgsProcessingParameterEnum:
    """One of several words, which scripts write as they are."""
    return QgsProcessingParameterEnum(name, label, list(words), defaultValue=default, usesStaticStrings=True)
