from __future__ import annotations

import os
import sys
from contextlib import ExitStack, nullcontext

import numpy as np
import pytest
from osgeo import gdal

from scoread_plugin.raster.errors import RasterError
from scoread_plugin.raster.formats import check_format, copied
from scoread_plugin.raster.scene import open_scene
from scoread_plugin.raster.window import Window
from scoread_plugin.raster.writer import ScoreWriter
from tests.disk import full_disk
from tests.unit.cubes import NORTH_UP, reference_of

ROWS, COLUMNS = 90, 70
NAMES = ["Anomaly score", "MRL at 0.15"]
ROTATED = (500000.0, 8.0, 6.0, 5400000.0, 6.0, -8.0)
SOUTH_UP = (500000.0, 10.0, 0.0, 5400000.0, 0.0, 10.0)
OLD = b"an older file"


@pytest.fixture
def open_written(write_raster):
    def open_written(transform=NORTH_UP, epsg=32633, describe=None):
        cube = np.ones((ROWS, COLUMNS, 2), np.int16)
        return open_scene(write_raster(cube, "input.tif", transform, epsg, describe=describe))

    return open_written


@pytest.fixture(scope="module")
def scores():
    values = np.random.default_rng(0).normal(0, 10, (ROWS, COLUMNS, len(NAMES))).astype(np.float32)
    values[10:20, 5:9] = np.nan
    return values


def write(target, scene, scores, names=NAMES, options=(), metadata=None, blocks=None):
    window = scene.window
    with ScoreWriter(str(target), scene, list(names), list(options), "job") as writer:
        for block in blocks or [window]:
            place = block.relative_to(window)
            part = scores[place.row :, place.column :][: place.rows, : place.columns]
            writer.write(block, part)
        writer.finish(metadata or {})


def assert_holds(dataset, scores):
    np.testing.assert_array_equal(np.moveaxis(dataset.ReadAsArray(), 0, 2), scores)
    for k, name in enumerate(NAMES):
        band = dataset.GetRasterBand(k + 1)
        assert band.DataType == gdal.GDT_Float32
        assert band.GetDescription() == name
        assert np.isnan(band.GetNoDataValue())


def assert_statistics(dataset, scores):
    for k in range(len(NAMES)):
        stored = dataset.GetRasterBand(k + 1).GetMetadata()
        values = scores[..., k][np.isfinite(scores[..., k])].astype(float)
        found = [float(stored[f"STATISTICS_{name}"]) for name in ("MINIMUM", "MAXIMUM", "MEAN", "STDDEV")]
        assert found == pytest.approx([values.min(), values.max(), values.mean(), values.std()], rel=1e-6)


def test_a_geotiff_holds_everything_in_itself(open_written, folder, scores):
    metadata = {"SCOREAD_SEED": "7", "SCOREAD_SCORE": "larger is more anomalous, < & >"}
    write(folder / "scores.tif", open_written(), scores, metadata=metadata)
    assert os.listdir(folder) == ["scores.tif"]
    dataset = gdal.Open(str(folder / "scores.tif"))
    assert_holds(dataset, scores)
    assert_statistics(dataset, scores)
    assert dataset.GetSpatialRef().IsSame(reference_of(32633))
    assert dataset.GetGeoTransform() == NORTH_UP
    assert metadata.items() <= dataset.GetMetadata().items()


def test_statistics_are_those_of_all_pixels(write_raster, folder):
    """GDAL would look at some blocks alone, were it let."""
    scores = np.arange(600 * 600, dtype=np.float32).reshape(600, 600, 1).repeat(2, axis=2)
    write(folder / "scores.tif", open_scene(write_raster(scores, "input.tif")), scores)
    assert_statistics(gdal.Open(str(folder / "scores.tif")), scores)


def test_a_geotiff_is_tiled_and_deflated_unless_told_otherwise(open_written, folder, scores):
    scene = open_written()
    write(folder / "default.tif", scene, scores)
    write(folder / "told.tif", scene, scores, options=["COMPRESS=LZW", "INTERLEAVE=BAND"])
    default, told = (gdal.Open(str(folder / name)) for name in ("default.tif", "told.tif"))
    assert default.GetMetadata("IMAGE_STRUCTURE")["COMPRESSION"] == "DEFLATE"
    assert default.GetRasterBand(1).GetBlockSize() == [256, 256]
    assert told.GetMetadata("IMAGE_STRUCTURE") == {"COMPRESSION": "LZW", "INTERLEAVE": "BAND"}
    assert told.GetRasterBand(1).GetBlockSize()[0] == COLUMNS
    assert_holds(told, scores)


