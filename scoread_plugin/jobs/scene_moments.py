"""Moments of a scene for the classic detectors, computed in one pass."""

from __future__ import annotations

from ..detectors.moments import Moments
from ..progress import Progress
from ..raster.errors import RasterError
from ..raster.scene import Scene
from ..raster.window import block_shape

BLOCK_BYTES = 16 * 10**6
# Of each value: its copy among the valid ones, 4 bytes, and its deviation from the mean, 8.
COPIES_BYTES = 12


def scene_moments(scene: Scene, progress: Progress) -> Moments:
    """Compute count, mean and scatter of the scene's valid spectra.

    Blocks have a fixed size that fits the lowest memory limit, so that no bit of the result depends on the limit.

    Raises
    ------
    RasterError
        If the scene cannot be read, or has fewer than two valid pixels.
    """
    bytes_per_pixel = scene.bytes_per_pixel + COPIES_BYTES * len(scene.bands)
    shape = block_shape(scene.window, scene.tile, 0, BLOCK_BYTES // bytes_per_pixel)
    blocks = list(scene.window.tiles(*shape))
    moments = Moments.none(len(scene.bands))
    for k, window in enumerate(blocks):
        progress(k / len(blocks), f"Block {k + 1} of {len(blocks)}")
        block = scene.read(window)
        moments += Moments.of(block.cube[block.valid])
    require_two(moments.count)
    return moments


def require_two(count: int) -> None:
    """Raise RasterError if there are fewer than two spectra."""
    if count < 2:
        raise RasterError(
            "INPUT has fewer than two valid pixels in the part to be used: check nodata, MASK and EXTENT."
        )
