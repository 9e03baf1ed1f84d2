"""What is guessed of a MATLAB file's variables, and what is refused."""

from __future__ import annotations

import pytest

from scoread_plugin.raster.errors import RasterError
from scoread_plugin.raster.mat_file import Variable
from scoread_plugin.raster.mat_layout import Choice, find_layout


def variables(**shapes):
    return [Variable(name, shape, "double") for name, shape in shapes.items()]


HYDICE = variables(data=(100, 80, 162), map=(100, 80))


def test_the_usual_benchmark_file():
    layout = find_layout(HYDICE, Choice())
    assert (layout.cube.name, layout.axes, layout.shape) == ("data", "rows-columns-bands", (100, 80, 162))
    assert layout.truth.name == "map" and not layout.truth_is_transposed
    assert layout.reason == "guessed, as 'map' is 100 x 80"


def test_the_largest_cube_is_taken():
    found = variables(small=(9, 9, 9), large=(10, 10, 10), image=(4000, 4000), stack=(20, 20, 20, 2))
    found.append(Variable("cells", (30, 30, 30), "cell"))
    assert find_layout(found, Choice()).cube.name == "large"
    assert find_layout(found, Choice(variable="small")).cube.name == "small"


@pytest.mark.parametrize(
    ("shapes", "axes"),
    [
        ({"data": (10, 12, 8)}, "rows-columns-bands"),
        ({"data": (8, 10, 12), "gt": (10, 12)}, "bands-rows-columns"),
        ({"data": (8, 12, 10), "gt": (10, 12)}, "bands-columns-rows"),
        ({"data": (12, 10, 8), "gt": (10, 12)}, "columns-rows-bands"),
        ({"data": (8, 10, 12), "wavelengths": (1, 8)}, "bands-rows-columns"),
        ({"data": (8, 10, 12), "wl": (12, 1)}, "rows-columns-bands"),
        ({"data": (8, 12, 10), "scene_gt": (10, 12), "wave": (8,)}, "bands-columns-rows"),
        ({"data": (205, 100, 100)}, "bands-rows-columns"),
        ({"data": (205, 100, 100), "map": (205, 100)}, "rows-columns-bands"),
        ({"data": (102, 1096, 715)}, "bands-rows-columns"),
        ({"data": (1096, 715, 102)}, "rows-columns-bands"),
        ({"data": (50, 50, 50), "map": (50, 50)}, "rows-columns-bands"),
        ({"data": (10, 12, 8), "other": (3, 4), "wl": (1, 77)}, "rows-columns-bands"),
    ],
)
def test_axes_are_guessed_from_what_goes_together(shapes, axes):
    layout = find_layout(variables(**shapes), Choice())
    assert layout.axes == axes
    assert layout.reason.startswith("guessed, as ")


def test_axes_that_are_told_are_not_guessed():
    found = variables(data=(8, 20, 20))
    assert find_layout(found, Choice()).axes == "bands-rows-columns"
    assert find_layout(found, Choice(axes="columns-rows-bands")).shape == (20, 8, 20)
    assert find_layout(found, Choice(), "rows-columns-bands").axes == "rows-columns-bands"
    assert find_layout(found, Choice(axes="bands-columns-rows"), "rows-columns-bands").axes == "bands-columns-rows"
    assert find_layout(found, Choice(), "nonsense").axes == "bands-rows-columns"


def test_a_well_known_name_comes_before_the_first_of_the_size():
    found = variables(scores=(10, 12), Scene_GT=(10, 12), data=(10, 12, 8))
    assert find_layout(found, Choice()).truth.name == "Scene_GT"
    found = variables(scores=(10, 12), mapping=(10, 12), data=(10, 12, 8))
    assert find_layout(found, Choice()).truth.name == "scores"
    assert find_layout(variables(other=(9, 12), data=(10, 12, 8)), Choice()).truth is None


