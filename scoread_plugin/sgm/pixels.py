"""Spectra taken out of a block of the raster, with the neighbours that serve as their context."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F

from .settings import Context

LONGEST_STRETCH = 4


@dataclass(frozen=True)
class Pixels:
    """Pixels to train on or to score.

    Attributes
    ----------
    bank : Tensor (m, bands)
        Spectra of the pixels and of their neighbours, in the raster's own kind of number.
    centres : Tensor (n,), int64
        Where in the bank the pixels themselves are.
    ring : Tensor (n, r), int64, or None
        Where in the bank their neighbours are; -1 where there is no valid one.
    """

    bank: Tensor
    centres: Tensor
    ring: Tensor | None = None

    def __len__(self) -> int:
        return len(self.centres)

    def to(self, device: torch.device) -> Pixels:
        ring = None if self.ring is None else self.ring.to(device)
        bank = self.bank.float() if device.type == "mps" else self.bank  # It does not know all kinds of integers.
        return Pixels(bank.to(device), self.centres.to(device), ring)

    def with_bank(self, bank: Tensor) -> Pixels:
        """The same places with other spectra, for instance conditioned ones."""
        return Pixels(bank, self.centres, self.ring)

    def copied(self) -> Pixels:
        """The same pixels in memory of their own, float32, and no more than they need."""
        if self.ring is None:
            return Pixels(self.bank.index_select(0, self.centres).float(), torch.arange(len(self)))
        return self.with_bank(self.bank.to(torch.float32, copy=True))

    def subset(self, index: Tensor) -> Pixels:
        """The pixels at the index (k,), out of the same bank."""
        return Pixels(self.bank, self.centres[index], None if self.ring is None else self.ring[index])

    def excerpt(self, index: Tensor) -> Pixels:
        """The pixels at the index (k,) in a bank of no more than they need, to be moved to a device in one go.

        It is a stretch of this one, whose memory it shares; where most of that would not be needed, a copy.
        """
        part = self.subset(index)
        places = part.centres if part.ring is None else torch.where(part.ring < 0, part.centres[:, None], part.ring)
        first, last = int(places.min()), int(places.max()) + 1
        if part.ring is None and last - first > LONGEST_STRETCH * len(part):
            return part.copied()
        ring = None if part.ring is None else torch.where(part.ring < 0, -1, part.ring - first)
        return Pixels(self.bank[first:last], part.centres - first, ring)

    def batch(self, index: Tensor) -> tuple[Tensor, Tensor | None, Tensor | None]:
        """Spectra (k, bands), neighbours (k, r, bands), float32, and their validity (k, r) at the index (k,)."""
        return self.spectra(index), *(self.neighbours(index) or (None, None))

    def spectra(self, index: Tensor) -> Tensor:
        """The pixels' own (k, bands), float32."""
        return self.bank.index_select(0, self.centres[index]).float()

    def neighbours(self, index: Tensor) -> tuple[()] | tuple[Tensor, Tensor]:
        """Neighbours (k, r, bands), float32, and which are valid (k, r); nothing where there is no ring."""
        if self.ring is None:
            return ()
        ring = self.ring[index]
        places = ring.clamp(min=0).flatten()
        return self.bank.index_select(0, places).float().unflatten(0, ring.shape), ring >= 0


def take_pixels(cube: Tensor, valid: Tensor, chosen: Tensor, context: Context) -> Pixels:
    """The chosen pixels of a block, whose memory they share.

    Parameters
    ----------
    cube : Tensor (rows, columns, bands)
    valid : Tensor (rows, columns), bool
    chosen : Tensor (rows, columns), bool
        For the ring, at least its margin away from the block's edge.
    """
    bank = cube.reshape(-1, cube.shape[2])
    centres = chosen.flatten().nonzero()[:, 0]
    if context.kind != "ring":
        return Pixels(bank, centres)
    columns = cube.shape[1]
    offsets = torch.tensor([dr * columns + dc for dr, dc in ring_offsets(context)])
    neighbours = centres[:, None] + offsets
    ring = torch.where(valid.flatten()[neighbours], neighbours, -1)
    return Pixels(bank, centres, ring)


def ring_offsets(context: Context) -> list[tuple[int, int]]:
    """(row, column) steps to the pixels between the inner and the outer window."""
    outer, inner = context.outer // 2, context.inner // 2
    steps = range(-outer, outer + 1)
    return [(r, c) for r in steps for c in steps if max(abs(r), abs(c)) > inner]


def concatenate(parts: list[Pixels]) -> Pixels:
    """One set of pixels from several."""
    centres, rings, offset = [], [], 0
    for part in parts:
        centres.append(part.centres + offset)
        if part.ring is not None:
            rings.append(torch.where(part.ring >= 0, part.ring + offset, -1))
        offset += len(part.bank)
    bank = torch.cat([part.bank for part in parts])
    return Pixels(bank, torch.cat(centres), torch.cat(rings) if rings else None)


def nearest_in_ring(x: Tensor, ring: Tensor | None, valid: Tensor | None) -> Tensor | None:
    """The paper's neighbour condition for noised spectra.

    Parameters
    ----------
    x : Tensor (n, d)
    ring : Tensor (n, r, d) or None
    valid : Tensor (n, r) or None

    Returns
    -------
    Tensor (n, d + 2) or None
        The ring's spectrum nearest to x by Euclidean distance, its cosine similarity to x and its distance;
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
