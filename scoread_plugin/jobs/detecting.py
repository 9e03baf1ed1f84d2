"""Detection: score a scene block by block and write a score raster."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from ..maps.false_alarms import BAND_NAME, check_enough
from ..progress import Log, Progress, no_log, span
from ..ranges import ranges
from ..raster.ahead import read_ahead
from ..raster.cache import block_cache
from ..raster.errors import RasterError
from ..raster.formats import check_format
from ..raster.scene import Scene
from ..raster.usable_bands import empty_bands
from ..raster.window import Window, block_shape
from ..raster.writer import ScoreWriter
from .derived_bands import contrast_cut, derive_bands

# Blocks that fit into the memory: 1.5 are GDAL's cache, 1 is the file that the worker maps, and the block in use, the
# next one and what reading it takes are at most 2.6.
COPIES_OF_A_BLOCK = 6
CACHE_SHARE = 4
# Progress at which the local contrast starts, and at which the raster is moved into place.
SCORING_SHARE, FINISH_FROM = 0.9, 0.95
CONTRAST_NAME = "Score, local contrast"


class BlockDetector(Protocol):
    """Interface of detectors that score rasters: an SGM in the worker, or a classic detector."""

    margin: int
    names: list[str]

    def score(self, cube: np.ndarray, valid: np.ndarray, progress: Progress) -> np.ndarray: ...


@dataclass(frozen=True)
class ScoreTarget:
    """Destination of scores, their post-processing, and its memory limit.

    Attributes
    ----------
    path : str
        Path of the raster to write.
    creation_options : list of str
        Creation options, as NAME=VALUE.
    memory : int
        Maximum size of the blocks in bytes, in both processes together.
    largest : int
        Maximum size of an anomaly in pixels: the level of larger regions is subtracted from the score. 0 leaves the
        score unchanged.
    false_alarms : bool
        Whether to add the false-alarm probability of the score as the last band.
    logarithm : bool
        Whether both are computed from the logarithm of the score in robust standard deviations, as for squared
        distances.
    """

    path: str
    creation_options: list[str]
    memory: int
    largest: int = 0
    false_alarms: bool = False
    logarithm: bool = False


def detect(
    scene: Scene,
    detector: BlockDetector,
    target: ScoreTarget,
    metadata: dict[str, str],
    progress: Progress,
    log: Log = no_log,
) -> None:
    """Score a scene and write the raster.

    Parameters
    ----------
    scene : Scene
        Scene in the bands that the detector expects.
    detector : BlockDetector
    target : ScoreTarget
    metadata : dict
        Metadata items of the raster.
    progress : callable (fraction in 0..1, text)
    log : callable (text)
        Called if an interrupted run has left blocks, and if this one leaves any.

    Raises
    ------
    RasterError
        If the scene cannot be read or the raster cannot be written; no incomplete raster remains.
    ValueError
        If there are too few distinct scores to estimate false-alarm probabilities, or too little memory for
        `largest`.
    """
    names = band_names(detector, target)
    refuse_early(scene, target, len(names))
    blocks = blocks_within(scene, detector.margin, target.memory)
    job = job_name(scene, blocks, names, metadata)
    writer = ScoreWriter(target.path, scene, names, target.creation_options, job, target.largest > 0)
    scoring = span(progress, 0.0, SCORING_SHARE if target.largest else FINISH_FROM)
    try:
        with block_cache(target.memory // CACHE_SHARE), writer:
            count = score_blocks(scene, detector, writer, blocks, scoring, log)
            derive_bands(writer, target, count, span(progress, SCORING_SHARE, FINISH_FROM))
            writer.finish(metadata, span(progress, FINISH_FROM, 1.0))
    except BaseException:
        if writer.kept:
            kept = f"{len(writer.done)} blocks are kept next to '{target.path}'"
            log(f"{kept}: repeat the run with this output to resume.")
        raise


def refuse_early(scene: Scene, target: ScoreTarget, bands: int) -> None:
    """Raise RasterError or ValueError for problems that would otherwise appear only after scoring the whole scene.

    `bands` is the number of bands of the raster.
    """
    check_format(target.path, target.creation_options, bands, scene)
    if target.largest:
        contrast_cut(scene.window, target.largest, target.memory)
    if target.false_alarms:
        check_enough(scene.window.pixels)


def score_blocks(
    scene: Scene,
    detector: BlockDetector,
    writer: ScoreWriter,
    blocks: list[Window],
    progress: Progress,
    log: Log,
) -> int:
    """Score and write the blocks not left by an interrupted run; return the number of valid pixels in all blocks."""
    if writer.done:
        log(f"Resuming an interrupted run: {len(writer.done)} of {len(blocks)} blocks are done.")
    waiting = [window for window in blocks if window not in writer.done]
    with closing(read_ahead(scene, waiting, detector.margin)) as coming:
        for block in coming:
            told = block_progress(progress, len(writer.done), len(blocks))
            writer.write(block.window, detector.score(block.cube, block.valid, told))
    count = sum(writer.done.values())
    if count == 0:
        raise RasterError(no_valid_pixel(scene))
    return count


def no_valid_pixel(scene: Scene) -> str:
    """Explain why there is nothing to score, as far as a sample of the scene's tiles shows."""
    told = "INPUT has no valid pixel in the part to be scored"
    empty = empty_bands(scene, seed=1)
    if len(empty) in (0, len(scene.bands)):
        return f"{told}: check nodata, MASK and EXTENT."
    return f"{told}: there is no valid value in band {ranges(empty)}. Use a model trained without such bands (BANDS)."


def job_name(scene: Scene, blocks: list[Window], names: list[str], metadata: dict[str, str]) -> str:
    """Describe everything that determines the scores: the scene's files and window, the blocks and the detector."""
    return json.dumps([scene.identity(), vars(blocks[0]), names, metadata])


def blocks_within(scene: Scene, margin: int, memory: int) -> list[Window]:
    """Divide the scene into blocks that, with their margins, fit into the memory (bytes)."""
    pixels = memory // (COPIES_OF_A_BLOCK * scene.bytes_per_pixel)
    return list(scene.window.tiles(*block_shape(scene.window, scene.tile, margin, pixels)))


def detection_text(scene: Scene, margin: int, memory: int) -> str:
    """Describe the work ahead: "1000000 pixels of 180 bands in 12 blocks, 400 MB of memory per block"."""
    blocks = blocks_within(scene, margin, memory)
    largest = max(block.grown(margin).pixels for block in blocks)
    megabytes = largest * COPIES_OF_A_BLOCK * scene.bytes_per_pixel / 1e6
    count = f"{len(blocks)} blocks" if len(blocks) > 1 else "1 block"
    return (
        f"{scene.window.pixels} pixels of {len(scene.bands)} bands in {count}, {megabytes:.0f} MB of memory per block"
    )


def band_names(detector: BlockDetector, target: ScoreTarget) -> list[str]:
    """Return band names that are short enough for a legend; the metadata contain details."""
    names = list(detector.names)
    if target.largest:
        names[0] = CONTRAST_NAME
    return [*names, BAND_NAME] if target.false_alarms else names


def block_progress(progress: Progress, index: int, count: int) -> Progress:
    """Report the start of one block among several, and return the progress callable for it."""
    text = f"Block {index + 1} of {count}"
    progress(index / count, text)
    return lambda fraction, _: progress((index + fraction) / count, text)
