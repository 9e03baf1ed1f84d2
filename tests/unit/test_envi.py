from __future__ import annotations

import pytest
from osgeo import gdal

from scoread_plugin.raster.envi import read_header, stated_bytes

TEXT = """ENVI
description = { a = b, {c} [d]
 samples = 99}
samples = 6
Lines   = 5
bands =
wavelength = {0.45,
 0.55}
Wavelength Units = µm
"""


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("name", ["scene.hdr", "scene.dat.hdr", "scene.HDR", "Scene.Hdr"])
def test_fields_are_read_whatever_the_name_and_the_line_ends(tmp_path, gdal_exceptions, name, end):
    (tmp_path / name).write_bytes(TEXT.replace("\n", end).encode())
    fields = read_header(str(tmp_path / "scene.dat"))
    assert fields.pop("description").startswith("{ a = b") and fields.pop("wavelength").split() == ["{0.45,", "0.55}"]
    assert fields.pop("_samples") == "99}"
    assert fields == {"samples": "6", "lines": "5", "bands": "", "wavelength_units": "µm"}


def test_gdal_prefers_the_header_with_the_whole_name_as_well(tmp_path):
    for name, samples in (("scene.hdr", 2), ("scene.dat.hdr", 3)):
        text = f"ENVI\nsamples = {samples}\nlines = 1\nbands = 1\ndata type = 1\ninterleave = bsq\n"
        (tmp_path / name).write_text(text)
    (tmp_path / "scene.dat").write_bytes(bytes(9))
    path = str(tmp_path / "scene.dat")
    assert gdal.Open(path).RasterXSize == 3 == int(read_header(path)["samples"])


@pytest.mark.parametrize("content", [None, "", "BYTEORDER I\nNROWS 3\n"])
def test_what_is_no_envi_header_has_no_fields(tmp_path, gdal_exceptions, content):
    (tmp_path / "Another.Hdr").write_text(TEXT)
    if content is not None:
        (tmp_path / "scene.hdr").write_text(content)
    fields = read_header(str(tmp_path / "scene.dat"))
    assert fields == {} and stated_bytes(fields) == 0


@pytest.mark.parametrize(
    "kind",
    ["Byte", "Int16", "Int32", "Float32", "Float64", "CFloat32", "CFloat64", "UInt16", "UInt32", "Int64", "UInt64"],
)
def test_each_data_type_has_the_size_that_gdal_writes(tmp_path, kind):
    driver = gdal.GetDriverByName("ENVI")
    if kind not in driver.GetMetadataItem("DMD_CREATIONDATATYPES").split():
        pytest.skip(f"this GDAL writes no ENVI file of {kind}")
    path = tmp_path / "cube.dat"
    driver.Create(str(path), 5, 3, 2, getattr(gdal, f"GDT_{kind}")).FlushCache()
    assert stated_bytes(read_header(str(path))) == path.stat().st_size > 0
