from __future__ import annotations

import os

import numpy as np
import pytest
from osgeo import gdal

from scoread_plugin.raster import scene as scene_module
from scoread_plugin.raster.errors import RasterError
from scoread_plugin.raster.scene import Scene, open_scene
from scoread_plugin.raster.window import Window

ENVI_TYPES = {"int16": 2, "float32": 4, "float64": 5, "uint16": 12}
INTERLEAVES = {"bsq": (2, 0, 1), "bil": (0, 2, 1), "bip": (0, 1, 2)}
WHOLE = Window(0, 0, 9, 7)


def counted(rows=9, columns=7, bands=4, kind=np.int16):
    """A cube in which no two values are equal, from -50 where the type has a sign."""
    first = 0 if np.dtype(kind).kind == "u" else -50
    return np.arange(first, first + rows * columns * bands).reshape(rows, columns, bands).astype(kind)


@pytest.fixture
def write_envi(tmp_path):
    """Writes a raw file and its header as ENVI does."""

    def write(cube, interleave="bsq", lines=()):
        rows, columns, bands = cube.shape
        cube.transpose(INTERLEAVES[interleave]).tofile(tmp_path / "scene.raw")
        header = [
            "ENVI",
            f"samples = {columns}",
            f"lines = {rows}",
            f"bands = {bands}",
            "header offset = 0",
            f"data type = {ENVI_TYPES[cube.dtype.name]}",
            f"interleave = {interleave}",
            "byte order = 0",
            *lines,
        ]
        (tmp_path / "scene.hdr").write_text("\n".join(header) + "\n")
        return str(tmp_path / "scene.raw")

    return write


def block_of(cube, window, margin):
    """What a block must hold, taken from the whole raster; -9999 beyond it."""
    padded = np.pad(cube, ((margin, margin), (margin, margin), (0, 0)), constant_values=-9999)
    return padded[window.row :, window.column :][: window.rows + 2 * margin, : window.columns + 2 * margin]


READ_AS = {kind: kind for kind in ("uint8", "uint16", "int16")}


@pytest.mark.parametrize("kind", ["uint8", "uint16", "int16", "int32", "float32", "float64"])
def test_small_integers_are_read_as_they_are_and_all_else_as_float32(write_raster, kind):
    cube = counted(kind=kind)
    scene = open_scene(write_raster(cube))
    block = scene.read(WHOLE)
    assert block.cube.dtype == np.dtype(scene.kind) == READ_AS.get(kind, "float32") and block.valid.dtype == bool
    np.testing.assert_array_equal(block.cube, cube.astype(np.float32))
    assert block.valid.all()
    assert scene.bytes_per_pixel == 4 * (block.cube.itemsize + 1) + 1
    assert scene.whole == scene.window == WHOLE and scene.bands == (1, 2, 3, 4)
    assert scene.mask is None and scene.wavelengths is None and scene.bad_bands == frozenset()


def test_bytes_with_a_sign_keep_it(write_raster, signed_bytes):
    cube = counted(4, 5, 3, np.int8)
    block = open_scene(write_raster(cube, nodata=-48, options=signed_bytes)).read(Window(0, 0, 4, 5))
    assert np.argwhere(~block.valid).tolist() == [[0, 0]]
    np.testing.assert_array_equal(block.cube[block.valid], cube[block.valid])


def test_bands_of_several_types_are_read_as_float32(write_raster, tmp_path):
    parts = [gdal.Open(write_raster(counted(bands=1, kind=kind), f"{kind}.tif")) for kind in ("int16", "uint16")]
    gdal.BuildVRT(str(tmp_path / "both.vrt"), parts, separate=True).FlushCache()
    scene = open_scene(str(tmp_path / "both.vrt"))
    assert scene.kind == scene.read(WHOLE).cube.dtype == np.float32


