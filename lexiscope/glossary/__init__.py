"""The entries: read once at start, checked, linked, rendered and searched. No torch, no Streamlit, no network.

glossary = load("content")
for section in glossary.entry("encoder").edition("hi").sections:
    for block in section.blocks:
        render(block, glossary, "hi", app_href("hi"), claims) if isinstance(block, Prose) else draw(block.lab)
"""

from __future__ import annotations

from lexiscope.glossary.check import check
from lexiscope.glossary.model import (
    CATEGORIES,
    LANGUAGES,
    LEVELS,
    SECTIONS,
    TERM_STATUSES,
    Block,
    Edition,
    Entry,
    Glossary,
    Heading,
    LabSlot,
    Problem,
    Prose,
    Section,
    Source,
)
from lexiscope.glossary.read import load
from lexiscope.glossary.render import app_href, read_href, render, term
from lexiscope.glossary.search import FIELDS, Hit, search
from lexiscope.glossary.style import prose_css, variables

__all__ = [
    "CATEGORIES",
    "FIELDS",
    "LANGUAGES",
    "LEVELS",
    "SECTIONS",
    "TERM_STATUSES",
    "Block",
    "Edition",
    "Entry",
    "Glossary",
    "Heading",
    "Hit",
    "LabSlot",
    "Problem",
    "Prose",
    "Section",
    "Source",
    "app_href",
    "check",
    "load",
    "prose_css",
    "read_href",
    "render",
    "search",
    "term",
    "variables",
]
