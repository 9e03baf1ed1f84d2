"""What is refused: a message that says what to do, and every file as it was."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import numpy as np
import pytest
from osgeo import gdal
from scipy.io import savemat

from tests.rasters import spectra, write

FILES = {
    *("INPUT", "MODEL", "INITIAL_MODEL", "MASK", "TRUTH", "SPECTRA", "POINTS"),
    *("OUTPUT", "DEVIATION", "TABLE", "REPORT"),
}


@pytest.fixture
def refused(refused, tmp_path):
    """Expects a run to be refused with these words; names of files are names in `tmp_path`, which stays as it is."""

    def path(value):
        if isinstance(value, list):
            return [path(one) for one in value]
        return os.path.join(tmp_path, value) if isinstance(value, (str, Path)) else value

    def refused_here(algorithm: str, *words: str, **parameters):
        inside = {name: path(value) if name in FILES else value for name, value in parameters.items()}
        refused(tmp_path, algorithm, *words, **inside)

    return refused_here


def test_one_band(refused, tmp_path):
    raster = write(tmp_path / "scene.tif", spectra(bands=1))
    refused("trainsgm", "at least two", INPUT=raster, OUTPUT="m.scoread")


def test_a_header_instead_of_its_raster(refused, tmp_path):
    write(tmp_path / "scene.dat", driver="ENVI")
    refused("rxdetector", "INPUT", "header file", "data file should be selected", INPUT="scene.hdr", OUTPUT="s.tif")


def test_a_file_of_several_rasters(refused, tmp_path):
    scene = str(write(tmp_path / "scene.tif", spectra(bands=3), gdal.GDT_Byte))
    for table in "ab":
        options = [f"RASTER_TABLE={table}", "APPEND_SUBDATASET=YES"]
        gdal.Translate(str(tmp_path / "scenes.gpkg"), scene, format="GPKG", creationOptions=options).FlushCache()
    words = ("holds 2 rasters", "choose this layer")
    refused("rxdetector", "INPUT", "scenes.gpkg", *words, INPUT="scenes.gpkg", OUTPUT="s.tif")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes")
@pytest.mark.parametrize("name", ["OUTPUT", "MODEL"])
def test_a_pipe_is_neither_replaced_nor_read(refused, trained, tmp_path_factory, name):
    pipe = tmp_path_factory.mktemp("pipes") / "pipe.scoread"
    os.mkfifo(pipe)
    values = {"INPUT": trained[0], "MODEL": trained[1], "OUTPUT": "s.tif", name: pipe}
    refused("detectanomalies", f"{name} '{pipe}' is a pipe or a device", **values)


def test_a_name_too_long_for_companion_files(refused, tmp_path):
    raster = write(tmp_path / "scene.tif")
    words = ("OUTPUT", "Choose a shorter name", "16 more characters")
    refused("rxdetector", *words, INPUT=raster, OUTPUT=f"{'n' * 240}.tif")


@pytest.mark.parametrize(
    ("algorithm", "parameters", "words"),
    [
        ("traindetect", {}, "no valid pixel"),
        ("detectanomalies", {"MODEL": "model.scoread"}, "no valid pixel"),
        ("rxdetector", {}, "no valid pixel"),
        ("rxdetector", {"BANDS": "1;2"}, "fewer than two valid pixels"),
    ],
)
def test_no_valid_pixel(refused, trained, tmp_path, algorithm, parameters, words):
    shutil.copy(trained[1], tmp_path)
    write(tmp_path / "scene.tif", np.full((24, 20, 8), -1), nodata=[-1] * 8)
    refused(algorithm, words, INPUT="scene.tif", OUTPUT="s.tif", **parameters)


def test_a_model_of_another_band_count(refused, trained, tmp_path):
    values = {"INPUT": write(tmp_path / "scene.tif", spectra(bands=9)), "MODEL": trained[1]}
    refused("detectanomalies", "8 bands", "has 9", OUTPUT="s.tif", **values)


def test_a_model_of_other_wavelengths(refused, run, tmp_path):
    def raster(name: str, first: float) -> Path:
        values = ", ".join(str(first + 10 * k) for k in range(8))
        return write(tmp_path / name, envi={"wavelength": f"{{{values}}}", "wavelength_units": "Nanometers"})

    trained_on, other = raster("a.tif", 400), raster("b.tif", 405)
    model = tmp_path / "m.scoread"
    run("trainsgm", INPUT=trained_on, OUTPUT=model, EPOCHS=1)
    values = {"INPUT": other, "MODEL": model, "OUTPUT": "s.tif"}
    refused("detectanomalies", "wavelength", "405.0 nm", **values)


@pytest.mark.parametrize("damage", ["truncated", "text", "empty", "missing"])
def test_a_model_file_that_is_none(refused, trained, tmp_path, damage):
    raster, model = trained
    broken = tmp_path / "m.scoread"
    content = model.read_bytes()
    contents = {"truncated": content[: len(content) // 2], "text": b"import os", "empty": b""}
    if damage in contents:
        broken.write_bytes(contents[damage])
    values = {"INPUT": raster, "MODEL": broken, "OUTPUT": "s.tif"}
    refused("detectanomalies", "m.scoread", **values)


@pytest.mark.parametrize(
    ("algorithm", "parameters", "words"),
    [
        ("detectanomalies", {"MODEL": "model.scoread", "OUTPUT": "scene.tif"}, ["same file as INPUT"]),
        ("traindetect", {"OUTPUT": "scene.tif"}, ["same file as INPUT"]),
        ("trainsgm", {"OUTPUT": "scene.tif"}, ["same file as INPUT"]),
        ("rxdetector", {"OUTPUT": "scene.tif"}, ["same file as INPUT"]),
        ("detectanomalies", {"MODEL": "model.scoread", "OUTPUT": "model.scoread"}, ["same file as MODEL"]),
        (
            "rxdetector",
            {"INPUT": "other.tif", "MASK": "scene.tif", "OUTPUT": "scene.tif"},
            ["same file as", "MASK"],
        ),
        (
            "detectanomalies",
            {"MODEL": "model.scoread", "OUTPUT": "a.tif", "DEVIATION": "a.tif"},
            ["same file as", "DEVIATION"],
        ),
        ("trainsgm", {"OUTPUT": "a.html", "REPORT": "./a.html"}, ["same file as", "REPORT"]),
        (
            "trainsgm",
            {"INITIAL_MODEL": "model.scoread", "OUTPUT": "model.scoread"},
            ["same file as", "INITIAL_MODEL"],
        ),
    ],
)
def test_output_equal_to_input(refused, trained, tmp_path, algorithm, parameters, words):
    shutil.copy(trained[1], tmp_path)
    write(tmp_path / "scene.tif")
    write(tmp_path / "other.tif")
    refused(algorithm, *words, **{"INPUT": "scene.tif", **parameters})


@pytest.mark.parametrize(
    ("parameter", "words"),
    [
        ("FALSE_ALARM", "did you mean FALSE_ALARMS?"),
        ("seed", "did you mean SEED?"),
        ("XYZ", "choose from INPUT,"),
    ],
)
def test_a_parameter_that_does_not_exist(refused, tmp_path, parameter, words):
    values = {"INPUT": write(tmp_path / "scene.tif"), "OUTPUT": "s.tif", parameter: 1}
    refused("traindetect", f"There is no parameter {parameter}: {words}", **values)


@pytest.mark.parametrize(("algorithm", "name"), [("trainsgm", "OUTPUT"), ("traindetect", "MODEL")])
def test_a_model_that_could_not_be_chosen_afterwards(refused, tmp_path, algorithm, name):
    values = {"INPUT": write(tmp_path / "scene.tif"), "OUTPUT": "s.tif", name: "m.bin"}
    refused(algorithm, f"{name} '{tmp_path / 'm.bin'}' must end in .scoread", **values)


@pytest.mark.parametrize(
    ("parameters", "word"),
    [
        ({"INSTALL": True, "REMOVE": True}, "Choose one"),
        ({"INSTALL": True, "WHEELS": "/nowhere"}, "WHEELS '/nowhere' is not a folder"),
        ({"INSTALL": True, "BUILD": "rocm"}, "BUILD"),
    ],
)
def test_environments_that_cannot_be_set_up(refused, tmp_path, monkeypatch, parameters, word):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    refused("checkenvironment", word, **parameters)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("parameters", "word"),
    [
        ({"NOISE_LEVELS": "0.1;x"}, "NOISE_LEVELS"),
        ({"NOISE_LEVELS": "2"}, "(0, 1]"),
        ({"PERTURBATIONS": 3}, "even"),
        ({"CONTEXT": "ring"}, "preset 'paper'"),
        ({"PRESET": "paper", "CONTEXT": "background"}, "preset 'default'"),
        ({"OUTER_WINDOW": 21}, "LARGEST_ANOMALY"),
        ({"PRESET": "paper", "CONTEXT": "ring", "OUTER_WINDOW": 4}, "odd"),
        ({"LARGEST_ANOMALY": 1}, "2 to 10000 pixels"),
        ({"PRESET": "paper", "LARGEST_ANOMALY": 9}, "preset 'default'"),
        ({"DEVICE": "cuda"}, "Choose 'auto' or 'cpu'"),
        ({"BANDS": 3}, "at least two"),
        ({"OUTPUT": "/nowhere/score.tif"}, "/nowhere/score.tif"),
        ({"OUTPUT": "score.vrt"}, "virtual"),
    ],
)
def test_parameters_that_do_not_go(refused, tmp_path, parameters, word):
    raster = write(tmp_path / "scene.tif")
    values = {"INPUT": raster, "OUTPUT": "s.tif", "EPOCHS": 1, **parameters}
    refused("traindetect", word, **values)


@pytest.mark.parametrize(
    ("parameters", "word"),
    [
        ({"MODE": "quasi-local"}, "MODE"),
        ({"OUTER_WINDOW": 8}, "odd"),
        ({"OUTER_WINDOW": 5, "INNER_WINDOW": 7}, "must be larger than INNER_WINDOW"),
        ({"COMPONENTS": 0}, "COMPONENTS"),
        ({"LARGEST_ANOMALY": 20_000}, "LARGEST_ANOMALY"),
        ({"BANDS": 3}, "at least two"),
        ({"OUTPUT": "/nowhere/score.tif"}, "/nowhere/score.tif"),
        ({"FALSE_ALARMS": True}, "at least 1000 valid pixels"),
    ],
)
def test_parameters_that_do_not_go_with_rx(refused, tmp_path, parameters, word):
    values = {"INPUT": write(tmp_path / "scene.tif"), "OUTPUT": "s.tif", **parameters}
    refused("rxdetector", word, **values)


@pytest.mark.parametrize(
    ("parameters", "word"),
    [
        ({"METHOD": "value"}, "needs a VALUE"),
        ({"BAND": 2}, "no band 2"),
        ({"OUTPUT": "score.tif"}, "same file as INPUT"),
        ({"OUTPUT": "/nowhere/a.gpkg"}, "/nowhere/a.gpkg"),
        ({"OUTPUT": "."}, "is a folder"),
        ({"POINTS": "a.gpkg"}, "POINTS is the same file as OUTPUT"),
        ({"MASK": "mask.vrt"}, "virtual"),
        ({"OUTPUT": "a.shp", "SPECTRA": "scene.tif"}, "254 characters"),
        ({"SPECTRA": "score.tif"}, "at least two usable bands"),
        ({"DEVIATION": "scene.tif"}, "not a raster of deviation spectra"),
        ({"METHOD": "false-alarm rate"}, "at least 1000 valid pixels"),
    ],
)
def test_anomalies_that_cannot_be_extracted(refused, tmp_path, parameters, word):
    write(tmp_path / "score.tif", spectra(bands=1))
    write(tmp_path / "scene.tif")
    refused("extractanomalies", word, **{"INPUT": "score.tif", "OUTPUT": "a.gpkg", **parameters})


def test_false_alarms_of_too_few_pixels_are_refused(refused, trained, tmp_path):
    values = {"INPUT": trained[0], "MODEL": trained[1], "OUTPUT": "s.tif", "FALSE_ALARMS": True}
    refused("detectanomalies", "at least 1000 valid pixels", **values)


@pytest.mark.parametrize(
    ("parameters", "word"),
    [
        ({"TRUTH": "nothing.tif"}, "TRUTH marks no pixel of 'score'"),
        ({"TRUTH_FIELD": "kind"}, "TRUTH_FIELD needs a vector layer"),
        ({"TABLE": "table.xlsx"}, "written as CSV"),
        ({"TABLE": "score.tif"}, "TABLE is the same file as INPUT 'score'"),
        ({"TRUTH": "nowhere.tif"}, "TRUTH"),
        ({"INPUT": ["score.tif", "nowhere.tif"]}, "INPUT"),
        ({"INPUT": ["score.tif", "small.tif"]}, "'small' is not on the pixel grid of 'score'"),
    ],
)
def test_evaluations_that_cannot_be_made(refused, tmp_path, parameters, word):
    write(tmp_path / "score.tif", spectra(bands=1))
    write(tmp_path / "small.tif", spectra(10, 10, 1))
    write(tmp_path / "nothing.tif", np.zeros((24, 20, 1)))
    values = {"INPUT": ["score.tif"], "TRUTH": "score.tif", "REPORT": "report.html", **parameters}
    refused("evaluatedetection", word, **values)


@pytest.mark.parametrize(
    ("parameters", "word"),
    [
        ({"OUTPUT": "spectra.shp"}, ".csv, .gpkg, .xlsx"),
        ({"VIEW": "min-max"}, "choose whitened or principal"),
        ({"COUNT": 2_000_000}, "COUNT must be"),
        ({"DEVICE": "cuda"}, "Choose 'auto' or 'cpu'"),
        ({"OUTPUT": "/nowhere/spectra.csv"}, "/nowhere"),
    ],
)
def test_spectra_that_cannot_be_drawn(refused, trained, tmp_path, parameters, word):
    values = {"MODEL": trained[1], "OUTPUT": "spectra.csv", **parameters}
    refused("generatespectra", word, **values)


def test_a_model_of_neighbours_draws_nothing(refused, run, trained, tmp_path):
    model = tmp_path / "m.scoread"
    ring = {"PRESET": "paper", "CONTEXT": "ring", "EPOCHS": 1, "MAX_PIXELS": 50}
    run("trainsgm", INPUT=trained[0], OUTPUT=model, **ring)
    refused("generatespectra", "CONTEXT=none", MODEL=model, OUTPUT="spectra.csv")


@pytest.mark.parametrize(
    ("parameters", "word"),
    [
        ({"NOISE_LEVELS": "0.1;x"}, "NOISE_LEVELS"),
        ({"NOISE_LEVELS": "0.1,2"}, "(0, 1]"),
        ({"NOISE_LEVELS": ","}, "NOISE_LEVELS is empty"),
        ({"PERTURBATIONS": 3}, "even"),
    ],
)
def test_levels_that_cannot_be_swept(refused, trained, tmp_path, parameters, word):
    raster, model = trained
    values = {"INPUT": raster, "MODEL": model, "OUTPUT": "s.tif", **parameters}
    refused("noisesweep", word, **values)


@pytest.mark.parametrize(
    ("parameters", "word"),
    [
        ({"POINTS": "none.geojson"}, "POINTS has no features"),
        ({"POINTS": "far.geojson"}, "1 of 1 are outside"),
        ({"OUTPUT": "e.shp"}, "254 characters"),
        ({"OUTPUT": "near.geojson"}, "same file as POINTS"),
        ({"TABLE": "e.txt"}, "TABLE"),
        ({"REPORT": "e.gpkg"}, "same file as OUTPUT"),
        ({"DEVICE": "cuda"}, "Choose 'auto' or 'cpu'"),
    ],
)
def test_points_that_cannot_be_explained(refused, trained, tmp_path, parameters, word):
    for name, places in (("none", []), ("far", [[0, 0]]), ("near", [[15.000680, 48.752473]])):
        features = [
            {"type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": xy}} for xy in places
        ]
        collection = {"type": "FeatureCollection", "features": features}
        (tmp_path / f"{name}.geojson").write_text(json.dumps(collection))
    values = {"INPUT": trained[0], "MODEL": trained[1], "POINTS": "near.geojson", "OUTPUT": "e.gpkg", **parameters}
    refused("explainpixels", word, **values)


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ({"VARIABLE": "cube"}, ["VARIABLE", "no variable 'cube'", "data: 24 x 20 x 8 double", "note: 1 char"]),
        ({"VARIABLE": "odd"}, ["is complex"]),
        ({"VARIABLE": "cell"}, ["is a cell array"]),
        ({"TRUTH": "truth.tif"}, ["TRUTH", "no array of 24 rows and 20 columns"]),
        ({"TRUTH": "cube.tif"}, ["TRUTH is the same file as OUTPUT"]),
        ({"WAVELENGTHS": "data"}, ["WAVELENGTHS", "the cube has 8 bands"]),
        ({"AXES": "by-hand"}, ["AXES"]),
        ({"PIXEL_SIZE": 0}, ["PIXEL_SIZE"]),
        ({"OUTPUT": "/nowhere/cube.tif"}, ["/nowhere"]),
        ({"INPUT": "v73.mat"}, ["version 7.3", "-v7"]),
        ({"INPUT": "damaged.mat"}, ["damaged.mat"]),
        ({"INPUT": "missing.mat"}, ["missing.mat"]),
    ],
)
def test_matlab_files_and_parameters_that_do_not_go(refused, tmp_path, parameters, words):
    contents = {"data": spectra(), "odd": spectra(9, 9, 9) * 1j, "cell": np.array([[1], "a"], object), "note": "x"}
    savemat(tmp_path / "a.mat", contents, do_compression=True)
    (tmp_path / "v73.mat").write_bytes(b"MATLAB 7.3 MAT-file".ljust(512) + b"\x89HDF\r\n\x1a\n")
    (tmp_path / "damaged.mat").write_bytes((tmp_path / "a.mat").read_bytes()[:9000])
    refused("importmat", *words, **{"INPUT": "a.mat", "OUTPUT": "cube.tif", **parameters})


@pytest.mark.parametrize(
    ("parameters", "word"),
    [
        ({"TRUTH": "smaller.tif"}, "TRUTH must be on the pixel grid of INPUT"),
        ({"INPUT": "huge.vrt"}, "less than 2 GiB"),
        ({"BANDS": 9}, "no band 9"),
        ({"OUTPUT": "smaller.tif", "TRUTH": "smaller.tif"}, "same file as TRUTH"),
        ({"OUTPUT": "/nowhere/a.mat"}, "/nowhere"),
    ],
)
def test_what_cannot_be_exported(refused, tmp_path, parameters, word):
    write(tmp_path / "scene.tif")
    write(tmp_path / "smaller.tif", spectra(9, 9, 1))
    bands = "".join(f'<VRTRasterBand dataType="Float64" band="{k + 1}"/>' for k in range(8))
    (tmp_path / "huge.vrt").write_text(f'<VRTDataset rasterXSize="8192" rasterYSize="4096">{bands}</VRTDataset>')
    refused("exportmat", word, **{"INPUT": "scene.tif", "OUTPUT": "a.mat", **parameters})


@pytest.mark.parametrize(
    ("algorithm", "parameters", "word"),
    [
        ("trainsgm", {"EXTENT": "0,1,0,1", "OUTPUT": "m.scoread"}, "EXTENT does not overlap INPUT"),
        ("traindetect", {"EXTENT": "0,1,0,1", "OUTPUT": "s.tif"}, "EXTENT does not overlap INPUT"),
        ("detectanomalies", {"EXTENT": "0,1,0,1", "OUTPUT": "s.tif"}, "EXTENT does not overlap INPUT"),
        ("noisesweep", {"EXTENT": "0,1,0,1", "OUTPUT": "s.tif"}, "EXTENT does not overlap INPUT"),
        ("noisesweep", {"OUTPUT": "s.tif", "CREATION_OPTIONS": "COMPRESS=NOTHING"}, "COMPRESS"),
    ],
)
def test_what_can_be_told_before_work_begins(provider, trained, tmp_path, algorithm, parameters, word):
    from qgis.core import QgsProcessingContext

    values = {"INPUT": str(trained[0]), **parameters, "OUTPUT": str(tmp_path / parameters["OUTPUT"])}
    if algorithm in ("detectanomalies", "noisesweep"):
        values["MODEL"] = str(trained[1])
    possible, message = provider.algorithm(algorithm).checkParameterValues(values, QgsProcessingContext())
    assert not possible and word in message


@pytest.mark.parametrize("name", ["traindetect", "trainsgm", "rxdetector"])
def test_a_map_of_scores_is_not_taken_for_spectra(run, tmp_path, name):
    from qgis.core import QgsProcessingException

    raster, score = write(tmp_path / "scene.tif", spectra(40, 30)), tmp_path / "score.tif"
    run("rxdetector", INPUT=raster, OUTPUT=score, FALSE_ALARMS=True)
    with pytest.raises(QgsProcessingException, match="anomaly score map"):
        run(name, INPUT=score, OUTPUT=tmp_path / "output.tif")


@pytest.mark.parametrize(
    ("algorithm", "name", "values"),
    [
        ("rxdetector", "INPUT", {"OUTPUT": "rx.tif"}),
        ("rxdetector", "MASK", {"INPUT": "scene.tif", "OUTPUT": "rx.tif"}),
        ("evaluatedetection", "TRUTH", {"INPUT": ["scene.tif"]}),
    ],
)
def test_a_map_from_a_server_is_not_read(refused, tmp_path, algorithm, name, values):
    from qgis.core import QgsRasterLayer

    write(tmp_path / "scene.tif")
    tiles = QgsRasterLayer("type=xyz&url=http://localhost/{z}/{x}/{y}.png", "Tiles", "wms")
    words = "'Tiles' comes from the provider 'wms', but rasters are read through GDAL"
    refused(algorithm, words, **values, **{name: tiles})


@pytest.mark.parametrize(
    ("algorithm", "name", "values"),
    [("rxdetector", "MASK", {"OUTPUT": "rx.tif"}), ("evaluatedetection", "TRUTH", {})],
)
def test_a_mesh_is_neither_a_mask_nor_a_truth(refused, tmp_path, algorithm, name, values):
    raster = write(tmp_path / "scene.tif")
    triangle = ["MESH2D", "ND 1 500000 5399900 0", "ND 2 500100 5399900 0", "ND 3 500100 5400000 0", "E3T 1 1 2 3 1"]
    (tmp_path / "mesh.2dm").write_text("\n".join(triangle))
    values = {"INPUT": raster, name: "mesh.2dm", **values}
    refused(algorithm, f"{name} 'mesh' must be a raster or vector layer", **values)