@pytest.mark.parametrize("kind", ["int16", "uint16", "float32", "float64"])
@pytest.mark.parametrize("interleave", sorted(INTERLEAVES))
def test_envi_files_in_each_interleave(write_envi, interleave, kind):
    cube = counted(kind=kind)
    scene = open_scene(write_envi(cube, interleave)).with_bands([2, 4])
    np.testing.assert_array_equal(scene.read(Window(2, 1, 5, 3)).cube, cube[2:7, 1:4, [1, 3]].astype(np.float32))


@pytest.mark.parametrize(
    "options",
    [
        ["INTERLEAVE=BAND"],
        ["INTERLEAVE=PIXEL"],
        ["INTERLEAVE=BAND", "TILED=YES", "BLOCKXSIZE=16", "BLOCKYSIZE=16", "COMPRESS=DEFLATE"],
        ["INTERLEAVE=PIXEL", "TILED=YES", "BLOCKXSIZE=32", "BLOCKYSIZE=16", "COMPRESS=LZW"],
    ],
)
@pytest.mark.parametrize("virtual", [False, True])
def test_geotiffs_of_any_layout_and_virtual_rasters_give_the_same_blocks(write_raster, tmp_path, options, virtual):
    cube = counted(50, 40)
    path = write_raster(cube, options=options)
    if virtual:
        gdal.Translate(str(tmp_path / "scene.vrt"), str(tmp_path / "scene.tif"), format="VRT")
        path = str(tmp_path / "scene.vrt")
    scene = open_scene(path).with_bands([1, 3, 4])
    for window in (Window(0, 0, 50, 40), Window(13, 10, 20, 25), Window(45, 0, 5, 3)):
        for threads in (1, 2, 3, 9):
            found = scene.read_by(threads).read(window, 6).cube
            expected = block_of(cube[:, :, [0, 2, 3]], window, 6)
            np.testing.assert_array_equal(found, np.where(expected == -9999, 0, expected))


@pytest.mark.parametrize(("virtual", "datasets"), [(False, 4), (True, 2)])
def test_each_reading_thread_has_a_dataset_of_its_own(write_raster, tmp_path, monkeypatch, virtual, datasets):
    path = write_raster(counted(600, 40), options=["TILED=YES", "BLOCKXSIZE=16", "BLOCKYSIZE=16"])
    if virtual:
        gdal.Translate(str(tmp_path / "scene.vrt"), path, format="VRT")
        path = str(tmp_path / "scene.vrt")
    scene, used, fill = open_scene(path).read_by(4), [], Scene.fill

    def watched(self, cube, dataset, part):
        used.append(dataset)
        fill(self, cube, dataset, part)

    monkeypatch.setattr(Scene, "fill", watched)
    scene.read(scene.whole)
    assert len(used) == len(set(map(id, used))) == datasets


def test_tile_is_the_files_own_rows_and_columns(write_raster):
    options = ["TILED=YES", "BLOCKXSIZE=32", "BLOCKYSIZE=16"]
    assert open_scene(write_raster(counted(50, 40), options=options)).tile == (16, 32)


@pytest.mark.parametrize("shape", [(9, 7), (1, 7), (9, 1), (1, 1), (2, 3)])
@pytest.mark.parametrize("margin", [0, 1, 3, 8, 25])
@pytest.mark.parametrize("threads", [1, 3])
def test_margins_are_the_neighbouring_pixels_and_not_valid_beyond_the_edges(write_raster, shape, margin, threads):
    cube = counted(*shape)
    cube[0, 0] = -9999
    scene = open_scene(write_raster(cube, nodata=-9999)).read_by(threads)
    whole = block_of(cube.astype(np.float32), scene.whole, margin)
    np.testing.assert_array_equal(scene.read(scene.whole, margin).valid, (whole != -9999).all(axis=2))
    for window in scene.whole.tiles(2, 3):
        block = scene.read(window, margin)
        expected = block_of(cube.astype(np.float32), window, margin)
        valid = (expected != -9999).all(axis=2)
        assert block.window == window
        np.testing.assert_array_equal(block.valid, valid)
        np.testing.assert_array_equal(block.cube, np.where(valid[..., None], expected, 0))


