"""The score layer's look: when Processing loads it, and when its file is opened later."""

from __future__ import annotations

import gc
import weakref

import numpy as np
import pytest

from scoread_plugin.raster.preview import read_scores
from scoread_plugin.reports.images import RAMP
from tests.rasters import read, spectra, write


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


def test_a_style_to_come_keeps_nothing_of_its_run(provider, tmp_path):
    """It stays until QGIS ends; the context of the run has the input open, and memory layers of its own."""
    import processing
    from qgis.core import QgsProcessingContext, QgsProcessingOutputLayerDefinition, QgsProject

    raster, project = write(tmp_path / "score.tif", spectra()[..., :1]), QgsProject.instance()
    context = QgsProcessingContext()
    output = QgsProcessingOutputLayerDefinition("TEMPORARY_OUTPUT", project)
    processing.run("scoread:extractanomalies", {"INPUT": str(raster), "OUTPUT": output}, context=context)
    context, left = None, weakref.ref(context)
    gc.collect()
    assert left() is None


def test_the_sample_scene_opens_in_true_colour(run, tmp_path):
    from qgis.core import QgsRasterLayer

    scene = tmp_path / "scene.tif"
    run("createsample", OUTPUT=scene, TRUTH=tmp_path / "truth.tif")
    layer = QgsRasterLayer(str(scene), "scene")
    renderer = layer.renderer()
    # Bands of 14.1 nm from 400 nm on: the nearest to 640, 550 and 460 nm.
    assert (renderer.redBand(), renderer.greenBand(), renderer.blueBand()) == (18, 12, 5)
    assert renderer.redContrastEnhancement().maximumValue() > 0


def test_score_layers_of_the_two_detectors_are_told_apart_by_name(provider):
    titles = {
        provider.algorithm(name).parameterDefinition("OUTPUT").description() for name in ("traindetect", "rxdetector")
    }
    assert len(titles) == 2


def test_a_layer_shows_the_file_that_took_the_place_of_its_own(provider, tmp_path):
    import processing
    from qgis.core import QgsPointXY, QgsProcessingContext, QgsProcessingFeedback, QgsProject, QgsRasterLayer

    context, feedback, output = QgsProcessingContext(), QgsProcessingFeedback(), str(tmp_path / "score.tif")
    raster = write(tmp_path / "scene.tif")
    processing.run("scoread:rxdetector", {"INPUT": str(raster), "OUTPUT": output})
    layer, centre = QgsRasterLayer(output, "score"), QgsPointXY(500052.5, 5399942.5)
    before = layer.dataProvider().sample(centre, 1)
    context.addLayerToLoadOnCompletion(output, QgsProcessingContext.LayerDetails("score", QgsProject.instance()))
    values = {"INPUT": str(raster), "OUTPUT": output, "LARGEST_ANOMALY": 5}
    processing.run("scoread:rxdetector", values, context=context, feedback=feedback)
    assert layer.dataProvider().sample(centre, 1) == before
    context.layerToLoadOnCompletionDetails(output).postProcessor().postProcessLayer(layer, context, feedback)
    assert layer.dataProvider().sample(centre, 1) != before
    assert is_styled(layer, read(output))


def test_the_legend_says_that_scores_go_beyond_the_ramp(run, tmp_path):
    from qgis.core import QgsRasterLayer

    output = tmp_path / "score.tif"
    run("rxdetector", INPUT=write(tmp_path / "scene.tif"), OUTPUT=output)
    layer = QgsRasterLayer(str(output), "score")
    legend = layer.renderer().shader().rasterShaderFunction().legendSettings()
    assert legend.minimumLabel() == f"{np.median(read(output)):.3g} or less"
    assert legend.maximumLabel().endswith(" or more")


def test_large_scores_have_no_exponents_in_the_legend(qgis):
    from scoread.scoread_plugin.styles.score_style import ends

    legend = ends(0.01234, 87654.3)
    assert (legend.minimumLabel(), legend.maximumLabel()) == ("0.0123 or less", "87654 or more")


def test_the_ramp_stays_when_its_ends_are_changed(run, tmp_path):
    """QGIS makes the colours anew from the ramp that the style names."""
    from qgis.core import QgsRasterLayer

    output = tmp_path / "score.tif"
    run("rxdetector", INPUT=write(tmp_path / "scene.tif"), OUTPUT=output)
    layer = QgsRasterLayer(str(output), "score")
    renderer = layer.renderer()
    function = renderer.shader().rasterShaderFunction()
    colours = [item.color.name() for item in function.colorRampItemList()]
    function.setMaximumValue(2 * function.maximumValue())
    function.classifyColorRamp()
    assert [item.color.name() for item in function.colorRampItemList()] == colours
    assert len(colours) == len(RAMP)


