from __future__ import annotations

import os
from dataclasses import replace

import numpy as np
import pytest
from osgeo import gdal

from scoread_plugin.detectors.modes import MODES
from scoread_plugin.detectors.settings import RXSettings
from scoread_plugin.jobs.derived_bands import contrast_cut
from scoread_plugin.jobs.detecting import ScoreTarget, detect, detection_text, job_name
from scoread_plugin.jobs.scene_moments import scene_moments
from scoread_plugin.maps import sample
from scoread_plugin.maps.contrast import local_contrast
from scoread_plugin.maps.false_alarms import fit_false_alarms
from scoread_plugin.maps.logarithm import fit_logarithm
from scoread_plugin.raster.errors import RasterError
from scoread_plugin.raster.scene import open_scene
from scoread_plugin.raster.window import Window
from scoread_plugin.raster.writer import ScoreWriter
from scoread_plugin.runtime.errors import RuntimeFailure
from tests.unit.cubes import BANDS, COLUMNS, NODATA, ROWS, reference_of
from tests.unit.jobs import OLD, Told

MEMORIES = (0, 20_000, 150_000, 10**8)


def target(path, memory, options=(), **wanted):
    return ScoreTarget(str(path), list(options), memory, **wanted)


class LocalMean:
    """Scores a pixel with the mean of all values in its window; the second output is its own brightest band."""

    names = ["mean", "largest"]

    def __init__(self, margin):
        self.margin = margin
        self.shapes = []

    def score(self, cube, valid, progress):
        progress(0.5, "half")
        self.shapes.append(cube.shape)
        side = 2 * self.margin + 1
        sums = np.where(valid, cube.sum(axis=2, dtype=np.float64), 0)
        windows = np.lib.stride_tricks.sliding_window_view(sums, (side, side))
        inner = slice(self.margin, len(valid) - self.margin), slice(self.margin, valid.shape[1] - self.margin)
        scores = np.stack([windows.mean(axis=(2, 3)), cube[inner].max(axis=2)], axis=2).astype(np.float32)
        scores[~valid[inner]] = np.nan
        progress(1.0, "done")
        return scores


def directly(cube, margin):
    """What LocalMean makes of the whole raster, in the plainest way."""
    valid = (cube != NODATA).all(axis=2)
    sums = np.pad(np.where(valid, cube.sum(axis=2), 0), margin)
    scores = np.full((*valid.shape, 2), np.nan, np.float32)
    for row, column in np.argwhere(valid):
        scores[row, column, 0] = sums[row : row + 2 * margin + 1, column : column + 2 * margin + 1].mean()
        scores[row, column, 1] = cube[row, column].max()
    return scores


def read(path):
    return np.moveaxis(gdal.Open(str(path)).ReadAsArray(), 0, 2)


def read_plane(path):
    return gdal.Open(str(path)).ReadAsArray()


@pytest.mark.parametrize("layout", [[], ["TILED=YES", "BLOCKXSIZE=16", "BLOCKYSIZE=32"]], ids=["strips", "tiles"])
@pytest.mark.parametrize("margin", [0, 3])
def test_a_raster_is_scored_alike_however_it_is_cut(open_written, cube, folder, margin, layout):
    scene = open_written(options=layout)
    counts = []
    for memory in MEMORIES:
        detector, told = LocalMean(margin), Told()
        detect(scene, detector, target(folder / f"{memory}.tif", memory), {"SCOREAD_SEED": "7"}, told)
        counts.append(len(detector.shapes))
        assert told.fractions == sorted(told.fractions)
        assert told.fractions[0] == 0 and told.fractions[-1] == pytest.approx(1)
    assert counts[0] == ROWS * COLUMNS and counts == sorted(set(counts), reverse=True) and counts[-1] == 1
    np.testing.assert_array_equal(read(folder / f"{MEMORIES[-1]}.tif"), directly(cube, margin))
    assert len({(folder / f"{memory}.tif").read_bytes() for memory in MEMORIES}) == 1
    dataset = gdal.Open(str(folder / f"{MEMORIES[-1]}.tif"))
    assert dataset.GetMetadata()["SCOREAD_SEED"] == "7"
    assert [dataset.GetRasterBand(k).GetDescription() for k in (1, 2)] == LocalMean.names