@pytest.mark.parametrize("value", [1e20, -3.4e38, 9.97e36, np.inf, np.nan])
def test_what_no_sensor_measures_is_not_valid(write_raster, value):
    cube = counted().astype(np.float32)
    cube[1, 2, 0] = value
    valid = open_scene(write_raster(cube)).read(WHOLE).valid
    assert np.argwhere(~valid).tolist() == [[1, 2]]


def test_margins_reach_pixels_outside_the_part_to_look_at(write_raster):
    cube = counted()
    scene = open_scene(write_raster(cube)).looking_at(Window(3, 2, 2, 2))
    assert scene.window == Window(3, 2, 2, 2) and scene.whole == WHOLE
    np.testing.assert_array_equal(scene.read(scene.window, 2).cube, cube[1:7, 0:6].astype(np.float32))


@pytest.mark.parametrize(
    ("kind", "nodata"),
    [
        ("int16", -32768),
        ("uint16", 65535),
        ("float32", -3.4028234663852886e38),
        ("float32", 1.1),
        ("float64", -1.7976931348623157e308),
        ("float64", 1e20),
        ("float64", float("inf")),
    ],
)
def test_a_nodata_value_in_any_band_makes_the_pixel_invalid(write_raster, kind, nodata):
    cube = counted(kind=kind)
    cube[2, 3, 1] = nodata
    cube[5, 0] = nodata
    block = open_scene(write_raster(cube, nodata=nodata)).read(WHOLE)
    assert np.argwhere(~block.valid).tolist() == [[2, 3], [5, 0]]
    assert (block.cube[~block.valid] == 0).all()
    np.testing.assert_array_equal(block.cube[block.valid], cube[block.valid].astype(np.float32))


def test_each_band_has_its_own_nodata_value(write_raster, tmp_path):
    cube = counted()
    cube[1, 1], cube[2, 2], cube[3, 3] = [-1, 0, 0, 5], [0, -2, 0, 5], [-2, -1, -1, -1]
    write_raster(cube, options=["INTERLEAVE=BAND"])
    virtual = gdal.Translate(str(tmp_path / "scene.vrt"), str(tmp_path / "scene.tif"), format="VRT")
    for k, value in enumerate((-1, -2, None, 7)):
        if value is not None:
            virtual.GetRasterBand(k + 1).SetNoDataValue(value)
    del virtual
    scene = open_scene(str(tmp_path / "scene.vrt"))
    assert scene.nodata == (-1, -2, None, 7)
    assert scene.with_bands([2, 4]).nodata == (-2, 7)
    expected = [[r, c] for r, c in np.ndindex(9, 7) if (cube[r, c, [0, 1, 3]] == [-1, -2, 7]).any()]
    assert [1, 1] in expected and [2, 2] in expected and [3, 3] not in expected
    assert np.argwhere(~scene.read(WHOLE).valid).tolist() == expected


def test_nodata_in_a_band_that_is_not_used_does_no_harm(write_raster):
    cube = counted()
    cube[2, 3, 1] = -9999
    scene = open_scene(write_raster(cube, nodata=-9999))
    assert scene.with_bands([1, 3, 4]).read(WHOLE).valid.all()
    assert not scene.read(WHOLE).valid[2, 3]


@pytest.mark.parametrize("kind", ["float32", "float64"])
@pytest.mark.parametrize("nodata", [None, float("nan"), -9999.0])
def test_values_that_are_not_finite_are_invalid_whatever_the_nodata_value(write_raster, kind, nodata):
    cube = counted(kind=kind)
    cube[0, 0, 0], cube[1, 1, 1], cube[2, 2, 2] = np.nan, np.inf, -np.inf
    block = open_scene(write_raster(cube, nodata=nodata)).read(WHOLE)
    assert np.argwhere(~block.valid).tolist() == [[0, 0], [1, 1], [2, 2]]
    assert np.isfinite(block.cube).all()


def test_float64_values_too_large_for_float32_are_invalid(write_raster):
    cube = counted(kind="float64")
    cube[4, 4, 0] = 1e300
    assert np.argwhere(~open_scene(write_raster(cube)).read(WHOLE).valid).tolist() == [[4, 4]]