@pytest.mark.parametrize("shape", [(10, 12), (12, 10)])
def test_a_truth_that_is_named_is_taken_either_way_round(shape):
    found = variables(map=(10, 12), other=shape, data=(10, 12, 8))
    assert find_layout(found, Choice(truth="other", axes="rows-columns-bands")).truth.name == "other"


@pytest.mark.parametrize(
    ("axes", "shape", "truth", "transposed"),
    [
        ("rows-columns-bands", (10, 12, 8), (10, 12), False),
        ("rows-columns-bands", (10, 12, 8), (12, 10), True),
        ("columns-rows-bands", (12, 10, 8), (12, 10), True),
        ("columns-rows-bands", (12, 10, 8), (10, 12), False),
        ("rows-columns-bands", (10, 10, 8), (10, 10), False),
        ("columns-rows-bands", (10, 10, 8), (10, 10), True),
        ("bands-rows-columns", (8, 10, 10), (10, 10), False),
        ("bands-columns-rows", (8, 10, 10), (10, 10), True),
    ],
)
def test_which_way_the_truth_lies(axes, shape, truth, transposed):
    layout = find_layout(variables(data=shape, map=truth), Choice(axes=axes))
    assert layout.truth_is_transposed is transposed


def test_wavelengths_are_found_by_name_and_by_length():
    found = variables(data=(10, 12, 8), index=(1, 8), lambda_nm=(8, 1), bad=(1, 7))
    found.append(Variable("wavelengths", (1, 8), "char"))
    assert find_layout(found, Choice()).wavelengths.name == "lambda_nm"
    assert find_layout(found, Choice(wavelengths="index")).wavelengths.name == "index"
    assert find_layout(variables(data=(10, 12, 8), index=(8,)), Choice()).wavelengths.name == "index"
    assert find_layout(variables(data=(10, 12, 8), wavelengths=(1, 9)), Choice()).wavelengths is None


@pytest.mark.parametrize(
    ("choice", "words"),
    [
        (
            Choice(variable="cube"),
            "VARIABLE: .*no variable 'cube'.*data: 100 x 80 x 162 double; map: 100 x 80",
        ),
        (Choice(variable="map"), "VARIABLE 'map' is 100 x 80.*rows, columns and bands"),
        (Choice(truth="gt"), "TRUTH_VARIABLE: .*no variable 'gt'"),
        (Choice(truth="data"), "TRUTH_VARIABLE 'data' is 100 x 80 x 162.*100 rows and 80 columns"),
        (Choice(truth="map", axes="bands-rows-columns"), "80 rows and 162 columns .bands-rows-columns, as AXES"),
        (Choice(wavelengths="map"), "WAVELENGTHS 'map' is 100 x 80.*162 bands"),
    ],
)
def test_what_does_not_go_is_refused_with_what_there_is(choice, words):
    with pytest.raises(RasterError, match=words):
        find_layout(HYDICE, choice)


def test_a_file_without_a_cube():
    with pytest.raises(RasterError, match="three-dimensional.*save the cube as .* its own.*map: 5 x 6 double"):
        find_layout(variables(map=(5, 6)), Choice())
    with pytest.raises(RasterError, match="three-dimensional.*scene: struct"):
        find_layout([Variable("scene", (), "struct")], Choice())
    with pytest.raises(RasterError, match="three-dimensional.*nothing"):
        find_layout([], Choice())
    with pytest.raises(RasterError, match="'data' is 0 x 5 x 6"):
        find_layout(variables(data=(0, 5, 6)), Choice())


@pytest.mark.parametrize(
    ("kind", "word"),
    [
        ("cell", "cube = s.1.[.]"),
        ("struct", "cube = s.field[.]"),
        ("sparse", "s = full.s.[.]"),
        ("function", "class"),
    ],
)
def test_what_is_no_array_is_refused_with_a_reason(kind, word):
    with pytest.raises(RasterError, match=word):
        find_layout([*HYDICE, Variable("s", (1, 1), kind)], Choice(variable="s"))
