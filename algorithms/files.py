"""The files that a run reads and writes, and checks that none overwrites another."""

from __future__ import annotations

import errno
import glob
import os
import re
from pathlib import Path

from qgis.core import (
    QgsMapLayer,
    QgsProcessing,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterFile,
    QgsProcessingParameterMapLayer,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterRasterDestination,
    QgsProcessingParameterRasterLayer,
    QgsProviderRegistry,
)

from ..scoread_plugin import raster
from .given import Given

# Drivers that write NAME.hdr next to NAME.suffix.
WITH_HEADERS = ("ENVI", "EHdr", "MFF")
LAYERS = (QgsProcessingParameterMapLayer, QgsProcessingParameterRasterLayer)
# The longest that is appended to an output's name, to name a file next to it.
LONGEST_APPENDIX = ".aux.xml-journal"


def check_files(given: Given) -> None:
    """Raise ValueError if an output is an input or another output, or cannot be written to its path."""
    layers = input_layers(given)
    rasters = {name: raster.sources.files_of(source_of(layer)) for name, layer in layers.items()}
    files = input_files(given)
    taken = {**files, **{name: layer_file(layer) for name, layer in layers.items()}}
    for name, path in files.items():
        check_kind(name, path)
    for name, path in output_files(given).items():
        check_kind(name, path)
        check_length(name, path)
        check_writable(name, path)
        for other, there in taken.items():
            if same_file(path, there):
                raise ValueError(f"{name} is the same file as {other}. Choose another name.")
        check_parts(name, path, rasters)
        if isinstance(given.algorithm.parameterDefinition(name), QgsProcessingParameterRasterDestination):
            check_apart(name, path, rasters)
            check_neighbours(name, path)
            rasters[name] = [path]
        taken[name] = path


def check_opened(given: Given) -> None:
    """Raise ValueError if the file of a raster cannot be opened: QGIS calls it not found, whatever the reason."""
    for definition in given.algorithm.parameterDefinitions():
        name = definition.name()
        path = given.plain(name) if isinstance(definition, QgsProcessingParameterRasterLayer) else None
        if isinstance(path, str) and os.path.exists(path) and given.raster_layer(name) is None:
            refuse_unopened(name, path)


def refuse_unopened(name: str, path: str) -> None:
    """Raise ValueError with GDAL's reason, or if there are several rasters in the file."""
    try:
        parts = raster.dataset.open_dataset(path).GetSubDatasets()
    except raster.errors.RasterError as error:
        raise ValueError(f"{name} {error}") from error
    if parts:
        raise ValueError(
            f"{name} '{path}' holds {len(parts)} rasters. Add it to QGIS (Layer > Add Layer > Add Raster Layer), "
            "which asks for one of them, and choose this layer; or convert one to a file (gdal_translate)."
        )


def check_parts(name: str, path: str, rasters: dict[str, list[str]]) -> None:
    """Raise ValueError if an output would replace a file of a raster: its header, a part, or what it is a part of."""
    for other, files in rasters.items():
        if any(same_file(path, file) for file in files):
            raise ValueError(f"{name} '{path}' belongs to {other}. Choose another name.")


def check_apart(name: str, path: str, rasters: dict[str, list[str]]) -> None:
    """Raise ValueError if companions of a raster output would replace those of another raster: a header or style."""
    if not has_companions(name, path):
        return
    bare = os.path.splitext(path)[0]
    for other, files in rasters.items():
        for file in files:
            if same_file(bare, os.path.splitext(file)[0]):
                raise ValueError(
                    f"{name} '{path}' differs from '{file}', of {other}, only in the suffix: their companion files "
                    "(.hdr, .qml) would have the same names. Choose another name."
                )


def check_neighbours(name: str, path: str) -> None:
    """Raise ValueError if a new output would replace the header of a raster that differs only in the suffix."""
    bare = os.path.splitext(path)[0]
    header = f"{bare}.hdr"
    if os.path.exists(path) or not os.path.exists(header) or driver_of(name, path) not in WITH_HEADERS:
        return
    for neighbour in sorted(filter(os.path.isfile, (bare, *glob.glob(f"{glob.escape(bare)}.*")))):
        if any(same_file(file, header) for file in raster.sources.files_of(neighbour)):
            raise ValueError(f"{name} '{path}' would replace '{header}', of '{neighbour}'. Choose another name.")


def has_companions(name: str, path: str) -> bool:
    """Return whether a raster has files with other suffixes, which may replace another's."""
    style = f"{os.path.splitext(path)[0]}.qml"
    of_another = os.path.exists(style) and not os.path.exists(path)
    return of_another or driver_of(name, path) != "GTiff"


