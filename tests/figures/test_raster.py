"""Pictures made of numbers: the grid of all heads, and the hatching."""

from __future__ import annotations

import base64
import io
from dataclasses import replace

import numpy as np
from PIL import Image

from lexiscope.figures.palette import COLOUR, PAPER, RULE, rgb
from lexiscope.figures.raster import GAP, HATCH, data_address, hatching, head_grid
from tests.figures.test_svg import GRID


def test_every_head_has_its_place() -> None:
    """Layers go down and heads to the right: the one head that differs is found where it belongs."""
    pattern = np.full((2, 3, 4, 4), 0.25, np.float32)
    pattern[1, 2] = np.eye(4)
    pixels = head_grid(replace(GRID, pattern=pattern), "light")
    step = 4 + GAP
    assert pixels.shape == (2 * step, 3 * step, 3)
    tile = pixels[step : step + 4, 2 * step : 2 * step + 4]
    assert (tile[np.eye(4, dtype=bool)] == rgb(COLOUR["encoder"]["light"])).all()
    assert (tile[~np.eye(4, dtype=bool)] == rgb(PAPER["light"])).all()


def test_what_a_head_cannot_see_has_no_colour_of_the_scale() -> None:
    """Hidden cells are grey in every head, even when their number is not zero."""
    hidden = np.triu(np.ones((4, 4), bool), k=1)
    pixels = head_grid(replace(GRID, hidden=hidden), "dark")
    assert (pixels[:4, :4][hidden] == rgb(RULE["dark"])).all()
    assert (pixels[:4, :4][~hidden] == rgb(COLOUR["encoder"]["dark"])).all()


def test_hatching_covers_hidden_cells_only() -> None:
    """Transparent where the model sees."""
    hidden = np.array([[False, True], [False, False]])
    alpha = hatching(hidden, "light")[..., 3]
    assert alpha.shape == (2 * HATCH, 2 * HATCH)
    assert (alpha[:HATCH, HATCH:] > 0).all()
    assert alpha.sum() == alpha[:HATCH, HATCH:].sum()


def test_a_data_address_is_the_picture() -> None:
    """What a browser decodes from it are the same pixels."""
    pixels = np.arange(2 * 3 * 3, dtype=np.uint8).reshape(2, 3, 3)
    kind, data = data_address(pixels).split(",")
    assert kind == "data:image/png;base64"
    assert (np.asarray(Image.open(io.BytesIO(base64.b64decode(data)))) == pixels).all()