def test_a_truth_lets_the_scene_below_it_show(run, tmp_path):
    from qgis.core import QgsRasterLayer

    truth = tmp_path / "truth.tif"
    run("createsample", OUTPUT=tmp_path / "scene.tif", TRUTH=truth)
    layer = QgsRasterLayer(str(truth), "truth")
    assert {entry.value: entry.color.alpha() for entry in layer.renderer().classes()} == {0: 0, 1: 255}


def test_an_imported_cube_opens_in_true_colour(run, tmp_path):
    from qgis.core import QgsRasterLayer
    from scipy.io import savemat

    cube = np.random.default_rng(1).normal(size=(6, 5, 40))
    for name, more, bands in (
        ("known", {"wavelengths": 400 + 10.0 * np.arange(40)}, (25, 16, 7)),
        ("unknown", {}, (30, 20, 10)),
    ):
        savemat(tmp_path / f"{name}.mat", {"data": cube, "map": cube[:, :, 0] > 0, **more})
        truth, output = tmp_path / f"{name}_truth.tif", tmp_path / f"{name}.tif"
        run("importmat", INPUT=tmp_path / f"{name}.mat", OUTPUT=output, TRUTH=truth)
        cube_layer, truth_layer = (QgsRasterLayer(str(path), name) for path in (output, truth))
        renderer = cube_layer.renderer()
        assert (renderer.redBand(), renderer.greenBand(), renderer.blueBand()) == bands
        assert truth_layer.renderer().type() == "paletted"


def test_few_scores_between_the_pixels_of_the_preview(run, tmp_path):
    from qgis.core import QgsRasterLayer

    cube = np.full((1300, 1300, 2), -1, np.int16)
    cube[4, 1:40:2] = np.random.default_rng(2).integers(1, 1000, (20, 2))
    raster, output = write(tmp_path / "scene.tif", cube, nodata=[-1, -1]), tmp_path / "score.tif"
    run("rxdetector", INPUT=raster, OUTPUT=output)
    scores, layer = read(output), QgsRasterLayer(str(output), "score")
    assert np.isfinite(scores).sum() == 20 and np.isnan(read_scores(str(output))).all()
    assert layer.renderer().classificationMax() == pytest.approx(np.nanmax(scores), rel=0.01)


def test_the_users_own_styles_of_outputs_take_precedence(provider, tmp_path, monkeypatch):
    import processing
    from processing.gui.RenderingStyles import RenderingStyles
    from qgis.core import (
        QgsFillSymbol,
        QgsProcessingContext,
        QgsProcessingFeedback,
        QgsProcessingUtils,
        QgsProject,
        QgsRasterLayer,
        QgsSingleBandGrayRenderer,
        QgsSingleSymbolRenderer,
        QgsVectorLayer,
    )

    context, feedback = QgsProcessingContext(), QgsProcessingFeedback()
    score, anomalies = write(tmp_path / "score.tif", spectra(bands=1)), str(tmp_path / "anomalies.gpkg")
    mask = str(tmp_path / "mask.tif")
    grey, plain = QgsRasterLayer(str(score), "grey"), QgsVectorLayer("Polygon", "plain", "memory")
    grey.setRenderer(QgsSingleBandGrayRenderer(grey.dataProvider(), 1))
    plain.setRenderer(QgsSingleSymbolRenderer(QgsFillSymbol()))
    grey.saveNamedStyle(str(tmp_path / "grey.qml"))
    plain.saveNamedStyle(str(tmp_path / "plain.qml"))
    chosen = {"MASK": str(tmp_path / "grey.qml"), "OUTPUT": str(tmp_path / "plain.qml")}
    monkeypatch.setitem(RenderingStyles.styles, "scoread:extractanomalies", chosen)
    for name, path in (("OUTPUT", anomalies), ("MASK", mask)):
        details = QgsProcessingContext.LayerDetails(name, QgsProject.instance(), name)
        context.addLayerToLoadOnCompletion(path, details)
    values = {"INPUT": str(score), "OUTPUT": anomalies, "MASK": mask, "METHOD": "percentile", "PERCENTILE": 90}
    processing.run("scoread:extractanomalies", values, context=context, feedback=feedback)
    for path, kind in ((anomalies, "singleSymbol"), (mask, "singlebandgray")):
        layer = QgsProcessingUtils.mapLayerFromString(path, context)
        context.layerToLoadOnCompletionDetails(path).postProcessor().postProcessLayer(layer, context, feedback)
        assert layer.renderer().type() == kind
