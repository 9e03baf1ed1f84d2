"""Extract anomalies: turn a score raster into ranked polygons."""

from __future__ import annotations

from qgis.core import (
    QgsProcessing,
    QgsProcessingOutputString,
    QgsProcessingParameterBand,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterRasterDestination,
    QgsProcessingParameterRasterLayer,
)

from ..scoread_plugin import jobs, raster, styles
from ..scoread_plugin.progress import span
from . import parameters as declare
from . import references, values
from .base import ScoreADAlgorithm
from .files import destination_file
from .given import Given
from .inputs import assigned_wkt, raster_layer, source_path
from .progress import Phase
from .regions import AreaMeasure, write_points, write_polygons
from .sinks import LayerSinks
from .steps import write_style
from .translate import tr
from .unused import warn_of_unused

# Each method and the number that it uses.
METHODS = {"percentile": ("PERCENTILE",), "false-alarm rate": ("FALSE_ALARM_RATE",), "value": ("VALUE",)}


class ExtractAnomalies(ScoreADAlgorithm):
    ID = "extractanomalies"
    NEEDS_SCIPY = True
    TITLE = "Extract anomalies"
    SUMMARY = "Turns the highest scores of an anomaly score raster into ranked polygons and points."
    TAGS = (*ScoreADAlgorithm.TAGS, "threshold", "polygonize", "sieve", "vectorize")
    HELP = (
        "Selects the pixels whose score reaches a threshold, joins those that touch at sides or corners, and ranks "
        "these regions by their highest score. Fields of the polygons: <i>rank</i>, 1 for the strongest; "
        "<i>score_max</i>, <i>score_mean</i>; <i>pixels</i>; <i>area</i>, in square map units, or in square metres "
        "on the ellipsoid if the coordinates are degrees; <i>pfa</i>, the false-alarm probability of the highest "
        "score, empty if it is not known; <i>label_x</i>, <i>label_y</i>, a position within the polygon, close to "
        "its middle. Accepts any raster in which larger is more anomalous, of at most 67 million pixels: they are "
        "held in memory, about 20 bytes each."
    )
    REFERENCES = (references.EXTREMES,)

    def initAlgorithm(self, configuration=None):
        self.add(
            QgsProcessingParameterRasterLayer("INPUT", tr("Anomaly score")),
            "Output of Train and detect, Detect anomalies or RX detector, or any raster in which larger is more "
            "anomalous.",
        )
        self.add(
            QgsProcessingParameterBand("BAND", tr("Band"), 1, "INPUT", optional=True),
            "The band with the score. If empty, the first.",
            advanced=True,
        )
        self.add(
            declare.choice("METHOD", tr("Threshold by"), METHODS, "percentile"),
            "percentile: the highest of the valid pixels. false-alarm rate: the score that a background pixel "
            "reaches with this probability, from the band 'False-alarm probability' if the raster has one, "
            "otherwise fitted to the scores. value: a given score.",
        )
        self.add(
            declare.number("PERCENTILE", tr("Percentile (if by percentile)"), 0.0, 99.5, 100.0),
            "At most the remaining share of the valid pixels is selected: 99.5 keeps the highest half per cent.",
        )
        self.add(
            declare.number("FALSE_ALARM_RATE", tr("False-alarm rate (if by false-alarm rate)"), 1e-8, 0.001, 0.5),
            "Share of the background pixels that may be mistaken for anomalies: 0.001 is one in a thousand. Below "
            "0.01, it is extrapolated.",
        )
        self.add(declare.number("VALUE", tr("Value (if by value)")), "The lowest score that counts.")
        self.add(
            declare.integer("MIN_AREA", tr("Smallest region [pixels]"), 1, 1),
            "Smaller regions are left out. 1 keeps all: many true anomalies are a single pixel, or part of one.",
        )
        self.add(
            QgsProcessingParameterRasterLayer("SPECTRA", tr("Hyperspectral raster"), optional=True),
            "The raster that was scored. Adds the field <i>spectrum</i>, the mean over the polygon's valid pixels, "
            "as a JSON object of x (wavelengths in nm, or band numbers), xUnit and y, as in the profiles of the "
            "EnMAP-Box.",
            advanced=True,
        )
        self.add(
            QgsProcessingParameterRasterLayer("DEVIATION", tr("Deviation spectra"), optional=True),
            "Output of Detect anomalies or Train and detect. Adds the field <i>deviation</i>, the mean in the same "
            "form; and <i>background</i>, the spectrum that the model would make of it (spectrum minus deviation), "
            "if the hyperspectral raster is given as well.",
            advanced=True,
        )
        self.add(
            QgsProcessingParameterFeatureSink("OUTPUT", tr("Anomalies"), QgsProcessing.SourceType.TypeVectorPolygon),
            "Multipolygons. A Shapefile cannot hold spectra.",
        )
        self.add(
            QgsProcessingParameterFeatureSink(
                "POINTS", tr("Peaks"), QgsProcessing.SourceType.TypeVectorPoint, optional=True
            ),
            "The centre of the highest-scoring pixel of each region, with its rank, score and false-alarm "
            "probability: the points for Explain pixels.",
        )
        self.add(
            QgsProcessingParameterRasterDestination("MASK", tr("Mask"), optional=True, createByDefault=False),
            "1 in the polygons, 0 elsewhere, 255 (nodata) where there is no score.",
        )
        declare.add_number_outputs(
            self,
            THRESHOLD="Lowest score that counts",
            COUNT="Number of anomalies",
            AREA_SHARE="Share of the valid pixels",
        )
        self.addOutput(QgsProcessingOutputString("AREA_UNIT", tr("Unit of the areas")))

    def check(self, given):
        inputs = ExtractionInputs(given)
        if inputs.spectra:
            values.check_holds_spectra(given)
        mask = destination_file(given, "MASK")
        if mask:
            raster.score_map.mask_driver(mask)
        read_rule(given)
        inputs.open()

    def prepare(self, given, feedback):
        self.inputs = ExtractionInputs(given)

    def work(self, given, feedback):
        dataset, scenes = self.inputs.open()
        rule = read_rule(given)
        warn_of_unused(given, "METHOD", METHODS, feedback)
        if dataset.RasterCount > 1 and not jobs.provenance.is_score(dataset):
            feedback.pushWarning(
                f"INPUT has {dataset.RasterCount} bands and does not declare that they are anomaly scores: band "
                f"{self.inputs.band} is taken as one. If this is the hyperspectral raster, choose its score raster."
            )
        phase = Phase(feedback, "Extraction", 0, 95)
        found = jobs.extracting.extract(dataset, self.inputs.band, rule, span(phase, 0.0, 0.6))
        profiles = jobs.region_spectra.profiles(scenes, found.regions, span(phase, 0.6, 1.0), feedback.pushWarning)
        measure = AreaMeasure(self.inputs.crs, given.context)
        tell(found, rule, measure, feedback)
        provenance = jobs.extracting.provenance(dataset, rule, found.threshold)
        mask = given.target_layer("MASK")
        if mask:
            raster.score_map.write_mask(mask, dataset, found.mask, provenance)
            write_style(styles.truth_style.write_truth_style, mask, feedback)
            styles.style_file.style_on_load(mask, self, given.context)
        sinks = LayerSinks(given, feedback, self.inputs.crs, provenance)
        return {
            "OUTPUT": write_polygons(sinks, found, measure, profiles),
            "POINTS": write_points(sinks, found),
            "MASK": mask,
            "THRESHOLD": found.threshold,
            "COUNT": len(found.regions),
            "AREA_SHARE": found.share,
            "AREA_UNIT": measure.unit,
        }


