"""Detect anomalies: score a raster with a trained model."""

from __future__ import annotations

from ..scoread_plugin import jobs, sgm, styles
from . import parameters as declare
from . import references, values
from .inputs import SceneAlgorithm, SceneInputs
from .steps import score_scene, scratch_folder, start_worker, tell_unlike


class DetectAnomalies(SceneAlgorithm):
    ID = "detectanomalies"
    NEEDS_TORCH = NEEDS_SCIPY = True
    TITLE = "Detect anomalies"
    SUMMARY = "Scores how anomalous every pixel of a raster is, with a trained model."
    HELP = (
        "Perturbs each spectrum with noise and asks the model in which direction it is pulled: an ordinary spectrum "
        "is pulled in all directions, an anomalous one always in the same. The length of the mean direction is the "
        "score; larger means more anomalous. With the preset <i>default</i>, the score combines two views of the "
        "spectra, in robust standard deviations of the training sample, above the local background; with "
        "<i>paper</i>, it is the mean resultant length, 0 to 1. There is no universal threshold: look at the highest "
        "scores first."
    )
    REFERENCES = (references.SCOREAD,)

    def initAlgorithm(self, configuration=None):
        declare.add_raster(self, with_bands=False)
        declare.add_model(self)
        declare.add_area(self)
        declare.add_detection_details(self)
        declare.add_computing(self)
        declare.add_score(self)
        declare.add_deviation(self)
        declare.add_device_used(self)

    def check(self, given):
        inputs = SceneInputs(given)
        header = sgm.model_file.read_header(given.file("MODEL"))
        scene = jobs.model_bands.fit_to_model(inputs.open_bands(), header)
        options = values.read_options(given)
        values.check_target(given, inputs.part(scene), options.applied_to(header.settings).largest)

    def work(self, given, feedback):
        model = given.file("MODEL")
        options = values.read_options(given)
        target = values.read_target(given, given.target_layer("OUTPUT"))
        deviation = given.target_layer("DEVIATION")
        with scratch_folder() as scratch, start_worker(feedback) as worker:
            scene = self.inputs.open(f"{scratch}/mask.tif")
            tell_unlike(scene, model, options.seed, feedback)
            results, _ = score_scene(scene, worker, model, options, target, deviation, feedback)
        styles.style_file.style_on_load(target.path, self, given.context)
        return results
