"""Weights over a picture, and numbers as colours."""

from __future__ import annotations

import numpy as np

from lexiscope.figures.overlay import overlay, painted
from lexiscope.figures.palette import COLOUR, PAPER, rgb

GREY = np.full((40, 60, 3), 100, np.uint8)


BARE = overlay(GREY, np.zeros((1, 1), np.float32), "picture", "light")  # faded, under no weight


def test_weight_zero_keeps_the_picture_without_its_colours() -> None:
    """Under no weight light stays lighter than dark, and no colour is left that could be taken for the scale."""
    picture = np.zeros((10, 10, 3), np.uint8)
    picture[:5] = (255, 0, 0)
    bare = overlay(picture, np.zeros((2, 2), np.float32), "picture", "light").astype(int)
    assert (bare[:5].mean() > bare[5:].mean() + 20).all()
    assert np.ptp(bare, axis=2).max() <= 4


def test_each_weight_covers_its_own_block() -> None:
    """The one heavy patch is coloured up to its edges, and nothing else is."""
    weights = np.zeros((4, 6), np.float32)
    weights[1, 2] = 1
    changed = (overlay(GREY, weights, "picture", "light") != BARE).any(axis=2)
    assert changed[10:20, 20:30].all()
    assert changed.sum() == 100


def test_weights_stay_inside_the_frame() -> None:
    """What the model did not see is not coloured."""
    covered = overlay(GREY, np.ones((2, 2), np.float32), "picture", "light", (0.0, 0.25, 1.0, 0.75))
    changed = (covered != BARE).any(axis=2)
    assert changed[:, 15:45].all()
    assert changed.sum() == 40 * 30


def test_a_single_pixel_and_a_sliver_can_be_covered() -> None:
    """No side becomes 0, however thin the picture."""
    assert overlay(GREY[:1, :1], np.ones((7, 7), np.float32), "picture", "light").shape == (1, 1, 3)
    sliver = np.zeros((1, 4096, 3), np.uint8)
    middle = (1 - 1 / 4096) / 2
    out = overlay(sliver, np.ones((7, 7), np.float32), "picture", "light", (0.0, middle, 1.0, 1 - middle))
    assert (out != out[0, 0]).any(axis=2).sum() == 1


def test_numbers_run_through_the_scale() -> None:
    """Lower limit, middle and upper limit get the colours of the palette; beyond them nothing changes."""
    values = np.array([[-9.0, -1.0, 0.0, 1.0, 9.0]], np.float32)
    low, low_too, middle, high, high_too = painted(values, (-1.0, 1.0), "difference", "dark")[0].tolist()
    assert tuple(low) == tuple(low_too) == rgb(COLOUR["encoder"]["dark"])
    assert tuple(middle) == rgb(PAPER["dark"])
    assert tuple(high) == tuple(high_too) == rgb(COLOUR["decoder"]["dark"])
    assert (painted(np.zeros((2, 2), np.float32), (0.0, 0.0), "picture", "light") == rgb(PAPER["light"])).all()
