"""Find entries by what a reader types: names, definitions and text in three languages, folded; typos; roman Hindi."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from lexiscope.glossary.fold import WORD, fold, fold_with_places
from lexiscope.glossary.model import Edition, Glossary
from lexiscope.glossary.roman import loose, romanise
from lexiscope.i18n import N_

# Where a match was found, best first, with its weight.
FIELDS = {
    "title": N_("Title"),
    "alias": N_("Also called"),
    "roman": N_("In Latin letters"),
    "summary": N_("Definition"),
    "text": N_("Text"),
}
_WEIGHTS = {"title": 100, "alias": 90, "roman": 85, "summary": 50, "text": 30}
_LONGEST = 200  # characters of a query that are looked at
_TYPO = 70  # how alike (of 100) a misspelt name must be
_AROUND = 60  # characters shown on either side of a match


@dataclass(frozen=True)
class Hit:
    """One entry found. `marked` is safe HTML: the words that matched, in <mark>, with some text around them."""

    slug: str
    title: str
    definition: str
    field: str  # a key of FIELDS
    marked: str
    lang: str  # language of the words that matched
    score: float


@dataclass(frozen=True)
class _Line:
    """One searchable line of an entry."""

    slug: str
    lang: str
    field: str
    shown: str
    folded: str
    latin: bool  # spelt in Latin letters for Devanagari: compared loosely


def search(glossary: Glossary, query: str, lang: str, limit: int = 10) -> tuple[Hit, ...]:
    """The entries that match, best first; any query is allowed, an empty one finds nothing."""
    wanted = " ".join(WORD.findall(fold(query[:_LONGEST])))
    if not wanted:
        return ()
    best: dict[str, tuple[float, _Line]] = {}
    for line in _lines(glossary):
        score = _score(line, wanted)
        if score:
            score += 5 * (line.lang == lang)
            if score > best.get(line.slug, (0.0, line))[0]:
                best[line.slug] = (score, line)
    order = {slug: place for place, slug in enumerate(glossary.order)}
    ranked = sorted(best.values(), key=lambda found: (-found[0], order[found[1].slug]))[:limit]
    return tuple(_hit(glossary, line, score, wanted, lang) for score, line in ranked)


def _score(line: _Line, wanted: str) -> float:
    """0 for no match; else the field's weight, more for a whole name, less for a misspelt one."""
    weight = _WEIGHTS[line.field]
    wanted = loose(wanted) if line.latin else wanted
    if line.folded == wanted:
        return weight + 20
    if line.folded.startswith(wanted):
        return weight + 10
    starts = " " + line.folded
    if all(" " + word in starts for word in wanted.split()):
        return weight
    if weight < _WEIGHTS["roman"] or len(wanted) < 4:
        return 0.0
    return 0.6 * weight * fuzz.ratio(wanted, line.folded, score_cutoff=_TYPO) / 100


def _hit(glossary: Glossary, line: _Line, score: float, wanted: str, lang: str) -> Hit:
    edition = glossary.entry(line.slug).edition(lang)
    return Hit(line.slug, edition.title, edition.definition, line.field, _mark(line.shown, wanted), line.lang, score)


def _mark(shown: str, wanted: str) -> str:
    """The text around the first match, escaped, every matched word in <mark>."""
    folded, places = fold_with_places(shown)
    places.append(len(shown))
    spans = sorted(
        (places[found.start()], places[found.end()])
        for word in set(wanted.split())
        for found in re.finditer(r"(?<!\w)" + re.escape(word), folded)
    )
    if not spans:
        return html.escape(shown[: 2 * _AROUND])
    start = max(0, spans[0][0] - _AROUND)
    end = min(len(shown), spans[0][1] + 2 * _AROUND)
    pieces, at = ["…" if start else ""], start
    for first, last in spans:
        if at <= first and last <= end:
            pieces += [html.escape(shown[at:first]), f"<mark>{html.escape(shown[first:last])}</mark>"]
            at = last
    return "".join([*pieces, html.escape(shown[at:end]), "…" if end < len(shown) else ""])


@lru_cache(maxsize=4)
def _lines(glossary: Glossary) -> tuple[_Line, ...]:
    lines: list[_Line] = []
    for slug, entry in glossary.entries.items():
        for lang, edition in entry.editions.items():
            for field, shown, latin in _fields(edition):
                folded = " ".join(WORD.findall(fold(romanise(shown) if latin else shown)))
                if folded:
                    lines.append(_Line(slug, lang, field, shown, loose(folded) if latin else folded, latin))
    return tuple(lines)


def _fields(edition: Edition) -> Iterator[tuple[str, str, bool]]:
    """(field, text, whether it is matched as it is typed in Latin letters)."""
    yield "title", edition.title, False
    yield "summary", edition.summary, False
    yield "roman", edition.roman, True
    for alias in edition.aliases:
        yield "alias", alias, False
    if edition.lang == "hi":
        yield "summary", edition.summary, True
        for name in (edition.title, *edition.aliases):
            yield "roman", name, True
    for section in edition.sections:
        for paragraph in section.paragraphs:
            yield "text", paragraph, False
