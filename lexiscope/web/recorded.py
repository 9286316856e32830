"""What the reading edition shows of a lab: one still figure of a recorded result, its numbers, and its finding."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from lexiscope.figures import Table


@dataclass(frozen=True)
class RecordedFigure:
    """A recorded result as a picture that needs no script. All words are already in the reader's language."""

    lab: str  # id of the lab, at whose place in the text the figure stands
    title: str
    alt: str
    svg: str  # one <svg> element, colours as CSS variables
    table: Table | None  # the same numbers; None where the figure has none
    sentence: str  # the finding


# (slug, language) -> figures in the order of the page; several may belong to one lab.
Recorded = Callable[[str, str], tuple[RecordedFigure, ...]]
