"""The ordinary spectra of a model's scene, for people to compare an odd one with."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

ORDINARY_SHARE = 0.95
LEAST_PROMINENCE = 0.1


@dataclass(frozen=True, eq=False)
class Background:
    """Ordinary spectra.

    Attributes
    ----------
    spectra : array (n, bands)
        In sensor units.
    spread : array (bands,)
        Their standard deviation in each band; infinite in a band that is constant, which tells nothing.
    """

    spectra: np.ndarray
    spread: np.ndarray

    def nearest(self, spectra: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The background spectrum that is nearest to each of (n, bands): (n, bands), and its distance (n,).

        The distance is the root mean square, over the bands, of the differences in standard deviations of the
        background. All bands count alike, whatever their unit or brightness, and what is near looks alike when it is
        drawn. A whitened distance would count the faint components, mostly noise, as much as the others: among those
        the spectrum closest to the mean is close to every other (concentration of distances).
        """
        from scipy.spatial.distance import cdist

        distances = cdist(spectra / self.spread, self.spectra / self.spread)
        nearest = distances.argmin(axis=1)
        return self.spectra[nearest], distances.min(axis=1) / np.sqrt(len(self.spread))


def ordinary_background(spectra: np.ndarray, scores: np.ndarray) -> Background:
    """The background of spectra (n, bands) with scores (n,): the 95 % that score lowest.

    A training sample holds the anomalies too, each of which would be its own nearest background.
    """
    count = max(1, int(ORDINARY_SHARE * len(spectra)))
    kept = spectra[np.sort(np.argsort(scores, kind="stable")[:count])]
    spread = kept.std(axis=0, dtype=np.float64)
    return Background(kept, np.where(spread > 0, spread, np.inf))


def strongest_bands(pull: np.ndarray, count: int = 3) -> np.ndarray:
    """Where a deviation has its highest peaks, upwards and downwards.

    Parameters
    ----------
    pull : array (bands,)
        In standard deviations of the background, in the order of the wavelengths.
    count : int
        At most so many.

    Returns
    -------
    int array (k,)
        Positions, the strongest first; a peak rises out of what is around it by a tenth of the strongest at least.
        None where nothing deviates.
    """
    from scipy.signal import find_peaks

    height = np.abs(pull)
    least = max(LEAST_PROMINENCE * height.max(), np.finfo(float).tiny)
    upwards = [np.pad(np.maximum(side, 0.0), 1) for side in (pull, -pull)]
    peaks = np.concatenate([find_peaks(side, prominence=least)[0] - 1 for side in upwards])
    return peaks[np.argsort(-height[peaks], kind="stable")][:count]
