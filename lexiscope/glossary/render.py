"""Prose -> HTML for one edition and one language: addresses, definitions and measured values are filled in.

The same HTML serves the app and the reading edition. A link to an entry carries its definition in a card beside it,
hidden until the link is hovered, focused or tapped (prose.css does that without a script); `hidden` keeps the card
out of the text for screen readers, which get it once, through aria-describedby.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping

from lexiscope.glossary.model import Glossary, Prose
from lexiscope.i18n import N_, language

Href = Callable[[str], str]  # slug -> address of the entry

_SLOT = re.compile(
    r'<a class="term" data-slug="(?P<slug>[^"]*)"[^>]*>(?P<words>.*?)</a>'
    r'|<span class="claim" data-claim="(?P<claim>[^"]*)"></span>'
)
_UNMEASURED = "…"
OPEN_ENTRY = N_("Open the entry")


def app_href(lang: str) -> Href:
    """Addresses of entries in the app."""
    return lambda slug: f"/{slug}?lang={lang}"


def read_href(lang: str) -> Href:
    """Addresses of entries in the reading edition."""
    return lambda slug: f"/read/{lang}/{slug}"


def render(prose: Prose, glossary: Glossary, lang: str, href: Href, claims: Mapping[str, str]) -> str:
    """The HTML of a block. `claims` maps claim id -> value as this language writes it; else stands an ellipsis."""
    numbers = iter(range(1, 10_000))

    def fill(slot: re.Match[str]) -> str:
        if slot["claim"] is not None:
            claim = html.unescape(slot["claim"])
            value = html.escape(claims.get(claim, _UNMEASURED))
            return f'<span class="claim" data-claim="{slot["claim"]}">{value}</span>'
        return term(glossary, slot["slug"], slot["words"], lang, href, f"{prose.key}-{next(numbers)}")

    return _SLOT.sub(fill, prose.html)


def term(glossary: Glossary, slug: str, words: str, lang: str, href: Href, key: str) -> str:
    """A link to an entry with its definition. `words` is HTML; an unknown slug gives the words alone."""
    if slug not in glossary.entries:
        return words
    edition = glossary.entry(slug).edition(lang)
    address = html.escape(href(slug))
    more = html.escape(language(lang).t(OPEN_ENTRY))
    return (
        f'<span class="term-wrap" tabindex="-1">'
        f'<a class="term" data-slug="{slug}" href="{address}" aria-describedby="d-{key}">{words}</a>'
        f'<span class="definition" role="tooltip" id="d-{key}" hidden>{html.escape(edition.definition)}'
        f'<a class="definition-open" data-slug="{slug}" href="{address}" tabindex="-1">{more}</a></span></span>'
    )
