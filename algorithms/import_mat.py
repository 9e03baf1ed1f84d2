"""Import MATLAB cube: make a raster from a .mat file, as researchers share their scenes."""

from __future__ import annotations

from qgis.core import (
    QgsProcessingOutputString,
    QgsProcessingParameterCrs,
    QgsProcessingParameterFile,
    QgsProcessingParameterPoint,
    QgsProcessingParameterRasterDestination,
    QgsProcessingParameterString,
)

from ..scoread_plugin import jobs, raster
from . import parameters as declare
from . import values
from .base import ScoreADAlgorithm
from .inputs import wkt_of
from .progress import Phase
from .steps import style_scene_and_truth
from .translate import tr

AXES = ["auto", "rows-columns-bands", "columns-rows-bands", "bands-rows-columns", "bands-columns-rows"]


class ImportMat(ScoreADAlgorithm):
    ID = "importmat"
    NEEDS_SCIPY = True
    TITLE = "Import MATLAB cube"
    SUMMARY = "Converts a hyperspectral cube in a MATLAB file to a raster, and its truth to another."
    GROUP = ("data", "Data")
    TAGS = ("hyperspectral", "matlab", "mat", "cube", "benchmark", "convert")
    HELP = (
        "Converts a three-dimensional array in a .mat file to a raster, with its wavelengths if the file has them, "
        "and the truth map to another. Choose a file and run: variables and axes are guessed, and the log reports "
        "the guesses. Files up to version 7 are read directly; those of version 7.3 (HDF5) if GDAL reads HDF5, as in "
        "QGIS's usual builds; otherwise use save('file.mat', '-v7') in MATLAB. The data type is kept. The whole "
        "array is read into memory."
    )

    def initAlgorithm(self, configuration=None):
        self.add(
            QgsProcessingParameterFile("INPUT", tr("MATLAB file"), fileFilter=declare.matlab_files()),
            "Versions 4 to 7.3.",
        )
        self.add(
            QgsProcessingParameterString("VARIABLE", tr("Variable of the cube"), optional=True),
            "If empty, the largest three-dimensional array of numbers.",
        )
        self.add(
            QgsProcessingParameterString("TRUTH_VARIABLE", tr("Variable of the truth"), optional=True),
            "If empty and a truth raster is requested, a two-dimensional array with the cube's rows and columns, "
            "preferably one called map, gt, mask, groundtruth or truth.",
        )
        self.add(
            declare.choice("AXES", tr("Axes"), AXES, "auto"),
            "The order of the array's axes in MATLAB. auto: as wavelengths and truth in the file suggest, otherwise "
            "rows-columns-bands; the log gives the reason.",
        )
        self.add(
            QgsProcessingParameterString("WAVELENGTHS", tr("Variable of the wavelengths"), optional=True),
            "One number per band, in nanometres or micrometres. If empty, a vector of that length, preferably one "
            "called wavelengths, wavelength, wave, wl or lambda, if its numbers can be wavelengths.",
            advanced=True,
        )
        self.add(
            QgsProcessingParameterCrs("CRS", tr("Coordinate system"), optional=True),
            "If empty, the one in the file if Export MATLAB wrote it, otherwise none.",
        )
        self.add(
            QgsProcessingParameterPoint("ORIGIN", tr("Upper left corner"), optional=True),
            "Outer corner of the first pixel. If empty, the one in the file if Export MATLAB wrote it and the pixel "
            "size is 1, otherwise 0,0.",
        )
        self.add(
            declare.number("PIXEL_SIZE", tr("Pixel size [map units]"), 0.0, 1.0),
            "Width and height of a pixel in map units. Columns run to the right and rows downwards.",
        )
        declare.add_creation_options(self)
        self.add(
            QgsProcessingParameterRasterDestination("OUTPUT", tr("Cube")),
            "The suffix determines the format: .tif, .img, .bsq ...",
        )
        self.add(
            QgsProcessingParameterRasterDestination("TRUTH", tr("Truth"), optional=True, createByDefault=False),
            "On the same grid. Whole numbers from 0 to 255 are stored as bytes.",
        )
        declare.add_number_outputs(self, ROWS="Rows", COLUMNS="Columns", BANDS="Bands")
        self.addOutput(QgsProcessingOutputString("VARIABLE_USED", tr("Variable used")))
        self.addOutput(QgsProcessingOutputString("AXES_USED", tr("Axes used")))

    def check(self, given):
        if given.number("PIXEL_SIZE") <= 0:
            raise ValueError("PIXEL_SIZE must be larger than 0.")
        if given.text("CRS") and not given.crs("CRS").isValid():
            raise ValueError(f"CRS '{given.text('CRS')}' is not known. Choose a code such as EPSG:32633.")
        self.plan(given)

    def plan(self, given) -> jobs.mat_import.Import:
        """Return what to read, determined without reading it."""
        choice = raster.mat_layout.Choice(
            variable=given.text("VARIABLE"),
            truth=given.text("TRUTH_VARIABLE"),
            axes=given.text("AXES"),
            wavelengths=given.text("WAVELENGTHS"),
        )
        plan = jobs.mat_import.plan_import(given.file("INPUT"), choice)
        if not given.is_empty("TRUTH") and plan.layout.truth is None:
            rows, columns, _ = plan.layout.shape
            there = raster.mat_layout.listing(plan.variables.values())
            raise ValueError(f"TRUTH: this file has no array of {rows} rows and {columns} columns. {there}")
        return plan

    def grid(self, given, own: raster.cube_file.Grid) -> raster.cube_file.Grid:
        """Return the georeference of the raster: from the parameters, otherwise from the file."""
        crs = given.crs("CRS")
        wkt = wkt_of(crs) if crs.isValid() else own.wkt
        if not crs.isValid():
            crs.createFromUserInput(own.wkt)
        size = given.number("PIXEL_SIZE")
        placed = size != 1 or not given.is_empty("ORIGIN")
        origin = given.point("ORIGIN", crs)
        transform = (origin.x(), size, 0.0, origin.y(), 0.0, -size) if placed else own.transform
        return raster.cube_file.Grid(transform, wkt)

    def work(self, given, feedback):
        phase = Phase(feedback, "Import", 0, 100)
        plan = self.plan(given)
        output = given.target_layer("OUTPUT")
        truth = given.target_layer("TRUTH")
        grid = self.grid(given, jobs.mat_import.own_grid(plan))
        options = values.read_creation_options(given)
        jobs.mat_import.import_cube(plan, grid, output, truth, options, feedback.pushInfo, phase)
        style_scene_and_truth(given, output, truth, feedback)
        return {
            "OUTPUT": output,
            "TRUTH": truth,
            **dict(zip(("ROWS", "COLUMNS", "BANDS"), plan.layout.shape)),
            "VARIABLE_USED": plan.layout.cube.name,
            "AXES_USED": plan.layout.axes,
        }
