"""Evaluate detection: compare score rasters with known anomalies."""

from __future__ import annotations

from itertools import count

from qgis.core import (
    QgsMapLayer,
    QgsProcessing,
    QgsProcessingException,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterMapLayer,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterString,
)

from ..scoread_plugin import jobs, raster, reports
from ..scoread_plugin.version import VERSION
from . import parameters as declare
from . import references
from .base import ScoreADAlgorithm
from .inputs import assigned_wkt, layer_source, source_path
from .progress import Phase
from .translate import tr

OUTPUTS = {
    "AUC": "AUC",
    "AUC_LOW": "AUC, lower end of the 95 % interval",
    "AUC_HIGH": "AUC, upper end of the 95 % interval",
    "AP": "Average precision",
    "AP_LOW": "Average precision, lower end of the 95 % interval",
    "AP_HIGH": "Average precision, upper end of the 95 % interval",
    "AUC_D_F": "AUC(D,F), the AUC",
    "AUC_D_TAU": "AUC(D,tau), mean scaled score of the anomalies",
    "AUC_F_TAU": "AUC(F,tau), mean scaled score of the background",
    "AUC_TD": "AUC(D,F) + AUC(D,tau)",
    "AUC_BS": "AUC(D,F) - AUC(F,tau)",
    "AUC_SNPR": "AUC(D,tau) / AUC(F,tau)",
    "AUC_TDBS": "AUC(D,tau) - AUC(F,tau)",
    "AUC_OD": "AUC(D,F) + AUC(D,tau) - AUC(F,tau)",
    "FALSE_ALARMS_AT_FULL_DETECTION": "False-alarm rate at full detection",
    "ANOMALIES": "Anomalous pixels judged",
    "OBJECTS": "Objects that they form",
    "BACKGROUND": "Background pixels judged",
    "UNSCORED": "Anomalous pixels without a score",
    "UNSCORED_BACKGROUND": "Background pixels without a score",
    "LEFT_OUT": "Pixels left out because another raster has no score there",
}


