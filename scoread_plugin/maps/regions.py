"""Connected regions of high scores, strongest first."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class Regions:
    """Regions of a score map; entries 0, 1, ... of each array (n) belong to ranks 1, 2, ...

    Attributes
    ----------
    ranks : int array (rows, columns)
        Rank of the region to which a pixel belongs; 0 outside all regions.
    highest, mean : array (n,)
        Highest and mean score of the region.
    pixels : int array (n,)
    peaks : int array (n, 2)
        Row and column of the highest score.
    middles : int array (n, 2)
        Row and column of the region's pixel nearest to its centre of mass.
    """

    ranks: np.ndarray
    highest: np.ndarray
    mean: np.ndarray
    pixels: np.ndarray
    peaks: np.ndarray
    middles: np.ndarray

    def __len__(self) -> int:
        return len(self.pixels)


def find_regions(scores: np.ndarray, threshold: float, min_area: int = 1) -> Regions:
    """Find the 8-connected regions of pixels with scores not below the threshold.

    Parameters
    ----------
    scores : array (rows, columns)
        NaN where not valid.
    threshold : float
    min_area : int
        Minimum area in pixels; smaller regions are left out.

    Returns
    -------
    Regions
        Regions by decreasing highest score; equal ones in reading order.
    """
    from scipy import ndimage

    labels, count = ndimage.label(scores >= threshold, ndimage.generate_binary_structure(2, 2))
    places = np.argwhere(labels)
    owner = labels[labels > 0] - 1
    values = scores[labels > 0].astype(np.float64)
    pixels = np.bincount(owner, minlength=count)
    mean, *centres = (
        np.bincount(owner, of_pixel, count) / pixels for of_pixel in (values, places[:, 0], places[:, 1])
    )
    distances = ((places - np.stack(centres, axis=1)[owner]) ** 2).sum(axis=1)
    peak = least_of_each(owner, -values)
    middle = least_of_each(owner, distances)
    order = np.argsort(-values[peak], kind="stable")
    order = order[pixels[order] >= min_area]
    rank_of_label = np.zeros(count + 1, labels.dtype)
    rank_of_label[order + 1] = np.arange(1, len(order) + 1)
    return Regions(
        ranks=rank_of_label[labels],
        highest=values[peak][order],
        mean=mean[order],
        pixels=pixels[order],
        peaks=places[peak][order],
        middles=places[middle][order],
    )


def least_of_each(owner: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Return, for each owner 0, 1, ..., the index of its smallest value, the first of equal ones."""
    order = np.lexsort((values, owner))
    return order[np.searchsorted(owner[order], np.arange(owner.max(initial=-1) + 1))]