def test_the_contrast_is_that_of_the_whole_map_however_it_is_cut(open_written, cube, folder):
    small = np.where(cube == NODATA, NODATA, cube / 100).astype(np.float32)
    detect(open_written(small), LocalMean(0), target(folder / "plain.tif", 10**8), {}, Told())
    plain = read(folder / "plain.tif")[:, :, 0]
    for memory in (25_000, 10**8):
        detect(open_written(small), LocalMean(0), target(folder / f"{memory}.tif", memory, largest=5), {}, Told())
        np.testing.assert_array_equal(read(folder / f"{memory}.tif")[:, :, 0], local_contrast(plain, 5))
    dataset = gdal.Open(str(folder / "25000.tif"))
    assert dataset.GetRasterBand(1).GetDescription() == "Score, local contrast"
    assert sorted(os.listdir(folder)) == ["100000000.tif", "25000.tif", "plain.tif"]


def test_the_false_alarm_probability_follows_as_the_last_band(open_written, folder):
    for memory in (20_000, 10**8):
        detect(open_written(), LocalMean(0), target(folder / f"{memory}.tif", memory, false_alarms=True), {}, Told())
    scores = read(folder / "20000.tif")
    np.testing.assert_array_equal(scores, read(folder / "100000000.tif"))
    valid = np.isfinite(scores[:, :, 0])
    expected = fit_false_alarms(scores[:, :, 0]).probability(scores[:, :, 0][valid])
    np.testing.assert_allclose(scores[:, :, 2][valid], expected, rtol=1e-6)
    assert np.isnan(scores[:, :, 2][~valid]).all()
    dataset = gdal.Open(str(folder / "20000.tif"))
    assert dataset.GetRasterBand(3).GetDescription() == "False-alarm probability"


def test_false_alarms_are_told_from_all_pixels_where_few_are_valid(monkeypatch, open_written, cube, folder):
    monkeypatch.setattr(sample, "SAMPLED", 700)
    few = cube.copy()
    few[25:] = NODATA
    path = folder / "few.tif"
    detect(open_written(few), LocalMean(0), target(path, 10**8, false_alarms=True), {}, Told())
    scores = read(path)
    assert np.isfinite(scores[:, :, 2]).sum() == (few != NODATA).all(axis=2).sum() < 1400


def test_contrast_and_false_alarms_of_squared_distances_are_told_from_their_logarithm(open_written, folder):
    outputs = {largest: folder / f"{largest}.tif" for largest in (0, 5)}
    wanted = {"false_alarms": True, "logarithm": True}
    for largest, path in outputs.items():
        detect(open_written(), LocalMean(1), target(path, 30_000, largest=largest, **wanted), {}, Told())
    plain, contrast = (read(outputs[largest]) for largest in (0, 5))
    scores = plain[:, :, 0]
    standard = fit_logarithm(scores)(scores)
    np.testing.assert_array_equal(contrast[:, :, 0], local_contrast(standard, 5))
    for values, told in ((standard, plain), (contrast[:, :, 0], contrast)):
        np.testing.assert_allclose(told[:, :, 2], fit_false_alarms(values).probability(values), rtol=1e-5)
    detect(open_written(), LocalMean(1), target(folder / "alone.tif", 10**8, logarithm=True), {}, Told())
    np.testing.assert_array_equal(read(folder / "alone.tif")[:, :, 0], scores)
    dataset = gdal.Open(str(outputs[5]))
    assert dataset.GetRasterBand(1).GetDescription() == "Score, local contrast"


@pytest.mark.parametrize("row", range(5))
def test_an_anomaly_near_the_edge_is_not_among_its_own_surroundings(write_raster, folder, row):
    values = np.random.default_rng(3).normal(0, 1, (40, 30, 5)).astype(np.float32)
    values[row, 15] += 20
    scene = open_scene(write_raster(values))
    detector = MODES["local"](scene_moments(scene, Told()), RXSettings(outer=15, inner=5))
    detect(scene, detector, target(folder / "s.tif", 10**8), {}, Told())
    assert read_plane(folder / "s.tif")[row, 15] > 300


@pytest.mark.parametrize("mode", MODES)
def test_rx_scores_alike_however_the_raster_is_cut(open_written, folder, mode):
    scene = open_written()
    for memory in MEMORIES:
        detector = MODES[mode](scene_moments(scene, Told()), RXSettings(outer=9, inner=3))
        detect(scene, detector, target(folder / f"{memory}.tif", memory), {}, Told())
    assert len({(folder / f"{memory}.tif").read_bytes() for memory in MEMORIES}) == 1


