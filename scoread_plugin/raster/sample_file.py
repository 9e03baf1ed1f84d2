"""The sample scene as GeoTIFFs."""

from __future__ import annotations

import os
from collections.abc import Callable

import numpy as np
from osgeo import gdal, osr

from ..files import replacing
from .metadata import write_wavelengths
from .sample_scene import SampleScene

EPSG = 32633
GEOTRANSFORM = (512000.0, 5.0, 0.0, 5398000.0, 0.0, -5.0)
CREATION_OPTIONS = [
    "TILED=YES",
    "BLOCKXSIZE=64",
    "BLOCKYSIZE=64",
    "INTERLEAVE=PIXEL",
    "COMPRESS=DEFLATE",
    "PREDICTOR=2",
]


def write_sample_scene(scene: SampleScene, scene_path: str, truth_path: str) -> None:
    """Write a scene and its truth as two GeoTIFFs in UTM zone 33N with 5 m pixels.

    The scene holds its wavelengths as GDAL shows those of an ENVI file: `wavelength` and `wavelength_units`
    of each band, and `wavelength`, `wavelength_units` and `bbl` in the metadata domain ENVI. Three bands are
    marked as red, green and blue, so that it opens in true colour. The truth is 1 where a target is, else 0.

    Parameters
    ----------
    scene : SampleScene
        What `make_sample_scene` returned.
    scene_path, truth_path : str
        Two different files in folders that exist; older files of these names are replaced.

    Raises
    ------
    ValueError
        If the two paths are the same file.
    OSError
        If a file cannot be written; older files are then untouched. If one cannot be replaced because
        another program holds it open, the other may be new already.
    """
    if os.path.abspath(scene_path) == os.path.abspath(truth_path):
        raise ValueError(f"scene_path and truth_path are the same file: {scene_path}")
    with replacing(scene_path) as scene_part, replacing(truth_path) as truth_part:
        _write_geotiff(str(scene_part), scene.spectra, lambda dataset: _describe_scene(dataset, scene))
        _write_geotiff(str(truth_part), scene.truth[..., None].astype(np.uint8), _describe_truth)


def _write_geotiff(path: str, values: np.ndarray, describe: Callable[[gdal.Dataset], None]) -> None:
    """Write (rows, columns, bands) to `path`; `describe` adds what is particular to the file."""
    rows, columns, bands = values.shape
    data_type = gdal.GDT_Int16 if values.dtype == np.int16 else gdal.GDT_Byte
    projection = osr.SpatialReference()
    gdal.ErrorReset()
    # GDAL raises or returns an error, as the program around us has set it, for gdal and osr each.
    try:
        if projection.ImportFromEPSG(EPSG) != 0:
            raise RuntimeError(f"PROJ does not know EPSG:{EPSG}")
        driver = gdal.GetDriverByName("GTiff")
        dataset = driver.Create(path, columns, rows, bands, data_type, CREATION_OPTIONS)
        if dataset is not None:
            dataset.SetGeoTransform(GEOTRANSFORM)
            dataset.SetProjection(projection.ExportToWkt())
            describe(dataset)
            dataset.WriteArray(np.moveaxis(values, -1, 0))
            dataset.FlushCache()
            del dataset
    except RuntimeError as error:
        raise OSError(f"cannot write {path}: {error}") from error
    if gdal.GetLastErrorType() >= gdal.CE_Failure:
        raise OSError(f"cannot write {path}: {gdal.GetLastErrorMsg()}")


def _describe_scene(dataset: gdal.Dataset, scene: SampleScene) -> None:
    write_wavelengths(dataset, scene.wavelengths.round(1))
    for number in range(1, len(scene.wavelengths) + 1):
        dataset.GetRasterBand(number).SetNoDataValue(scene.nodata)
    for colour, wavelength in ((gdal.GCI_RedBand, 645), (gdal.GCI_GreenBand, 555), (gdal.GCI_BlueBand, 470)):
        nearest = int(np.argmin(np.abs(scene.wavelengths - wavelength)))
        dataset.GetRasterBand(nearest + 1).SetColorInterpretation(colour)
    good = ",".join(str(int(good)) for good in scene.good_bands)
    dataset.SetMetadataItem("bbl", f"{{{good}}}", "ENVI")


def _describe_truth(dataset: gdal.Dataset) -> None:
    dataset.GetRasterBand(1).SetDescription("targets")
