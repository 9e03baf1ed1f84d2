"""Small rasters of every kind for tests."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from osgeo import gdal, osr

NORTH_UP = (500000.0, 5.0, 0.0, 5400000.0, 0.0, -5.0)


def spectra(rows: int = 24, columns: int = 20, bands: int = 8, seed: int = 1) -> np.ndarray:
    """Create a cube (rows, columns, bands) of two mixed materials with one foreign pixel at (5, 7)."""
    generator = np.random.default_rng(seed)
    ends = 1000 + 500 * generator.random((2, bands))
    shares = generator.random((rows, columns, 1))
    cube = shares * ends[0] + (1 - shares) * ends[1] + generator.normal(0, 5, (rows, columns, bands))
    if rows > 5 and columns > 7:
        cube[5, 7] = 1500 - 100 * np.arange(bands)
    return cube


def write(
    path: Path,
    cube: np.ndarray | None = None,
    kind: int = gdal.GDT_Int16,
    driver: str = "GTiff",
    transform: tuple | None = NORTH_UP,
    epsg: int | None = 32633,
    nodata: list | None = None,
    gcps: list | None = None,
    envi: dict | None = None,
) -> Path:
    """Write a cube (rows, columns, bands) as a raster."""
    cube = spectra() if cube is None else cube
    rows, columns, bands = cube.shape
    dataset = gdal.GetDriverByName(driver).Create(str(path), columns, rows, bands, kind)
    reference = osr.SpatialReference()
    if epsg is not None:
        reference.ImportFromEPSG(epsg)
    if gcps is not None:
        dataset.SetGCPs(gcps, reference)
    elif transform is not None:
        dataset.SetGeoTransform(transform)
        dataset.SetSpatialRef(reference if epsg is not None else None)
    for k in range(bands):
        band = dataset.GetRasterBand(k + 1)
        if nodata is not None:
            band.SetNoDataValue(nodata[k])
        band.WriteArray(cube[:, :, k])
    dataset.SetMetadata(envi or {}, "ENVI")
    dataset.FlushCache()
    del dataset
    return path


def read(path: Path | str) -> np.ndarray:
    """Read the pixels of a raster: (rows, columns), or (bands, rows, columns)."""
    dataset = gdal.Open(str(path))
    return dataset.ReadAsArray()


def files(folder: Path) -> list[str]:
    """List the names in a folder, including hidden ones, without the statistics that QGIS keeps next to rasters."""
    return sorted(path.name for path in folder.iterdir() if not path.name.endswith(".aux.xml"))