@pytest.mark.parametrize(("rows", "columns"), [(1, 9), (9, 1), (4, 3)])
def test_local_rx_of_a_raster_smaller_than_its_window(open_written, cube, folder, rows, columns):
    scene = open_written(cube[:rows, :columns])
    detector = MODES["local"](scene_moments(scene, Told()), RXSettings())
    detect(scene, detector, target(folder / "scores.tif", 10**8), {}, Told())
    assert (
        np.isfinite(gdal.Open(str(folder / "scores.tif")).ReadAsArray()).sum() == scene.read(scene.whole).valid.sum()
    )


def test_blocks_with_their_margins_keep_to_the_memory_limit(open_written, folder):
    detector, memory = LocalMean(3), 50_000
    scene = open_written()
    detect(scene, detector, target(folder / "scores.tif", memory), {}, Told())
    assert len(detector.shapes) > 1
    assert max(rows * columns for rows, columns, _ in detector.shapes) * 4 * scene.bytes_per_pixel <= memory


@pytest.mark.parametrize(("memory", "count"), [(150_000, "blocks"), (10**8, "1 block,")])
def test_what_is_told_before_a_detection_is_what_comes(open_written, folder, memory, count):
    scene, detector = open_written(options=["TILED=YES", "BLOCKXSIZE=16", "BLOCKYSIZE=16"]), LocalMean(2)
    told = detection_text(scene, detector.margin, memory)
    detect(scene, detector, target(folder / "scores.tif", memory), {}, Told())
    rows, columns, bands = max(detector.shapes, key=np.prod)
    megabytes = 4 * rows * columns * (5 * bands + 1) / 1e6
    assert told.startswith(f"{ROWS * COLUMNS} pixels of {BANDS} bands in {len(detector.shapes)} block")
    assert count in told and told.endswith(f"{megabytes:.0f} MB of memory per block")


def test_a_part_of_the_raster_is_scored_as_within_the_whole(open_written, cube, folder):
    window = Window(10, 8, 30, 20)
    detect(open_written().looking_at(window), LocalMean(3), target(folder / "scores.tif", 50_000), {}, Told())
    np.testing.assert_array_equal(read(folder / "scores.tif"), directly(cube, 3)[10:40, 8:28])


def test_creation_options_reach_the_file(open_written, folder):
    detect(open_written(), LocalMean(0), target(folder / "scores.tif", 10**8, options=["COMPRESS=LZW"]), {}, Told())
    assert gdal.Open(str(folder / "scores.tif")).GetMetadata("IMAGE_STRUCTURE")["COMPRESSION"] == "LZW"


def test_a_part_without_a_valid_pixel_is_refused(open_written, folder, gdal_exceptions):
    (folder / "older.tif").write_bytes(OLD)
    scene = open_written().looking_at(Window(21, 11, 5, 3))
    for name in ("older.tif", "newer.tif"):
        with pytest.raises(RasterError, match="INPUT has no valid pixel.*: check nodata, MASK and EXTENT"):
            detect(scene, LocalMean(3), target(folder / name, 10**8), {}, Told())
    assert os.listdir(folder) == ["older.tif"] and (folder / "older.tif").read_bytes() == OLD


def test_bands_without_a_valid_value_are_named(open_written, cube, folder):
    damaged = cube.copy()
    damaged[:, :, [1, 3]] = NODATA
    damaged[:9, :, 2] = NODATA
    with pytest.raises(RasterError, match="no valid value in band 2, 4"):
        detect(open_written(damaged), LocalMean(3), target(folder / "s.tif", 10**8), {}, Told())


def test_a_detector_that_fails_half_way_leaves_nothing(open_written, folder):
    detector = LocalMean(0)

    def fail_later(fraction, text):
        if fraction > 0.5:
            raise RuntimeFailure("The computing process ended.")

    (folder / "scores.tif").write_bytes(OLD)
    with pytest.raises(RuntimeFailure):
        detect(open_written(), detector, target(folder / "scores.tif", 50_000), {}, fail_later)
    assert len(detector.shapes) > 1
    assert os.listdir(folder) == ["scores.tif"] and (folder / "scores.tif").read_bytes() == OLD


