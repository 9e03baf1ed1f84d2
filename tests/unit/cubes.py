"""Cubes that tests write as rasters, what is said of their bands, and where they lie."""

from __future__ import annotations

import numpy as np
from osgeo import gdal, osr

ROWS, COLUMNS, BANDS = 61, 47, 4
NODATA = -9999
UTM33 = 32633
NORTH_UP = (500000.0, 10.0, 0.0, 5400000.0, 0.0, -10.0)


def placed(rows, columns):
    """A cube whose spectra say where they are: row and column."""
    return np.stack(np.meshgrid(np.arange(rows), np.arange(columns), indexing="ij"), axis=2).astype(np.int16)


def with_wavelengths(values):
    def describe(dataset):
        for k, value in enumerate(values):
            dataset.GetRasterBand(k + 1).SetMetadata({"wavelength": str(value), "wavelength_units": "nm"})

    return describe


def reference_of(epsg):
    """The coordinate reference system of that code, with x before y."""
    reference = osr.SpatialReference()
    reference.ImportFromEPSG(epsg)
    reference.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    return reference


def place_by_points(dataset, transform=NORTH_UP):
    """Place a raster by ground control points at its corners."""
    rows, columns = dataset.RasterYSize, dataset.RasterXSize
    corners = ((0, 0), (columns, 0), (0, rows), (columns, rows))
    places = [(*gdal.ApplyGeoTransform(transform, *corner), 0, *corner) for corner in corners]
    dataset.SetGCPs([gdal.GCP(*values) for values in places], reference_of(UTM33))
