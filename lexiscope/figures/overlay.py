"""Numbers laid over a picture, and maps of numbers as pictures of their own."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from lexiscope.figures.palette import COLOUR, PAPER, Scale, Theme, colorscale, rgb

STRONGEST = 0.85  # of the colour at weight 1: the picture stays visible beneath
FADED = 0.45  # of the paper under weight 0


def overlay(
    pixels: NDArray[np.uint8],
    weights: NDArray[np.float32],
    scale: Scale,
    theme: Theme,
    frame: tuple[float, float, float, float] = (0.0, 0.0, 1.0, 1.0),
) -> NDArray[np.uint8]:
    """A picture (H, W, 3) under weights (rows, columns) of 0..1, each a block of the scale's colour.

    `frame` is the part that the weights cover (top, left, bottom, right, as shares of height and width). Blocks, not a
    smooth cloud: the model knows no position finer than its patches. The picture is drawn in grey and half faded into
    the paper, so that its own colours and shadows are not taken for those of the scale.
    """
    height, width = pixels.shape[:2]
    top, left, bottom, right = (round(share * side) for share, side in zip(frame, (height, width) * 2, strict=True))
    blocks = Image.fromarray(np.clip(weights, 0, 1).astype(np.float32))
    size = (max(1, right - left), max(1, bottom - top))
    alpha = np.zeros((height, width, 1), np.float32)
    alpha[top : top + size[1], left : left + size[0], 0] = np.asarray(blocks.resize(size, Image.Resampling.NEAREST))
    alpha *= STRONGEST
    quiet = FADED * np.array(rgb(PAPER[theme])) + (1 - FADED) * pixels.mean(axis=2, keepdims=True)
    return np.rint(quiet * (1 - alpha) + np.array(rgb(COLOUR[scale][theme])) * alpha).astype(np.uint8)


def painted(values: NDArray[np.float32], limits: tuple[float, float], scale: Scale, theme: Theme) -> NDArray[np.uint8]:
    """Numbers (H, W) as colours (H, W, 3) of a scale that runs from the lower to the upper limit."""
    low, high = limits
    share = np.clip((values - low) / ((high - low) or 1.0), 0, 1)
    stops, colours = zip(*((stop, rgb(colour)) for stop, colour in colorscale(scale, theme)), strict=True)
    channels = [np.interp(share, stops, [colour[c] for colour in colours]) for c in range(3)]
    return np.rint(np.stack(channels, axis=-1)).astype(np.uint8)
