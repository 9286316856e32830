"""One thing on nothing: an emoji of a font or a plain shape, in the colour that a scene asks for.

The emoji come from Noto Color Emoji (Debian: fonts-noto-color-emoji). Another font shows the same things by another
hand; one without colours, as Symbola (Debian: fonts-symbola), draws them in ink.
"""

from __future__ import annotations

import math
from functools import cache
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from smallworld.scene import SHAPES

RGB = tuple[int, int, int]
Point = tuple[float, float]

NOTO = Path("/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf")
STRIKE = 109  # the one size of Noto's bitmaps, 136 x 128 pixels
SIDE = 128  # of a shape
INK: RGB = (58, 54, 66)
PAINTS: dict[str, RGB] = {
    "red": (222, 52, 45), "blue": (40, 102, 214), "green": (46, 158, 68), "yellow": (250, 205, 40),
    "purple": (136, 66, 178), "pink": (244, 134, 182), "brown": (132, 84, 50), "black": (44, 44, 48),
    "white": (248, 248, 246), "grey": (142, 146, 152),
}  # fmt: skip


@cache
def sprite_of(name: str, emoji: str, colour: str = "", font: Path = NOTO) -> Image.Image:
    """One thing on nothing, RGBA, cut to its content."""
    if name not in SHAPES and not shows(font, emoji):
        raise ValueError(f'{name}: {font.name} has no single picture of "{emoji}"; choose another emoji')
    paint_ = PAINTS.get(colour, INK)
    sprite = _shape(name) if name in SHAPES else _glyph(emoji, font, paint_)
    sprite = sprite.crop(sprite.getbbox())
    return _tinted(sprite, paint_) if colour else sprite


def _glyph(emoji: str, font: Path, ink: RGB = INK) -> Image.Image:
    """The emoji as the font draws it; a font without colours draws it in ink."""
    loaded = _font(font)
    left, top, right, bottom = (round(edge) for edge in loaded.getbbox(emoji))
    glyph = Image.new("RGBA", (max(1, right - left), max(1, bottom - top)))
    ImageDraw.Draw(glyph).text((-left, -top), emoji, font=loaded, fill=ink, embedded_color=True)
    return glyph


@cache
def _font(path: Path) -> ImageFont.FreeTypeFont:
    if not path.exists():
        remedy = "apt-get install fonts-noto-color-emoji" if path == NOTO else "give the path of a font file"
        raise FileNotFoundError(f"{path}: there is no such font; {remedy}")
    return ImageFont.truetype(path, STRIKE)


def _tinted(sprite: Image.Image, target: RGB) -> Image.Image:
    """What has the sprite's main hue takes another colour, keeping light and shade; black lines and white stay."""
    pixels = np.asarray(sprite, np.float32)
    rgb, alpha = pixels[..., :3], pixels[..., 3:] / 255  # (H, W, 3), (H, W, 1)
    red, green, blue = (rgb[..., i : i + 1] for i in range(3))
    hue = np.concatenate([red - (green + blue) / 2, (green - blue) * math.sqrt(3) / 2], -1)  # (H, W, 2): a colour wheel
    strength = np.hypot(hue[..., :1], hue[..., 1:])  # (H, W, 1)
    main = (hue * strength * alpha).sum((0, 1))  # (2,)
    likeness = (hue * main).sum(-1, keepdims=True) / (
        strength * np.hypot(*main) + 1e-6
    )  # cosine of the angle between hues
    saturation = strength / (rgb.max(-1, keepdims=True) + 1)
    share = np.clip((likeness - 0.6) / 0.2, 0, 1) * np.clip((saturation - 0.1) / 0.1, 0, 1)  # (H, W, 1)
    grey = 0.3 * red + 0.55 * green + 0.15 * blue
    typical = (grey * share * alpha).sum() / ((share * alpha).sum() + 1e-6)
    shade = grey / (typical + 1e-6)
    aim = np.array(target, np.float32)
    new = np.where(shade < 1, aim * shade, aim + (255 - aim) * np.clip(shade - 1, 0, 1) * 0.7)
    out = np.concatenate([rgb + (new - rgb) * share, alpha * 255], -1)
    return Image.fromarray(np.clip(out + 0.5, 0, 255).astype(np.uint8), "RGBA")


