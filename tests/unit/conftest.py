from __future__ import annotations

import os
import sys

import numpy as np
import pytest
from osgeo import gdal, gdal_array

from scoread_plugin.progress import silent
from scoread_plugin.raster.scene import open_scene
from scoread_plugin.runtime.client import Worker
from tests.unit.cubes import BANDS, COLUMNS, NODATA, NORTH_UP, ROWS, UTM33, placed, reference_of, with_wavelengths
from tests.unit.workers import NOISY, add_sample, request, shell

# Before torch is imported: its threads spin otherwise, which on a busy machine takes minutes.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")


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
            dataset.SetSpatialRef(reference_of(epsg))
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
def open_cube(write_raster):
    """Writes a cube with write_raster; gives its scene."""

    def open_cube(cube, nodata=None, options=(), name="scene.tif"):
        return open_scene(write_raster(cube, name, nodata=nodata, options=options))

    return open_cube


@pytest.fixture
def large(open_cube):
    """A thousand pixels a side."""
    return open_cube(placed(1000, 1000))


@pytest.fixture(scope="module")
def cube():
    """Random integers, of which some pixels are not valid."""
    values = np.random.default_rng(0).integers(0, 1000, (ROWS, COLUMNS, BANDS)).astype(np.int16)
    values[20:30, 10:15] = NODATA
    values[5, 5, 2] = NODATA
    return values


@pytest.fixture
def open_written(write_raster, cube):
    """Writes `cube`, or another one, as the INPUT of a job; gives its scene."""

    def open_written(cube=cube, name="input.tif", nodata=NODATA, **options):
        return open_scene(write_raster(cube, name, nodata=nodata, **options))

    return open_written


@pytest.fixture
def folder(tmp_path):
    """Where outputs go, and nothing else is."""
    (tmp_path / "outputs").mkdir()
    return tmp_path / "outputs"


@pytest.fixture
def judge(write_raster):
    """Evaluates scores (rows, columns) against a truth."""
    from tests.unit.judged import judge_rasters

    def judge(scores, truth, draws=0, nodata=None, truth_nodata=None):
        path = write_raster(scores[:, :, None], "score.tif", nodata=nodata)
        known = write_raster(truth[:, :, None], "truth.tif", nodata=truth_nodata)
        return judge_rasters({"score": path}, known, draws)[0]

    return judge


@pytest.fixture
def judge_together(write_raster):
    """Evaluates several score maps, by name, against one truth."""
    from tests.unit.judged import judge_rasters

    def judge_together(truth, draws=0, **scores):
        paths = {name: write_raster(each[:, :, None], f"{name}.tif") for name, each in scores.items()}
        return judge_rasters(paths, write_raster(truth[:, :, None], "truth.tif"), draws)

    return judge_together


@pytest.fixture
def tiled_cube():
    """One pixel is bright, another one is not valid."""
    values = np.random.default_rng(0).uniform(1, 2, (30, 24, 3)).astype(np.float32)
    values[12, 8] += 10
    values[3, 3, 2] = -1
    return values


@pytest.fixture
def tiled(write_raster, tiled_cube):
    """Bands 1 and 3 of `tiled_cube`."""
    tiles = ["TILED=YES", "BLOCKXSIZE=16", "BLOCKYSIZE=16"]
    path = write_raster(tiled_cube, nodata=-1, options=tiles, describe=with_wavelengths((450, 550, 650)))
    return open_scene(path).with_bands([1, 3])


@pytest.fixture
def reference():
    """Spectra of the training sample, of which one is odd."""
    spectra = np.random.default_rng(1).uniform(1, 2, (100, 2)).astype(np.float32)
    spectra[7] = 50
    return spectra


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


@pytest.fixture
def two_threads():
    import torch

    torch.set_num_threads(2)
    yield
    torch.set_num_threads(1)


@pytest.fixture(scope="session")
def learn(cpu):
    """Trains on spectra (n, bands) or on Pixels; gives the model and its losses."""
    import torch

    from scoread_plugin.sgm.pixels import Pixels
    from scoread_plugin.sgm.training import train

    def run(sample, settings, seed=1, progress=silent, initial=None):
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


@pytest.fixture(scope="module")
def worker(tmp_path_factory):
    """A worker whose libraries print to standard output; what it logs is in `told`."""
    folder = tmp_path_factory.mktemp("noisy")
    (folder / "sitecustomize.py").write_text(NOISY)
    python = shell(folder / "python", f'PYTHONPATH="{folder}" exec "{sys.executable}" "$@"')
    told = []
    with Worker(python, lambda: False, told.append) as worker:
        worker.told = told
        yield worker


@pytest.fixture(scope="session")
def mixed_cube(mixed_spectra):
    """Three mixed materials (12, 10, 5)."""
    return mixed_spectra(12 * 10, bands=5).reshape(12, 10, 5)


@pytest.fixture(scope="module")
def model(worker, mixed_cube, tmp_path_factory):
    """Path of a model that the worker trained, its answer and the progress that it told."""
    path, progress = tmp_path_factory.mktemp("model") / "model.scoread", []
    add_sample(worker, mixed_cube[:5])
    add_sample(worker, mixed_cube[5:])
    values, arrays = worker.call("train", request(path), progress=lambda *told: progress.append(told))
    return str(path), values, np.array(arrays["losses"]), progress


@pytest.fixture
def gaussian_model():
    """A model of the spectra themselves whose score is known."""
    import torch
    from torch import nn

    from scoread_plugin.sgm.model import ScoreModel, View
    from scoread_plugin.sgm.preprocessing import Conditioning
    from scoread_plugin.sgm.settings import PAPER
    from tests.unit.gaussian_score import BANDS, GaussianScore

    settings = PAPER.with_changes(perturbations=7, noise_levels=((0.05, 0.6),))
    view = View(Conditioning(np.zeros(BANDS), np.eye(BANDS)), settings)
    view.network = GaussianScore(BANDS, view.sde)
    return ScoreModel(settings, nn.ModuleList([view]), torch.randn(20, BANDS), {})
