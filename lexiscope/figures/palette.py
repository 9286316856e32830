"""Colour has meaning, everywhere the same; each scale runs from paper to the colour of the model shown."""

from __future__ import annotations

from typing import Literal

Theme = Literal["light", "dark"]
Scale = Literal["encoder", "decoder", "cross", "picture", "difference", "quiet"]

PAPER = {"light": "#FBFAF7", "dark": "#12161B"}
INK = {"light": "#1B1F24", "dark": "#E7E5DF"}
QUIET = {"light": "#5B6470", "dark": "#9AA4AF"}
RULE = {"light": "#E3E0D8", "dark": "#2A3138"}
COLOUR: dict[Scale, dict[str, str]] = {
    "encoder": {"light": "#2F5BD0", "dark": "#7C9CFF"},
    "decoder": {"light": "#C8641A", "dark": "#F2A65A"},
    "cross": {"light": "#0E7C7B", "dark": "#4FC3C0"},
    "picture": {"light": "#7A4BC2", "dark": "#B594F0"},
    "difference": {"light": "#2F5BD0", "dark": "#7C9CFF"},
    "quiet": {"light": "#5B6470", "dark": "#9AA4AF"},
}


def colorscale(scale: Scale, theme: Theme) -> list[tuple[float, str]]:
    """Plotly colour scale: paper to colour, or blue over paper to orange for differences."""
    if scale == "difference":
        return [(0.0, COLOUR["encoder"][theme]), (0.5, PAPER[theme]), (1.0, COLOUR["decoder"][theme])]
    return [(0.0, PAPER[theme]), (1.0, COLOUR[scale][theme])]


def rgb(colour: str) -> tuple[int, int, int]:
    """ "#2F5BD0" -> (47, 91, 208)."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def mix(low: str, high: str, share: float) -> str:
    """The colour that lies `share` (0..1) of the way from `low` to `high`."""
    pairs = zip(rgb(low), rgb(high), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02X}" for a, b in pairs)
