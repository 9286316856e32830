"""Drawn pictures for the autoencoder: dead leaves, textures, 1/f noise, gradients, and scenes of the small world.

No photograph is used. What a photograph asks of an autoencoder (edges at every scale, objects that hide one another,
shading, grain) is drawn by a few rules. Dead leaves: shapes with power-law radii fall on one another (Lee, Mumford &
Huang, *Occlusion models for natural images*, 2001); networks that learn from such pictures alone carry over to
photographs (Baradad et al., *Learning to see by looking at noise*, 2021).

Everything is a function of the generator that is passed in: the same seed draws the same picture anywhere.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFilter

Picture = npt.NDArray[np.uint8]  # (H, W, 3)
Field = npt.NDArray[np.float32]  # (H, W) or (H, W, 3), values about 0 or within 0..1

SIDE = 192  # of a pool picture; the trainer crops 64 px from it


def power_noise(rng: np.random.Generator, side: int, slope: float, channels: int = 1) -> Field:
    """Noise whose amplitude falls as 1/frequency**slope, of mean 0 and deviation 1; (side, side, channels).

    Photographs have a slope near 1 (Field, *Relations between the statistics of natural images*, 1987).
    """
    rows, columns = np.fft.fftfreq(side)[:, None], np.fft.rfftfreq(side)[None, :]
    frequency = np.hypot(rows, columns)  # (side, side // 2 + 1)
    frequency[0, 0] = 1.0
    amplitude = frequency**-slope
    amplitude[0, 0] = 0.0
    phase = np.exp(2j * np.pi * rng.random((channels, *frequency.shape)))
    noise = np.fft.irfft2(amplitude * phase, s=(side, side)).transpose(1, 2, 0)  # (side, side, channels)
    noise = (noise - noise.mean((0, 1))) / (noise.std((0, 1)) + 1e-9)
    return noise.astype(np.float32)


def palette(rng: np.random.Generator, size: int) -> npt.NDArray[np.float32]:
    """Colours that belong together: a few hues, strong in some pictures and weak in others; (size, 3), 0..1."""
    base = rng.random((int(rng.integers(2, 6)), 3))
    chosen = base[rng.integers(0, len(base), size)]
    grey = chosen.mean(1, keepdims=True)
    saturation = rng.uniform(0.2, 1.5) * rng.beta(2.0, 1.2, (size, 1))
    light = rng.normal(0, 0.22, (size, 1))
    colours = grey + (chosen - grey) * saturation + light + rng.normal(0, 0.04, (size, 3))
    return np.clip(colours, 0, 1).astype(np.float32)


def gradient(rng: np.random.Generator, side: int) -> Field:
    """A ramp from 0 to 1 across the square, straight or round; (side, side, 1)."""
    y, x = np.mgrid[0:side, 0:side].astype(np.float32) / side
    if rng.random() < 0.6:
        angle = rng.uniform(0, 2 * math.pi)
        ramp = math.cos(angle) * x + math.sin(angle) * y
    else:
        centre = rng.random(2)
        ramp = np.hypot(x - centre[0], y - centre[1])
    ramp = (ramp - ramp.min()) / (np.ptp(ramp) + 1e-6)
    return (ramp ** rng.uniform(0.5, 2))[..., None].astype(np.float32)


def stripes(rng: np.random.Generator, side: int) -> Field:
    """A wave bent by slow noise: wood, cloth, hair, sand; (side, side, 1), values -1..1."""
    y, x = np.mgrid[0:side, 0:side].astype(np.float32) / side
    angle, count = rng.uniform(0, math.pi), math.exp(rng.uniform(math.log(4), math.log(60)))
    bend = power_noise(rng, side, 1.6)[..., 0] * rng.uniform(0, 2.5)
    wave = np.sin(2 * math.pi * count * (math.cos(angle) * x + math.sin(angle) * y) + bend)
    if rng.random() < 0.3:  # hard edges: tiles, blinds, brick courses
        wave = np.tanh(wave * 6)
    return wave[..., None].astype(np.float32)


def texture(rng: np.random.Generator, side: int) -> Field:
    """Brightness to add to a surface: grain, waves or both, mostly weak; (side, side, 1 or 3)."""
    strength = rng.choice([0.0, 0.02, 0.05, 0.1, 0.18], p=[0.25, 0.3, 0.25, 0.15, 0.05])
    kind = rng.random()
    if kind < 0.6:
        return strength * power_noise(rng, side, rng.uniform(0.4, 1.6), 3 if rng.random() < 0.25 else 1)
    if kind < 0.85:
        return strength * stripes(rng, side)
    return strength * (stripes(rng, side) + 0.5 * power_noise(rng, side, 1.0))


def leaf_outline(rng: np.random.Generator, x: float, y: float, radius: float) -> list[tuple[float, float]]:
    """Corners of one leaf: a disc, an ellipse, a polygon, a thin bar or a wavy blob."""
    kind = rng.random()
    turn, corners = rng.uniform(0, 2 * math.pi), 28
    if kind >= 0.45:
        corners = int(rng.integers(3, 8)) if kind < 0.75 else 28
    angles = np.linspace(0, 2 * math.pi, corners, endpoint=False)
    reach = np.full(corners, radius)
    if 0.45 <= kind < 0.75:
        reach = reach * rng.uniform(0.6, 1.3, corners)
    elif kind >= 0.75:
        for wave in (2, 3, 5):
            reach = reach * (1 + rng.uniform(0, 0.35) / wave**0.5 * np.sin(wave * angles + rng.uniform(0, 7)))
    stretch = math.exp(rng.normal(0, 0.9)) if rng.random() < 0.5 else 1.0
    across, along = np.cos(angles) * reach * stretch**0.5, np.sin(angles) * reach / stretch**0.5
    px = x + across * math.cos(turn) - along * math.sin(turn)
    py = y + across * math.sin(turn) + along * math.cos(turn)
    return list(zip(px.tolist(), py.tolist(), strict=True))


def dead_leaves(rng: np.random.Generator, side: int = SIDE) -> Picture:
    """Leaves with radii of density r**-exponent fall on one another; groups share a texture and a shading."""
    scale = 2  # drawn twice as large, then reduced: smooth edges
    large = side * scale
    exponent, smallest = rng.uniform(2.2, 3.2), math.exp(rng.uniform(math.log(2), math.log(20)))
    largest = side * rng.uniform(0.2, 0.6)
    count = int(math.exp(rng.uniform(math.log(40), math.log(700))))
    power = 1 - exponent
    radii = (smallest**power + rng.random(count) * (largest**power - smallest**power)) ** (1 / power)
    if rng.random() < 0.5:
        radii = np.sort(radii)[::-1]  # small things before large ones, as things before their background
    colours = (palette(rng, count + 1) * 255).astype(int)
    image = Image.new("RGB", (large, large), tuple(colours[-1].tolist()))
    surface = Image.new("L", (large, large), 0)  # which texture each point carries
    draw, mark = ImageDraw.Draw(image), ImageDraw.Draw(surface)
    for radius, colour, (x, y) in zip(radii, colours, rng.random((count, 2)) * large, strict=False):
        outline = leaf_outline(rng, x, y, radius * scale)
        draw.polygon(outline, fill=tuple(colour.tolist()))
        mark.polygon(outline, fill=int(rng.integers(0, 4)))
    image = image.resize((side, side), Image.Resampling.BOX)
    field = np.asarray(image, np.float32) / 255  # (side, side, 3)
    which = np.asarray(surface.resize((side, side), Image.Resampling.NEAREST))[..., None]
    for index in range(4):
        field = field + (which == index) * texture(rng, side)
    field = field * (1 + rng.uniform(0, 0.5) * (gradient(rng, side) - 0.5))
    return finish(rng, field)


def soft_noise(rng: np.random.Generator, side: int = SIDE) -> Picture:
    """Coloured 1/f noise: clouds, foliage, skin, walls."""
    mixed = power_noise(rng, side, rng.uniform(0.8, 1.8), 3) @ (rng.normal(0, 0.6, (3, 3)) + 0.4)
    field: Field = palette(rng, 1) + mixed.astype(np.float32) * np.float32(rng.uniform(0.05, 0.22))
    return finish(rng, field + texture(rng, side))


def shaded(rng: np.random.Generator, side: int = SIDE) -> Picture:
    """A smooth passage between colours, with little or no grain: sky, wall, blurred background."""
    first, second, third = palette(rng, 3)
    ramp, other = gradient(rng, side), gradient(rng, side)
    field = first * ramp + second * (1 - ramp) + (third - 0.5) * (other - 0.5)
    return finish(rng, field + texture(rng, side) * 0.5)


def finish(rng: np.random.Generator, field: npt.NDArray[np.floating[Any]]) -> Picture:
    """The camera: contrast, sometimes a little blur, sensor noise, rounding."""
    field = (field - 0.5) * float(rng.uniform(0.6, 1.2)) + 0.5 + float(rng.normal(0, 0.06))
    field = field + rng.normal(0, rng.choice([0.0, 0.003, 0.01]), field.shape)
    picture = Image.fromarray((np.clip(field, 0, 1) * 255 + 0.5).astype(np.uint8))
    if rng.random() < 0.35:
        picture = picture.filter(ImageFilter.GaussianBlur(float(rng.uniform(0.3, 2.0))))
    return np.asarray(picture)


def draw_picture(rng: np.random.Generator, side: int = SIDE) -> Picture:
    """One picture of the mix that the autoencoder is trained on; (side, side, 3)."""
    kind = rng.random()
    if kind < 0.72:
        return dead_leaves(rng, side)
    if kind < 0.87:
        return soft_noise(rng, side)
    return shaded(rng, side)


def pool(count: int, seed: int, side: int = SIDE) -> Picture:
    """`count` pictures, each from its own seed, so that a pool may be drawn in parts; (count, side, side, 3)."""
    return np.stack([draw_picture(np.random.default_rng((seed, index)), side) for index in range(count)])
