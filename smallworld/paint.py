"""Paints a scene: emoji of a font and plain shapes on a calm background, with the true box of every thing.

    picture, boxes = paint(scene_at(7), side=64)

The emoji come from Noto Color Emoji (Debian: fonts-noto-color-emoji), which is needed to train and to measure, not to
use a model. `font` may name another one, to see how well a model knows things drawn by another hand.
`python -m smallworld.paint check` tells which emoji of the lexicon the font cannot show.
"""

from __future__ import annotations

import math
import sys
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from PIL import Image

from smallworld.lexicon import load
from smallworld.scene import Group, Place, Scene
from smallworld.sprites import NOTO, RGB, shows, sprite_of

Picture = npt.NDArray[np.uint8]  # (side, side, 3)
Field = npt.NDArray[np.float32]
Box = tuple[int, int, int, int]  # left, top, right, bottom in pixels; right and bottom are the first pixels outside

LEVELS = (128, 96, 72, 54, 40, 30, 22, 16)  # sides at which a sprite is kept; a thing is drawn from the next larger one
MARGIN = 2  # clear pixels around a sprite, so that its edge stays smooth when it is tilted
# grass, sand, sea, earth
GROUNDS: tuple[RGB, ...] = ((136, 178, 96), (222, 202, 150), (120, 170, 200), (190, 176, 160))


class Painting(NamedTuple):
    picture: Picture  # (side, side, 3)
    boxes: tuple[tuple[Box, ...], ...]  # of each group, of each of its things


def paint(scene: Scene, side: int = 64, font: Path = NOTO) -> Painting:
    """The same picture for the same scene and font, but for a last bit that processors round in their own ways.

    Raises FileNotFoundError without the font, and ValueError for an emoji that the font does not have.
    """
    rng = np.random.default_rng(scene.seed)
    canvas = Image.fromarray(_background(rng, scene.background, side))
    boxes = tuple(tuple(_put(canvas, group, place, font) for place in group.places) for group in scene.groups)
    light, grain = rng.uniform(0.86, 1.1), rng.uniform(0, 5)
    field = np.asarray(canvas, np.float32) * np.float32(light)
    field += rng.standard_normal((side, side, 3), np.float32) * np.float32(grain)
    return Painting(np.clip(field + 0.5, 0, 255).astype(np.uint8), boxes)


def _put(canvas: Image.Image, group: Group, place: Place, font: Path) -> Box:
    """Draws one thing into its square, and returns the box of its pixels."""
    length = place.side * canvas.width
    name, colour = group.noun.id, group.colour.id if group.colour else ""
    level = next((level for level in reversed(LEVELS) if level >= length), LEVELS[0])
    sprite = _sprite_at(name, group.noun.emoji, colour, font, level)
    cos, sin = math.cos(math.radians(place.tilt)), math.sin(math.radians(place.tilt))
    width, height = sprite.width - 2 * MARGIN, sprite.height - 2 * MARGIN
    wide, high = width * cos + height * abs(sin), width * abs(sin) + height * cos  # of the tilted sprite
    scale = max(wide, high) / length  # pixels of the sprite for one of the picture
    middle_x, middle_y = place.x * canvas.width, place.y * canvas.width
    reach_x, reach_y = wide / scale / 2 + 1, high / scale / 2 + 1
    x, y = max(0, math.floor(middle_x - reach_x)), max(0, math.floor(middle_y - reach_y))
    right, bottom = (min(canvas.width, math.ceil(edge)) for edge in (middle_x + reach_x, middle_y + reach_y))
    mirror = -1 if place.mirrored else 1
    a, b, c, d = mirror * cos * scale, mirror * sin * scale, -sin * scale, cos * scale
    across, down = middle_x - x, middle_y - y
    matrix = (a, b, sprite.width / 2 - a * across - b * down, c, d, sprite.height / 2 - c * across - d * down)
    size = (right - x, bottom - y)
    thing = sprite.transform(size, Image.Transform.AFFINE, matrix, Image.Resampling.BICUBIC).convert("RGBA")
    found = thing.getbbox()
    assert found, f"{name} is too small to be drawn"
    canvas.paste(thing, (x, y), thing)
    return x + found[0], y + found[1], x + found[2], y + found[3]