class EvaluateDetection(ScoreADAlgorithm):
    ID = "evaluatedetection"
    NEEDS_SCIPY = True
    TITLE = "Evaluate detection"
    SUMMARY = "Evaluates one or more score rasters against known anomalies: AUC, ROC curves, intervals."
    TAGS = ("evaluation", "accuracy", "truth", "roc", "auc", "precision", "bootstrap", "hyperspectral", "anomaly")
    HELP = (
        "Compares score rasters, from this plugin or any other, with a truth layer: area under the ROC curve (AUC), "
        "average precision (AP), the 3-D ROC family, the false-alarm rate at which the last anomaly is found, and 95 "
        "% intervals. Larger scores must be more anomalous. The outputs refer to the first raster, the table and the "
        "report to all, with the differences from the first. Only pixels that all rasters have scored are judged; "
        "the log reports how many are not. The rasters must share a pixel grid. A whole band is held in memory, "
        "about 60 bytes per pixel."
    )
    REFERENCES = (references.EVALUATION,)

    def initAlgorithm(self, configuration=None):
        self.add(
            QgsProcessingParameterMultipleLayers("INPUT", tr("Score rasters"), QgsProcessing.SourceType.TypeRaster),
            "The first band of each raster is the score. In qgis_process, repeat the parameter: INPUT=a.tif "
            "INPUT=b.tif",
        )
        self.add(
            QgsProcessingParameterMapLayer(
                "TRUTH",
                tr("Truth"),
                types=[
                    QgsProcessing.SourceType.TypeRaster,
                    QgsProcessing.SourceType.TypeVectorPolygon,
                    QgsProcessing.SourceType.TypeVectorPoint,
                ],
            ),
            "A raster: anomalous where its first band is not 0, not judged where it is nodata; resampled to the grid "
            "of each score raster by nearest neighbour or, if it is finer, so that a pixel is anomalous if any part "
            "of it is. Or polygons (pixels whose centre lies within are anomalous), or points (the pixels that "
            "contain them); the rest of the raster is background.",
        )
        self.add(
            # Not a field parameter: its widget crashes QGIS if the layer that it depends on is a raster.
            QgsProcessingParameterString("TRUTH_FIELD", tr("Truth field"), optional=True),
            "Name of a numeric field of a vector truth: values other than 0 are anomalous, 0 is background, NULL is "
            "not judged. If empty, every feature is anomalous.",
        )
        declare.add_report(
            self,
            "Evaluation report",
            "ROC curves, score distributions, score maps with the truth outlined, and all figures; AUC and average "
            "precision with intervals, and with their differences from the first raster.",
        )
        self.add(
            QgsProcessingParameterFileDestination(
                "TABLE", tr("Table"), tr("CSV files (*.csv)"), optional=True, createByDefault=False
            ),
            "One row per raster, with one column for each figure and for each end of its interval, and for the "
            "differences from the first raster.",
        )
        self.add(
            declare.integer("BOOTSTRAP", tr("Bootstrap draws"), 0, 500),
            "Number of scenes redrawn for the 95 % intervals, with replacement, from whole truth objects (connected "
            "pixels) and whole blocks of background, since neighbouring pixels are not independent. With fewer than "
            "50 objects, the intervals are too narrow. 0 for none.",
            advanced=True,
        )
        self.add(declare.integer("SEED", tr("Seed"), 0, 1), "Seed of the bootstrap.", advanced=True)
        declare.add_number_outputs(self, **OUTPUTS)

    def check(self, given):
        table = given.target_file("TABLE")
        if table and not table.lower().endswith(".csv"):
            raise ValueError(f"TABLE '{table}' is written as CSV: let its name end in .csv.")
        jobs.judged_pixels.open_on_one_grid(self.rasters(given))

    def prepare(self, given, feedback):
        self.scores = self.rasters(given)
        is_raster, source = layer_source(given, "TRUTH", feedback)
        field = given.text("TRUTH_FIELD")
        if is_raster and field:
            raise QgsProcessingException("TRUTH_FIELD needs a vector layer, but TRUTH is a raster.")
        path, detail = source
        self.truth = raster.truth.Truth(path, is_raster, field=field, **{"wkt" if is_raster else "layer": detail})
        self.truth_names = names_of(given.layer("TRUTH"), self.truth)

    def rasters(self, given) -> list[jobs.judged_pixels.ScoreRaster]:
        """Return the score rasters, with unique names."""
        layers = given.layers("INPUT")
        if not layers:
            raise QgsProcessingException("INPUT: choose at least one raster that QGIS can open.")
        named = distinct([(layer.name(), (source_path(layer), assigned_wkt(layer))) for layer in layers])
        return [jobs.judged_pixels.ScoreRaster(name, *source) for name, source in named.items()]

    def work(self, given, feedback):
        draws = given.integer("BOOTSTRAP")
        seed = given.integer("SEED")
        pixels = jobs.judged_pixels.judged_pixels(self.scores, self.truth, Phase(feedback, "Truth", 0, 10))
        evaluations, share = [], 90 / len(self.scores)
        for k, scores in enumerate(self.scores):
            phase = Phase(feedback, scores.name, 10 + k * share, 10 + (k + 1) * share)
            evaluations.append(jobs.evaluating.evaluate(scores, pixels, draws, seed, phase))
            tell(evaluations[-1], feedback)
        report, table = (given.target_file(name) for name in ("REPORT", "TABLE"))
        (truth, layer), field = self.truth_names, self.truth.field
        if report:
            settings = [(name, value) for name, value in (("Truth layer", layer), ("Truth field", field)) if value]
            settings += [("Bootstrap draws", draws), ("Seed", seed), ("ScoreAD", VERSION)]
            reports.evaluation_report.evaluation_report(evaluations, truth, draws, settings).write(report)
        if table:
            constants = {"TRUTH": truth, "TRUTH_LAYER": layer, "TRUTH_FIELD": field}
            constants |= {"BOOTSTRAP": draws, "SEED": seed, "SCOREAD_VERSION": VERSION}
            reports.evaluation_table.write_table(table, evaluations, constants)
        first = evaluations[0].row
        return {"REPORT": report, "TABLE": table, **{name: first[name] for name in OUTPUTS if name in first}}


def names_of(layer: QgsMapLayer, truth: raster.truth.Truth) -> tuple[str, str]:
    """Return a truth's file and the layer in it; if that file is a temporary copy, the name and source in QGIS."""
    source = layer.publicSource()
    return (truth.path, truth.layer) if source.startswith(truth.path) else (layer.name(), source)


def distinct(pairs: list[tuple[str, tuple]]) -> dict[str, tuple]:
    """Return the values by name; repeated names are numbered."""
    named = {}
    for name, value in pairs:
        free = (f"{name} ({k})" if k > 1 else name for k in count(1))
        named[next(other for other in free if other not in named)] = value
    return named


def tell(evaluation: jobs.evaluating.Evaluation, feedback) -> None:
    """Log the main figures, and what is not judged."""
    row, interval = evaluation.row, ""
    if evaluation.band:
        feedback.pushInfo(f"{evaluation.name}: {evaluation.band} is judged.")
    if evaluation.intervals:
        interval = f" (95 %: {row['AUC_LOW']:.4f} to {row['AUC_HIGH']:.4f})"
    feedback.pushInfo(
        f"{evaluation.name}: AUC {row['AUC']:.4f}{interval}, average precision {row['AP']:.4f}, from "
        f"{row['ANOMALIES']} anomalous pixels in {row['OBJECTS']} objects and {row['BACKGROUND']} background pixels."
    )
    if row["UNSCORED"] or row["UNSCORED_BACKGROUND"]:
        push = feedback.pushWarning if row["UNSCORED"] else feedback.pushInfo
        push(
            f"{evaluation.name}: {row['UNSCORED']} anomalous and {row['UNSCORED_BACKGROUND']} background pixels have "
            "no score and are not judged."
        )
    if row["LEFT_OUT"]:
        feedback.pushWarning(
            f"{evaluation.name}: {row['LEFT_OUT']} pixels with a score are not judged, because another raster has "
            "none there."
        )