def interrupted(scene, folder, **changes):
    """A detection that ends in its third block; returns what it said. `changes` of the metadata make another job."""
    said, detector = [], LocalMean(3)

    def fail_later(fraction, text):
        if len(detector.shapes) == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        detect(scene, detector, target(folder / "scores.tif", 50_000), changes, fail_later, log=said.append)
    return said


def test_an_interrupted_run_goes_on_from_its_finished_blocks(monkeypatch, open_written, folder):
    monkeypatch.setattr("scoread_plugin.raster.writer.WORTH_KEEPING", 0)
    (folder / "scores.tif").write_bytes(OLD)
    scene = open_written()
    said = interrupted(scene, folder)
    place = f"next to '{folder / 'scores.tif'}'"
    assert said == [f"2 blocks are kept {place}: repeat the run with this output to resume."]
    assert (folder / "scores.tif").read_bytes() == OLD
    whole, rest, said = LocalMean(3), LocalMean(3), []
    detect(scene, whole, target(folder / "whole.tif", 50_000), {}, Told())
    detect(scene, rest, target(folder / "scores.tif", 50_000), {}, Told(), log=said.append)
    assert len(rest.shapes) == len(whole.shapes) - 2
    assert said == [f"Resuming an interrupted run: 2 of {len(whole.shapes)} blocks are done."]
    assert (folder / "scores.tif").read_bytes() == (folder / "whole.tif").read_bytes()
    assert sorted(os.listdir(folder)) == ["scores.tif", "whole.tif"]


@pytest.mark.parametrize("difference", ["job", "raster", "damage"])
def test_another_job_starts_afresh(monkeypatch, open_written, cube, folder, difference):
    monkeypatch.setattr("scoread_plugin.raster.writer.WORTH_KEEPING", 0)
    scene = open_written()
    interrupted(scene, folder)
    if difference == "damage":
        next(folder.glob(".scoread-*/scratch.tif")).write_bytes(b"no raster")
    if difference == "raster":
        scene = open_written(cube + 1)
    metadata = {"SCOREAD_SEED": "2"} if difference == "job" else {}
    fresh, again = LocalMean(3), LocalMean(3)
    detect(scene, again, target(folder / "scores.tif", 50_000), metadata, Told())
    detect(scene, fresh, target(folder / "whole.tif", 50_000), metadata, Told())
    assert len(again.shapes) == len(fresh.shapes)
    assert (folder / "scores.tif").read_bytes() == (folder / "whole.tif").read_bytes()
    assert sorted(os.listdir(folder)) == ["scores.tif", "whole.tif"]


def test_blocks_that_never_reached_the_disk_are_scored_again(monkeypatch, open_written, folder):
    monkeypatch.setattr("scoread_plugin.raster.writer.WORTH_KEEPING", 0)
    scene = open_written()
    interrupted(scene, folder)
    scratch = gdal.Open(str(next(folder.glob(".scoread-*/scratch.tif"))), gdal.GA_Update)
    scratch.GetRasterBand(1).WriteArray(np.full((3, 3), np.nan))
    scratch = None
    detect(scene, LocalMean(3), target(folder / "scores.tif", 50_000), {}, Told())
    detect(scene, LocalMean(3), target(folder / "whole.tif", 50_000), {}, Told())
    assert (folder / "scores.tif").read_bytes() == (folder / "whole.tif").read_bytes()


def test_what_was_kept_outlives_early_failures(monkeypatch, open_written, folder):
    """Of the same job, whose minute has not passed, and of another one."""
    scene = open_written()
    with monkeypatch.context() as patched:
        patched.setattr("scoread_plugin.raster.writer.WORTH_KEEPING", 0)
        interrupted(scene, folder)
    interrupted(scene, folder, SCOREAD_SEED="2")
    said = interrupted(scene, folder)
    assert said[0].startswith("Resuming an interrupted run: 2 of") and "4 blocks are kept" in said[1]


def test_a_cancel_in_the_contrast_keeps_the_blocks(monkeypatch, open_written, folder):
    monkeypatch.setattr("scoread_plugin.raster.writer.WORTH_KEEPING", 0)
    scene, said = open_written(), []

    def stop(fraction, text):
        if text == "Local contrast":
            raise KeyboardInterrupt

    for _ in range(2):
        with pytest.raises(KeyboardInterrupt):
            detect(scene, LocalMean(0), target(folder / "s.tif", 10**8, largest=5), {}, stop, log=said.append)
    assert "Resuming an interrupted run: 1 of 1 blocks are done." in said


