from __future__ import annotations

import numpy as np
import pytest
from osgeo import gdal

from scoread_plugin.jobs.detecting import ScoreTarget, detect
from scoread_plugin.jobs.deviations import Deviations, deviation_bands
from scoread_plugin.jobs.explaining_strongest import explain_strongest
from scoread_plugin.progress import silent
from scoread_plugin.raster import window
from scoread_plugin.raster.dataset import open_dataset
from scoread_plugin.raster.scene import open_scene
from scoread_plugin.raster.window import Window
from tests.unit.cubes import with_wavelengths


class HalfWay:
    """Stands for a detector in the worker: a deviation is half of the spectrum."""

    margin = 1

    def deviations(self, cube, valid, progress):
        return np.where(valid[..., None], cube / 2, np.nan)[1:-1, 1:-1].astype(np.float32)


class Brightness:
    margin = 0
    names = ["brightness"]

    def score(self, cube, valid, progress):
        return np.where(valid, cube.sum(axis=2), np.nan)[..., None].astype(np.float32)


class Given:
    """Scores what it was given in place of what it is shown."""

    margin = 0
    names = ["brightness"]

    def __init__(self, cube):
        self.cube = cube

    def score(self, cube, valid, progress):
        return self.cube.sum(axis=2)[..., None].astype(np.float32)


@pytest.fixture
def cube():
    values = np.random.default_rng(0).uniform(1, 2, (30, 24, 3)).astype(np.float32)
    values[12, 8] += 10
    values[25, 20] += 5
    values[3, 3] = -1
    return values


@pytest.fixture
def scene(write_raster, cube):
    scene = open_scene(write_raster(cube, nodata=-1, describe=with_wavelengths((450, 550, 650.25))))
    return scene.with_bands([1, 3])


def test_deviations_stream_into_a_raster_of_the_bands_used(scene, cube, tmp_path):
    target = str(tmp_path / "deviation.tif")
    detect(scene, Deviations(HalfWay(), scene), ScoreTarget(target, [], 3000), {}, silent)
    written = open_dataset(target)
    expected = np.where(cube == -1, np.nan, cube / 2)[:, :, [0, 2]]
    np.testing.assert_array_equal(np.moveaxis(written.ReadAsArray(), 0, 2), expected)
    names = [written.GetRasterBand(k).GetDescription() for k in (1, 2)]
    assert names == ["Deviation, band 1 (450 nm)", "Deviation, band 3 (650.25 nm)"]
    assert deviation_bands(open_scene(target)) == ((1, 3), [450, 650.25])
    changed = gdal.Open(target, gdal.GA_Update)
    changed.GetRasterBand(2).SetDescription("Deviation, band 3 (1.2e+06 nm)")
    del changed
    assert deviation_bands(open_scene(target)) == ((1, 3), [450, 1.2e6])


def test_the_strongest_are_explained_where_they_lie(scene, cube, tmp_path):
    part, target = scene.looking_at(Window(10, 5, 20, 19)), str(tmp_path / "score.tif")
    detect(part, Brightness(), ScoreTarget(target, [], 10**6), {}, silent)
    first, second = explain_strongest(target, part, HalfWay(), 2)
    assert (first.row, first.column) == (2, 3) and (second.row, second.column) == (15, 15)
    assert (first.x, first.y) == (500000 + 10 * 8.5, 5400000 - 10 * 12.5)
    assert first.score == pytest.approx(cube[12, 8, [0, 2]].sum())
    np.testing.assert_array_equal(first.spectrum, cube[12, 8, [0, 2]])
    np.testing.assert_array_equal(first.deviation, cube[12, 8, [0, 2]] / 2)


def test_an_anomaly_between_two_strips_is_told_once(monkeypatch, scene, cube, tmp_path):
    monkeypatch.setattr(window, "STRIP_PIXELS", 24 * 13)
    target = str(tmp_path / "score.tif")
    brighter = np.array(cube)
    brighter[13, 8] = brighter[12, 8] - 1
    detect(scene, Given(brighter), ScoreTarget(target, [], 10**6), {}, silent)
    places = [(anomaly.row, anomaly.column) for anomaly in explain_strongest(target, scene, HalfWay(), 2)]
    assert places == [(12, 8), (25, 20)]


def test_rows_count_downwards_where_nothing_is_georeferenced(write_raster, cube, tmp_path):
    scene, target = open_scene(write_raster(cube, transform=None, epsg=None)), str(tmp_path / "score.tif")
    detect(scene, Brightness(), ScoreTarget(target, [], 10**6), {}, silent)
    (first,) = explain_strongest(target, scene, HalfWay(), 1)
    assert (first.x, first.y) == (8.5, -12.5)
