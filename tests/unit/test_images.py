from __future__ import annotations

import numpy as np
import pytest
from osgeo import gdal

from scoread_plugin.reports import images
from scoread_plugin.reports.html import Image
from tests.unit.pages import picture


def test_png_decodes_to_the_same_pixels(gdal_exceptions, tmp_path):
    rgba = picture(7, 3)
    files = set(gdal.ReadDir("/vsimem/") or ())
    png = images.png_bytes(rgba)
    assert set(gdal.ReadDir("/vsimem/") or ()) == files
    (tmp_path / "picture.png").write_bytes(png)
    dataset = gdal.Open(str(tmp_path / "picture.png"))
    assert (dataset.GetDriver().ShortName, dataset.RasterCount) == ("PNG", 4)
    raw = bytes(dataset.ReadRaster(buf_pixel_space=4, buf_line_space=12, buf_band_space=1))
    assert (np.frombuffer(raw, np.uint8).reshape(7, 3, 4) == rgba).all()
    assert Image(png, "").size == (3, 7)


def test_png_of_a_view_that_is_not_contiguous():
    rgba = picture(8, 9)
    assert images.png_bytes(rgba[::2, ::-1]) == images.png_bytes(rgba[::2, ::-1].copy())


def luminance(rgb: np.ndarray) -> np.ndarray:
    """CIE luminance of sRGB colours (n, 3)."""
    part = np.asarray(rgb, float) / 255
    linear = np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)
    return linear @ [0.2126, 0.7152, 0.0722]


def test_ramp_gets_lighter_from_end_to_end():
    positions = [position for position, _ in images.RAMP]
    assert positions[0] == 0 and positions[-1] == 1 and (np.diff(positions) > 0).all()
    lightness = 116 * np.cbrt(luminance([colour for _, colour in images.RAMP])) - 16
    assert (np.diff(lightness) > 2).all() and lightness[-1] - lightness[0] > 90
    assert (np.diff(luminance(images.ramp_colours(np.linspace(0, 1, 256)).round())) > -1e-3).all()


def test_score_map_runs_from_the_median_to_the_top():
    rgba = images.colourise(np.arange(10000.0).reshape(100, 100)).reshape(-1, 4)
    dark, bright = images.RAMP[0][1], images.RAMP[-1][1]
    assert (rgba[:5000, :3] == dark).all() and (rgba[-20:, :3] == bright).all()
    assert (rgba[9900, :3] != bright).any() and (rgba[5100, :3] != dark).any()
    assert (rgba[:, 3] == 255).all()


def test_score_map_is_transparent_and_unmoved_by_missing_pixels():
    score = np.random.default_rng(1).gamma(2, size=(40, 40))
    holed = score.copy()
    holed[:5], holed[30, 30] = np.nan, np.inf
    rgba = images.colourise(holed)
    missing = ~np.isfinite(holed)
    assert (rgba[missing] == 0).all() and (rgba[~missing, 3] == 255).all()
    assert (rgba[~missing] == images.colourise(score[~missing][None])[0]).all()


def test_a_few_high_pixels_show_on_a_constant_background():
    score = np.ones((100, 100))
    score[3, 4] = 50
    rgba = images.colourise(score)
    assert tuple(rgba[3, 4, :3]) == images.RAMP[-1][1] and tuple(rgba[0, 0, :3]) == images.RAMP[0][1]


def test_stretch_spans_the_percentiles():
    band = np.arange(101.0).reshape(1, 101)
    grey = images.stretch(band)[0]
    assert (grey[:3] == 0).all() and (grey[98:] == 255).all() and grey[50] in (127, 128)
    assert (np.diff(grey.astype(int)) >= 0).all() and grey[3] > 0
    band[0, :50] = np.nan
    grey = images.stretch(band)[0]
    assert (grey[:50] == 0).all() and grey[75] in (127, 128)


@pytest.mark.parametrize("value", [0.0, 7.5])
def test_pictures_of_constant_scenes(value):
    band = np.full((3, 4), value)
    assert (images.stretch(band) == 128).all()
    assert (images.colourise(band)[..., 3] == 255).all()


def test_pictures_of_empty_scenes():
    band = np.full((3, 4), np.nan)
    assert (images.stretch(band) == 0).all()
    assert (images.colourise(band) == 0).all()
    assert (images.quicklook(np.dstack([band] * 3)) == 0).all()


def test_quicklook_keeps_colours_apart_and_hides_missing_pixels():
    rows = np.linspace(0, 1, 60).reshape(6, 10)
    bands = np.dstack([rows, 1000 * rows, 5 - rows])
    bands[2, 3, 1] = np.nan
    rgba = images.quicklook(bands)
    assert (rgba[..., 0] == rgba[..., 1]).all() and (rgba[0, 0, 0], rgba[0, 0, 2]) == (0, 255)
    assert (rgba[2, 3] == 0).all() and (rgba[..., 3] == 255).sum() == 59
