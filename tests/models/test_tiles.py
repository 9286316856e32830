"""Tiles and their weights."""

from __future__ import annotations

import numpy as np
import pytest

from lexiscope.models.tiles import starts, tiles


@pytest.mark.parametrize("size", [(1, 1), (64, 64), (65, 200), (113, 512), (300, 127)])
@pytest.mark.parametrize("scale", [1, 4])
def test_weights_sum_to_one_everywhere(size: tuple[int, int], scale: int) -> None:
    """Each point of the picture is counted exactly once, however many tiles cover it."""
    rows, columns = size
    total = np.zeros((rows * scale, columns * scale))
    for tile in tiles(rows, columns, 64, 16, scale):
        y, x = tile.top * scale, tile.left * scale
        total[y : y + tile.height * scale, x : x + tile.width * scale] += tile.weight
    np.testing.assert_allclose(total, 1, atol=1e-5)


def test_neighbours_share_the_overlap_and_the_last_ends_flush() -> None:
    """No gap, no tile beyond the edge, at least the asked overlap."""
    begins = starts(512, 64, 16)
    assert begins[0] == 0 and begins[-1] + 64 == 512
    assert max(np.diff(begins)) <= 64 - 16
