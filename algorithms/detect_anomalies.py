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
    SUMMARY = "Scores every pixel of a raster by how little its spectrum belongs, with a trained model."
    HELP = (
        "Perturbs each spectrum with noise and asks the model where it is pulled: an ordinary spectrum is "
        "pulled to all sides, an anomalous one always the same way. The length of the mean direction is the "
        "score; larger means more anomalous. With the preset <i>default</i> the score is fused over two "
        "views of the spectra, in robust standard deviations of the training sample, above the local background; "
        "with <i>paper</i> it is the mean resultant length, 0 to 1. There is no universal threshold: rank first."
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

    def check(self, parameters, context):
        inputs = SceneInputs(self, parameters, context)
        header = sgm.model_file.read_header(self.parameterAsFile(parameters, "MODEL", context))
        scene = jobs.detecting.fit_to_model(inputs.open_bands(), header)
        options = values.read_options(self, parameters, context)
        largest = options.applied_to(header.settings).context.largest
        values.check_target(self, parameters, context, inputs.part(scene), largest)

    def work(self, parameters, context, feedback):
        model = self.parameterAsFile(parameters, "MODEL", context)
        options = values.read_options(self, parameters, context)
        largest = options.applied_to(sgm.model_file.read_header(model).settings).context.largest
        output = self.parameterAsOutputLayer(parameters, "OUTPUT", context)
        deviation = self.parameterAsOutputLayer(parameters, "DEVIATION", context)
        target = values.read_target(self, parameters, context, output, largest)
        with scratch_folder() as scratch, start_worker(feedback) as worker:
            scene = self.inputs.open(f"{scratch}/mask.tif")
            tell_unlike(scene, model, options.seed, feedback)
            results, _ = score_scene(scene, worker, model, options, target, deviation, feedback)
        styles.style_file.style_on_load(target.path, context)
        return results