def _arc(x: float, y: float, rx: float, ry: float, start: float = 0, end: float = 360) -> list[Point]:
    """Points of an ellipse, clockwise from 3 o'clock, in degrees."""
    turns = [math.radians(start + (end - start) * i / 60) for i in range(61)]
    return [(x + rx * math.cos(turn), y + ry * math.sin(turn)) for turn in turns]


def _star() -> list[Point]:
    turns = [(0.2 if i % 2 else 0.47, math.radians(36 * i - 90)) for i in range(10)]
    return [(0.5 + reach * math.cos(turn), 0.52 + reach * math.sin(turn)) for reach, turn in turns]


def _heart() -> list[Point]:
    turns = [math.radians(6 * i) for i in range(60)]
    heights = [13 * math.cos(t) - 5 * math.cos(2 * t) - 2 * math.cos(3 * t) - math.cos(4 * t) for t in turns]
    return [(0.5 + 0.45 * math.sin(t) ** 3, 0.46 - height / 36) for t, height in zip(turns, heights, strict=True)]


# Faces in tones of red, which `_tinted` turns into any colour; white stays.
RED, LIGHT, DARK, RIM, WHITE = (214, 60, 52), (238, 120, 112), (150, 40, 36), (112, 34, 30), (255, 255, 255)
BAND = _arc(0.5, 0.92, 0.62, 0.62, 222, 318) + _arc(0.5, 1.0, 0.62, 0.62, 318, 222)
FACES: dict[str, list[tuple[list[Point], RGB]]] = {
    "ball": [(_arc(0.5, 0.5, 0.46, 0.46), RED), (_arc(0.43, 0.38, 0.3, 0.26), LIGHT), (BAND, WHITE)],
    "star": [(_star(), RED)],
    "heart": [(_heart(), RED)],
    "cube": [
        ([(0.08, 0.3), (0.5, 0.52), (0.5, 0.96), (0.08, 0.74)], RED),
        ([(0.92, 0.3), (0.5, 0.52), (0.5, 0.96), (0.92, 0.74)], DARK),
        ([(0.5, 0.06), (0.92, 0.3), (0.5, 0.52), (0.08, 0.3)], LIGHT),
    ],
    "cone": [
        ([(0.5, 0.04), *_arc(0.5, 0.82, 0.4, 0.13, 0, 180)], RED),
        ([(0.5, 0.04), *_arc(0.5, 0.82, 0.4, 0.13, 100, 180)], LIGHT),
    ],
    "circle": [(_arc(0.5, 0.5, 0.46, 0.46), RED)],
    "square": [([(0.08, 0.08), (0.92, 0.08), (0.92, 0.92), (0.08, 0.92)], RED)],
    "triangle": [([(0.5, 0.08), (0.96, 0.9), (0.04, 0.9)], RED)],
}


def _shape(name: str) -> Image.Image:
    """A plain shape in red, 128 x 128, with a dark rim, so that white shows on white; drawn larger, then reduced."""
    side = 4 * SIDE
    large = Image.new("RGBA", (side, side))
    pen = ImageDraw.Draw(large)
    for points, tone in FACES[name]:
        corners = [(x * side, y * side) for x, y in points]
        pen.polygon(corners, tone)
        if tone in (RED, DARK):
            pen.line([*corners, *corners[:2]], RIM, side // 40, joint="curve")
    return large.resize((SIDE, SIDE), Image.Resampling.BOX)


@cache
def shows(font: Path, emoji: str) -> bool:
    """Whether the font has a picture of the emoji, and not an empty box or several pictures in a row."""
    glyph = _glyph(emoji, font)
    several = len(emoji) > 1 and glyph.width > 1.5 * glyph.height
    return bool(glyph.getbbox()) and not several and glyph.tobytes() != _glyph("\U0010fffd", font).tobytes()
