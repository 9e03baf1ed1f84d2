from __future__ import annotations

import numpy as np
import pytest
import torch

from scoread_plugin.sgm.pixels import Pixels, concatenate, nearest_in_ring, ring_offsets, take_pixels
from scoread_plugin.sgm.settings import Ring

RING = Ring(5, 3)
ROWS, COLUMNS, BANDS, MARGIN = 9, 11, 4, 2


@pytest.fixture
def block():
    """Cube, valid and chosen: some pixels not valid, all valid ones inside the margin chosen."""
    generator = torch.Generator().manual_seed(1)
    cube = torch.randn(ROWS, COLUMNS, BANDS, generator=generator)
    valid = torch.rand(ROWS, COLUMNS, generator=generator) > 0.2
    valid[:5, :5] = False
    valid[2, 2] = True
    chosen = valid.clone()
    chosen[:MARGIN] = chosen[-MARGIN:] = chosen[:, :MARGIN] = chosen[:, -MARGIN:] = False
    return cube, valid, chosen


def ring_by_hand(cube, valid, row, column):
    """Spectra of the valid pixels of the 5 x 5 window that are not in its 3 x 3 window."""
    return [
        cube[r, c]
        for r in range(row - 2, row + 3)
        for c in range(column - 2, column + 3)
        if (abs(r - row) == 2 or abs(c - column) == 2) and valid[r, c]
    ]


@pytest.mark.parametrize("context", [None, RING])
@pytest.mark.parametrize("index", [[0, 1, 2, 3], [4, 5, 5, 5], [-1], [0, -1]])
def test_an_excerpt_holds_the_same_pixels(block, context, index):
    pixels = take_pixels(*block, context)
    index = torch.tensor(index) % len(pixels)
    found, expected = pixels.excerpt(index).batch(torch.arange(len(index))), pixels.batch(index)
    assert torch.equal(found[0], expected[0])
    if context == RING:
        valid = expected[2]
        assert torch.equal(found[2], valid) and torch.equal(found[1][valid], expected[1][valid])


def test_an_excerpt_is_a_stretch_of_the_bank_or_what_few_pixels_need():
    bank = torch.randn(100, 2)
    pixels = Pixels(bank, torch.arange(10, 90))
    close, far = pixels.excerpt(torch.tensor([20, 21, 27])), pixels.excerpt(torch.tensor([20, 33, 21]))
    assert len(close.bank) == 8 and close.bank.data_ptr() == bank[30:].data_ptr()
    assert len(far.bank) == 3 and torch.equal(far.bank, bank[[30, 43, 31]])


@pytest.mark.parametrize("context", [None, RING])
@pytest.mark.parametrize("kind", [torch.uint8, torch.int16, torch.uint16])
def test_spectra_come_out_as_floats_whatever_the_bank_holds(block, context, kind):
    cube, valid, chosen = block
    whole = (cube.abs() * 50).to(kind)
    kept, floats = (take_pixels(c, valid, chosen, context) for c in (whole, whole.float()))
    assert kept.bank.dtype == kind and kept.copied().bank.dtype == torch.float32
    index = torch.arange(len(kept))
    for pixels in (kept, kept.copied()):
        for found, expected in zip(pixels.batch(index), floats.batch(index)):
            assert found is expected or torch.equal(found, expected)


@pytest.mark.parametrize(("outer", "inner"), [(3, 1), (5, 3), (7, 5), (7, 1), (15, 5)])
def test_ring_offsets(outer, inner):
    offsets = ring_offsets(Ring(outer, inner))
    assert len(set(offsets)) == len(offsets) == outer**2 - inner**2
    distances = [max(abs(r), abs(c)) for r, c in offsets]
    assert min(distances) == inner // 2 + 1 and max(distances) == outer // 2


def test_pixels_without_ring(block):
    cube, valid, chosen = block
    pixels = take_pixels(cube, valid, chosen)
    spectra, ring, ring_valid = pixels.batch(torch.arange(len(pixels)))
    assert torch.equal(spectra, cube[chosen]) and ring is None and ring_valid is None


