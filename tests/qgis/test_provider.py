"""What others rely on: ids, parameter names, outputs; and that each is explained."""

from __future__ import annotations

import json
import subprocess
import sys

import numpy as np
import pytest
from scipy.io import savemat

from scoread_plugin.detectors import modes
from scoread_plugin.raster import mat_layout
from scoread_plugin.reports import explanation_report
from scoread_plugin.runtime import installation
from tests.rasters import spectra, write

AREA = {"INPUT", "MASK", "EXTENT", "DEVICE", "SEED"}
TRAINING = {
    *{"BANDS", "PRESET", "CONTEXT", "EPOCHS", "BATCH_SIZE", "MAX_PIXELS", "RETAIN_RATIO", "EXCLUSION"},
    *{"OUTER_WINDOW", "INNER_WINDOW", "OUTPUT", "REPORT"},
}
DETECTION = {"NOISE_LEVELS", "PERTURBATIONS", "EXTRA_BANDS", "MEMORY_LIMIT", "CREATION_OPTIONS", "MODEL", "OUTPUT"}
DETECTION |= {"LARGEST_ANOMALY", "FALSE_ALARMS", "DEVIATION"}
FACTS = {"PIXELS", "BANDS_USED", "FINAL_LOSS", "SECONDS"}
STATISTICS = {"OUTPUT", "MINIMUM", "MAXIMUM", "MEAN", "STANDARD_DEVIATION"}
RX = {
    *{"INPUT", "BANDS", "MODE", "MASK", "EXTENT", "COMPONENTS", "OUTER_WINDOW", "INNER_WINDOW", "LARGEST_ANOMALY"},
    *{"FALSE_ALARMS", "MEMORY_LIMIT", "CREATION_OPTIONS", "OUTPUT"},
}
EVALUATION = {"AUC", "AUC_LOW", "AUC_HIGH", "AP", "AP_LOW", "AP_HIGH", "AUC_D_F", "AUC_D_TAU", "AUC_F_TAU", "AUC_TD"}
EVALUATION |= {"AUC_BS", "AUC_SNPR", "AUC_TDBS", "AUC_OD", "FALSE_ALARMS_AT_FULL_DETECTION"}
EVALUATION |= {"ANOMALIES", "OBJECTS", "BACKGROUND", "UNSCORED", "UNSCORED_BACKGROUND", "LEFT_OUT"}
EVALUATION |= {"REPORT", "TABLE"}
PARAMETERS = {
    "trainsgm": AREA | TRAINING | {"INITIAL_MODEL"},
    "detectanomalies": AREA | DETECTION,
    "traindetect": AREA | TRAINING | DETECTION,
    "rxdetector": RX,
    "importmat": {
        *{"INPUT", "VARIABLE", "TRUTH_VARIABLE", "AXES", "WAVELENGTHS", "CRS", "ORIGIN", "PIXEL_SIZE"},
        *{"CREATION_OPTIONS", "OUTPUT", "TRUTH"},
    },
    "exportmat": {"INPUT", "BANDS", "EXTENT", "TRUTH", "OUTPUT"},
    "evaluatedetection": {"INPUT", "TRUTH", "TRUTH_FIELD", "REPORT", "TABLE", "BOOTSTRAP", "SEED"},
    "extractanomalies": {
        *{"INPUT", "BAND", "METHOD", "FALSE_ALARM_RATE", "PERCENTILE", "VALUE", "MIN_AREA", "SPECTRA", "DEVIATION"},
        *{"OUTPUT", "POINTS", "MASK"},
    },
    "generatespectra": {"MODEL", "COUNT", "SAMPLER", "STEPS", "VIEW", "DEVICE", "SEED", "OUTPUT", "REPORT"},
    "explainpixels": {"INPUT", "MODEL", "POINTS", "DEVICE", "SEED", "OUTPUT", "REPORT", "TABLE"},
    "noisesweep": AREA
    | {"MODEL", "NOISE_LEVELS", "PERTURBATIONS", "MEMORY_LIMIT", "CREATION_OPTIONS", "OUTPUT", "REPORT"},
    "createsample": {"SEED", "OUTPUT", "TRUTH"},
    "checkenvironment": {"INSTALL", "BUILD", "WHEELS", "PACKAGES", "PIP_OPTIONS", "REMOVE", "REPORT"},
}
OUTPUTS = {
    "trainsgm": FACTS | {"OUTPUT", "REPORT", "DEVICE_USED"},
    "detectanomalies": STATISTICS | {"DEVIATION", "DEVICE_USED"},
    "traindetect": FACTS | STATISTICS | {"DEVIATION", "DEVICE_USED", "MODEL", "REPORT"},
    "rxdetector": STATISTICS,
    "importmat": {"OUTPUT", "TRUTH", "ROWS", "COLUMNS", "BANDS", "VARIABLE_USED", "AXES_USED"},
    "exportmat": {"OUTPUT"},
    "evaluatedetection": EVALUATION,
    "extractanomalies": {"OUTPUT", "POINTS", "MASK", "THRESHOLD", "COUNT", "AREA_SHARE", "AREA_UNIT"},
    "generatespectra": {
        *{"OUTPUT", "REPORT", "COUNT", "SLICED_WASSERSTEIN", "BASELINE", "GAUSSIAN", "SECONDS", "DEVICE_USED"}
    },
    "explainpixels": {"OUTPUT", "REPORT", "TABLE", "EXPLAINED", "OUTSIDE", "INVALID", "DEVICE_USED"},
    "noisesweep": {"OUTPUT", "REPORT", "DEVICE_USED"},
    "createsample": {"OUTPUT", "TRUTH"},
    "checkenvironment": {"STATUS", "PYTHON", "DEVICE", "REPORT"},
}
# What of the library the start of QGIS imports: no more than names, numbers and errors.
LIGHT = {"raster.errors", "runtime.errors", "runtime.interpreter", "runtime.warm"}
LIGHT |= {"sgm.generation", "sgm.settings"}