def add_mask_band(flags):
    """Gives a raster a mask of its own in a .msk file beside it."""

    def describe(dataset):
        gdal.SetConfigOption("GDAL_TIFF_INTERNAL_MASK", "NO")
        try:
            dataset.CreateMaskBand(gdal.GMF_PER_DATASET)
            dataset.GetRasterBand(1).GetMaskBand().WriteArray(np.where(flags, 255, 0).astype(np.uint8))
        finally:
            gdal.SetConfigOption("GDAL_TIFF_INTERNAL_MASK", None)

    return describe


def test_the_rasters_own_mask_band_is_honoured(write_raster):
    flags = np.ones((9, 7), bool)
    flags[3, 2:5] = False
    path = write_raster(counted(), describe=add_mask_band(flags))
    assert os.path.exists(path + ".msk")
    scene = open_scene(path)
    np.testing.assert_array_equal(scene.read(WHOLE).valid, flags)
    np.testing.assert_array_equal(scene.read(Window(3, 4, 1, 3), 1).valid, np.pad(flags[2:5, 3:], ((0, 0), (0, 1))))


def test_masks_of_single_bands_are_honoured(write_raster, tmp_path):
    """As a virtual raster can have them."""
    masks = np.ones((9, 7, 4), np.uint8)
    masks[3, 2, 0], masks[5, 6, 2], masks[8, 1, 3] = 0, 0, 0
    source, mask = write_raster(counted(bands=4)), write_raster(masks, "masks.tif")

    def band(k, kind, path, mask=""):
        source = f"<SimpleSource><SourceFilename>{path}</SourceFilename><SourceBand>{k}</SourceBand></SimpleSource>"
        return f'<VRTRasterBand dataType="{kind}">{source}{mask}</VRTRasterBand>'

    bands = "".join(band(k, "Int16", source, f"<MaskBand>{band(k, 'Byte', mask)}</MaskBand>") for k in (1, 2, 3, 4))
    path = tmp_path / "masked.vrt"
    path.write_text(f'<VRTDataset rasterXSize="7" rasterYSize="9">{bands}</VRTDataset>')
    scene = open_scene(str(path))
    np.testing.assert_array_equal(scene.read(WHOLE).valid, masks.all(axis=2))
    np.testing.assert_array_equal(scene.with_bands([1, 2]).read(WHOLE).valid, masks[..., 0] == 1)


def test_nodata_of_whole_pixels_is_honoured(write_raster):
    """The metadata item NODATA_VALUES: a pixel is not valid where all its bands have theirs."""
    cube = counted(bands=3)
    cube[4, 2] = (-7, -8, -9)
    cube[5, 2, 0] = -7
    path = write_raster(cube, describe=lambda dataset: dataset.SetMetadataItem("NODATA_VALUES", "-7 -8 -9"))
    valid = open_scene(path).read(WHOLE).valid
    assert not valid[4, 2] and valid.sum() == 62


def opaque(dataset):
    dataset.GetRasterBand(dataset.RasterCount).SetColorInterpretation(gdal.GCI_AlphaBand)


def test_an_alpha_band_is_no_part_of_a_spectrum_and_pixels_without_opacity_are_not_valid(write_raster):
    cube = counted(bands=5)
    cube[:, :, 4] = 255
    cube[2:, 5:, 4] = 0
    scene = open_scene(write_raster(cube, describe=opaque))
    assert scene.bands == (1, 2, 3, 4) and scene.alpha == 5
    np.testing.assert_array_equal(scene.with_bands([1, 3]).read(WHOLE).valid, cube[:, :, 4] == 255)


def test_of_four_bands_one_said_to_be_alpha_may_be_the_near_infrared(write_raster):
    cube = counted(bands=4, kind=np.uint8)
    cube[3, 2, 3] = 0
    scene = open_scene(write_raster(cube, describe=opaque))
    assert scene.bands == (1, 2, 3, 4) and scene.read(WHOLE).valid.all()


