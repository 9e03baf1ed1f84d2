"""ScoreAD: anomalies in hyperspectral rasters by the score of the data distribution."""


def classFactory(iface):
    """Called by QGIS to get the plugin."""
    from .scoread_plugin.plugin import ScoreADPlugin

    return ScoreADPlugin(iface)