def test_algorithm_ids_are_frozen(provider):
    assert {algorithm.name() for algorithm in provider.algorithms()} == set(PARAMETERS)
    assert provider.id() == "scoread"


@pytest.mark.parametrize("name", PARAMETERS)
def test_parameter_and_output_names_are_frozen(provider, name):
    algorithm = provider.algorithm(name)
    assert {parameter.name() for parameter in algorithm.parameterDefinitions()} == PARAMETERS[name]
    assert {output.name() for output in algorithm.outputDefinitions()} == OUTPUTS[name]


@pytest.mark.parametrize("name", PARAMETERS)
def test_everything_is_explained(provider, name):
    algorithm = provider.algorithm(name)
    unexplained = [parameter.name() for parameter in algorithm.parameterDefinitions() if not parameter.help()]
    assert unexplained == []
    assert algorithm.shortDescription()
    assert algorithm.displayName() != name
    for parameter in algorithm.parameterDefinitions():
        assert parameter.description() in algorithm.shortHelpString()


@pytest.mark.parametrize("name", PARAMETERS)
def test_icons_exist_and_differ(provider, name):
    image = provider.algorithm(name).icon().pixmap(16, 16).toImage()
    assert not image.isNull()
    assert image != provider.icon().pixmap(16, 16).toImage()


@pytest.mark.parametrize("name", PARAMETERS)
def test_icons_read_on_any_background(provider, name):
    image = provider.algorithm(name).icon().pixmap(16, 16).toImage()
    places = [(x, y) for x in range(1, 15) for y in range(1, 15)]
    assert all(image.pixelColor(x, y).alpha() == 255 for x, y in places)


@pytest.mark.parametrize("name", [name for name in PARAMETERS if "DEVICE_USED" in OUTPUTS[name]])
def test_the_modeler_offers_files_before_the_device(provider, name):
    """It offers texts for the file of a model too, in this order, and takes the first."""
    assert provider.algorithm(name).outputDefinitions()[-1].name() == "DEVICE_USED"


