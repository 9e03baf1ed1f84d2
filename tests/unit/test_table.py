from __future__ import annotations

import csv
import os

import numpy as np
import pytest
from osgeo import gdal, ogr

from scoread_plugin.raster.errors import RasterError
from scoread_plugin.raster.table import write_table
from tests.disk import full_disk

NAMES = ["402.5 nm", "410 nm", "band 3"]
VALUES = np.array([[0.1, -3, 1e-7], [1 / 3, 12345.678, 0]] * 600, np.float32)


def silent(rows):
    pass


@pytest.mark.parametrize("suffix", ["csv", "gpkg", "xlsx"])
def test_every_number_arrives(tmp_path, gdal_exceptions, suffix):
    path = tmp_path / f"spectra é 1.{suffix}"
    write_table(str(path), NAMES, VALUES, silent)
    source = gdal.OpenEx(str(path), gdal.OF_VECTOR)
    layer = source.GetLayer(0)
    definition = layer.GetLayerDefn()
    assert [definition.GetFieldDefn(k).GetName() for k in range(3)] == NAMES
    assert {definition.GetFieldDefn(k).GetType() for k in range(3)} == {ogr.OFTReal}
    rows = np.array([[feature.GetField(k) for k in range(3)] for feature in layer])
    np.testing.assert_array_equal(rows.astype(np.float32), VALUES)
    assert layer.GetGeomType() == ogr.wkbNone


def test_a_number_has_the_digits_that_it_needs(tmp_path):
    write_table(str(tmp_path / "t.csv"), NAMES, VALUES, silent)
    rows = list(csv.reader((tmp_path / "t.csv").open()))
    assert rows[1][:2] == ["0.1", "-3"] and rows[2][1] == "12345.678"


def test_an_older_table_is_replaced_and_nothing_else_left(tmp_path):
    (tmp_path / "t.csv").write_text("older")
    write_table(str(tmp_path / "t.csv"), NAMES, VALUES, silent)
    assert sorted(os.listdir(tmp_path)) == ["t.csv", "t.csvt"]
    assert (tmp_path / "t.csv").read_text().startswith(NAMES[0])


def test_stopping_leaves_the_older_table(tmp_path):
    (tmp_path / "t.gpkg").write_text("older")

    def stop(rows):
        if rows:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_table(str(tmp_path / "t.gpkg"), NAMES, VALUES, stop)
    assert os.listdir(tmp_path) == ["t.gpkg"] and (tmp_path / "t.gpkg").read_text() == "older"


@pytest.mark.parametrize("name", ["t.shp", "t", "t.tif"])
def test_other_formats_are_refused(tmp_path, name):
    with pytest.raises(RasterError, match=r"\.csv, \.gpkg, \.xlsx"):
        write_table(str(tmp_path / name), NAMES, VALUES, silent)
    assert os.listdir(tmp_path) == []


def test_a_missing_folder_is_refused(tmp_path):
    with pytest.raises(RasterError, match="cannot be written"):
        write_table(str(tmp_path / "nowhere" / "t.csv"), NAMES, VALUES, silent)


@pytest.mark.parametrize("suffix", ["csv", "gpkg", "xlsx"])
def test_as_many_columns_as_allowed_fit(tmp_path, suffix):
    many = [f"band {k}" for k in range(1, 2000)]
    write_table(str(tmp_path / f"t.{suffix}"), many, np.ones((2, 1999), np.float32), silent)
    with pytest.raises(RasterError, match="1999 columns, but there are 2000 bands"):
        write_table(str(tmp_path / f"u.{suffix}"), [*many, "one"], np.ones((2, 2000), np.float32), silent)


@pytest.mark.parametrize("suffix", ["csv", "gpkg"])
def test_a_full_disk_is_told(tmp_path, gdal_exceptions, suffix):
    with full_disk(2000), pytest.raises(RasterError, match="cannot be written"):
        write_table(str(tmp_path / f"t.{suffix}"), NAMES, VALUES, silent)
    assert os.listdir(tmp_path) == []