@pytest.mark.parametrize("transform", [NORTH_UP, ROTATED], ids=["north up", "rotated"])
def test_a_part_of_the_raster_keeps_its_place(open_written, folder, scores, transform):
    window = Window(20, 30, 40, 25)
    part = np.ascontiguousarray(scores[20:60, 30:55])
    write(folder / "scores.tif", open_written(transform).looking_at(window), part, blocks=window.tiles(16, 9))
    dataset = gdal.Open(str(folder / "scores.tif"))
    assert_holds(dataset, part)
    for column, row in ((0, 0), (25, 0), (0, 40)):
        place = gdal.ApplyGeoTransform(dataset.GetGeoTransform(), column, row)
        assert place == pytest.approx(gdal.ApplyGeoTransform(transform, column + 30, row + 20))


def test_control_points_are_kept(open_written, folder, scores):
    gcps = [gdal.GCP(15 + c / 1e4, 48 - r / 1e4, 0, c, r) for c, r in ((0, 0), (70, 0), (0, 90), (70, 90))]
    scene = open_written(None, None, describe=lambda dataset: dataset.SetGCPs(gcps, reference_of(4326)))
    write(folder / "scores.tif", scene, scores)
    dataset = gdal.Open(str(folder / "scores.tif"))
    assert [(g.GCPPixel, g.GCPLine, g.GCPX, g.GCPY) for g in dataset.GetGCPs()] == [
        (g.GCPPixel, g.GCPLine, g.GCPX, g.GCPY) for g in gcps
    ]
    assert dataset.GetGCPSpatialRef().IsSame(reference_of(4326))
    assert dataset.GetGeoTransform(can_return_null=True) is None


def test_a_raster_without_georeferencing_gets_none(open_written, folder, scores):
    write(folder / "scores.tif", open_written(None, None), scores)
    dataset = gdal.Open(str(folder / "scores.tif"))
    assert dataset.GetGeoTransform(can_return_null=True) is None
    assert dataset.GetSpatialRef() is None and dataset.GetGCPCount() == 0


@pytest.mark.parametrize(
    ("name", "driver"),
    [
        ("scores.tif", "GTiff"),
        ("scores.TIFF", "GTiff"),
        ("scores", "GTiff"),
        ("scores.v1", "GTiff"),
        ("scores.bsq", "ENVI"),
        ("scores.dat", "ENVI"),
        ("scores.img", "HFA"),
        ("scores.IMG", "HFA"),
    ],
)
def test_the_suffix_decides_the_format(open_written, folder, scores, gdal_exceptions, name, driver):
    write(folder / name, open_written(), scores, metadata={"SCOREAD_SEED": "7"})
    dataset = gdal.Open(str(folder / name))
    assert dataset.GetDriver().ShortName == driver
    assert_holds(dataset, scores)
    assert_statistics(dataset, scores)
    assert dataset.GetMetadata()["SCOREAD_SEED"] == "7"
    assert dataset.GetGeoTransform() == pytest.approx(NORTH_UP)
    assert dataset.GetSpatialRef().GetAttrValue("PROJCS").replace("_", " ").startswith("WGS 84 / UTM zone 33N")


def test_every_sidecar_is_written_anew(open_written, folder, scores):
    write(folder / "scores.bsq", open_written(), scores)
    write(folder / "scores.bsq", open_written(), 2 * scores)
    dataset = gdal.Open(str(folder / "scores.bsq"))
    assert_holds(dataset, 2 * scores)
    assert_statistics(dataset, 2 * scores)


@pytest.mark.parametrize("name", ["scores.png", "scores.PNG", "scores.jpg", "scores.vrt", "scores.gif"])
def test_formats_that_cannot_hold_scores_are_refused(open_written, folder, gdal_exceptions, name):
    (folder / name).write_bytes(OLD)
    with pytest.raises(RasterError, match="OUTPUT.*Choose .tif, .img or .bsq"):
        ScoreWriter(str(folder / name), open_written(), NAMES, [], "job")
    assert os.listdir(folder) == [name] and (folder / name).read_bytes() == OLD


