from __future__ import annotations

import os

import numpy as np
import pytest
from osgeo import gdal, gdal_array, osr

# Before torch is imported: its threads spin otherwise, which on a busy machine takes minutes.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

UTM33 = 32633
NORTH_UP = (500000.0, 10.0, 0.0, 5400000.0, 0.0, -10.0)


@pytest.fixture(params=[True, False], ids=["gdal raises", "gdal returns None"])
def gdal_exceptions(request):
    before = gdal.GetUseExceptions()
    (gdal.UseExceptions if request.param else gdal.DontUseExceptions)()
    yield
    (gdal.UseExceptions if before else gdal.DontUseExceptions)()


@pytest.fixture
def write_raster(tmp_path):
    """Writes (rows, columns, bands) as a GeoTIFF of the array's own type into tmp_path; gives its path."""

    def write(cube, name="scene.tif", transform=NORTH_UP, epsg=UTM33, nodata=None, options=(), describe=None):
        cube = np.asarray(cube)
        rows, columns, bands = cube.shape
        kind = gdal_array.NumericTypeCodeToGDALTypeCode(cube.dtype.type)
        path = str(tmp_path / name)
        dataset = gdal.GetDriverByName("GTiff").Create(path, columns, rows, bands, kind, list(options))
        if transform is not None:
            dataset.SetGeoTransform(transform)
        if epsg is not None:
            reference = osr.SpatialReference()
            reference.ImportFromEPSG(epsg)
            dataset.SetSpatialRef(reference)
        for k in range(bands):
            band = dataset.GetRasterBand(k + 1)
            band.WriteArray(np.ascontiguousarray(cube[:, :, k]))
            value = nodata[k] if isinstance(nodata, (list, tuple)) else nodata
            if value is not None:
                band.SetNoDataValue(value)
        if describe is not None:
            describe(dataset)
        return path

    return write


@pytest.fixture
def signed_bytes():
    """The creation options of a GeoTIFF of int8."""
    return ["PIXELTYPE=SIGNEDBYTE"] if int(gdal.VersionInfo()) < 3070000 else []


@pytest.fixture
def smooth_spectra():
    """Draws spectra (n, bands) of two materials that change slowly with the wavelength, in any light."""

    def draw(count, bands):
        generator = np.random.default_rng(0)
        wavelength = np.linspace(0, 6, bands)
        materials = np.stack([1000 + 300 * np.cos(wavelength), 800 + 300 * np.sin(wavelength)])
        return generator.uniform(0, 1, (count, 2)) @ materials + generator.normal(0, 20, (count, bands))

    return draw


@pytest.fixture(scope="session")
def cpu():
    """The CPU as the score models know it, with one thread."""
    import torch

    from scoread_plugin.sgm.device import Device

    torch.set_num_threads(1)
    return Device("cpu", lambda text: None)


@pytest.fixture(scope="session")
def learn(cpu):
    """Trains on spectra (n, bands) or on Pixels; gives the model and its losses."""
    import torch

    from scoread_plugin.sgm.pixels import Pixels
    from scoread_plugin.sgm.training import train

    def run(sample, settings, seed=1, progress=lambda fraction, text: None, initial=None):
        if not isinstance(sample, Pixels):
            spectra = torch.as_tensor(np.asarray(sample), dtype=torch.float32)
            sample = Pixels(spectra, torch.arange(len(spectra)))
        return train(sample, settings, seed, cpu, progress, initial)

    return run


@pytest.fixture(scope="session")
def mixed_spectra():
    """Draws spectra (n, bands), in sensor units, of three mixed materials with noise in every band."""

    def draw(count, bands=11, seed=0):
        generator = np.random.default_rng(seed)
        materials = np.random.default_rng(99).uniform(500, 3000, (3, bands))
        shares = generator.dirichlet(np.ones(3), count)
        return (shares @ materials + generator.normal(0, 20, (count, bands))).astype(np.float32)

    return draw
