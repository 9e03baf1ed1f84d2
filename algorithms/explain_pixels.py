"""Explain pixels: why a model finds the spectra at given points anomalous."""

from __future__ import annotations

from qgis.core import (
    QgsProcessing,
    QgsProcessingException,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterVectorDestination,
    QgsRasterLayer,
)

from ..scoread_plugin import jobs, raster, reports, runtime, sgm, styles
from ..scoread_plugin.progress import span
from . import parameters as declare
from . import values
from .base import ScoreADAlgorithm
from .explained_points import PointLayer, check_count
from .files import destination_file
from .given import Given
from .inputs import raster_layer, source_path
from .progress import Phase
from .sinks import LayerSinks
from .steps import model_rows, start_worker
from .translate import tr

TABLE_COLUMNS = 8


class ExplainPixels(ScoreADAlgorithm):
    ID = "explainpixels"
    NEEDS_TORCH = NEEDS_SCIPY = True
    TITLE = "Explain pixels"
    SUMMARY = "Shows in which wavelengths, and by how much, the pixels at given points are anomalous to a model."
    TAGS = (*ScoreADAlgorithm.TAGS, "explain", "spectrum", "deviation", "profile", "point")
    HELP = (
        "Applies a model to single pixels: those under the points of a layer, for instance the <i>Peaks</i> of "
        "<i>Extract anomalies</i>, or places where you know what is on the ground. The points get these fields: "
        "<i>point</i>, their number; <i>score</i>, by the model alone, without the local contrast that <i>Detect "
        "anomalies</i> applies; <i>spectrum</i>; <i>deviation</i>, the spectrum minus <i>background</i>; "
        "<i>background</i>, the spectrum that the model would move it towards; <i>nearest</i>, a real spectrum: "
        "among those of the training sample that the model finds ordinary (95 %), the one that differs least, with "
        "all bands weighted equally, in standard deviations of these; <i>distance</i>, this difference, as the root "
        "mean square over the bands. If a name is taken, _2 is appended. Spectra are JSON objects of x (wavelengths "
        "in nm, or band numbers), xUnit and y, as in the profiles of the EnMAP-Box. For points outside the raster or "
        "on invalid pixels, these fields are empty. A model with the preset <i>paper</i> takes a minute or two. To "
        "explain a pixel that you click on the map, choose <i>Raster > ScoreAD > Explain pixel</i>."
    )

    def initAlgorithm(self, configuration=None):
        declare.add_raster(self, with_bands=False)
        declare.add_model(self)
        self.add(
            QgsProcessingParameterFeatureSource("POINTS", tr("Points"), [QgsProcessing.SourceType.TypeVectorPoint]),
            "The pixel that contains each point is explained. Any coordinate system; at most 10 000 points.",
        )
        declare.add_computing(self)
        self.add(
            QgsProcessingParameterFeatureSink(
                "OUTPUT", tr("Explained points"), QgsProcessing.SourceType.TypeVectorPoint
            ),
            "The points with their original fields, in their original coordinate system. A Shapefile cannot hold "
            "spectra.",
        )
        declare.add_report(
            self,
            "Explanation report",
            "For each point, its spectrum next to what the model would make of it and the nearest background "
            "spectrum, and how anomalous it is at each wavelength, in standard deviations of the background. If "
            "there are more than 30 points, only the first are shown.",
        )
        self.add(
            QgsProcessingParameterVectorDestination(
                "TABLE", tr("Table"), QgsProcessing.SourceType.TypeVector, optional=True, createByDefault=False
            ),
            "One row per point and band, .csv, .gpkg or .xlsx: point, band, wavelength (nm, if known), value, model "
            "(value minus deviation), deviation, deviation_sd (in standard deviations of the background), nearest.",
        )
        declare.add_number_outputs(
            self,
            EXPLAINED="Points explained",
            OUTSIDE="Points outside the raster",
            INVALID="Points on pixels that are not valid",
        )
        declare.add_device_used(self)

    def check(self, given):
        inputs = pixel_inputs(given)
        values.check_holds_spectra(given)
        table = destination_file(given, "TABLE")
        if table:
            raster.table.check_table(table, TABLE_COLUMNS, "TABLE")
        inputs.open()
        check_count(point_source(given))

    def prepare(self, given, feedback):
        self.inputs = pixel_inputs(given)

    def work(self, given, feedback):
        report = given.target_file("REPORT")
        table = given.target_layer("TABLE")
        scene, header, reference = self.inputs.open()
        phase = Phase(feedback, "Explanation", 0, 100)
        layer = PointLayer(point_source(given), self.inputs.crs, given.context, phase)
        places = jobs.explaining_points.places_of(scene, layer.points)
        options = sgm.detection_options.DetectionOptions(
            seed=given.integer("SEED"), device=given.text("DEVICE"), largest=0
        )
        with start_worker(feedback) as worker:
            for warning in raster.input_warnings.mismatch_warnings(scene, reference, options.seed):
                feedback.pushWarning(warning)
            detector = runtime.remote.RemoteDetector(worker, self.inputs.model, header, options)
            told = span(phase, 0.0, 0.9)
            explained = jobs.explaining_points.explain_points(scene, places, detector, reference, header, told)
            jobs.explaining_points.check_some_known(explained)
            metadata = jobs.provenance.provenance(header, options, worker.versions)
            settings = model_rows(header, {}, options.seed, detector.device, worker)
        tell(explained, feedback)
        if table:
            jobs.explaining_points.write_explanations(table, explained, span(phase, 0.9, 1.0))
        if report:
            page = reports.explanation_report.explanation_report(scene.path, explained, layer.points, settings)
            page.write(report)
        output = write_points(given, feedback, layer, explained, metadata)
        return {
            "OUTPUT": output,
            "REPORT": report,
            "TABLE": table,
            "EXPLAINED": int(explained.known.sum()),
            "OUTSIDE": int(explained.outside.sum()),
            "INVALID": int(explained.invalid.sum()),
            "DEVICE_USED": detector.device,
        }