@pytest.mark.parametrize("name", PARAMETERS)
def test_no_field_is_offered_of_a_layer_that_may_be_a_raster(provider, name):
    """The dialog would end QGIS 3.22: its field widget takes the parent's layer for a vector layer."""
    algorithm = provider.algorithm(name)
    for parameter in algorithm.parameterDefinitions():
        if parameter.type() == "field":
            parent = algorithm.parameterDefinition(parameter.parentLayerParameterName())
            assert parent.type() in ("source", "vector")


def test_few_parameters_are_in_sight(provider):
    from qgis.core import QgsProcessingParameterDefinition

    advanced = QgsProcessingParameterDefinition.Flag.FlagAdvanced
    shown = [p.name() for p in provider.algorithm("traindetect").parameterDefinitions() if not p.flags() & advanced]
    assert len(shown) <= 9


def test_the_start_of_qgis_imports_nothing_that_computes(provider):
    script = (
        "import json, sys; from qgis.core import QgsApplication; app = QgsApplication([], False); app.initQgis()\n"
        "from processing.core.Processing import Processing; Processing.initialize(); before = set(sys.modules)\n"
        "import scoread, scoread.window.action; scoread.classFactory(None).initProcessing()\n"
        "print('imported:', json.dumps(sorted(set(sys.modules) - before)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path[:0] = {sys.path!r}\n{script}"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "imported:" in done.stdout, done.stdout + done.stderr
    imported = json.loads(done.stdout.split("imported:")[1])
    assert "scoread.algorithms.steps" in imported
    assert not {name.split(".")[0] for name in imported} & {"numpy", "scipy", "torch", "sklearn"}
    of_rooms = [name.split(".", 2)[2] for name in imported if name.count(".") == 3]
    assert set(of_rooms) <= LIGHT


@pytest.mark.parametrize(
    ("name", "parameter", "choices"),
    [
        ("rxdetector", "MODE", modes.MODES),
        ("importmat", "AXES", [mat_layout.AUTO, *mat_layout.LAYOUTS]),
        ("checkenvironment", "BUILD", installation.BUILDS),
    ],
)
def test_choices_are_those_of_the_library(provider, name, parameter, choices):
    """An algorithm writes them out, so that the start of QGIS imports nothing for them."""
    assert provider.algorithm(name).parameterDefinition(parameter).options() == list(choices)


def test_the_help_tells_how_many_points_a_report_shows(provider):
    help_text = provider.algorithm("explainpixels").parameterDefinition("REPORT").help()
    assert f"more than {explanation_report.MOST_SHOWN} points" in help_text


def test_unloading_removes_the_provider(qgis):
    import scoread

    registry = qgis.processingRegistry()
    plugin = scoread.classFactory(None)
    plugin.initProcessing()
    assert registry.providerById("scoread") is not None
    plugin.unload()
    assert registry.providerById("scoread") is None


@pytest.mark.parametrize(
    ("name", "file", "outputs"),
    [("rxdetector", "scene.tif", ["OUTPUT"]), ("importmat", "a.mat", ["OUTPUT", "TRUTH"])],
)
def test_looking_at_the_values_has_no_layer_loaded(provider, tmp_path, name, file, outputs):
    """A temporary one that a check asks for would be missed when the run is over."""
    from qgis.core import QgsProcessingContext, QgsProcessingOutputLayerDefinition, QgsProject

    write(tmp_path / "scene.tif")
    savemat(tmp_path / "a.mat", {"data": spectra(), "gt": np.eye(24, 20)})
    context = QgsProcessingContext()
    temporary = QgsProcessingOutputLayerDefinition("TEMPORARY_OUTPUT", QgsProject.instance())
    values = {"INPUT": str(tmp_path / file), **dict.fromkeys(outputs, temporary)}
    assert provider.algorithm(name).checkParameterValues(values, context) == (True, "")
    assert context.layersToLoadOnCompletion() == {}


def test_rasters_of_one_name_stay_apart(qgis):
    from scoread.algorithms.evaluate_detection import distinct

    named = distinct([("a", "1"), ("a (2)", "2"), ("a", "3"), ("b", "4")])
    assert sorted(named.values()) == ["1", "2", "3", "4"] and {"a", "a (2)", "b"} < set(named)