def driver_of(name: str, path: str) -> str:
    """Return the name of the GDAL driver that writes a raster with that suffix."""
    return raster.formats.driver_of_suffix(Path(path).suffix[1:].lower(), name).ShortName


def input_files(given: Given) -> dict[str, str]:
    """Return the paths of file parameters, by parameter name; for those of layers, see `input_layers`."""
    names = [d.name() for d in given.algorithm.parameterDefinitions() if isinstance(d, QgsProcessingParameterFile)]
    paths = {name: given.file(name) for name in names}
    return {name: path for name, path in paths.items() if path}


def input_layers(given: Given) -> dict[str, QgsMapLayer]:
    """Return the layers of parameters, by the names used in messages."""
    found = {}
    for definition in given.algorithm.parameterDefinitions():
        name = definition.name()
        if isinstance(definition, QgsProcessingParameterMultipleLayers):
            found.update({f"{name} '{layer.name()}'": layer for layer in given.layers(name)})
        elif isinstance(definition, QgsProcessingParameterFeatureSource):
            found[name] = given.vector_layer(name)
        elif isinstance(definition, LAYERS):
            found[name] = given.layer(name)
    return {name: layer for name, layer in found.items() if layer is not None}


def layer_file(layer: QgsMapLayer) -> str:
    """Return the path of the file that holds a layer, such as the archive; no path if the layer has no file."""
    source = source_of(layer)
    return QgsProviderRegistry.instance().decodeUri(layer.providerType(), source).get("path") or source


def source_of(layer: QgsMapLayer) -> str:
    """Return a layer's source without the options that QGIS appends."""
    return layer.source().split("|")[0]


def output_files(given: Given) -> dict[str, str]:
    """Return the paths of the requested outputs, by parameter name."""
    names = [definition.name() for definition in given.algorithm.destinationParameterDefinitions()]
    paths = {name: destination_file(given, name) for name in names}
    return {name: path for name, path in paths.items() if path}


def destination_file(given: Given, name: str) -> str:
    """Return the path of an output's file; "" if there is none, for temporary outputs and for databases.

    `parameterAsOutputLayer` would make Processing load the layer again on each call.
    """
    path = given.plain(name) or ""
    return "" if path == QgsProcessing.TEMPORARY_OUTPUT or re.match("[A-Za-z]{2,}:", path) else path


def fingerprints(files: dict[str, str]) -> dict[str, tuple[int, ...] | None]:
    """Return, by name, what changes when a file is written or replaced; None if there is no file."""
    found = {}
    for name, path in files.items():
        facts = os.stat(path) if os.path.exists(path) else None
        found[name] = None if facts is None else (facts.st_mtime_ns, facts.st_size, facts.st_ino)
    return found


def check_kind(name: str, path: str) -> None:
    """Raise ValueError for a pipe or a device: reading it may never end, and an output would take its place."""
    if os.path.exists(path) and not os.path.isfile(path) and not os.path.isdir(path):
        raise ValueError(f"{name} '{path}' is a pipe or a device. Choose a file.")


def check_length(name: str, path: str) -> None:
    """Raise ValueError if the file system has no room for the names of the files next to an output."""
    try:
        os.stat(path + LONGEST_APPENDIX)
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            raise ValueError(
                f"{name} '{path}' is too long: there must be room for {len(LONGEST_APPENDIX)} more characters in the "
                "names of its companion files. Choose a shorter name."
            ) from error


def check_writable(name: str, path: str) -> None:
    """Raise ValueError if an output's folder is not writable, or an existing file cannot be replaced."""
    if os.path.isdir(path):
        raise ValueError(f"{name} '{path}' is a folder: name a file in it.")
    folder = os.path.dirname(os.path.abspath(path))
    if not os.access(folder, os.W_OK):
        raise ValueError(f"{name} '{path}' cannot be written: the folder '{folder}' is missing or read-only.")
    try:
        if os.path.isfile(path):
            os.rename(path, path)  # Windows refuses this while a program has the file open.
    except OSError as error:
        raise ValueError(
            f"{name} '{path}' cannot be replaced ({error}). If it is open in QGIS or another program, "
            "remove its layer or close it there; or choose another name."
        ) from error


def same_file(one: str, other: str) -> bool:
    if os.path.exists(one) and os.path.exists(other):
        return os.path.samefile(one, other)
    return Path(os.path.abspath(one)) == Path(os.path.abspath(other))
