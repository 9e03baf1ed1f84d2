"""What the window of QGIS shows besides Processing: a map tool that explains the pixel under a click."""
