"""The reading edition: entries as plain HTML that needs no script. Values in, a page as a string out."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from lexiscope import small_world
from lexiscope.figures.table import html as table_html
from lexiscope.glossary import (
    CATEGORIES,
    LANGUAGES,
    LEVELS,
    SECTIONS,
    TERM_STATUSES,
    Entry,
    Glossary,
    LabSlot,
    prose_css,
    read_href,
    render,
    variables,
)
from lexiscope.i18n import NATIVE, language
from lexiscope.web.recorded import Recorded, RecordedFigure

_HERE = Path(__file__).parent
Claims = Mapping[str, Mapping[str, str]]  # language -> claim id -> measured value as that language writes it


@dataclass(frozen=True, eq=False)
class ReadingEdition:
    """Renders pages from what was read at start; holds nothing of a visitor."""

    glossary: Glossary
    claims: Claims
    recorded: Recorded
    templates: Environment
    terms: Mapping[str, tuple[Entry, ...]]  # language -> all entries in the order of its alphabet

    def entry(self, slug: str, lang: str, base: str) -> str:
        """The page of an entry; `base` is the address of the site without a slash at its end."""
        entry = self.glossary.entry(slug)
        edition = entry.edition(lang)
        before, after = self.glossary.previous_next(slug)
        return self._page(
            "entry.html",
            lang,
            base,
            f"/{slug}",
            entry=entry,
            edition=edition,
            editions=[entry.edition(code) for code in LANGUAGES],
            sections=[(section, self._blocks(entry, lang, index)) for index, section in enumerate(edition.sections)],
            related=[self.glossary.entry(other) for other in entry.related if other in self.glossary.entries],
            before=before,
            after=after,
        )

    def index(self, lang: str, base: str) -> str:
        """All entries by group, in learning order."""
        groups = {
            title: [entry for entry in self._ordered() if entry.category == category]
            for category, title in CATEGORIES.items()
        }
        return self._page("index.html", lang, base, "", groups={name: found for name, found in groups.items() if found})

    def small_world(self, lang: str, base: str) -> str:
        """The page on the small world, with one fixed sentence."""
        now, number = language(lang), small_world.sample()
        parts = {
            "introduction": small_world.introduction(now),
            "invitation": small_world.invitation(now),
            "play": small_world.play(number, now),
            "words": small_world.side_by_side(number, now),
            "models": small_world.models(now, read_href(lang)),
            "limits": small_world.limits(now),
        }
        marked = {name: Markup(part) for name, part in parts.items()}
        return self._page("small-world.html", lang, base, f"/{small_world.ADDRESS}", world=small_world, **marked)

    def missing(self, lang: str, base: str, wanted: str) -> str:
        """The page for an address that leads nowhere, with the entries whose names come nearest."""
        return self._page("missing.html", lang, base, "", wanted=wanted[:100], near=self.glossary.suggest(wanted))

    def _ordered(self) -> list[Entry]:
        return [self.glossary.entry(slug) for slug in self.glossary.order]

    def _blocks(self, entry: Entry, lang: str, index: int) -> list[Markup | tuple[RecordedFigure, ...]]:
        """The blocks of a section: prose as HTML, a lab as its recorded figures."""
        figures = self.recorded(entry.slug, lang)
        blocks: list[Markup | tuple[RecordedFigure, ...]] = []
        for block in entry.edition(lang).sections[index].blocks:
            if isinstance(block, LabSlot):
                blocks.append(tuple(figure for figure in figures if figure.lab == block.lab))
            else:
                claims = self.claims.get(lang, {})
                blocks.append(Markup(render(block, self.glossary, lang, read_href(lang), claims)))
        return blocks

    def _page(self, template: str, lang: str, base: str, path: str, **values: Any) -> str:
        spoken = language(lang)
        return self.templates.get_template(template).render(
            lang=lang,
            language=spoken,
            t=spoken.t,
            base=base,
            canonical=f"{base}/read/{lang}{path}",
            alternates={code: f"{base}/read/{code}{path}" for code in LANGUAGES},
            any_language=f"{base}/read/en{path}" if path else f"{base}/read",
            small_world=small_world.ADDRESS,
            switch={code: (NATIVE[code], f"/read/{code}{path}") for code in NATIVE},
            terms=self.terms[lang],
            style=style_address(),
            **values,
        )


def reading_edition(glossary: Glossary, claims: Claims, recorded: Recorded) -> ReadingEdition:
    """A reading edition whose figures are drawn once per entry and language."""
    templates = Environment(
        loader=FileSystemLoader(_HERE / "templates"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    templates.globals |= {
        "SECTIONS": SECTIONS, "CATEGORIES": CATEGORIES, "LEVELS": LEVELS, "TERM_STATUSES": TERM_STATUSES,
    }  # fmt: skip
    templates.filters["table"] = lambda table: Markup(table_html(table))
    templates.filters["svg"] = Markup
    drawn: Callable[[str, str], tuple[RecordedFigure, ...]] = lru_cache(maxsize=None)(recorded)
    terms = {code: tuple(alphabetical(glossary, code)) for code in LANGUAGES}  # here, since collation loads slowly
    return ReadingEdition(glossary, claims, drawn, templates, terms)


def alphabetical(glossary: Glossary, lang: str) -> list[Entry]:
    """All entries by title, in the order of the language's alphabet."""
    spoken = language(lang)

    def key(entry: Entry) -> Any:
        return spoken.sort_key(entry.edition(lang).title)

    return sorted(glossary.entries.values(), key=key)


@lru_cache
def style_sheet() -> str:
    """The whole style sheet: colours of both themes, the prose, the page."""
    dark = f"@media (prefers-color-scheme: dark) {{ :root {{ color-scheme: dark; {variables('dark')} }} }}"
    light = f":root {{ color-scheme: light; {variables('light')} }}"
    on_paper = f"@media print {{ :root {{ color-scheme: light; {variables('light')} --paper: #fff; }} }}"
    return "\n".join([light, dark, on_paper, prose_css(), small_world.css(), (_HERE / "page.css").read_text("utf-8")])


@lru_cache
def style_address() -> str:
    """Address of the style sheet; it changes with the content, so that it can be kept for good."""
    return f"/style.css?v={hashlib.sha256(style_sheet().encode()).hexdigest()[:10]}"
