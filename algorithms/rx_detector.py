"""RX detector: the classic baseline, without a model or torch."""

from __future__ import annotations

from ..scoread_plugin import detectors, jobs, styles
from . import parameters as declare
from . import references, values
from .inputs import SceneAlgorithm, SceneInputs
from .progress import Phase
from .steps import choose_bands, scratch_folder, write_scores
from .translate import tr
from .unused import warn_of_unused

# Each mode and the numbers that it uses.
MODES = {"global": (), "local": ("COMPONENTS", "OUTER_WINDOW", "INNER_WINDOW"), "subspace": ("COMPONENTS",)}
PROBING_SEED = 1
FEWEST_PER_COMPONENT = 3
MOST_LARGEST = 10_000


class RXDetector(SceneAlgorithm):
    ID = "rxdetector"
    TITLE = "RX detector"
    SUMMARY = "Scores every pixel by its Mahalanobis distance from the scene, or from its surroundings."
    TAGS = ("hyperspectral", "anomaly", "outlier", "target", "score", "rx", "reed", "xiaoli", "mahalanobis")
    HELP = (
        "The Reed-Xiaoli detector: no model, no randomness, and no PyTorch needed. The score is the squared "
        "Mahalanobis distance of a spectrum from its background; larger is more anomalous. The background is the "
        "whole scene, or the ring between two windows around the pixel."
    )
    REFERENCES = (references.RX,)

    def initAlgorithm(self, configuration=None):
        declare.add_raster(self, with_bands=True)
        self.add(
            declare.choice("MODE", tr("Mode"), MODES, "global"),
            "global: distance from all spectra of the scene, in all bands. local: distance from the ring around the "
            "pixel, on the scene's leading principal components. subspace: distance from the scene, on its leading "
            "principal components, which leaves out the noise of many bands.",
        )
        declare.add_area(self)
        self.add(
            declare.integer("COMPONENTS", tr("Principal components"), 1),
            "For local and subspace; all if there are fewer. If empty, 20 (local) or 30 (subspace).",
            advanced=True,
        )
        self.add(
            declare.integer("OUTER_WINDOW", tr("Outer window [pixels]"), 3, 15),
            "For local: side length (odd) of the square whose pixels, without those of the inner window, are the "
            "surroundings. The covariance of the ring is shrunk halfway to that of the scene, so there may be fewer "
            "pixels than components.",
            advanced=True,
        )
        self.add(
            declare.integer("INNER_WINDOW", tr("Inner window [pixels]"), 1, 5),
            "For local: side length (odd) of a square that an anomaly fits into.",
            advanced=True,
        )
        self.add(
            declare.integer("LARGEST_ANOMALY", tr("Largest anomaly [pixels]"), 0, 0, MOST_LARGEST),
            "Takes the logarithm of the score, in robust standard deviations of the scene, above the level of the "
            "larger region around the pixel: regions with more pixels than this count as background. 0: the plain RX "
            "score. 100 suits vehicles and small buildings.",
            advanced=True,
        )
        declare.add_score_details(self)
        declare.add_score(self, "RX score")

    def needs_scipy(self, given):
        return given.integer("LARGEST_ANOMALY") > 0 or given.flag("FALSE_ALARMS")

    def check(self, given):
        values.read_rx(given)
        inputs = SceneInputs(given)
        values.check_target(given, inputs.part(inputs.open_spectra()), given.integer("LARGEST_ANOMALY"))

    def work(self, given, feedback):
        mode = given.text("MODE")
        settings = values.read_rx(given)
        warn_of_unused(given, "MODE", MODES, feedback)
        largest = given.integer("LARGEST_ANOMALY")
        target = values.read_target(given, given.target_layer("OUTPUT"), largest, logarithm=True)
        with scratch_folder() as scratch:
            scene = self.inputs.open(f"{scratch}/mask.tif")
            scene, _ = choose_bands(scene, self.inputs.bands, PROBING_SEED, feedback)
            moments = jobs.scene_moments.scene_moments(scene, Phase(feedback, "Statistics of the scene", 0, 30))
            detector = detectors.modes.MODES[mode](moments, settings)
            tell_few(detector.facts["pixels"], detector.facts["components"], feedback)
            metadata = jobs.provenance.rx_provenance(mode, detector, largest, scene.bands)
            phase = Phase(feedback, "Detection", 30, 100)
            results = write_scores(scene, detector, target, metadata, phase)
        styles.style_file.style_on_load(target.path, self, given.context)
        return results


def tell_few(pixels: int, components: int, feedback) -> None:
    """Warn if the pixels are so few for the components that all are about equally far from their mean."""
    if pixels < FEWEST_PER_COMPONENT * components:
        feedback.pushWarning(
            f"INPUT has {pixels} valid pixels, which vary in {components} components: with fewer than "
            f"{FEWEST_PER_COMPONENT} per component, RX can hardly distinguish them. Use MODE subspace with fewer "
            "COMPONENTS, fewer BANDS or a larger part."
        )