def test_what_fails_at_the_very_end_costs_no_scoring(monkeypatch, open_written, folder):
    """For instance a disk that is full for the copy, or an older raster that another program holds open."""
    monkeypatch.setattr("scoread_plugin.raster.writer.WORTH_KEEPING", 0)
    scene, wanted = open_written(), {"largest": 5, "false_alarms": True, "logarithm": True}
    detect(scene, LocalMean(1), target(folder / "whole.tif", 30_000, **wanted), {}, Told())
    said, rest = [], LocalMean(1)

    def refuse(*arguments):
        raise RasterError("The disk is full.")

    with monkeypatch.context() as patched:
        patched.setattr(ScoreWriter, "read_back", refuse)
        with pytest.raises(RasterError, match="The disk is full"):
            detect(scene, LocalMean(1), target(folder / "s.tif", 30_000, **wanted), {}, Told(), log=said.append)
    assert "blocks are kept" in said[-1]
    detect(scene, rest, target(folder / "s.tif", 30_000, **wanted), {}, Told())
    assert rest.shapes == []
    assert (folder / "s.tif").read_bytes() == (folder / "whole.tif").read_bytes()
    assert sorted(os.listdir(folder)) == ["s.tif", "whole.tif"]


@pytest.mark.parametrize(
    ("name", "options", "rows", "false_alarms", "words"),
    [
        ("s.tif", ["COMPRESS=LZW", "PREDICTOR=7"], ROWS, False, "CREATION_OPTIONS"),
        ("s.tif", [], 20, True, "at least 1000 valid pixels"),
        ("s.png", [], ROWS, False, "cannot hold Float32"),
        ("s.asc", [], ROWS, False, "cannot be written as .* with 2 bands"),
        ("s.nc", [], ROWS, False, "0 of 2 bands can be read back"),
        ("s.tif", ["COMPRES=LZW"], ROWS, False, "COMPRES"),
    ],
)
def test_what_can_be_refused_early_is(
    open_written, folder, gdal_exceptions, name, options, rows, false_alarms, words
):
    scene, detector = open_written().looking_at(Window(0, 0, rows, COLUMNS)), LocalMean(0)
    with pytest.raises(ValueError, match=words):
        detect(scene, detector, target(folder / name, 10**8, options=options, false_alarms=false_alarms), {}, Told())
    assert detector.shapes == [] and os.listdir(folder) == []


def test_what_is_read_otherwise_is_another_job(open_written):
    def mask(columns):
        dataset = gdal.GetDriverByName("MEM").Create("", COLUMNS, ROWS, 1, gdal.GDT_Byte)
        dataset.GetRasterBand(1).WriteArray(
            np.isin(np.arange(COLUMNS), columns)[None].repeat(ROWS, 0).astype(np.uint8)
        )
        return dataset

    scene = open_written()
    others = [
        *(scene.masked(mask(columns)) for columns in ([3, 4], [4, 5])),
        replace(scene, all_nodata=(7,) * BANDS),
        *(scene.with_bands(bands) for bands in ([1, 2], [1, 3])),
        scene.looking_at(Window(0, 0, ROWS - 1, COLUMNS)),
        scene.placed_in(reference_of(32632).ExportToWkt()),
    ]
    assert len({job_name(each, [Window(0, 0, 9, 9)], [], {}) for each in (scene, *others)}) == 8


def test_a_contrast_that_takes_more_memory_is_refused_before_the_scoring(open_written, folder):
    detector = LocalMean(0)
    with pytest.raises(ValueError, match="LARGEST_ANOMALY of 400 pixels needs a MEMORY_LIMIT of at least 1 MB"):
        detect(open_written(), detector, target(folder / "s.tif", 20_000, largest=400), {}, Told())
    assert detector.shapes == [] and os.listdir(folder) == []
    with pytest.raises(ValueError, match="LARGEST_ANOMALY of 400 pixels needs a MEMORY_LIMIT of at least 53 MB"):
        contrast_cut(Window(0, 0, 5000, 5000), 400, 20_000)


def test_a_short_run_leaves_nothing_to_go_on_from(open_written, folder):
    assert interrupted(open_written(), folder) == []
    assert os.listdir(folder) == []
