from __future__ import annotations

import os
import shutil

import pytest
from osgeo import gdal

from scoread_plugin.raster.identity import file_facts
from scoread_plugin.raster.sources import files_of
from tests.rasters import spectra, write


@pytest.fixture
def facts(tmp_path):
    def of(name):
        dataset = gdal.Open(str(tmp_path / name))
        return file_facts(dataset)

    return of


@pytest.fixture
def mosaic(tmp_path):
    """A virtual raster of a virtual raster of a file, and ones of a subdataset, copied and warped."""
    write(tmp_path / "scene.tif")
    gdal.BuildVRT(str(tmp_path / "inner.vrt"), [str(tmp_path / "scene.tif")]).FlushCache()
    gdal.BuildVRT(str(tmp_path / "outer.vrt"), [str(tmp_path / "inner.vrt")]).FlushCache()
    part = f"GTIFF_DIR:1:{tmp_path / 'scene.tif'}"
    gdal.BuildVRT(str(tmp_path / "part.vrt"), [part]).FlushCache()
    gdal.Warp(str(tmp_path / "warped.vrt"), part, format="VRT").FlushCache()
    return tmp_path


@pytest.mark.parametrize("name", ["scene.tif", "inner.vrt", "outer.vrt", "part.vrt", "warped.vrt"])
def test_a_source_that_changes_is_seen(mosaic, facts, name):
    before = facts(name)
    assert facts(name) == before
    write(mosaic / "scene.tif", spectra()[::-1])
    os.utime(mosaic / "scene.tif", (1, 1))
    assert facts(name) != before


@pytest.mark.skipif(gdal.GetDriverByName("netCDF") is None, reason="GDAL has no driver for netCDF")
def test_a_part_of_a_file_beside_a_virtual_raster_is_followed(tmp_path, facts):
    """GDAL notes the path from one to the other, within the name of the part."""
    file, virtual = str(tmp_path / "a & b.nc"), tmp_path / "part.vrt"
    gdal.Translate(file, str(write(tmp_path / "scene.tif")), format="netCDF", bandList=[1]).FlushCache()
    gdal.Translate(str(virtual), f'NETCDF:"{file}":Band1', format="VRT").FlushCache()
    assert '>NETCDF:"a &amp; b.nc":Band1<' in virtual.read_text()
    for folder in ("NETCDF", "Band1"):
        (tmp_path / folder).mkdir()
    assert {str(virtual), file} <= set(files_of(str(virtual)))
    before = facts("part.vrt")
    os.utime(file, (1, 1))
    assert facts("part.vrt") != before


@pytest.mark.parametrize("name", ["inner.vrt", "outer.vrt"])
def test_statistics_in_a_virtual_raster_are_not(mosaic, facts, name):
    before = facts(name)
    for virtual in ("inner.vrt", "outer.vrt"):
        dataset = gdal.Open(str(mosaic / virtual), gdal.GA_Update)
        for k in range(dataset.RasterCount):
            dataset.GetRasterBand(k + 1).ComputeStatistics(False)
        dataset.SetMetadataItem("looked_at", "yes")
        del dataset
        assert "STATISTICS_MEAN" in (mosaic / virtual).read_text()
    assert facts(name) == before


def test_another_source_of_a_virtual_raster_is_seen(mosaic, facts):
    before = facts("inner.vrt")
    shutil.copy2(mosaic / "scene.tif", mosaic / "other.tif")
    virtual = mosaic / "inner.vrt"
    virtual.write_text(virtual.read_text().replace("scene.tif", "other.tif"))
    assert facts("inner.vrt") != before


def test_a_source_that_is_gone_has_no_facts(mosaic, facts):
    before = facts("outer.vrt")
    (mosaic / "inner.vrt").unlink()
    assert facts("outer.vrt") != before