@pytest.mark.parametrize(
    ("name", "transform", "words"),
    [
        ("scores.asc", ROTATED, "georeference"),
        ("scores.ers", SOUTH_UP, "georeference"),
        ("scores.cal", NORTH_UP, "values read back differ"),
    ],
)
def test_formats_that_would_misplace_or_round_scores_are_refused(
    open_written, folder, scores, gdal_exceptions, name, transform, words
):
    scene = open_written(transform)
    with pytest.raises(RasterError, match=f"OUTPUT.*{words}"):
        check_format(str(folder / name), [], 1, scene)
    with pytest.raises(RasterError, match="OUTPUT"):
        write(folder / name, scene, scores[:, :, :1], NAMES[:1])
    assert os.listdir(folder) == []


@pytest.mark.parametrize(("option", "known"), [("TILED=YES", True), ("tiled=yes", True), ("TILD=YES", False)])
def test_creation_options_that_gdal_calls_unknown_in_turkish_are_not_refused(tmp_path, option, known):
    class Turkish:
        """GDAL's driver in a locale in which i is not the small letter of I."""

        GetMetadataItem = staticmethod(gdal.GetDriverByName("GTiff").GetMetadataItem)

        def CreateCopy(self, path, source, strict, options):
            for name in (given.split("=")[0] for given in options):
                unknown = f"driver GTiff does not support creation option {name}"
                gdal.Error(gdal.CE_Warning, gdal.CPLE_NotSupported, unknown)
            return gdal.GetDriverByName("GTiff").CreateCopy(path, source)

    small = gdal.GetDriverByName("MEM").Create("", 4, 4, 1, gdal.GDT_Float32)
    small.GetRasterBand(1).Fill(0.5)
    with nullcontext() if known else pytest.raises(RuntimeError, match="does not support"):
        copied(Turkish(), str(tmp_path / "score.tif"), small, [option])


@pytest.mark.parametrize("transform", [NORTH_UP, ROTATED, SOUTH_UP, None])
@pytest.mark.parametrize("name", ["scores.tif", "scores.img", "scores.bsq"])
def test_usual_formats_hold_any_georeference(open_written, folder, gdal_exceptions, name, transform):
    check_format(str(folder / name), [], 2, open_written(transform))


def test_a_missing_folder_is_refused(open_written, folder, scores, gdal_exceptions):
    with pytest.raises(RasterError, match="OUTPUT.*nowhere"):
        write(folder / "nowhere" / "scores.tif", open_written(), scores)


@pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="needs a folder that nobody can write to")
def test_a_folder_that_cannot_be_written_to_is_refused(open_written, scores, gdal_exceptions):
    with pytest.raises(RasterError, match="OUTPUT '/proc/scores.tif' cannot be written"):
        write("/proc/scores.tif", open_written(), scores)


def test_a_scratch_file_that_cannot_be_made_is_refused(monkeypatch, open_written, folder, gdal_exceptions):
    monkeypatch.setattr("scoread_plugin.raster.unfinished.Unfinished.begin", lambda self: None)
    with pytest.raises(RasterError, match="OUTPUT.*cannot be written"):
        ScoreWriter(str(folder / "scores.tif"), open_written(), NAMES, [], "job").__enter__()


def test_a_block_that_cannot_be_noted_is_refused(monkeypatch, open_written, folder, scores):
    def full(*arguments):
        raise OSError("No space left on device")

    monkeypatch.setattr("scoread_plugin.raster.unfinished.Unfinished.note", full)
    with pytest.raises(RasterError, match="OUTPUT.*cannot be written: No space left"):
        write(folder / "scores.tif", open_written(), scores)
    assert os.listdir(folder) == []


