"""Create sample scene: synthetic data to try the algorithms on."""

from __future__ import annotations

from qgis.core import QgsProcessingParameterRasterDestination

from ..scoread_plugin import raster
from . import parameters as declare
from .base import ScoreADAlgorithm
from .steps import style_scene_and_truth
from .translate import tr


class CreateSample(ScoreADAlgorithm):
    ID = "createsample"
    TITLE = "Create sample scene"
    SUMMARY = "Creates a synthetic hyperspectral scene with hidden targets, and the truth about them."
    GROUP = ("tools", "Tools")
    TAGS = ("hyperspectral", "sample", "synthetic", "test data")
    HELP = (
        "Creates a georeferenced scene of 150 x 150 pixels and 150 bands (400 to 2500 nm): mixed materials under "
        "uneven light, water-vapour bands flagged as bad, noise that differs by band, a nodata corner, and about "
        "thirty full-pixel and sub-pixel targets that do not belong. The second raster shows where they are."
    )

    def initAlgorithm(self, configuration=None):
        self.add(declare.integer("SEED", tr("Seed"), 0, 1), "A different seed gives a different scene.")
        self.add(
            QgsProcessingParameterRasterDestination("OUTPUT", tr("Scene")),
            "A GeoTIFF with 16-bit reflectance, times 10000.",
        )
        self.add(QgsProcessingParameterRasterDestination("TRUTH", tr("Truth")), "1 at targets, 0 elsewhere.")

    def work(self, given, feedback):
        scene = given.target_layer("OUTPUT")
        truth = given.target_layer("TRUTH")
        seed = given.integer("SEED")
        raster.sample_file.write_sample_scene(raster.sample_scene.make_sample_scene(seed), scene, truth)
        style_scene_and_truth(given, scene, truth, feedback)
        feedback.pushInfo("To find the targets: run Train and detect, or RX detector, on the layer Scene.")
        return {"OUTPUT": scene, "TRUTH": truth}
