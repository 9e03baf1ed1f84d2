"""Rasters generated on the spot in the sizes that benchmarks need."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from osgeo import gdal

SIDE = 1000
BANDS = 200
INTERLEAVES = ("BSQ", "BIL", "BIP")


def make_raster(folder: Path, interleave: str) -> Path:
    """Create an ENVI raster of spatially smooth mixtures of eight random spectra with noise."""
    path = folder / f"{interleave.lower()}.img"
    if path.exists():
        return path
    random = np.random.default_rng(0)
    materials = 2000 + 300 * random.normal(size=(8, BANDS)).cumsum(axis=1)
    coarse = random.dirichlet(np.full(8, 0.3), (SIDE // 20, SIDE // 20)).repeat(20, axis=0)
    options = [f"INTERLEAVE={interleave}", "SUFFIX=ADD"]
    dataset = gdal.GetDriverByName("ENVI").Create(str(path), SIDE, SIDE, BANDS, gdal.GDT_Int16, options)
    dataset.SetGeoTransform((0, 1, 0, 0, 0, -1))
    for row in range(0, SIDE, 100):
        shares = coarse[row : row + 100].repeat(20, axis=1)
        cube = shares @ materials + random.normal(0, 30, (100, SIDE, BANDS))
        dataset.WriteArray(np.moveaxis(cube, 2, 0).astype(np.int16), 0, row)
    return path


def bare_read(path: Path) -> np.ndarray:
    """Read a whole raster with GDAL: (bands, rows, columns)."""
    return gdal.Open(str(path)).ReadAsArray()


def mosaic(folder: Path, source: Path, megapixels: int) -> Path:
    """Create a virtual raster of a square number of megapixels; each part is a link, a separate file to GDAL."""
    side = round(megapixels**0.5)
    path = folder / f"{megapixels}.vrt"
    places = [(row, column, linked(source, f"{row}-{column}")) for row in range(side) for column in range(side)]
    bands = "".join(
        f'<VRTRasterBand dataType="Int16" band="{band}">{"".join(sources(places, band))}</VRTRasterBand>'
        for band in range(1, BANDS + 1)
    )
    size = f'rasterXSize="{side * SIDE}" rasterYSize="{side * SIDE}"'
    path.write_text(f"<VRTDataset {size}><GeoTransform>0,1,0,0,0,-1</GeoTransform>{bands}</VRTDataset>")
    return path


def linked(source: Path, name: str) -> Path:
    """Link a raster of `make_raster` under another name."""
    link = source.with_name(f"{source.stem}-{name}{source.suffix}")
    for path, target in ((link, source), (Path(f"{link}.hdr"), Path(f"{source}.hdr"))):
        path.unlink(missing_ok=True)
        os.link(target, path)
    return link


def sources(places: Iterable[tuple[int, int, Path]], band: int) -> Iterable[str]:
    for row, column, path in places:
        yield (
            f"<SimpleSource><SourceFilename>{json.dumps(str(path))[1:-1]}</SourceFilename>"
            f"<SourceBand>{band}</SourceBand>"
            f'<SourceProperties RasterXSize="{SIDE}" RasterYSize="{SIDE}" DataType="Int16"/>'
            f'<SrcRect xOff="0" yOff="0" xSize="{SIDE}" ySize="{SIDE}"/>'
            f'<DstRect xOff="{column * SIDE}" yOff="{row * SIDE}" xSize="{SIDE}" ySize="{SIDE}"/></SimpleSource>'
        )