def test_being_stopped_at_the_start_leaves_nothing(monkeypatch, open_written, folder):
    def stop(*arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr("scoread_plugin.raster.writer.copy_georeferencing", stop)
    with pytest.raises(KeyboardInterrupt):
        ScoreWriter(str(folder / "scores.tif"), open_written(), NAMES, [], "job").__enter__()
    assert os.listdir(folder) == []


def test_without_a_block_that_is_done_nothing_is_kept(monkeypatch, open_written, folder):
    monkeypatch.setattr("scoread_plugin.raster.writer.WORTH_KEEPING", 0)
    with pytest.raises(KeyboardInterrupt), ScoreWriter(str(folder / "scores.tif"), open_written(), NAMES, [], "job"):
        raise KeyboardInterrupt
    assert os.listdir(folder) == []


@pytest.mark.parametrize("option", ["COMPRESS=LZW;PREDICTOR=7", "BLOCKXSIZE=17;TILED=YES"])
def test_creation_options_that_cannot_be_are_refused(open_written, folder, scores, gdal_exceptions, option):
    (folder / "scores.tif").write_bytes(OLD)
    with pytest.raises(RasterError, match="OUTPUT.*cannot be written"):
        write(folder / "scores.tif", open_written(), scores, options=option.split(";"))
    assert os.listdir(folder) == ["scores.tif"] and (folder / "scores.tif").read_bytes() == OLD


@pytest.mark.parametrize("rows", [100, 133, 256, 300])
def test_what_is_noted_as_done_is_on_disk(write_raster, folder, rows):
    scene = open_scene(write_raster(np.ones((600, 50, 2), np.int16)))
    with ScoreWriter(str(folder / "scores.tif"), scene, NAMES[:1], [], "job") as writer:
        for block in scene.window.tiles(rows, 50):
            writer.write(block, np.ones((block.rows, 50, 1), np.float32))
            (scratch,) = folder.glob(".scoread-*/scratch.tif")
            found = np.isfinite(gdal.Open(str(scratch)).ReadAsArray())
            assert found.sum() == sum(writer.done.values()) == 50 * (block.row + block.rows)


@pytest.mark.parametrize("error", [None, KeyboardInterrupt, ValueError])
def test_without_finish_nothing_appears_and_an_older_file_stays(open_written, folder, scores, error):
    (folder / "older.tif").write_bytes(OLD)
    for name in ("older.tif", "newer.tif"):
        try:
            with ScoreWriter(str(folder / name), open_written(), NAMES, [], "job") as writer:
                writer.write(Window(0, 0, ROWS, COLUMNS), scores)
                assert len(os.listdir(folder)) == 2
                if error is not None:
                    raise error
        except (KeyboardInterrupt, ValueError):
            pass
        assert os.listdir(folder) == ["older.tif"] and (folder / "older.tif").read_bytes() == OLD


def test_scores_without_a_valid_value_cannot_be_finished_and_leave_nothing(
    open_written, folder, scores, gdal_exceptions
):
    with pytest.raises(RasterError, match="OUTPUT.*cannot be written"):
        write(folder / "scores.tif", open_written(), np.full_like(scores, np.nan))
    assert os.listdir(folder) == []


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_disk_that_is_full_for_the_scratch_raster_leaves_the_old_file(
    open_written, folder, scores, gdal_exceptions
):
    scene = open_written()
    (folder / "scores.tif").write_bytes(OLD)
    for bytes_left in (0, 100, 5000, 200_000):
        with full_disk(bytes_left), pytest.raises(RasterError, match="OUTPUT.*cannot be written"):
            write(folder / "scores.tif", scene, scores)
        assert os.listdir(folder) == ["scores.tif"] and (folder / "scores.tif").read_bytes() == OLD


class FillingUp:
    """A driver under which the disk fills up when the scratch raster is copied."""

    def __init__(self, driver, disk: ExitStack, bytes_left: int):
        self.driver = driver
        self.disk = disk
        self.bytes_left = bytes_left

    def CreateCopy(self, *arguments):
        self.disk.enter_context(full_disk(self.bytes_left))
        return self.driver.CreateCopy(*arguments)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("name", ["scores.tif", "scores.bsq", "scores.img"])
def test_a_disk_that_is_full_for_the_copy_leaves_the_old_file(open_written, folder, scores, gdal_exceptions, name):
    scene = open_written()
    write(folder / name, scene, scores, metadata={"SCOREAD_SEED": "1"})
    size = (folder / name).stat().st_size
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    for bytes_left in (0, 10, size // 2, size - 5000, size - 1):
        writer = ScoreWriter(str(folder / name), scene, NAMES, [], "job")
        with writer, ExitStack() as disk:
            writer.driver = FillingUp(writer.driver, disk, bytes_left)
            writer.write(scene.window, scores)
            with pytest.raises(RasterError, match="OUTPUT.*cannot be written"):
                writer.finish({"SCOREAD_SEED": "2"})
        assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


class Losing:
    """A driver that loses a part of what it writes, without a word."""

    def __init__(self, driver, lose):
        self.driver = driver
        self.lose = lose

    def CreateCopy(self, path, *arguments):
        self.driver.CreateCopy(path, *arguments).FlushCache()
        self.lose(path)
        return gdal.Open(path)


def truncate(path):
    os.truncate(path, os.path.getsize(path) - 100)


def blank_the_last_value(path):
    dataset = gdal.Open(path, gdal.GA_Update)
    dataset.GetRasterBand(len(NAMES)).WriteArray(np.array([[np.nan]]), COLUMNS - 1, ROWS - 1)


@pytest.mark.parametrize(
    ("lose", "words"), [(truncate, "cannot be read"), (blank_the_last_value, "the disk may be full")]
)
def test_a_copy_with_a_loss_leaves_the_old_file(
    open_written, folder, scores, gdal_exceptions, monkeypatch, lose, words
):
    monkeypatch.setattr("scoread_plugin.raster.writer.SCRATCH_SIDE", 32)
    monkeypatch.setattr("scoread_plugin.raster.writer.COMPARED_VALUES", 1)
    (folder / "scores.tif").write_bytes(OLD)
    scene = open_written()
    with ScoreWriter(str(folder / "scores.tif"), scene, NAMES, [], "job") as writer:
        writer.driver = Losing(writer.driver, lose)
        writer.write(scene.window, scores)
        with pytest.raises(RasterError, match=f"OUTPUT.*cannot be written.*{words}"):
            writer.finish({})
    assert os.listdir(folder) == ["scores.tif"] and (folder / "scores.tif").read_bytes() == OLD


def test_a_target_that_cannot_be_replaced_is_named(open_written, folder, scores, gdal_exceptions):
    (folder / "scores.tif").mkdir()
    with pytest.raises(RasterError, match="OUTPUT.*scores.tif.*cannot be replaced"):
        write(folder / "scores.tif", open_written(), scores)
    assert os.listdir(folder) == ["scores.tif"]


def test_sidecars_of_an_older_raster_go_with_it(open_written, folder, scores):
    (folder / "scores.tif").write_bytes(OLD)
    kept = {"scores.tif", "scores.tfw", "scores.qml", "other.tif.aux.xml"}
    for name in (kept - {"scores.tif"}) | {"scores.tif.aux.xml", "scores.tif.ovr", "scores.tif.msk"}:
        (folder / name).write_bytes(OLD)
    with pytest.raises(RasterError):
        write(folder / "scores.tif", open_written(), np.full_like(scores, np.nan))
    assert set(os.listdir(folder)) == kept | {"scores.tif.aux.xml", "scores.tif.ovr", "scores.tif.msk"}
    write(folder / "scores.tif", open_written(), scores)
    assert set(os.listdir(folder)) == kept
    assert_holds(gdal.Open(str(folder / "scores.tif")), scores)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no umask")
@pytest.mark.parametrize(("umask", "mode"), [(0o022, 0o644), (0o027, 0o640)])
def test_files_get_the_usual_permissions(open_written, folder, scores, umask, mode):
    before = os.umask(umask)
    try:
        write(folder / "scores.bsq", open_written(), scores)
    finally:
        os.umask(before)
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {mode}


@pytest.mark.parametrize("name", ["scores.tif", "scores.bsq"])
def test_the_bytes_do_not_depend_on_how_the_raster_was_cut(open_written, folder, scores, name):
    scene = open_written()
    write(folder / name, scene, scores)
    expected = (folder / name).read_bytes()
    generator = np.random.default_rng(0)
    for shape in ((16, 70), (7, 11), (90, 1)):
        blocks = list(scene.window.tiles(*shape))
        write(folder / name, scene, scores, blocks=[blocks[k] for k in generator.permutation(len(blocks))])
        assert (folder / name).read_bytes() == expected