def test_what_a_mask_excludes_whole_is_not_read(write_raster, monkeypatch):
    cube = counted(bands=5)
    cube[:4, :, 4] = 0
    scene, read = open_scene(write_raster(cube, describe=opaque)), []
    monkeypatch.setattr(Scene, "fill", lambda self, cube, dataset, part: read.append(part))
    block = scene.read(Window(0, 1, 3, 4), 1)
    assert not read and not block.valid.any() and not block.cube.any()
    scene.read(Window(0, 1, 4, 4), 1)
    assert read


def test_a_damaged_mask_band_is_an_error_and_not_a_mask_that_allows_all(write_raster, gdal_exceptions):
    flags = np.random.default_rng(0).random((300, 300)) < 0.5
    path = write_raster(counted(300, 300), describe=add_mask_band(flags))
    os.truncate(path + ".msk", os.path.getsize(path + ".msk") // 2)
    with pytest.raises(RasterError, match="cannot be read"):
        open_scene(path).read(Window(0, 0, 300, 300))


def test_each_mask_is_read_once_at_a_time(write_raster, monkeypatch):
    flags = np.ones((9, 7), bool)
    scene, reads = open_scene(write_raster(counted(), describe=add_mask_band(flags))), []
    scene = scene.masked(gdal.Open(write_raster(flags[..., None].astype(np.uint8), "mask.tif")))
    read_mask = scene_module.read_mask
    monkeypatch.setattr(scene_module, "read_mask", lambda *given: reads.append(given) or read_mask(*given))
    for _ in range(3):
        scene.read(WHOLE)
    assert len(reads) == 6


def test_a_mask_layer_is_honoured_and_leaves_the_scene_as_it_was(write_raster):
    flags = np.zeros((9, 7, 1), np.uint8)
    flags[2:5, 3:6] = 7
    scene = open_scene(write_raster(counted()))
    masked = scene.masked(gdal.Open(write_raster(flags, "mask.tif")))
    np.testing.assert_array_equal(masked.read(WHOLE).valid, flags[..., 0] == 7)
    assert scene.read(WHOLE).valid.all()


def test_masks_that_differ_anywhere_are_told_apart(open_cube, write_raster):
    scene, flags = open_cube(counted(300, 4)), np.ones((300, 4, 1), np.uint8)
    digests = {scene.masked(gdal.Open(write_raster(flags, "mask.tif"))).mask_digest(), scene.mask_digest()}
    for row in (0, 299):
        flags[row, 3] = 0
        digests.add(scene.masked(gdal.Open(write_raster(flags, f"mask{row}.tif"))).mask_digest())
    assert len(digests) == 4


def test_envi_header_with_wavelengths_bad_bands_and_nodata(write_envi):
    cube = counted()
    cube[6, 5, 0] = -999
    cube[7, 5, 1] = -999
    lines = [
        "wavelength units = Micrometers",
        "wavelength = {0.45, 0.55,",
        " 0.65, 2.2}",
        "bbl = {1, 0, 1, 1}",
        "data ignore value = -999",
    ]
    scene = open_scene(write_envi(cube, "bil", lines))
    assert scene.wavelengths == pytest.approx((450, 550, 650, 2200))
    assert scene.bad_bands == {2} and scene.bands == (1, 3, 4)
    assert scene.nodata == (-999, -999, -999)
    assert np.argwhere(~scene.read(WHOLE).valid).tolist() == [[6, 5]]
    assert scene.with_bands([1, 2]).bands == (1, 2)


def view(path):
    """Looks at a raster as QGIS does, which leaves a copy of its header in .aux.xml."""
    dataset = gdal.Open(path)
    for k in range(dataset.RasterCount):
        dataset.GetRasterBand(k + 1).ComputeStatistics(False)
    del dataset
    assert os.path.exists(path + ".aux.xml")


def facts(*flags, nodata, first):
    values = ", ".join(str(first + k) for k in range(4))
    return [
        f"bbl = {{{', '.join(flags)}}}",
        f"data ignore value = {nodata}",
        f"Wavelength = {{{values}}}",
        "wavelength units = Nanometers",
    ]


def test_a_header_that_was_edited_after_a_look_counts_as_it_is_now(write_envi):
    cube = counted()
    view(write_envi(cube, lines=facts("1", "0", "1", "1", nodata=-50, first=400)))
    scene = open_scene(write_envi(cube, lines=facts("1", "1", "1", "0", nodata=7, first=500)))
    assert scene.bands == (1, 2, 3) and scene.nodata == (7, 7, 7)
    assert scene.wavelengths == (500, 501, 502, 503)
    expected = np.argwhere((cube[:, :, :3] == 7).any(axis=2)).tolist()
    assert np.argwhere(~scene.read(WHOLE).valid).tolist() == expected and len(expected) == 1


def test_what_was_taken_out_of_a_header_after_a_look_is_gone(write_envi):
    view(write_envi(counted(), lines=facts("1", "0", "1", "1", nodata=-50, first=400)))
    scene = open_scene(write_envi(counted()))
    assert scene.bands == (1, 2, 3, 4) and scene.nodata == (None,) * 4


@pytest.mark.parametrize("value", ["7 ; fill", "7,", "7 7"])
def test_an_ignore_value_that_only_gdal_understands_counts(write_envi, value):
    view(write_envi(counted(), lines=[f"data ignore value = {value}"]))
    assert open_scene(write_envi(counted(), lines=[f"data ignore value = {value}"])).nodata == (7,) * 4


@pytest.mark.parametrize(("lines", "expected"), [([], 9), (["data ignore value = 7"], 7)])
def test_nodata_set_in_gdal_counts_where_the_header_states_none(write_envi, lines, expected):
    path = write_envi(counted())
    dataset = gdal.Open(path)
    for k in range(4):
        dataset.GetRasterBand(k + 1).SetNoDataValue(9)
    del dataset
    assert open_scene(write_envi(counted(), lines=lines)).nodata == (expected,) * 4


def test_bands_are_taken_once_and_in_order(write_raster):
    scene = open_scene(write_raster(counted())).with_bands([4, 1, 4, 3])
    assert scene.bands == (1, 3, 4)


@pytest.mark.parametrize(("bands", "named"), [([1, 9], "no band 9"), ([0, 1], "no band 0"), ([2, 2], "has 1")])
def test_bands_that_do_not_exist_or_are_too_few_are_refused(write_raster, bands, named):
    with pytest.raises(RasterError, match=named):
        open_scene(write_raster(counted())).with_bands(bands)


def test_a_raster_of_one_band_is_refused(write_raster):
    path = write_raster(counted(bands=1))
    with pytest.raises(RasterError, match="at least two usable bands.*scene.tif.*has 1"):
        open_scene(path)


def test_complex_values_are_refused(write_raster):
    path = write_raster(counted(kind="complex64"))
    with pytest.raises(RasterError, match="scene.tif.*complex"):
        open_scene(path)


def test_a_missing_file_is_named(tmp_path, gdal_exceptions):
    with pytest.raises(RasterError, match="nowhere.tif"):
        open_scene(str(tmp_path / "nowhere.tif"))


@pytest.mark.parametrize("name", ["notes.txt", "notes.tif"])
def test_a_text_file_is_named(tmp_path, gdal_exceptions, name):
    (tmp_path / name).write_text("Not a raster at all.\n" * 100)
    with pytest.raises(RasterError, match=name):
        open_scene(str(tmp_path / name))


@pytest.mark.parametrize(
    "options",
    [
        [],
        ["INTERLEAVE=BAND"],
        ["TILED=YES", "COMPRESS=DEFLATE"],
        ["TILED=YES", "INTERLEAVE=BAND", "COMPRESS=LZW", "PREDICTOR=2"],
    ],
)
def test_half_a_geotiff_is_named(write_raster, gdal_exceptions, options):
    noise = np.random.default_rng(0).integers(-1000, 1000, (300, 300, 3), np.int16)
    path = write_raster(noise, options=options)
    os.truncate(path, os.path.getsize(path) // 2)
    with pytest.raises(RasterError, match="scene.tif"):
        open_scene(path).read(Window(0, 0, 300, 300))
