"""Ordinary spectra of a model's scene, for comparison with an anomalous one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

ORDINARY_SHARE = 0.95
LEAST_PROMINENCE = 0.1
MOST_PEAKS = 3


@dataclass(frozen=True, eq=False)
class Background:
    """Background spectra and their spread.

    Attributes
    ----------
    spectra : array (n, bands)
        Spectra in sensor units.
    spread : array (bands,)
        Standard deviation in each band; infinite in a constant band, which carries no information.
    scores : array (m,)
        Scores of the whole sample from which the background was selected, in ascending order.
    """

    spectra: np.ndarray
    spread: np.ndarray
    scores: np.ndarray

    def share_below(self, scores: np.ndarray) -> np.ndarray:
        """Compute the share of the sample that scores lower than each of the scores (n,)."""
        return np.searchsorted(self.scores, scores) / len(self.scores)

    def nearest(self, spectra: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Find the background spectrum nearest to each of (n, bands): (n, bands), and its distance (n,).

        The distance is the root mean square, over the bands, of the differences in standard deviations of the
        background. All bands have equal weight, whatever their unit or brightness, and nearby spectra look alike when
        plotted. A whitened distance would give the faint components, mostly noise, as much weight as the others: in
        those, the spectrum closest to the mean is close to every other (concentration of distances).
        """
        from scipy.spatial.distance import cdist

        distances = cdist(spectra / self.spread, self.spectra / self.spread)
        nearest = distances.argmin(axis=1)
        return self.spectra[nearest], distances.min(axis=1) / np.sqrt(len(self.spread))


def ordinary_background(spectra: np.ndarray, scores: np.ndarray) -> Background:
    """Select the background from spectra (n, bands) with scores (n,): the 95 % that score lowest.

    The training sample also contains the anomalies, each of which would be its own nearest background.
    """
    count = max(1, int(ORDINARY_SHARE * len(spectra)))
    kept = spectra[np.sort(np.argsort(scores, kind="stable")[:count])]
    spread = kept.std(axis=0, dtype=np.float64)
    return Background(kept, np.where(spread > 0, spread, np.inf), np.sort(scores))


def strongest_bands(pull: np.ndarray) -> np.ndarray:
    """Find the three highest peaks of a deviation, positive and negative.

    Parameters
    ----------
    pull : array (bands,)
        Deviation in standard deviations of the background, ordered by wavelength.

    Returns
    -------
    int array (k,)
        Positions of the peaks, strongest first. The prominence of each is at least a tenth of the largest absolute
        deviation. Empty if nothing deviates.
    """
    from scipy.signal import find_peaks

    height = np.abs(pull)
    least = max(LEAST_PROMINENCE * height.max(), np.finfo(float).tiny)
    upwards = [np.pad(np.maximum(side, 0.0), 1) for side in (pull, -pull)]
    peaks = np.concatenate([find_peaks(side, prominence=least)[0] - 1 for side in upwards])
    return peaks[np.argsort(-height[peaks], kind="stable")][:MOST_PEAKS]
