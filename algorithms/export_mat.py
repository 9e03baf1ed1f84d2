"""Export MATLAB: the way back, from a raster to a .mat file."""

from __future__ import annotations

from qgis.core import (
    QgsProcessingParameterBand,
    QgsProcessingParameterExtent,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterRasterLayer,
)

from ..scoread_plugin import jobs, raster
from . import parameters as declare
from .base import ScoreADAlgorithm, tr
from .inputs import SceneInputs, source_path
from .progress import Phase


class ExportMat(ScoreADAlgorithm):
    ID = "exportmat"
    NEEDS_SCIPY = True
    TITLE = "Export MATLAB"
    SUMMARY = "Writes a hyperspectral raster, its wavelengths and its place to a MATLAB file."
    GROUP = ("data", "Data")
    TAGS = ("hyperspectral", "matlab", "mat", "cube", "convert")
    HELP = (
        "Writes a compressed .mat file (version 5, which every MATLAB and scipy read): <i>data</i> (rows, columns, "
        "bands) in the raster's own type of number, <i>map</i> for the truth, <i>wavelengths</i> in nanometres, "
        "<i>bands</i> (which of the raster's), <i>geotransform</i> in GDAL's order, <i>crs</i> as WKT, "
        "<i>nodata</i>, and <i>axes</i>. Import MATLAB cube makes the same raster of it. The cube must be smaller "
        "than 2 GiB, and is held in memory whole, several times over while it is compressed."
    )

    def initAlgorithm(self, configuration=None):
        self.add(
            QgsProcessingParameterRasterLayer("INPUT", tr("Hyperspectral raster")), "A raster of at least two bands."
        )
        self.add(
            QgsProcessingParameterBand("BANDS", tr("Bands"), None, "INPUT", optional=True, allowMultiple=True),
            "Left empty: all, but for those that the header flags bad (ENVI bbl).",
        )
        self.add(
            QgsProcessingParameterExtent("EXTENT", tr("Extent"), optional=True),
            "Only this part of the raster is written. Pixels that it touches count.",
        )
        self.add(
            QgsProcessingParameterRasterLayer("TRUTH", tr("Truth"), optional=True),
            "A raster on the same grid; its first band is written as it is.",
        )
        self.add(
            QgsProcessingParameterFileDestination("OUTPUT", tr("MATLAB file"), declare.matlab_files()),
            "An older file is replaced when the new one is whole.",
        )

    def prepare(self, parameters, context) -> tuple[SceneInputs, str]:
        """The inputs, and the truth's path or an empty one."""
        truth = self.parameterAsRasterLayer(parameters, "TRUTH", context)
        if truth is None and parameters.get("TRUTH") not in (None, ""):
            raise ValueError(self.invalidRasterError(parameters, "TRUTH"))
        return SceneInputs(self, parameters, context), "" if truth is None else source_path(truth)

    def check(self, parameters, context):
        inputs, truth = self.prepare(parameters, context)
        jobs.matlab.check_export(inputs.open(""), raster.scene.open_dataset(truth) if truth else None)

    def prepareAlgorithm(self, parameters, context, feedback):
        self.inputs, self.truth = self.prepare(parameters, context)
        return True

    def work(self, parameters, context, feedback):
        output = self.parameterAsFileOutput(parameters, "OUTPUT", context)
        scene = self.inputs.open("")
        left_out = sorted(set(range(1, scene.dataset.RasterCount + 1)) - set(scene.bands))
        if left_out:
            feedback.pushInfo(f"Bands left out: {', '.join(map(str, left_out))}.")
        truth = raster.scene.open_dataset(self.truth) if self.truth else None
        jobs.matlab.check_export(scene, truth)
        jobs.matlab.export_cube(scene, truth, output, Phase(feedback, "Export", 0, 100))
        return {"OUTPUT": output}
