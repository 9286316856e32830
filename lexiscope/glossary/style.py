"""The typography of an entry and the colours it is drawn in; one source of both for the app and the reading edition."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from lexiscope.figures import Theme
from lexiscope.figures.palette import COLOUR, INK, PAPER, QUIET, RULE

_PROSE = Path(__file__).with_name("prose.css")


@cache
def prose_css() -> str:
    """The shared style sheet; it names colours only as variables."""
    return _PROSE.read_text("utf-8")


def variables(theme: Theme) -> str:
    """CSS declarations of the palette: `--paper: #FBFAF7; --ink: ...; --encoder: ...`."""
    named = {"paper": PAPER, "ink": INK, "quiet": QUIET, "rule": RULE}
    named |= {name: colour for name, colour in COLOUR.items() if name not in ("quiet", "difference")}
    return " ".join(f"--{name}: {colour[theme]};" for name, colour in named.items())
