"""The models of examples/ open in the graphical modeler, and are what tools/examples.py makes."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest

NAMES = ["train_detect_extract", "train_then_detect", "sgm_against_rx"]


@pytest.fixture
def opened(provider):
    from qgis.core import QgsProcessingModelAlgorithm

    from tools.examples import FOLDER

    def open_example(name: str, folder: Path = FOLDER) -> QgsProcessingModelAlgorithm:
        model = QgsProcessingModelAlgorithm()
        assert model.fromFile(str(folder / f"{name}.model3"))
        return model

    return open_example


def test_each_is_known(provider):
    from tools.examples import EXAMPLES, FOLDER

    assert sorted(path.stem for path in FOLDER.glob("*.model3")) == sorted(EXAMPLES) == sorted(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_it_is_as_made(opened, name, tmp_path):
    from tools.examples import EXAMPLES

    EXAMPLES[name]().toFile(str(tmp_path / f"{name}.model3"))
    assert opened(name).toVariant() == opened(name, tmp_path).toVariant(), "run `make examples`"


@pytest.mark.parametrize("name", NAMES)
def test_no_algorithm_or_parameter_is_missing(opened, name):
    model = opened(name)
    for step in model.childAlgorithms().values():
        assert step.algorithm() is not None, f"{step.algorithmId()} is missing"
        assert set(step.parameterSources()) <= {known.name() for known in step.algorithm().parameterDefinitions()}
        possible, problems = model.validateChildAlgorithm(step.childId())
        assert possible, problems
    assert model.canExecute() == (True, "")
    assert model.shortHelpString()
    assert all(parameter.help() for parameter in model.parameterDefinitions())


@pytest.mark.parametrize("name", NAMES)
def test_no_box_lies_on_another(opened, name):
    from qgis.PyQt.QtCore import QPointF, QRectF

    model = opened(name)
    steps = list(model.childAlgorithms().values())
    outputs = [output for step in steps for output in step.modelOutputs().values()]
    boxes = []
    for component in (*model.parameterComponents().values(), *steps, *outputs):
        half = QPointF(component.size().width() / 2, component.size().height() / 2)
        boxes.append(QRectF(component.position() - half, component.size()))
    assert not any(one.intersects(other) for one, other in combinations(boxes, 2))
