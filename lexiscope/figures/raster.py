"""Pictures made of numbers: the grid of all heads, the hatching for "cannot see", PNG data addresses."""

from __future__ import annotations

import base64
import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from lexiscope.figures.model import HeadGrid
from lexiscope.figures.palette import COLOUR, PAPER, QUIET, RULE, Scale, Theme, rgb

GAP = 2  # pixels between two heads
HATCH = 8  # pixels per hatched cell


def coloured(share: NDArray[np.float32], scale: Scale, theme: Theme) -> NDArray[np.uint8]:
    """Shares 0..1 of any shape (...,) to colours (..., 3): paper to the scale's colour."""
    low, high = np.array(rgb(PAPER[theme])), np.array(rgb(COLOUR[scale][theme]))
    return np.rint(low + (high - low) * np.clip(share, 0, 1)[..., None]).astype(np.uint8)


def head_grid(grid: HeadGrid, theme: Theme) -> NDArray[np.uint8]:
    """All heads, layers downwards and heads to the right: (n_layers * (T + GAP), n_heads * (T + GAP), 3).

    Each query's row is scaled to its strongest key, so that a head with an even gaze shows its shape too.
    """
    n_layers, n_heads, n, _ = grid.pattern.shape
    share = grid.pattern / np.maximum(grid.pattern.max(axis=-1, keepdims=True), 1e-9)
    tiles = coloured(share, grid.scale, theme)  # (n_layers, n_heads, T, T, 3)
    if grid.hidden is not None:
        tiles[:, :, grid.hidden] = rgb(RULE[theme])
    canvas = np.empty((n_layers, n + GAP, n_heads, n + GAP, 3), np.uint8)
    canvas[:] = rgb(QUIET[theme])
    canvas[:, :n, :, :n] = tiles.transpose(0, 2, 1, 3, 4)
    return canvas.reshape(n_layers * (n + GAP), n_heads * (n + GAP), 3)


def hatching(hidden: NDArray[np.bool_], theme: Theme) -> NDArray[np.uint8]:
    """Diagonal grey lines where True, transparent elsewhere: (rows * HATCH, columns * HATCH, 4)."""
    mask = np.repeat(np.repeat(hidden, HATCH, axis=0), HATCH, axis=1)
    y, x = np.indices(mask.shape)
    lines = (x + y) % HATCH == 0
    out = np.zeros((*mask.shape, 4), np.uint8)
    out[mask] = (*rgb(RULE[theme]), 110)
    out[mask & lines] = (*rgb(QUIET[theme]), 150)
    return out


def png(pixels: NDArray[np.uint8]) -> bytes:
    """Pixels (H, W, 3 or 4) as a PNG file."""
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "PNG", compress_level=6)
    return out.getvalue()


def photo_address(pixels: NDArray[np.uint8], size: tuple[int, int]) -> str:
    """A photograph as a `data:image/webp` address, scaled to (width, height): a tenth of the PNG's bytes."""
    out = io.BytesIO()
    Image.fromarray(pixels).resize(size, Image.Resampling.LANCZOS).save(out, "WEBP", quality=82, method=6)
    return "data:image/webp;base64," + base64.b64encode(out.getvalue()).decode()


def data_address(pixels: NDArray[np.uint8]) -> str:
    """Pixels as a `data:image/png` address."""
    return "data:image/png;base64," + base64.b64encode(png(pixels)).decode()
