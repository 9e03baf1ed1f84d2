"""The score layer's look: when Processing loads it, and when its file is opened later."""

from __future__ import annotations

import numpy as np

from tests.rasters import read, write


def is_styled(layer, scores) -> bool:
    renderer = layer.renderer()
    return (
        renderer.type() == "singlebandpseudocolor"
        and np.isclose(renderer.classificationMin(), np.median(scores), atol=1e-4)
        and renderer.classificationMax() > np.percentile(scores, 99)
    )


def test_opened_later(run, tmp_path):
    from qgis.core import QgsRasterLayer

    raster, output = write(tmp_path / "scene.tif"), tmp_path / "score.tif"
    run("traindetect", INPUT=raster, OUTPUT=output, EPOCHS=1)
    assert is_styled(QgsRasterLayer(str(output), "score"), read(output))


def test_three_layers_of_a_batch_are_each_styled_by_their_own_scores(provider, tmp_path):
    import processing
    from qgis.core import QgsProcessingContext, QgsProcessingFeedback, QgsProject, QgsRasterLayer

    context, feedback = QgsProcessingContext(), QgsProcessingFeedback()
    outputs = [tmp_path / f"score{k}.tif" for k in range(3)]
    for k, output in enumerate(outputs):
        context.addLayerToLoadOnCompletion(
            str(output), QgsProcessingContext.LayerDetails(output.stem, QgsProject.instance())
        )
        values = {"INPUT": str(write(tmp_path / f"scene{k}.tif")), "OUTPUT": str(output), "EPOCHS": 1, "SEED": k}
        processing.run("scoread:traindetect", values, context=context, feedback=feedback)
    for output in outputs:
        layer = QgsRasterLayer(str(output), output.stem)
        layer.renderer().setOpacity(0.5)
        context.layerToLoadOnCompletionDetails(str(output)).postProcessor().postProcessLayer(layer, context, feedback)
        assert is_styled(layer, read(output))
        assert layer.renderer().opacity() == 1


def test_the_sample_scene_opens_in_true_colour(run, tmp_path):
    from qgis.core import QgsRasterLayer

    scene = tmp_path / "scene.tif"
    run("createsample", OUTPUT=scene, TRUTH=tmp_path / "truth.tif")
    renderer = QgsRasterLayer(str(scene), "scene").renderer()
    # Bands of 14.1 nm from 400 nm on: the nearest to 640, 550 and 460 nm.
    assert (renderer.redBand(), renderer.greenBand(), renderer.blueBand()) == (18, 12, 5)
    assert renderer.redContrastEnhancement().maximumValue() > 0


def test_score_layers_of_the_two_detectors_are_told_apart_by_name(provider):
    titles = {
        provider.algorithm(name).parameterDefinition("OUTPUT").description() for name in ("traindetect", "rxdetector")
    }
    assert len(titles) == 2
