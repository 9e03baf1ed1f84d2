"""Make the models of `examples/`, which open in the graphical modeler: `make examples`."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from qgis.core import (
    QgsProcessingAlgorithm,
    QgsProcessingModelAlgorithm,
    QgsProcessingModelChildAlgorithm,
    QgsProcessingModelChildParameterSource,
    QgsProcessingModelGroupBox,
    QgsProcessingModelOutput,
    QgsProcessingModelParameter,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterEnum,
    QgsProcessingParameterMapLayer,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterLayer,
)
from qgis.PyQt.QtCore import QPointF, QRectF, QSizeF
from qgis.PyQt.QtGui import QColor

CHECKOUT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(CHECKOUT))

from tools.declarations import load_plugin  # noqa: E402

FOLDER = CHECKOUT / "examples"

BOX, COMMENT = QSizeF(230, 40), QSizeF(230, 44)
COLUMN, ROW = 340, 190
COMMENT_ABOVE = 85
# Margins of a group around the centres of its first and last box: left, above, right, below.
MARGINS = (145, 150, 145, 65)
GROUP_COLOUR = "#e4ecf2"

static = QgsProcessingModelChildParameterSource.fromStaticValue
from_input = QgsProcessingModelChildParameterSource.fromModelParameter
from_step = QgsProcessingModelChildParameterSource.fromChildOutput


@dataclass
class Example:
    """Model laid out on a grid: inputs, steps and their outputs are placed at (column, row)."""

    title: str
    summary: str
    model: QgsProcessingModelAlgorithm = field(init=False)
    help: dict[str, str] = field(default_factory=dict)

    def __post_init__(self):
        self.model = QgsProcessingModelAlgorithm(self.title, "Anomaly detection")
        self.help |= {"ALG_DESC": self.summary, "ALG_CREATOR": "ScoreAD"}

    def group(self, text: str, first: tuple[float, float], last: tuple[float, float]) -> None:
        """Add a frame around the boxes from the first to the last (column, row)."""
        left, above, right, below = MARGINS
        frame = QRectF(point(first) - QPointF(left, above), point(last) + QPointF(right, below))
        box = QgsProcessingModelGroupBox(text)
        box.setPosition(frame.center())
        box.setSize(frame.size())
        box.setColor(QColor(GROUP_COLOUR))
        # Without this, each run would assign a different identifier.
        box.loadVariant({**box.toVariant(), "uuid": str(uuid5(NAMESPACE_URL, f"{self.title}/{text}"))})
        self.model.addGroupBox(box)

    def input(self, parameter: QgsProcessingParameterDefinition, help_text: str, at: tuple[float, float]) -> None:
        parameter.setHelp(help_text)
        self.help[parameter.name()] = help_text
        component = place(QgsProcessingModelParameter(parameter.name()), at)
        self.model.addModelParameter(parameter, component)

    def step(
        self,
        name: str,
        algorithm: str,
        title: str,
        parameters: dict[str, list[QgsProcessingModelChildParameterSource]],
        outputs: list[QgsProcessingModelOutput],
        at: tuple[float, float],
        comment: str,
    ) -> None:
        child = place(QgsProcessingModelChildAlgorithm(f"scoread:{algorithm}"), at, comment)
        child.setChildId(name)
        child.setDescription(title)
        # setParameterSources crashes in QGIS 3.22.
        for parameter, sources in {**defaults(child.algorithm()), **parameters}.items():
            child.addParameterSources(parameter, sources)
        for output in outputs:
            output.setChildId(name)
        child.setModelOutputs({output.name(): output for output in outputs})
        self.model.addChildAlgorithm(child)

    def finished(self, *order: str) -> QgsProcessingModelAlgorithm:
        """Return the model, whose dialog lists the inputs in this order."""
        self.model.setParameterOrder(list(order))
        self.model.setHelpContent(self.help)
        self.model.updateDestinationParameters()
        return in_oldest_version(self.model)


def in_oldest_version(model: QgsProcessingModelAlgorithm) -> QgsProcessingModelAlgorithm:
    """Return the model with its outputs named as in QGIS 3.22, whichever QGIS runs this."""
    older = QgsProcessingModelAlgorithm()
    older.loadVariant({**model.toVariant(), "internal_version": "Version1"})
    return older


def defaults(algorithm: QgsProcessingAlgorithm) -> dict[str, list[QgsProcessingModelChildParameterSource]]:
    """Return what the modeler writes for unchanged parameters; it treats a model without them as incomplete."""
    optional = QgsProcessingParameterDefinition.Flag.FlagOptional
    return {
        parameter.name(): [static(parameter.defaultValue())]
        for parameter in algorithm.parameterDefinitions()
        if not parameter.isDestination() and not parameter.flags() & optional
    }


def output(title: str, source: str, at: tuple[float, float], optional: bool = False) -> QgsProcessingModelOutput:
    """Create an output of a step that is also an output of the model; optional if it is optional in the step."""
    result = place(QgsProcessingModelOutput(title), at)
    result.setName(title)
    result.setDescription(title)
    result.setChildOutputName(source)
    result.setMandatory(not optional)
    return result


def place(component, at: tuple[float, float], comment: str = ""):
    component.setPosition(point(at))
    component.setSize(BOX)
    component.comment().setDescription(comment)
    component.comment().setPosition(point(at) + QPointF(0, -COMMENT_ABOVE))
    component.comment().setSize(COMMENT)
    return component


def point(at: tuple[float, float]) -> QPointF:
    return QPointF(COLUMN * (at[0] + 0.5), ROW * (at[1] + 1))


def train_detect_extract() -> QgsProcessingModelAlgorithm:
    example = Example(
        "Train, detect, extract",
        "Finds what does not belong in one image: trains on it, scores it, and makes ranked polygons and points of "
        "the highest scores.",
    )
    example.group("1. Score the image", (1, 0), (1, 0))
    example.group("2. Take the highest scores", (2, 1), (3, 1.4))
    example.input(
        QgsProcessingParameterRasterLayer("image", "Hyperspectral image"),
        "Any raster that GDAL reads, with at least two bands; raw counts, radiance and reflectance all serve.",
        (0, 0),
    )
    example.input(
        QgsProcessingParameterNumber(
            "percentile",
            "Percentile",
            QgsProcessingParameterNumber.Type.Double,
            99.5,
            minValue=0,
            maxValue=100,
        ),
        "Pixels that score higher are extracted: 99.5 takes the highest half per cent. A lower one shows more.",
        (0, 1),
    )
    example.step(
        "detect",
        "traindetect",
        "Train and detect",
        {"INPUT": [from_input("image")]},
        [output("Anomaly score", "OUTPUT", (3, 0))],
        (1, 0),
        "The defaults suit any scene; larger scores are more anomalous.",
    )
    example.step(
        "extract",
        "extractanomalies",
        "Extract anomalies",
        {
            "INPUT": [from_step("detect", "OUTPUT")],
            "SPECTRA": [from_input("image")],
            "PERCENTILE": [from_input("percentile")],
        },
        [output("Anomalies", "OUTPUT", (3, 1)), output("Peaks", "POINTS", (3, 1.4), optional=True)],
        (2, 1),
        "Rank 1 is the strongest. The image gives each polygon its mean spectrum.",
    )
    return example.finished("image", "percentile")


def train_then_detect() -> QgsProcessingModelAlgorithm:
    example = Example(
        "Train on one line, detect on the next",
        "Trains on one flight line and scores the next with that model, so that both are measured by the same "
        "background. The two need the same sensor, bands and units.",
    )
    example.group("1. Learn the background", (1, 0), (1, 0))
    example.group("2. Search the next line", (2, 1.2), (3, 1.2))
    lines = "One flight line, a raster of at least two bands. "
    example.input(
        QgsProcessingParameterRasterLayer("training_line", "Line to train on"),
        lines + "It should show the background of the area; a few anomalies do no harm.",
        (0, 0),
    )
    example.input(
        QgsProcessingParameterRasterLayer("next_line", "Line to search"),
        lines + "Of the same sensor, with the same bands and units as the first.",
        (0, 1.2),
    )
    example.step(
        "train",
        "trainsgm",
        "Train SGM",
        {"INPUT": [from_input("training_line")]},
        [
            output("Score model", "OUTPUT", (3, -0.4)),
            output("Training report", "REPORT", (3, 0), optional=True),
        ],
        (1, 0),
        "Keep the model to score all further lines: run Detect anomalies as a batch.",
    )
    example.step(
        "detect",
        "detectanomalies",
        "Detect anomalies",
        {"INPUT": [from_input("next_line")], "MODEL": [from_step("train", "OUTPUT")]},
        [output("Anomaly score", "OUTPUT", (3, 1.2))],
        (2, 1.2),
        "Refuses a line whose bands are not those of the model.",
    )
    return example.finished("training_line", "next_line")


def sgm_against_rx() -> QgsProcessingModelAlgorithm:
    example = Example(
        "SGM against RX",
        "Scores one image by the trained model and by the RX detector, and judges both by what is known to be "
        "anomalous: ROC curves, AUC and average precision with intervals, in a report and a table.",
    )
    example.group("1. Two detectors", (1, 0), (1, 2))
    example.group("2. The judgement", (2, 1), (3, 1.4))
    example.input(
        QgsProcessingParameterRasterLayer("image", "Hyperspectral image"),
        "Any raster that GDAL reads, with at least two bands.",
        (0, 0),
    )
    example.input(
        QgsProcessingParameterEnum(
            "rx_mode", "RX mode", ["global", "local", "subspace"], defaultValue="global", usesStaticStrings=True
        ),
        "What the spectrum of a pixel is compared with. global: the scene. local: the ring around the pixel. "
        "subspace: the scene, on its leading principal components.",
        (0, 2),
    )
    example.input(
        QgsProcessingParameterMapLayer("truth", "Known anomalies"),
        "A raster, not 0 where a pixel is anomalous; or polygons or points of the anomalies.",
        (0, 1),
    )
    example.step(
        "sgm",
        "traindetect",
        "Train and detect",
        {"INPUT": [from_input("image")]},
        [output("SGM score", "OUTPUT", (3, -0.1))],
        (1, 0),
        "Learns the scene's spectra, with no labels.",
    )
    example.step(
        "rx",
        "rxdetector",
        "RX detector",
        {"INPUT": [from_input("image")], "MODE": [from_input("rx_mode")]},
        [output("RX score", "OUTPUT", (3, 2))],
        (1, 2),
        "The classic to compare with.",
    )
    example.step(
        "evaluate",
        "evaluatedetection",
        "Evaluate detection",
        {"INPUT": [from_step("sgm", "OUTPUT"), from_step("rx", "OUTPUT")], "TRUTH": [from_input("truth")]},
        [output("Evaluation report", "REPORT", (3, 1)), output("Evaluation table", "TABLE", (3, 1.4), optional=True)],
        (2, 1),
        "One row for each detector, SGM first.",
    )
    return example.finished("image", "truth", "rx_mode")


EXAMPLES = {
    "train_detect_extract": train_detect_extract,
    "train_then_detect": train_then_detect,
    "sgm_against_rx": sgm_against_rx,
}


def main() -> None:
    _application, plugin = load_plugin()
    for name, make in EXAMPLES.items():
        make().toFile(str(FOLDER / f"{name}.model3"))
    plugin.unload()


if __name__ == "__main__":
    main()
