"""Extract anomalies from files to files: what stands out of a scene, its outlines, spectra and nearest background."""

from __future__ import annotations

import json

import numpy as np
from osgeo import gdal, ogr

from tests.rasters import read, spectra, write


def test_from_a_scene_to_polygons_with_their_spectra(qgis_process, trained, tmp_path):
    scene, score, deviation = (tmp_path / f"{name}.tif" for name in ("scene", "score é", "deviation"))
    write(scene, np.concatenate([spectra(), spectra(seed=1)[:, ::-1]], axis=1)[:24, :40])
    rasters = {"OUTPUT": score, "DEVIATION": deviation}
    qgis_process.succeed("detectanomalies", INPUT=scene, MODEL=trained[1], **rasters)
    outputs = {"OUTPUT": tmp_path / "a é.gpkg", "POINTS": tmp_path / "p.gpkg", "MASK": tmp_path / "m.tif"}
    added = {"SPECTRA": scene, "DEVIATION": deviation}
    rule = {"METHOD": "percentile", "PERCENTILE": 99.75}
    results = qgis_process.succeed("extractanomalies", INPUT=score, **rule, **added, **outputs)
    assert results["COUNT"] == 2
    values = read(score)
    assert results["THRESHOLD"] == np.sort(values.ravel())[-2]
    mask = read(outputs["MASK"])
    np.testing.assert_array_equal(mask, values >= results["THRESHOLD"])
    assert {tuple(place) for place in np.argwhere(mask)} == {(5, 7), (5, 32)}
    source = ogr.Open(str(outputs["OUTPUT"]))
    rows = [feature.items() for feature in source.GetLayer(0)]
    assert [row["rank"] for row in rows] == [1, 2]
    cube, deviations = read(scene), read(deviation)
    for row in rows:
        x, y = row["label_x"], row["label_y"]
        column, line = gdal.ApplyGeoTransform(gdal.InvGeoTransform(gdal.Open(str(scene)).GetGeoTransform()), x, y)
        place = (slice(None), int(line), int(column))
        spectrum, deviation, background = (
            json.loads(row[name])["y"] for name in ("spectrum", "deviation", "background")
        )
        np.testing.assert_allclose(spectrum, cube[place], rtol=1e-4)
        np.testing.assert_allclose(deviation, deviations[place], rtol=1e-4, atol=1e-3)
        np.testing.assert_allclose(background, cube[place] - deviations[place], rtol=1e-4, atol=1e-2)
