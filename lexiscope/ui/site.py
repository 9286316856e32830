"""What one server process holds: the glossary, the engine, recorded results, today's claim values."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from lexiscope import engine
from lexiscope.engine import Engine
from lexiscope.glossary import Glossary, load
from lexiscope.i18n import Language
from lexiscope.labs.record import Recorded, open_recorded
from lexiscope.labs.spec import Claim

ROOT = Path(__file__).parent.parent.parent


@dataclass(frozen=True)
class Site:
    """Everything a page reads; made once, at start."""

    glossary: Glossary
    engine: Engine
    recorded: Recorded


@lru_cache
def site() -> Site:
    """The site of this process. Reading it imports no model library."""
    return Site(load(ROOT / "content"), engine.connect(), open_recorded())


def written(claim: Claim, value: float, language: Language) -> str:
    """A measured claim as it stands in prose: 31 %, 0.31, exactly 0. Above a bound it is rounded down: "at least"."""
    if claim.bound.startswith((">", "≥")):
        step = 10 ** {"percent": 2, "decibel": 1, "decimal": 2}.get(claim.shown, 0)
        value = math.floor(value * step + 1e-9) / step
    if claim.shown == "percent":
        return language.percent(value)
    if claim.shown == "decibel":
        return language.fixed(value, 1) + "\u00a0dB"
    if claim.shown == "integer" or (claim.shown == "exact" and value == 0):
        return language.number(value, 0)
    return language.fixed(value, 2 if claim.shown == "decimal" else 6)


@lru_cache
def claim_values(language: Language) -> dict[str, str]:
    """Every claim's measured value, written in a language."""
    from lexiscope.labs import labs

    measured = site().recorded.claims
    return {c.id: written(c, measured[c.id], language) for lab in labs() for c in lab.claims if c.id in measured}
