"""Spectra taken from a block of the raster, with the neighbours that serve as their context."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F

from .settings import Ring

LONGEST_STRETCH = 4


@dataclass(frozen=True)
class Pixels:
    """Pixels to train on or to score.

    Attributes
    ----------
    bank : Tensor (m, bands)
        Spectra of the pixels and of their neighbours, in the raster's data type.
    centres : Tensor (n,), int64
        Positions of the pixels in the bank.
    ring : Tensor (n, r), int64, or None
        Positions of their neighbours in the bank; -1 where there is no valid neighbour.
    """

    bank: Tensor
    centres: Tensor
    ring: Tensor | None = None

    def __len__(self) -> int:
        return len(self.centres)

    def to(self, device: torch.device) -> Pixels:
        ring = None if self.ring is None else self.ring.to(device)
        bank = self.bank.float() if device.type == "mps" else self.bank  # MPS does not support all integer types.
        return Pixels(bank.to(device), self.centres.to(device), ring)

    def with_bank(self, bank: Tensor) -> Pixels:
        """Return the same positions with other spectra, for instance conditioned ones."""
        return Pixels(bank, self.centres, self.ring)

    def copied(self) -> Pixels:
        """Return a float32 copy of the pixels with its own memory, no larger than they need."""
        if self.ring is None:
            return Pixels(self.bank.index_select(0, self.centres).float(), torch.arange(len(self)))
        return self.with_bank(self.bank.to(torch.float32, copy=True))

    def subset(self, index: Tensor) -> Pixels:
        """Return the pixels at the index (k,), from the same bank."""
        return Pixels(self.bank, self.centres[index], None if self.ring is None else self.ring[index])

    def excerpt(self, index: Tensor) -> Pixels:
        """Return the pixels at the index (k,) with a reduced bank, to be moved to a device in one piece.

        The bank is a slice of this one and shares its memory; if most of the slice would not be needed, it is a copy.
        """
        part = self.subset(index)
        places = part.centres if part.ring is None else torch.where(part.ring < 0, part.centres[:, None], part.ring)
        first, last = int(places.min()), int(places.max()) + 1
        if part.ring is None and last - first > LONGEST_STRETCH * len(part):
            return part.copied()
        ring = None if part.ring is None else torch.where(part.ring < 0, -1, part.ring - first)
        return Pixels(self.bank[first:last], part.centres - first, ring)

    def batch(self, index: Tensor) -> tuple[Tensor, Tensor | None, Tensor | None]:
        """Return float32 spectra (k, bands), neighbours (k, r, bands) and their validity (k, r) at the index (k,)."""
        return self.spectra(index), *(self.neighbours(index) or (None, None))

    def spectra(self, index: Tensor) -> Tensor:
        """Return the spectra of the pixels (k, bands), float32."""
        return self.bank.index_select(0, self.centres[index]).float()

    def neighbours(self, index: Tensor) -> tuple[()] | tuple[Tensor, Tensor]:
        """Return the neighbours (k, r, bands), float32, and their validity (k, r); nothing if there is no ring."""
        if self.ring is None:
            return ()
        ring = self.ring[index]
        places = ring.clamp(min=0).flatten()
        return self.bank.index_select(0, places).float().unflatten(0, ring.shape), ring >= 0


def take_pixels(cube: Tensor, valid: Tensor, chosen: Tensor, ring: Ring | None = None) -> Pixels:
    """Take the chosen pixels of a block, sharing its memory.

    Parameters
    ----------
    cube : Tensor (rows, columns, bands)
    valid : Tensor (rows, columns), bool
    chosen : Tensor (rows, columns), bool
        Pixels to take; for the ring, at least its margin away from the block's edge.
    """
    bank = cube.reshape(-1, cube.shape[2])
    centres = chosen.flatten().nonzero()[:, 0]
    if ring is None:
        return Pixels(bank, centres)
    columns = cube.shape[1]
    offsets = torch.tensor([dr * columns + dc for dr, dc in ring_offsets(ring)])
    neighbours = centres[:, None] + offsets
    return Pixels(bank, centres, torch.where(valid.flatten()[neighbours], neighbours, -1))


def ring_offsets(ring: Ring) -> list[tuple[int, int]]:
    """List the (row, column) offsets of the pixels between the inner and the outer window."""
    outer, inner = ring.outer // 2, ring.inner // 2
    steps = range(-outer, outer + 1)
    return [(r, c) for r in steps for c in steps if max(abs(r), abs(c)) > inner]


def concatenate(parts: list[Pixels]) -> Pixels:
    """Concatenate several sets of pixels."""
    centres, rings, offset = [], [], 0
    for part in parts:
        centres.append(part.centres + offset)
        if part.ring is not None:
            rings.append(torch.where(part.ring >= 0, part.ring + offset, -1))
        offset += len(part.bank)
    bank = torch.cat([part.bank for part in parts])
    return Pixels(bank, torch.cat(centres), torch.cat(rings) if rings else None)


def nearest_in_ring(x: Tensor, ring: Tensor | None, valid: Tensor | None) -> Tensor | None:
    """Compute the paper's neighbour condition for noised spectra.

    Parameters
    ----------
    x : Tensor (n, d)
    ring : Tensor (n, r, d) or None
    valid : Tensor (n, r) or None

    Returns
    -------
    Tensor (n, d + 2) or None
        Spectrum of the ring nearest to x by Euclidean distance, its cosine similarity to x and its distance;
        zeros where no neighbour is valid.
    """
    if ring is None:
        return None
    distances = torch.linalg.vector_norm(ring - x[:, None], dim=2).masked_fill(~valid, torch.inf)
    distance, index = distances.min(dim=1)
    nearest = ring[torch.arange(len(x), device=x.device), index]
    similarity = F.cosine_similarity(nearest, x, dim=1)
    context = torch.cat([nearest, similarity[:, None], distance[:, None]], dim=1)
    return torch.where(valid.any(dim=1, keepdim=True), context, torch.zeros_like(context))
