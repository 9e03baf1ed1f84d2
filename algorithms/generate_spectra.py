"""Generate spectra: draw from a model, and check whether it has learned its scene."""

from __future__ import annotations

from qgis.core import QgsProcessing, QgsProcessingParameterVectorDestination

from ..scoread_plugin import jobs, raster, reports, sgm
from ..scoread_plugin.sgm.generation import DEFAULT_STEPS, FIRST_VIEW, Generation
from . import parameters as declare
from . import references
from .base import ScoreADAlgorithm
from .files import destination_file
from .progress import Phase
from .steps import model_rows, start_worker
from .translate import tr

VIEWS = [FIRST_VIEW, "whitened", "principal", "min-max"]


class GenerateSpectra(ScoreADAlgorithm):
    ID = "generatespectra"
    NEEDS_TORCH = True
    TITLE = "Generate spectra"
    SUMMARY = "Draws new spectra from a trained model, and reports how far they are from the real ones."
    TAGS = ("hyperspectral", "generative", "sampling", "synthetic", "score", "diffusion")
    HELP = (
        "A score model can draw spectra: it starts from noise and removes it step by step. If the spectra look like "
        "those of the scene, the model has learned it. <i>Distance</i> measures this: how far, in standard "
        "deviations of the leading components, the generated spectra are from the real ones that are stored in the "
        "model. A perfect model reaches the <i>Baseline</i>, the distance between halves of the real ones; one that "
        "knows only their mean and covariance reaches that of a <i>Gaussian</i>."
    )
    REFERENCES = (references.SCORE_MODELS,)

    def initAlgorithm(self, configuration=None):
        declare.add_model(self, "A model from Train SGM or Train and detect, with any context except 'ring'.")
        self.add(declare.integer("COUNT", tr("Number of spectra"), 1, 1000), "Number of spectra to draw.")
        self.add(
            declare.choice("SAMPLER", tr("Sampler"), DEFAULT_STEPS, "probability-flow"),
            "probability-flow: an ordinary differential equation, solved by Heun's method; 20 steps are as good as "
            "hundreds with the others. euler-maruyama: the reverse stochastic equation. predictor-corrector: the "
            "same with a Langevin step at each level.",
            advanced=True,
        )
        self.add(
            declare.integer("STEPS", tr("Steps"), 2),
            "Number of steps from noise to spectra. If empty, "
            + ", ".join(f"{steps} for {name}" for name, steps in DEFAULT_STEPS.items())
            + ".",
            advanced=True,
        )
        self.add(
            declare.choice("VIEW", tr("View"), VIEWS, FIRST_VIEW),
            "The view of the spectra to draw in; each has its own network. auto: the model's first, 'whitened' for "
            "the preset default, 'min-max' for paper. whitened: 30 components; smooth spectra with the true shape. "
            "principal: 60 components on one scale; true amounts, with more noise than the scene has.",
            advanced=True,
        )
        declare.add_computing(self)
        self.add(
            QgsProcessingParameterVectorDestination("OUTPUT", tr("Spectra"), QgsProcessing.SourceType.TypeVector),
            "A table (.csv, .gpkg or .xlsx) with one row per spectrum and one column per band, named '402.5 nm' or, "
            "if the wavelengths are not known, 'band 7'. In the units of the raster.",
        )
        declare.add_report(
            self,
            "Spectra report",
            "Real and generated spectra by wavelength and on their principal components.",
        )
        declare.add_number_outputs(
            self,
            COUNT="Number of spectra",
            SLICED_WASSERSTEIN="Distance from the real spectra [standard deviations]",
            BASELINE="The same between two halves of the real spectra",
            GAUSSIAN="The same for a Gaussian of their mean and covariance",
            SECONDS="Seconds of drawing",
        )
        declare.add_device_used(self)

    def check(self, given):
        header = sgm.model_file.read_header(given.file("MODEL"))
        target = destination_file(given, "OUTPUT")
        if target:
            raster.table.check_table(target, len(header.bands))
        self.wanted(given).applied_to(header.settings)

    def wanted(self, given) -> Generation:
        return Generation(
            count=given.integer("COUNT"),
            sampler=given.text("SAMPLER"),
            steps=given.optional_integer("STEPS"),
            view=given.text("VIEW"),
            seed=given.integer("SEED"),
        )

    def work(self, given, feedback):
        model = given.file("MODEL")
        target = given.target_layer("OUTPUT")
        report = given.target_file("REPORT")
        device = given.text("DEVICE")
        header = sgm.model_file.read_header(model)
        wanted = self.wanted(given).applied_to(header.settings)
        with start_worker(feedback) as worker:
            phase = Phase(feedback, "Drawing spectra", 0, 100)
            generated = jobs.generating.generate(model, header, wanted, device, target, worker, phase)
            feedback.pushInfo(
                f"Distance {generated.distance:.3g}; for a perfect model {generated.baseline:.3g}, for a Gaussian "
                f"{generated.gaussian:.3g}."
            )
            if report:
                details = {"View": wanted.view, "Sampler": wanted.sampler, "Steps": wanted.steps}
                details["Seconds"] = round(generated.seconds, 1)
                settings = model_rows(header, details, wanted.seed, generated.device, worker)
                reports.generation_report.generation_report(model, generated, settings).write(report)
        return {
            "OUTPUT": target,
            "REPORT": report,
            "COUNT": wanted.count,
            "SLICED_WASSERSTEIN": generated.distance,
            "BASELINE": generated.baseline,
            "GAUSSIAN": generated.gaussian,
            "SECONDS": generated.seconds,
            "DEVICE_USED": generated.device,
        }
