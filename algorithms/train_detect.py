"""Train and detect: find the anomalous pixels of one image in one run."""

from __future__ import annotations

from dataclasses import replace

from qgis.core import QgsProcessingParameterFileDestination

from ..scoread_plugin import jobs, styles
from . import parameters as declare
from . import references, values
from .inputs import SceneAlgorithm, SceneInputs
from .progress import Phase
from .recent import keep_model
from .steps import choose_bands, score_scene, scratch_folder, start_worker, tell_few, training_outputs, write_report
from .translate import tr

STRONGEST = 6
TRAINING_SHARE = 75


class TrainDetect(SceneAlgorithm):
    ID = "traindetect"
    NEEDS_TORCH = NEEDS_SCIPY = True
    TITLE = "Train and detect"
    SUMMARY = "Finds the anomalous pixels of a hyperspectral raster: trains a model on it, then scores it."
    HELP = (
        "Finds the anomalous pixels of <i>this</i> image: trains a score model on all its spectra, without labels, "
        "and scores each pixel with it. Larger scores are more anomalous. Choose a raster and run: the defaults suit "
        "the rest. Give the model a name to keep it for other images of the same sensor. On two processor cores, "
        "training takes seconds to a minute, whatever the size of the raster, and scoring takes five seconds per "
        "million pixels of 200 bands; both use about 1.5 GB of memory. The log shows the time left; Cancel stops at "
        "any moment."
    )
    REFERENCES = (references.SCOREAD, references.SCORE_MODELS)

    def initAlgorithm(self, configuration=None):
        declare.add_raster(self, with_bands=True)
        declare.add_training(self)
        declare.add_area(self)
        declare.add_training_details(self)
        declare.add_detection_details(self)
        declare.add_computing(self)
        declare.add_score(self)
        self.add(
            QgsProcessingParameterFileDestination("MODEL", tr("Model"), declare.model_files(), optional=True),
            "The model file, for Detect anomalies on other rasters with the same bands.",
        )
        declare.add_report(
            self,
            "Detection report",
            "Scene and score map side by side, the strongest anomalies and what sets them apart, learning curve, "
            "bands used and left out, settings, and time.",
        )
        declare.add_deviation(self)
        declare.add_training_facts(self)
        declare.add_device_used(self)

    def check(self, given):
        inputs = SceneInputs(given)
        settings = values.read_settings(given)
        options = values.read_options(given)
        values.check_target(given, inputs.part(inputs.open_spectra()), options.applied_to(settings).largest)
        values.check_model_target(given, "MODEL")

    def work(self, given, feedback):
        kept = given.target_file("MODEL")
        report = given.target_file("REPORT")
        request = values.read_request(given, values.read_settings(given))
        options = values.read_options(given)
        target = values.read_target(given, given.target_layer("OUTPUT"))
        deviation = given.target_layer("DEVIATION")
        resumable = jobs.training.resumable(target.path, request, feedback.pushInfo)
        with scratch_folder() as scratch, start_worker(feedback) as worker, resumable as states:
            model = kept or f"{scratch}/model.scoread"
            scene = self.inputs.open(f"{scratch}/mask.tif")
            scene, dropped = choose_bands(scene, self.inputs.bands, request.seed, feedback)
            phase = Phase(feedback, "Training", 0, TRAINING_SHARE)
            result = jobs.training.train(scene, request, model, worker, phase, states)
            tell_few(result, feedback)
            scores, detector = score_scene(scene, worker, model, options, target, deviation, feedback, TRAINING_SHARE)
            if report:
                anomalies = jobs.explaining_strongest.explain_strongest(target.path, scene, detector, STRONGEST)
                request = replace(request, settings=options.applied_to(request.settings))
                write_report(report, scene, dropped, request, result, worker, target.path, anomalies)
        if kept:
            keep_model(kept)
        else:
            feedback.pushInfo("The model was not kept: give MODEL a name to score other images with it.")
        styles.style_file.style_on_load(target.path, self, given.context)
        return {"MODEL": kept, "REPORT": report, **training_outputs(scene, result), **scores}
