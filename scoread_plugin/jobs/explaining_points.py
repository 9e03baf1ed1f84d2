"""Explanation of the pixels under points: a model's results for them, and the nearest ordinary spectra."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ..progress import Progress, span
from ..raster.georeferencing import pixels_at
from ..raster.scene import Scene
from ..raster.table import write_table
from ..runtime.remote import RemoteDetector
from ..sgm.background import Background, ordinary_background
from ..sgm.model_file import Header
from .pixel_stack import empty_stack, pixels_at_once, read_stack
from .profiles import Spectra

MOST_POINTS = 10_000


@dataclass(frozen=True, eq=False)
class PointExplanations:
    """Results of a model for the pixels under n points; NaN where there is no result.

    Attributes
    ----------
    places : int array (n, 2)
        Zero-based row and column in the raster; -1 outside.
    scores : array (n,)
        Scores of the model alone, without local contrast.
    spectra, deviations : array (n, bands)
        Values in the bands of the model, in sensor units.
    nearest : array (n, bands)
        Nearest spectra of the background, see `sgm.background.Background.nearest`.
    distances : array (n,)
        Distances to the nearest spectra, in standard deviations of the background.
    shares_below : array (n,)
        Shares of the training sample with lower scores; NaN if the model compares pixels with their neighbours, which
        the sample lacks.
    spread : array (bands,)
        Standard deviations of the background.
    bands : tuple of int
        One-based band numbers.
    wavelengths : array (bands,) or None
        Wavelengths in nanometres; None unless all are known.
    """

    places: np.ndarray
    scores: np.ndarray
    spectra: np.ndarray
    deviations: np.ndarray
    nearest: np.ndarray
    distances: np.ndarray
    shares_below: np.ndarray
    spread: np.ndarray
    bands: tuple[int, ...]
    wavelengths: np.ndarray | None

    @property
    def known(self) -> np.ndarray:
        """Whether each point is explained: bool (n,)."""
        return np.isfinite(self.scores)

    @property
    def outside(self) -> np.ndarray:
        """Whether each point lies outside the raster: bool (n,)."""
        return (self.places < 0).any(axis=1)

    @property
    def invalid(self) -> np.ndarray:
        """Whether each point lies on a pixel that is not valid: bool (n,)."""
        return ~self.known & ~self.outside

    @property
    def denoised(self) -> np.ndarray:
        """Spectra to which the model would move the pixels: (n, bands)."""
        return self.spectra - self.deviations

    @property
    def standardised_deviations(self) -> np.ndarray:
        """Deviations in standard deviations of the background: (n, bands)."""
        return self.deviations / self.spread

    def profiles(self) -> dict[str, Iterator[str | None]]:
        """Return the spectral fields by name: those of `region_spectra.profiles`, and the nearest background."""
        wavelengths = None if self.wavelengths is None else self.wavelengths.tolist()
        fields = {
            "spectrum": self.spectra,
            "deviation": self.deviations,
            "background": self.denoised,
            "nearest": self.nearest,
        }
        return {name: Spectra(values, self.bands, wavelengths).profiles() for name, values in fields.items()}


def explain_points(
    scene: Scene,
    places: np.ndarray,
    detector: RemoteDetector,
    reference: np.ndarray,
    header: Header,
    progress: Progress,
) -> PointExplanations:
    """Explain the pixels at places (n, 2), reading no others except the margin that the detector requires.

    Parameters
    ----------
    scene : Scene
        Scene in the bands that the detector expects.
    places : int array (n, 2)
        Row and column; -1 outside the raster.
    detector : RemoteDetector
    reference : array (m, bands)
        Spectra of the training sample.
    header : Header
        Header of the model.
    progress : callable (fraction in 0..1, text)
    """
    background = find_background(reference, detector, span(progress, 0.0, 0.5))
    scores = np.full(len(places), np.nan, np.float32)
    spectra, deviations, nearest = np.full((3, len(places), len(scene.bands)), np.nan, np.float32)
    distances, shares_below = np.full((2, len(places)), np.nan)
    order = reading_order(places, scene.tile)
    at_once = pixels_at_once(len(scene.bands), detector.margin)
    for part, told in parts(len(order), at_once, span(progress, 0.5, 1.0)):
        chosen = order[part]
        stack = read_stack(scene, places[chosen], detector.margin, span(told, 0.0, 0.3))
        # Copied: the next call may overwrite the array that the detector has returned.
        found = stack.centres(detector.score(stack.cube, stack.valid, span(told, 0.3, 0.6)))[:, 0].copy()
        known = np.isfinite(found)
        if not known.any():
            continue
        departures = stack.centres(detector.deviations(stack.cube, stack.valid, span(told, 0.6, 0.9)))
        chosen = chosen[known]
        scores[chosen], deviations[chosen] = found[known], departures[known]
        spectra[chosen] = stack.own_spectra()[known]
        told(0.9, "Nearest background")
        nearest[chosen], distances[chosen] = background.nearest(spectra[chosen])
        if detector.margin == 0:
            shares_below[chosen] = background.share_below(scores[chosen])
    found = (scores, spectra, deviations, nearest, distances, shares_below)
    return PointExplanations(places, *found, background.spread, scene.bands, known_wavelengths(scene, header))


def places_of(scene: Scene, points: np.ndarray) -> np.ndarray:
    """Return row and column (n, 2) of the pixels that contain points (n, 2); -1 outside the raster.

    Raises
    ------
    ValueError
        If all are outside.
    """
    places = pixels_at(scene.dataset, points)
    outside = (places < 0).any(axis=1)
    if outside.all():
        raise ValueError(refusal(outside))
    return places


def check_some_known(explained: PointExplanations) -> None:
    """Raise ValueError if no point is on a valid pixel."""
    if not explained.known.any():
        raise ValueError(refusal(explained.outside))


def refusal(outside: np.ndarray) -> str:
    """Explain why none of the points, some of which lie outside, can be explained."""
    count = int(outside.sum())
    return (
        f"POINTS: no point is on a valid pixel of INPUT. {count} of {len(outside)} are outside the raster or not "
        "single points, the others on nodata. Check the coordinate systems of both layers."
    )


def find_background(reference: np.ndarray, detector: RemoteDetector, progress: Progress) -> Background:
    """Select the spectra of a training sample (n, bands) that the detector, without neighbours, finds ordinary."""
    count, bands = reference.shape
    scores = []
    for part, told in parts(count, pixels_at_once(bands, detector.margin), progress):
        stack = empty_stack(len(reference[part]), bands, detector.margin)
        stack.own_spectra()[:] = reference[part]
        stack.centres(stack.valid[stack.margin :, stack.margin :])[:] = True
        scores.append(stack.centres(detector.score(stack.cube, stack.valid, told))[:, 0].copy())
    return ordinary_background(reference, np.concatenate(scores))


def parts(count: int, at_once: int, progress: Progress) -> Iterator[tuple[slice, Progress]]:
    """Divide `count` pixels into parts of at most `at_once`; yield each with its own progress."""
    for first in range(0, count, at_once):
        last = min(first + at_once, count)
        yield slice(first, last), span(progress, first / count, last / count)


def reading_order(places: np.ndarray, tile: tuple[int, int]) -> np.ndarray:
    """Return the indices of the places (n, 2) that lie inside the raster, tile by tile of the file."""
    row, column = places.T
    order = np.lexsort((column, row, column // tile[1], row // tile[0]))
    return order[(places[order] >= 0).all(axis=1)]


def known_wavelengths(scene: Scene, header: Header) -> np.ndarray | None:
    """Return the wavelengths of the bands in use from the raster, or else the model; None unless all are known."""
    for wavelengths in (scene.wavelengths_used, header.wavelengths):
        if wavelengths is not None and np.isfinite(wavelengths).all():
            return np.array(wavelengths, dtype=float)
    return None


def write_explanations(path: str, explained: PointExplanations, progress: Progress) -> None:
    """Write a table with a row for each explained point and band, completely or not at all.

    Raises
    ------
    RasterError
        If the table cannot be written; an older one is left as it was.
    """
    numbers = np.flatnonzero(explained.known)
    rows = len(numbers) * len(explained.bands)
    columns = {
        "point": np.repeat(numbers + 1, len(explained.bands)),
        "band": np.tile(explained.bands, len(numbers)),
        "wavelength": None if explained.wavelengths is None else np.tile(explained.wavelengths, len(numbers)),
        "value": explained.spectra[numbers],
        "model": explained.denoised[numbers],
        "deviation": explained.deviations[numbers],
        "deviation_sd": explained.standardised_deviations[numbers],
        "nearest": explained.nearest[numbers],
    }
    columns = {name: values for name, values in columns.items() if values is not None}
    table = np.stack([np.ravel(values).astype(np.float32) for values in columns.values()], axis=1)
    write_table(path, list(columns), table, lambda done: progress(done / rows, f"Writing row {done}"), "TABLE")