class ExtractionInputs:
    """The values of INPUT, BAND, SPECTRA and DEVIATION, read on the main thread."""

    def __init__(self, given: Given):
        layer = raster_layer(given, "INPUT")
        self.path, self.crs, self.assigned = source_path(layer), layer.crs(), assigned_wkt(layer)
        self.band = given.integer("BAND")
        self.spectra = {
            name: source_path(raster_layer(given, name))
            for name in ("SPECTRA", "DEVIATION")
            if not given.is_empty(name)
        }

    def open(self):
        """Return the score raster, and the scenes with spectra by parameter name.

        Raises
        ------
        RasterError
            If one of them cannot be used.
        """
        dataset = jobs.extracting.open_scores(self.path, self.band, self.assigned)
        return dataset, jobs.region_spectra.open_spectra(self.spectra, dataset)


def read_rule(given: Given) -> jobs.extracting.Rule:
    """Return the rule for what counts as an anomaly.

    Raises
    ------
    ValueError
        If the method's number is missing.
    """
    method = given.text("METHOD")
    (name,) = METHODS[method]
    if name == "VALUE" and given.is_empty(name):
        raise ValueError("METHOD 'value' needs a VALUE, the lowest score that counts.")
    least = given.integer("MIN_AREA")
    return jobs.extracting.Rule(method, given.number(name), least)


def tell(found: jobs.extracting.Extraction, rule: jobs.extracting.Rule, measure: AreaMeasure, feedback) -> None:
    """Log what was found; warn if nothing was."""
    count = len(found.regions)
    size = f" and have at least {rule.min_area} pixels" if rule.min_area > 1 else ""
    text = f"{count} anomalies reach the threshold {found.threshold:g}{size}"
    if count:
        feedback.pushInfo(f"{text}: {100 * found.share:.3g} % of the valid pixels. Areas are in {measure.unit}.")
        if rule.method == "false-alarm rate":
            expected = found.valid.sum() * rule.number
            feedback.pushInfo(
                f"{int(found.regions.pixels.sum())} pixels are selected; at this rate, about "
                f"{expected:{'.2g' if expected < 10 else '.0f'}} are to be expected without any anomaly."
            )
    elif rule.method == "false-alarm rate" and found.lowest > rule.number:
        feedback.pushWarning(
            f"No pixel has a false-alarm probability of {rule.number:g} or less; the lowest is {found.lowest:.2g}. "
            "The output is empty. Choose a higher FALSE_ALARM_RATE, or METHOD 'percentile': where more than a "
            "hundredth of the raster is anomalous, the probabilities are estimated too high."
        )
    else:
        feedback.pushWarning(
            f"{text}; the highest score is {found.highest:g}. The output is empty. Choose a higher rate, a lower "
            "percentile or value, or a smaller MIN_AREA."
        )
    if None in found.probabilities:
        feedback.pushInfo("False-alarm probabilities cannot be estimated from these scores: the field pfa is empty.")
