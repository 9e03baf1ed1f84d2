"""Outlines of regions, against rasters burned back from them and cases worked by hand."""

from __future__ import annotations

import numpy as np
import pytest
from osgeo import gdal, ogr

from scoread_plugin.maps.regions import find_regions
from scoread_plugin.progress import silent
from scoread_plugin.raster.polygons import outlines

TRANSFORMS = {
    "north up": (500.0, 10.0, 0.0, 900.0, 0.0, -10.0),
    "south up": (500.0, 10.0, 0.0, 900.0, 0.0, 10.0),
    "rotated": (500.0, 8.0, 6.0, 900.0, 6.0, -8.0),
    "none": None,
}


def grid(rows, columns, transform):
    dataset = gdal.GetDriverByName("MEM").Create("", columns, rows, 1, gdal.GDT_Int32)
    if transform is not None:
        dataset.SetGeoTransform(transform)
    return dataset


def shapes(ranks, transform, progress=silent):
    found = outlines(np.asarray(ranks, np.int32), int(np.max(ranks)), grid(*np.shape(ranks), transform), progress)
    return [ogr.CreateGeometryFromWkb(wkb) for wkb in found]


def test_parts_that_touch_by_a_corner_are_parts_of_one_multipolygon():
    (shape,) = shapes([[1, 0], [0, 1]], TRANSFORMS["north up"])
    assert shape.GetGeometryType() == ogr.wkbMultiPolygon
    assert shape.GetGeometryCount() == 2
    assert shape.GetEnvelope() == (500, 520, 880, 900)
    assert shape.GetArea() == 200 and shape.IsValid()


def test_a_hole_stays_a_hole():
    ring, inner = shapes([[1, 1, 1], [1, 2, 1], [1, 1, 1]], TRANSFORMS["none"])
    assert ring.GetArea() == 8 and ring.GetGeometryRef(0).GetGeometryCount() == 2
    assert inner.GetEnvelope() == (1, 2, -2, -1)


@pytest.mark.parametrize("kind", ["north up", "south up", "rotated"])
def test_burned_back_they_are_the_regions(gdal_exceptions, kind):
    ranks = find_regions(np.random.default_rng(1).random((60, 70)), 0.6).ranks
    found = shapes(ranks, TRANSFORMS[kind])
    burned = grid(*ranks.shape, TRANSFORMS[kind])
    layers = ogr.GetDriverByName("Memory").CreateDataSource("")
    layer = layers.CreateLayer("regions")
    layer.CreateField(ogr.FieldDefn("rank", ogr.OFTInteger))
    for k, shape in enumerate(found):
        assert shape.IsValid()
        assert shape.GetArea() == pytest.approx(100 * (ranks == k + 1).sum())
        feature = ogr.Feature(layer.GetLayerDefn())
        feature.SetField("rank", k + 1)
        feature.SetGeometry(shape)
        layer.CreateFeature(feature)
    gdal.RasterizeLayer(burned, [1], layer, options=["ATTRIBUTE=rank"])
    np.testing.assert_array_equal(burned.ReadAsArray(), ranks)


def test_no_regions_no_outlines():
    assert shapes(np.zeros((4, 5)), TRANSFORMS["none"]) == []


def test_a_cancel_ends_it(gdal_exceptions):
    class Stop(Exception):
        pass

    def stop(fraction, text):
        raise Stop

    with pytest.raises(Stop):
        shapes(np.eye(50), TRANSFORMS["none"], stop)
