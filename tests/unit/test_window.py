from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from scoread_plugin.raster.window import Window, block_shape, cut_along_tiles

SHAPES = 100


def test_grown_adds_the_margin_on_each_side_even_beyond_the_raster():
    assert Window(2, 10, 5, 7).grown(3) == Window(-1, 7, 11, 13)
    assert Window(2, 10, 5, 7).grown(0) == Window(2, 10, 5, 7)


def test_pixels():
    assert Window(9, 9, 5, 7).pixels == 35


@pytest.mark.parametrize(
    ("other", "common"),
    [
        (Window(3, 4, 2, 20), Window(3, 10, 2, 7)),
        (Window(0, 0, 100, 100), Window(2, 10, 5, 7)),
        (Window(4, 12, 1, 2), Window(4, 12, 1, 2)),
        (Window(-5, -5, 8, 16), Window(2, 10, 1, 1)),
    ],
)
def test_intersection(other, common):
    window = Window(2, 10, 5, 7)
    assert window.intersection(other) == common
    assert other.intersection(window) == common


@pytest.mark.parametrize("apart", [Window(7, 10, 5, 5), Window(2, 17, 5, 5), Window(50, 50, 1, 1)])
def test_intersection_of_windows_that_do_not_meet_has_no_pixels(apart):
    common = Window(2, 10, 5, 7).intersection(apart)
    assert common.pixels == 0
    assert common.rows >= 0 and common.columns >= 0


def test_relative_to_counts_from_the_origin():
    assert Window(12, 30, 5, 7).relative_to(Window(10, 20, 50, 50)) == Window(2, 10, 5, 7)


@pytest.mark.parametrize("seed", range(5))
def test_tiles_cover_every_pixel_once(seed):
    generator = np.random.default_rng(seed)
    row, column, rows, columns, height, width = map(int, generator.integers(1, 40, 6))
    hits = np.zeros((100, 100), int)
    for tile in Window(row, column, rows, columns).tiles(height, width):
        assert 1 <= tile.rows <= height and 1 <= tile.columns <= width
        hits[tile.row : tile.row + tile.rows, tile.column : tile.column + tile.columns] += 1
    assert (hits[row : row + rows, column : column + columns] == 1).all()
    assert hits.sum() == rows * columns


def test_tiles_go_row_by_row():
    assert list(Window(1, 2, 3, 4).tiles(2, 3)) == [
        Window(1, 2, 2, 3),
        Window(1, 5, 2, 1),
        Window(3, 2, 1, 3),
        Window(3, 5, 1, 1),
    ]


def random_cuts(seed):
    """(window, the file's tile, margin, pixel budget) of every kind: strips, tiles, huge and tiny budgets."""
    generator = np.random.default_rng(seed)
    for _ in range(SHAPES):
        rows, columns = (int(n) for n in np.exp(generator.uniform(0, 8, 2)))
        tile = ((1, columns), (rows, columns), (64, 64), (256, 128), (16, columns))[generator.integers(5)]
        margin = int(generator.choice([0, 0, 1, 7, 50]))
        yield Window(3, 5, rows, columns), tile, margin, int(np.exp(generator.uniform(0, 16)))


@pytest.mark.parametrize("seed", range(5))
def test_blocks_keep_to_the_budget_margins_included(seed):
    for window, tile, margin, pixels in random_cuts(seed):
        rows, columns = block_shape(window, tile, margin, pixels)
        assert rows >= 1 and columns >= 1
        block = next(window.tiles(rows, columns))
        assert block.grown(margin).pixels <= max(pixels, Window(0, 0, 1, 1).grown(margin).pixels)


@pytest.mark.parametrize("seed", range(5))
def test_blocks_are_whole_tiles_unless_they_are_smaller_than_one_or_as_large_as_the_window(seed):
    for window, tile, margin, pixels in random_cuts(seed):
        rows, columns = block_shape(window, tile, margin, pixels)
        assert rows < tile[0] or rows % tile[0] == 0 or rows >= window.rows
        assert columns < tile[1] or columns % tile[1] == 0 or columns == window.columns


@pytest.mark.parametrize(
    ("tile", "margin", "pixels", "shape"),
    [
        ((1, 1000), 0, 50_500, (50, 1000)),
        ((64, 64), 0, 200_000, (192, 1000)),
        ((64, 64), 10, 200_000, (128, 1000)),
        ((256, 256), 0, 100_000, (256, 256)),
        ((1, 1000), 0, 400, (20, 20)),
        ((64, 64), 7, 1, (1, 1)),
        ((1, 1), 20, 200_000, (152, 1000)),
        ((1, 1), 30, 200_000, (387, 387)),
    ],
)
def test_block_shape(tile, margin, pixels, shape):
    assert block_shape(Window(0, 0, 2000, 1000), tile, margin, pixels) == shape


@pytest.mark.parametrize("tile", [(1, 200), (64, 64), (512, 512), (300, 200)])
def test_a_budget_for_the_whole_window_takes_it_whole(tile):
    window = Window(5, 5, 300, 200)
    rows, columns = block_shape(window, tile, 4, window.grown(4).pixels + 64 * 208)
    assert list(window.tiles(rows, columns)) == [window]


@pytest.mark.parametrize("seed", range(5))
def test_parts_along_tiles_cover_every_pixel_once_and_no_tile_twice(seed):
    generator = np.random.default_rng(seed)
    for _ in range(20):
        row, column, rows, columns, count = map(int, generator.integers(1, 40, 5))
        tile = tuple(map(int, generator.integers(1, 20, 2)))
        window = Window(row, column, rows, columns)
        parts = cut_along_tiles(window, tile, count)
        assert len(parts) <= count
        hits, tiles = np.zeros((100, 100), int), []
        for part in parts:
            hits[part.slices] += 1
            tiles += product(
                *(range(p.start // side, (p.stop - 1) // side + 1) for p, side in zip(part.slices, tile))
            )
        assert (hits[window.slices] == 1).all() and hits.sum() == window.pixels
        assert len(tiles) == len(set(tiles))


@pytest.mark.parametrize(
    ("window", "tile", "count", "shapes"),
    [
        (Window(0, 0, 80, 1000), (1, 1000), 8, [(10, 1000)] * 8),
        (Window(5, 0, 512, 600), (256, 256), 2, [(507, 600), (5, 600)]),
        (Window(0, 256, 256, 512), (256, 256), 8, [(256, 256)] * 2),
        (Window(300, 0, 500, 600), (256, 256), 2, [(468, 600), (32, 600)]),
        (Window(0, 0, 80, 1000), (80, 1000), 8, [(80, 1000)]),
        (Window(0, 0, 80, 1000), (1, 1000), 1, [(80, 1000)]),
    ],
)
def test_parts_are_rows_of_tiles_first(window, tile, count, shapes):
    assert [(part.rows, part.columns) for part in cut_along_tiles(window, tile, count)] == shapes
