"""Export MATLAB: write a raster to a .mat file, the reverse of Import MATLAB cube."""

from __future__ import annotations

from qgis.core import (
    QgsProcessingParameterBand,
    QgsProcessingParameterExtent,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterRasterLayer,
)

from ..scoread_plugin import jobs, raster
from ..scoread_plugin.ranges import ranges
from . import parameters as declare
from .base import ScoreADAlgorithm
from .inputs import SceneInputs, assigned_wkt, raster_layer, source_path
from .progress import Phase
from .translate import tr


class ExportMat(ScoreADAlgorithm):
    ID = "exportmat"
    NEEDS_SCIPY = True
    TITLE = "Export MATLAB"
    SUMMARY = "Writes a hyperspectral raster, its wavelengths and its georeference to a MATLAB file."
    GROUP = ("data", "Data")
    TAGS = ("hyperspectral", "matlab", "mat", "cube", "convert")
    HELP = (
        "Writes a compressed .mat file (version 5, which every MATLAB and scipy can read): <i>data</i> (rows, "
        "columns, bands) in the raster's data type, <i>map</i> for the truth, <i>wavelengths</i> in nanometres, "
        "<i>bands</i> (which of the raster's), <i>geotransform</i> in GDAL's order, <i>crs</i> as WKT, "
        "<i>nodata</i>, and <i>axes</i>. Import MATLAB cube converts it back to a raster of these bands. The cube "
        "must be smaller than 2 GiB, and is held in memory as a whole, several times over during compression."
    )

    def initAlgorithm(self, configuration=None):
        self.add(
            QgsProcessingParameterRasterLayer("INPUT", tr("Hyperspectral raster")),
            "A raster with at least two bands.",
        )
        self.add(
            QgsProcessingParameterBand("BANDS", tr("Bands"), None, "INPUT", optional=True, allowMultiple=True),
            "If empty, all except those that the header flags as bad (ENVI bbl).",
        )
        self.add(
            QgsProcessingParameterExtent("EXTENT", tr("Extent"), optional=True),
            "Only this part of the raster is written, including pixels that it only touches.",
        )
        self.add(
            QgsProcessingParameterRasterLayer("TRUTH", tr("Truth"), optional=True),
            "A raster on the same grid; its first band is written, with NaN where it is not valid.",
        )
        self.add(
            QgsProcessingParameterFileDestination("OUTPUT", tr("MATLAB file"), declare.matlab_files()),
            "An existing file is replaced once the new one is complete.",
        )

    def prepare(self, given, feedback=None):
        self.inputs = SceneInputs(given)
        self.truth = None
        if not given.is_empty("TRUTH"):
            layer = raster_layer(given, "TRUTH")
            self.truth = (source_path(layer), assigned_wkt(layer))

    def check(self, given):
        self.prepare(given)
        self.open()

    def open(self):
        """Return the scene and the truth, None if none is given; raise RasterError if they cannot be exported."""
        scene = self.inputs.part(self.inputs.open_bands())
        truth = raster.dataset.open_placed(*self.truth) if self.truth else None
        jobs.mat_export.check_export(scene, truth)
        return scene, truth

    def work(self, given, feedback):
        output = given.target_file("OUTPUT")
        scene, truth = self.open()
        left_out = sorted(set(range(1, scene.dataset.RasterCount + 1)) - set(scene.bands))
        if left_out:
            feedback.pushInfo(f"Bands left out: {ranges(left_out)}.")
        jobs.mat_export.export_cube(scene, truth, output, Phase(feedback, "Export", 0, 100), feedback.pushWarning)
        return {"OUTPUT": output}
