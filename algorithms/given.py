"""The values given for an algorithm's parameters."""

from __future__ import annotations

from qgis.core import QgsProcessingOutputLayerDefinition, QgsProperty


class Given:
    """The values of one run's parameters, by the parameters' names.

    Parameters
    ----------
    algorithm : QgsProcessingAlgorithm
    parameters, context
        As passed by Processing.
    """

    def __init__(self, algorithm, parameters: dict, context):
        self.algorithm = algorithm
        self.parameters = parameters
        self.context = context

    def is_empty(self, name: str) -> bool:
        return self.plain(name) in (None, "")

    def plain(self, name: str):
        """Return a value as it was passed; of the definition of an output layer, its destination."""
        value = self.parameters.get(name)
        if isinstance(value, QgsProcessingOutputLayerDefinition):  # The batch dialog passes one for every layer.
            value = value.sink
        if isinstance(value, QgsProperty):
            value, _ = value.valueAsString(self.context.expressionContext(), "")
        return value

    def text(self, name: str) -> str:
        return self.algorithm.parameterAsString(self.parameters, name, self.context)

    def integer(self, name: str) -> int:
        return self.algorithm.parameterAsInt(self.parameters, name, self.context)

    def number(self, name: str) -> float:
        return self.algorithm.parameterAsDouble(self.parameters, name, self.context)

    def flag(self, name: str) -> bool:
        return self.algorithm.parameterAsBool(self.parameters, name, self.context)

    def integers(self, name: str) -> list[int]:
        return self.algorithm.parameterAsInts(self.parameters, name, self.context)

    def optional_integer(self, name: str) -> int | None:
        return None if self.is_empty(name) else self.integer(name)

    def optional_number(self, name: str) -> float | None:
        return None if self.is_empty(name) else self.number(name)

    def file(self, name: str) -> str:
        """Return the path of a file to read; empty if none is given."""
        return self.algorithm.parameterAsFile(self.parameters, name, self.context)

    def target_file(self, name: str) -> str:
        """Return the path of a file to write; empty if none is requested."""
        return self.algorithm.parameterAsFileOutput(self.parameters, name, self.context)

    def target_layer(self, name: str) -> str:
        """Return the path of a layer to write, which Processing then loads; empty if none is requested."""
        if self.is_empty(name):  # Processing would load a layer without a path.
            return ""
        return self.algorithm.parameterAsOutputLayer(self.parameters, name, self.context)

    def layer(self, name: str):
        """Return a map layer of any kind; None if it cannot be opened or none is given."""
        return self.algorithm.parameterAsLayer(self.parameters, name, self.context)

    def layers(self, name: str) -> list:
        return self.algorithm.parameterAsLayerList(self.parameters, name, self.context) or []

    def raster_layer(self, name: str):
        """Return a raster layer, which may be invalid; None if there is none."""
        return self.algorithm.parameterAsRasterLayer(self.parameters, name, self.context)

    def vector_layer(self, name: str):
        return self.algorithm.parameterAsVectorLayer(self.parameters, name, self.context)

    def source(self, name: str):
        """Return a source of features; None if it cannot be opened."""
        return self.algorithm.parameterAsSource(self.parameters, name, self.context)

    def crs(self, name: str):
        return self.algorithm.parameterAsCrs(self.parameters, name, self.context)

    def point(self, name: str, crs):
        """Return a point in a coordinate reference system."""
        return self.algorithm.parameterAsPoint(self.parameters, name, self.context, crs)

    def extent(self, name: str, crs):
        """Return an extent in a coordinate reference system; null if none is given."""
        return self.algorithm.parameterAsExtent(self.parameters, name, self.context, crs)
