from __future__ import annotations

import numpy as np
import pytest
from osgeo import gdal

from scoread_plugin.raster.metadata import read_wavelengths

BANDS = {
    "EnMAP": '<bandID number="{}">\n<wavelengthCenterOfBand>{}</wavelengthCenterOfBand><FWHMOfBand>6.9</FWHMOfBand>\n'
    "</bandID>",
    "DESIS": "<band><bandNumber>{}</bandNumber><wavelengthCenterOfBand> {} </wavelengthCenterOfBand></band>",
}


def metadata_text(product, wavelengths):
    bands = "".join(BANDS[product].format(k + 1, wavelength) for k, wavelength in enumerate(wavelengths))
    return f"<level_X><specific><bandCharacterisation>{bands}</bandCharacterisation></specific></level_X>"


@pytest.mark.parametrize(
    ("product", "image", "metadata"),
    [
        ("EnMAP", "ENMAP01-____L2A-DT01-SPECTRAL_IMAGE.TIF", "ENMAP01-____L2A-DT01-METADATA.XML"),
        ("DESIS", "DESIS-HSI-L2A-DT01-SPECTRAL_IMAGE.tif", "DESIS-HSI-L2A-DT01-METADATA.xml"),
    ],
)
def test_wavelengths_of_a_product_are_in_its_metadata_file(write_raster, tmp_path, product, image, metadata):
    path = write_raster(np.ones((2, 2, 3)), image)
    assert read_wavelengths(gdal.Open(path)) is None
    (tmp_path / metadata).write_text(metadata_text(product, (418.416, 650, 2445.5)))
    assert read_wavelengths(gdal.Open(path)) == (418.416, 650, 2445.5)
    mosaic = gdal.BuildVRT(str(tmp_path / "mosaic.vrt"), [path])
    assert read_wavelengths(mosaic) == (418.416, 650, 2445.5)


def test_metadata_of_other_bands_are_not_those_of_the_image(write_raster, tmp_path):
    (tmp_path / "A-METADATA.XML").write_text(metadata_text("EnMAP", (418.416, 650)))
    assert read_wavelengths(gdal.Open(write_raster(np.ones((2, 2, 3)), "A-SPECTRAL_IMAGE.TIF"))) is None
    assert read_wavelengths(gdal.Open(write_raster(np.ones((2, 2, 2)), "A-QL_VNIR.TIF"))) is None