@cache
def _sprite_at(name: str, emoji: str, colour: str, font: Path, level: int) -> Image.Image:
    """The sprite with its longer side at `level`, colours multiplied by alpha so that edges stay clean."""
    sprite = sprite_of(name, emoji, colour, font).convert("RGBa")
    scale = level / max(sprite.size)
    size = (max(1, round(sprite.width * scale)), max(1, round(sprite.height * scale)))
    sprite = sprite.resize(size, Image.Resampling.HAMMING if scale < 1 else Image.Resampling.BICUBIC)
    framed = Image.new("RGBa", (size[0] + 2 * MARGIN, size[1] + 2 * MARGIN))
    framed.paste(sprite, (MARGIN, MARGIN))
    return framed


def _background(rng: np.random.Generator, kind: str, side: int) -> Picture:
    """Calm colours, so that every thing stands out: one tint, a ramp, soft spots, or a sky over some ground."""
    first, second = _tint(rng), _tint(rng)
    if kind == "plain":
        field = np.broadcast_to(first, (side, side, 3)).astype(np.float32)
    elif kind == "gradient":
        field = first + (second - first) * _ramp(side, rng.uniform(-1, 1), rng.uniform(-1, 1))
    elif kind == "noise":
        field = first + (second - first) * _spots(rng, side, int(rng.integers(3, 12)))
    else:
        ground = np.array(GROUNDS[rng.integers(len(GROUNDS))], np.float32)
        sky = np.array((190, 218, 240), np.float32) + (first - 200) * 0.4
        field = sky + 30 * _ramp(side, 0, 1)
        horizon = int(side * rng.uniform(0.45, 0.8))
        field[horizon:] = ground + (_spots(rng, side, 24)[horizon:] - 0.5) * 30
    return np.clip(field, 0, 255).astype(np.uint8)


def _tint(rng: np.random.Generator) -> Field:
    """A light colour that is nearly grey; (3,)."""
    return (rng.uniform(150, 250) + rng.uniform(-22, 22, 3)).astype(np.float32)


def _ramp(side: int, x: float, y: float) -> Field:
    """From 0 to 1 across the square in a direction; (side, side, 1)."""
    line = np.linspace(0, 1, side, dtype=np.float32)
    ramp = x * line[None, :] + y * line[:, None]
    low, high = min(x, 0) + min(y, 0), max(x, 0) + max(y, 0)
    return ((ramp - low) / (high - low + 1e-6)).astype(np.float32)[..., None]


def _spots(rng: np.random.Generator, side: int, cells: int) -> Field:
    """Soft spots between 0 and 1: a few random values, blown up; (side, side, 1)."""
    coarse = Image.fromarray(rng.integers(0, 256, (cells, cells), np.uint8))
    return np.asarray(coarse.resize((side, side), Image.Resampling.BICUBIC), np.float32)[..., None] / np.float32(255)


def faults(font: Path = NOTO) -> list[str]:
    """One line for each emoji of the lexicon that the font does not show."""
    return [
        f'{noun.id}: {font.name} has no single picture of "{noun.emoji}"; choose another emoji'
        for noun in load().nouns.values()
        if noun.emoji and not shows(font, noun.emoji)
    ]


def main(arguments: list[str]) -> int:
    if arguments != ["check"]:
        print("usage: python -m smallworld.paint check", file=sys.stderr)
        return 2
    try:
        lines = faults()
    except FileNotFoundError as fault:
        lines = [str(fault)]
    print("\n".join(lines), end="\n" if lines else "")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