def write_points(
    given: Given,
    feedback,
    layer: PointLayer,
    explained: jobs.explaining_points.PointExplanations,
    metadata: dict[str, str],
) -> str:
    """Write the explained points; return their destination."""
    sinks = LayerSinks(given, feedback, layer.source.sourceCrs(), metadata)
    features, dress = layer.explained_features(explained), styles.region_style.dress_explained
    fields, kind = layer.fields(explained), layer.source.wkbType()
    return sinks.write("OUTPUT", fields, kind, features, dress, *layer.sink_flags)


class PixelInputs:
    """A raster layer and the path of a model, read on the main thread."""

    def __init__(self, layer: QgsRasterLayer, model: str):
        self.path, self.crs = source_path(layer), layer.crs()
        self.model = model

    def open(self):
        """Return the raster with the bands of the model, and the model's header and reference spectra.

        Raises
        ------
        RasterError, ModelFileError
            If one of them cannot be used, or they do not match.
        """
        header, arrays = sgm.model_file.read(self.model)
        scene = jobs.model_bands.fit_to_model(raster.scene.open_scene(self.path), header)
        return scene, header, arrays["reference"]


def pixel_inputs(given: Given) -> PixelInputs:
    """Return the values of INPUT and MODEL."""
    return PixelInputs(raster_layer(given, "INPUT"), given.file("MODEL"))


def point_source(given: Given):
    """Return the features of POINTS; raise QgsProcessingException if it is not a layer."""
    source = given.source("POINTS")
    if source is None:
        raise QgsProcessingException(given.algorithm.invalidSourceError(given.parameters, "POINTS"))
    return source


def tell(explained: jobs.explaining_points.PointExplanations, feedback) -> None:
    """Log how many points were explained; warn if some were not."""
    count, outside, invalid = (int(some.sum()) for some in (explained.known, explained.outside, explained.invalid))
    feedback.pushInfo(f"{count} of {len(explained.known)} points explained.")
    if outside:
        feedback.pushWarning(f"{outside} points are outside INPUT or not single points: their fields stay empty.")
    if invalid:
        feedback.pushWarning(f"{invalid} points are on invalid pixels (nodata): their fields stay empty.")
