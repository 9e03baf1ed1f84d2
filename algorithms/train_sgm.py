"""Train SGM: train a score model on all spectra of a raster, without labels."""

from __future__ import annotations

from qgis.core import QgsProcessingParameterFile, QgsProcessingParameterFileDestination

from ..scoread_plugin import jobs, sgm
from . import parameters as declare
from . import references, values
from .inputs import SceneAlgorithm, SceneInputs
from .progress import Phase
from .recent import keep_model
from .steps import (
    choose_bands,
    scratch_folder,
    start_worker,
    tell_few,
    tell_unlike,
    training_outputs,
    write_report,
)
from .translate import tr


class TrainSGM(SceneAlgorithm):
    ID = "trainsgm"
    NEEDS_TORCH = True
    TITLE = "Train SGM"
    SUMMARY = "Trains a score-based generative model on all spectra of a raster, without labels."
    HELP = (
        "Learns how the spectra of a scene are distributed: a score-based generative model (SGM) is trained by "
        "denoising score matching on the raster's own pixels, without labels. <i>Detect anomalies</i> then scores "
        "this raster, or others of the same sensor, with the model. To find the anomalous pixels of one image, "
        "<i>Train and detect</i> does both in one run. On two processor cores, training takes seconds to a minute, "
        "whatever the size of the raster, and about 1.3 GB of memory; the log shows the time left."
    )
    REFERENCES = (references.SCOREAD, references.SCORE_MODELS, references.DENOISING)

    def initAlgorithm(self, configuration=None):
        declare.add_raster(self, with_bands=True)
        declare.add_training(self)
        declare.add_area(self)
        declare.add_training_details(self)
        self.add(
            QgsProcessingParameterFile(
                "INITIAL_MODEL", tr("Initial model"), optional=True, fileFilter=declare.model_files()
            ),
            "A model with the same bands to start from, e.g. for the next flight line. Its bands, preset, scaling "
            "and context are kept.",
            advanced=True,
        )
        declare.add_computing(self)
        self.add(
            QgsProcessingParameterFileDestination("OUTPUT", tr("Model"), declare.model_files()),
            "The model file: weights, scaling, bands and training details.",
        )
        declare.add_report(self, "Training report", "Learning curve, bands used and left out, settings, and time.")
        declare.add_training_facts(self)
        declare.add_device_used(self)

    def check(self, given):
        self.settings(given)
        inputs = SceneInputs(given)
        inputs.part(inputs.open_spectra())
        values.check_model_target(given, "OUTPUT")

    def settings(self, given):
        """Return the settings of the initial model if there is one, otherwise of the preset."""
        initial = given.file("INITIAL_MODEL")
        if initial:
            settings = sgm.model_file.read_header(initial).settings
            return values.with_training_changes(given, settings)
        return values.read_settings(given)

    def work(self, given, feedback):
        target = given.target_file("OUTPUT")
        report = given.target_file("REPORT")
        initial = given.file("INITIAL_MODEL")
        request = values.read_request(given, self.settings(given), initial)
        resumable = jobs.training.resumable(target, request, feedback.pushInfo)
        with scratch_folder() as scratch, start_worker(feedback) as worker, resumable as states:
            scene = self.inputs.open(f"{scratch}/mask.tif")
            if initial:
                tell_unlike(scene, initial, request.seed, feedback)
                scene, dropped = jobs.model_bands.fit_to_model(scene, sgm.model_file.read_header(initial)), []
            else:
                scene, dropped = choose_bands(scene, self.inputs.bands, request.seed, feedback)
            phase = Phase(feedback, "Training", 0, 100)
            result = jobs.training.train(scene, request, target, worker, phase, states)
            tell_few(result, feedback)
            if report:
                write_report(report, scene, dropped, request, result, worker)
        keep_model(target)
        return {"OUTPUT": target, "REPORT": report, **training_outputs(scene, result)}
