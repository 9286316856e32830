"""Cutting a large picture into overlapping tiles, and blending what comes of them without a seam."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from lexiscope.engine.face import Floats


@dataclass(frozen=True)
class Tile:
    """A rectangle of the grid of latents, and how much it counts where others overlap it."""

    top: int
    left: int
    height: int
    width: int
    weight: Floats  # (height * scale, width * scale); all tiles together weigh one everywhere


def tiles(rows: int, columns: int, size: int, overlap: int, scale: int = 1) -> Iterator[Tile]:
    """Covers a grid (rows, columns) with tiles of at most (size, size); neighbours share at least `overlap`.

    `scale` is how many numbers a side of the output one grid cell becomes (1 for latents, 8 for pixels).
    """
    tops, lefts = starts(rows, size, overlap), starts(columns, size, overlap)
    height, width = min(rows, size), min(columns, size)
    down = ramps([top * scale for top in tops], height * scale, rows * scale)
    across = ramps([left * scale for left in lefts], width * scale, columns * scale)
    for top, y in zip(tops, down, strict=True):
        for left, x in zip(lefts, across, strict=True):
            yield Tile(top, left, height, width, y[:, None] * x[None, :])


def starts(length: int, size: int, overlap: int) -> list[int]:
    """Where tiles begin along one axis, evenly, the last one flush with the end."""
    if length <= size:
        return [0]
    count = -(-(length - overlap) // (size - overlap))  # rounded up
    return [round(i * (length - size) / (count - 1)) for i in range(count)]


def ramps(begins: list[int], size: int, length: int) -> list[Floats]:
    """The weight of each tile along one axis (size,): rises where it enters its neighbour, falls where it leaves."""
    weights = [np.ones(size, np.float32) for _ in begins]
    for i in range(1, len(begins)):
        shared = begins[i - 1] + size - begins[i]
        rise = (np.arange(shared, dtype=np.float32) + 0.5) / shared
        weights[i][:shared] *= rise
        weights[i - 1][size - shared :] *= rise[::-1]
    total = np.zeros(length, np.float32)  # not quite one where three tiles meet
    for begin, weight in zip(begins, weights, strict=True):
        total[begin : begin + size] += weight
    return [weight / total[begin : begin + size] for begin, weight in zip(begins, weights, strict=True)]
