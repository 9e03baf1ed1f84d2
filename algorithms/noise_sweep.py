"""Noise-level sweep: score a raster at a series of noise levels."""

from __future__ import annotations

from qgis.core import QgsProcessingParameterRasterDestination, QgsProcessingParameterString

from ..scoread_plugin import jobs, reports, sgm, styles
from . import parameters as declare
from . import references, values
from .files import destination_file
from .inputs import SceneAlgorithm, SceneInputs
from .progress import Phase
from .steps import model_rows, scratch_folder, start_worker, tell_unlike, write_style
from .translate import tr

# Nearly evenly spaced in the logarithm of the noise's standard deviation: from 0.1 to beyond the scene's own.
NOISE_LEVELS = "0.01,0.05,0.1,0.2,0.31,0.5,0.7,1"


class NoiseSweep(SceneAlgorithm):
    ID = "noisesweep"
    NEEDS_TORCH = NEEDS_SCIPY = True
    TITLE = "Noise-level sweep"
    SUMMARY = "Scores a raster at a series of noise levels, one band each, to see which level shows what."
    HELP = (
        "The noise that perturbs a spectrum determines what counts as anomalous: little noise probes the fine "
        "structure of the scene, much noise the distance from all of it. The raster is scored at each level "
        "separately, with the model's own score (without the local background that <i>Detect anomalies</i> "
        "subtracts). The report shows the maps side by side, and how far they agree. A model with the preset "
        "<i>paper</i> takes many minutes with its 100 perturbations; try ten first."
    )
    REFERENCES = (references.SCOREAD,)

    def initAlgorithm(self, configuration=None):
        declare.add_raster(self, with_bands=False)
        declare.add_model(self)
        self.add(
            QgsProcessingParameterString("NOISE_LEVELS", tr("Noise levels"), NOISE_LEVELS),
            "Times t in (0, 1], one band each. The band names also give the standard deviation s of the noise, in "
            "the units in which the model sees the spectra; with the preset default, the scene has a mean variance "
            "of 1 in them.",
        )
        declare.add_area(self)
        declare.add_perturbations(self)
        declare.add_memory_limit(self)
        declare.add_creation_options(self)
        declare.add_computing(self)
        self.add(
            QgsProcessingParameterRasterDestination("OUTPUT", tr("Scores by noise level")),
            "32-bit float, one band per level, NaN at invalid pixels; larger values are more anomalous.",
        )
        declare.add_report(self, "Sweep report", "The maps side by side, and the rank correlation between them.")
        declare.add_device_used(self)

    def check(self, given):
        inputs = SceneInputs(given)
        header = sgm.model_file.read_header(given.file("MODEL"))
        scene = jobs.model_bands.fit_to_model(inputs.open_bands(), header)
        options = self.options(given)
        if not options.noise_levels:
            raise ValueError("NOISE_LEVELS is empty: give at least one, such as 0.31.")
        options.applied_to(header.settings)
        target = self.target(given, destination_file(given, "OUTPUT"))
        jobs.detecting.refuse_early(inputs.part(scene), target, len(options.noise_levels))

    def options(self, given) -> sgm.detection_options.DetectionOptions:
        return sgm.detection_options.DetectionOptions(
            noise_levels=values.read_levels(given.text("NOISE_LEVELS")),
            perturbations=given.optional_integer("PERTURBATIONS"),
            seed=given.integer("SEED"),
            device=given.text("DEVICE"),
        )

    def target(self, given, path: str) -> jobs.detecting.ScoreTarget:
        creation_options = values.read_creation_options(given)
        return jobs.detecting.ScoreTarget(path, creation_options, values.read_memory_limit(given))

    def work(self, given, feedback):
        model = given.file("MODEL")
        report = given.target_file("REPORT")
        options = self.options(given)
        target = self.target(given, given.target_layer("OUTPUT"))
        with scratch_folder() as scratch, start_worker(feedback) as worker:
            scene = self.inputs.open(f"{scratch}/mask.tif")
            tell_unlike(scene, model, options.seed, feedback)
            phase = Phase(feedback, "Sweep", 0, 100)
            device = jobs.sweeping.sweep(scene, worker, model, options, target, phase, feedback.pushInfo)
            write_style(styles.score_style.write_score_style, target.path, feedback)
            if report:
                header = sgm.model_file.read_header(model)
                details = {"Perturbations": options.applied_to(header.settings).perturbations}
                settings = model_rows(header, details, options.seed, device, worker)
                sweep = jobs.sweeping.read_sweep(target.path)
                reports.sweep_report.sweep_report(scene, sweep, settings).write(report)
        styles.style_file.style_on_load(target.path, self, given.context)
        return {"OUTPUT": target.path, "REPORT": report, "DEVICE_USED": device}
