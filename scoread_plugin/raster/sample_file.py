"""Writing of the sample scene to raster files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from osgeo import gdal, ogr, osr

from .copying import replacing_raster
from .cube_file import Grid, write_cube
from .dataset import bands_of
from .errors import refusing
from .metadata import write_wavelengths
from .sample_scene import SampleScene

EPSG = 32633
GEOTRANSFORM = (512000.0, 5.0, 0.0, 5398000.0, 0.0, -5.0)


def write_sample_scene(scene: SampleScene, scene_path: str, truth_path: str) -> None:
    """Write a scene and its truth as two rasters in UTM zone 33N with 5 m pixels.

    The wavelengths of the scene are stored as GDAL exposes those of an ENVI file: `wavelength` and `wavelength_units`
    of each band, and `wavelength`, `wavelength_units` and `bbl` in the metadata domain ENVI. Three bands are
    marked as red, green and blue, so that it opens in true colour. The truth is 1 for targets, else 0.

    Parameters
    ----------
    scene : SampleScene
        Scene returned by `make_sample_scene`.
    scene_path, truth_path : str
        Two different files in existing folders; their suffixes determine the formats. Older files are replaced.

    Raises
    ------
    RasterError
        If a file cannot be written; older files are left as they were. If one cannot be replaced because
        another program holds it open, the other may already have been replaced.
    """
    grid = Grid(GEOTRANSFORM, projection())
    with replacing_raster(Path(scene_path), "OUTPUT") as path, replacing_raster(Path(truth_path), "TRUTH") as other:
        write_cube(path, scene.spectra, grid, "OUTPUT", [], lambda dataset: describe_scene(dataset, scene))
        write_cube(other, scene.truth[..., None], grid, "TRUTH", [], describe_truth)


def projection() -> str:
    """Return the coordinate reference system as WKT; raise RasterError if PROJ does not find its database."""
    reference = osr.SpatialReference()
    with refusing(f"The coordinate system EPSG:{EPSG} is not available"):
        if reference.ImportFromEPSG(EPSG) != ogr.OGRERR_NONE:
            raise RuntimeError(gdal.GetLastErrorMsg())
    return reference.ExportToWkt()


def describe_scene(dataset: gdal.Dataset, scene: SampleScene) -> None:
    write_wavelengths(dataset, scene.wavelengths.round(1))
    for band in bands_of(dataset):
        band.SetNoDataValue(scene.nodata)
    for colour, wavelength in ((gdal.GCI_RedBand, 645), (gdal.GCI_GreenBand, 555), (gdal.GCI_BlueBand, 470)):
        nearest = int(np.argmin(np.abs(scene.wavelengths - wavelength)))
        dataset.GetRasterBand(nearest + 1).SetColorInterpretation(colour)
    good = ",".join(str(int(good)) for good in scene.good_bands)
    dataset.SetMetadataItem("bbl", f"{{{good}}}", "ENVI")


def describe_truth(dataset: gdal.Dataset) -> None:
    dataset.GetRasterBand(1).SetDescription("targets")