def test_pixels_with_their_rings(block):
    cube, valid, chosen = block
    pixels = take_pixels(cube, valid, chosen, RING)
    spectra, ring, ring_valid = pixels.batch(torch.arange(len(pixels)))
    places = chosen.nonzero().tolist()
    assert torch.equal(spectra, cube[chosen]) and len(places) == len(pixels) > 10
    for k, (row, column) in enumerate(places):
        expected = ring_by_hand(cube, valid, row, column)
        assert ring[k][ring_valid[k]].tolist() == [spectrum.tolist() for spectrum in expected]


def test_context_of_a_pixel_is_that_of_its_ring(block):
    cube, valid, chosen = block
    noised = cube + 0.3 * torch.randn(cube.shape, generator=torch.Generator().manual_seed(2))
    pixels = take_pixels(cube, valid, chosen, RING)
    _, ring, ring_valid = pixels.batch(torch.arange(len(pixels)))
    context = nearest_in_ring(noised[chosen], ring, ring_valid)
    for k, (row, column) in enumerate(chosen.nonzero().tolist()):
        x, neighbours = noised[row, column].numpy(), ring_by_hand(cube.numpy(), valid, row, column)
        expected = np.zeros(BANDS + 2)
        if neighbours:
            distances = [np.linalg.norm(spectrum - x) for spectrum in neighbours]
            nearest = neighbours[int(np.argmin(distances))]
            cosine = nearest @ x / np.linalg.norm(nearest) / np.linalg.norm(x)
            expected = np.hstack([nearest, cosine, min(distances)])
        np.testing.assert_allclose(context[k].numpy(), expected, rtol=1e-4, atol=1e-5)


def test_a_ring_without_valid_pixels_gives_zeros(block):
    cube, valid, chosen = block
    assert chosen[2, 2] and not ring_by_hand(cube, valid, 2, 2)
    pixels = take_pixels(cube, valid, chosen, RING)
    spectra, ring, ring_valid = pixels.batch(torch.tensor([0]))
    assert not ring_valid.any()
    assert torch.equal(nearest_in_ring(spectra, ring, ring_valid), torch.zeros(1, BANDS + 2))


def test_what_is_not_valid_does_not_reach_the_context(block):
    cube, valid, chosen = block
    contexts = []
    for value in (0.0, torch.nan, torch.inf):
        cube[~valid] = value
        pixels = take_pixels(cube, valid, chosen, RING)
        contexts.append(nearest_in_ring(*pixels.batch(torch.arange(len(pixels)))))
    assert contexts[0].isfinite().all()
    assert torch.equal(contexts[0], contexts[1]) and torch.equal(contexts[0], contexts[2])


def test_no_ring_no_context():
    assert nearest_in_ring(torch.ones(3, 4), None, None) is None


@pytest.mark.parametrize("context", [None, RING])
def test_concatenated_pixels_keep_their_neighbours(block, context):
    cube, valid, chosen = block
    other = (cube + 5, valid.flip(1), chosen.flip(1))
    parts = [take_pixels(cube, valid, chosen, context), take_pixels(*other, context)]
    whole = concatenate(parts)
    assert len(whole) == len(parts[0]) + len(parts[1])
    results = [part.batch(torch.arange(len(part))) for part in parts]
    spectra, ring, ring_valid = whole.batch(torch.arange(len(whole)))
    assert torch.equal(spectra, torch.cat([result[0] for result in results]))
    if context is RING:
        assert torch.equal(ring_valid, torch.cat([result[2] for result in results]))
        assert torch.equal(ring[ring_valid], torch.cat([result[1][result[2]] for result in results]))


def test_another_bank_keeps_the_places(block):
    pixels = take_pixels(*block, RING)
    doubled = pixels.with_bank(2 * pixels.bank)
    assert torch.equal(doubled.batch(torch.tensor([3]))[1], 2 * pixels.batch(torch.tensor([3]))[1])


def test_pixels_go_to_another_device_whole():
    pixels = Pixels(torch.ones(3, 2), torch.arange(3), torch.zeros(3, 1, dtype=torch.int64))
    moved = pixels.to(torch.device("meta"))
    assert {moved.bank.device.type, moved.centres.device.type, moved.ring.device.type} == {"meta"}
