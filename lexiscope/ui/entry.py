"""The page of one entry: head, sections with their instruments, related entries, sources, neighbours."""

from __future__ import annotations

from html import escape

import streamlit as st

from lexiscope.glossary import Entry, LabSlot, Prose
from lexiscope.glossary.model import CATEGORIES, LEVELS, SECTIONS, TERM_STATUSES
from lexiscope.glossary.render import app_href, render
from lexiscope.i18n import CODES, N_, Language, typography
from lexiscope.ui import components
from lexiscope.ui.lab import show_lab
from lexiscope.ui.site import claim_values, site


def show_entry(slug: str, now: Language) -> None:
    """Everything about one entry, in the order of the reference: definition, why, how, try, pitfalls."""
    entry = site().glossary.entry(slug)
    labs = []
    with st.container(key="entry"):
        components.prose(head(entry, now), now, f"{slug}-head", "prose entry-head")
        for section in entry.edition(now.code).sections:
            title = now.t(SECTIONS[section.id])
            opening = f'<h2 id="{section.id}">{escape(title)}</h2>'
            for block in section.blocks:
                if isinstance(block, LabSlot):
                    labs.append((st.container(), block))
                elif isinstance(block, Prose):
                    html = render(block, site().glossary, now.code, app_href(now.code), claim_values(now))
                    components.prose(opening + html, now, f"{slug}-{block.key}")
                    opening = ""
        components.prose(tail(entry, now), now, f"{slug}-tail", "prose entry-tail")
    for place, block in labs:  # after all words: the browser draws those while the figures are on their way
        with place:
            show_lab(block.lab, block.preset, now)


def head(entry: Entry, now: Language) -> str:
    """Breadcrumb, title, the other names, facts and the definition."""
    edition, t = entry.edition(now.code), now.t
    category = t(CATEGORIES[entry.category])
    home = f'<a data-slug="" href="/?lang={now.code}">'
    crumbs = f"{home}{escape(t(N_('Learn')))}</a> › {home}{escape(t(N_('Wiki')))}</a> › {escape(edition.title)}"
    others = [entry.edition(code) for code in CODES if code != now.code]
    names = " · ".join(f'<span lang="{one.lang}">{escape(one.title)}</span>' for one in others)
    said = " · ".join(filter(None, (edition.pronunciation, edition.roman)))
    facts = [
        (t(N_("Category")), escape(category)),
        (t(N_("Also called")), escape(", ".join(edition.aliases))),
        (t(N_("Level")), escape(t(LEVELS[entry.level]))),
        (t(N_("Time")), escape(now.n("{n} minute", "{n} minutes", edition.minutes))),
        (t(N_("Term")), escape(f"{t(TERM_STATUSES[edition.term_status])} · {edition.term_source}")),
        (t(N_("In this page")), contents(entry, now)),
    ]
    listed = "".join(f"<div><dt>{escape(name)}</dt><dd>{value}</dd></div>" for name, value in facts)
    return (
        f'<nav class="crumbs" aria-label="{escape(t(N_("Breadcrumb")))}">{crumbs}</nav>'
        f'<div class="entry-top"><div><h1>{escape(edition.title)}</h1>'
        f'<p class="said"><span>{escape(said)}</span> · {names}</p>'
        f'<p class="summary">{escape(typography(edition.summary, now.code))}</p></div>'
        f'<dl class="facts">{listed}</dl></div>'
    )


def contents(entry: Entry, now: Language) -> str:
    """Links to the sections of this page."""
    ids = [section.id for section in entry.edition(now.code).sections]
    return " · ".join(f'<a href="#{one}">{escape(now.t(SECTIONS[one]))}</a>' for one in ids)


def card(entry: Entry, now: Language) -> str:
    """An entry as a card: its name and its definition."""
    edition = entry.edition(now.code)
    return (
        f'<li><a class="card" data-slug="{entry.slug}" href="/{entry.slug}?lang={now.code}">'
        f"<strong>{escape(edition.title)}</strong><span>{escape(edition.definition)}</span></a></li>"
    )


def tail(entry: Entry, now: Language) -> str:
    """Related entries, sources, the neighbours, all terms."""
    glossary, t = site().glossary, now.t
    related = "".join(card(glossary.entry(slug), now) for slug in entry.related if slug in glossary.entries)
    sources = "".join(
        f'<li>{escape(s.authors)} ({s.year}). <a href="{escape(s.url)}" target="_blank" rel="noopener" lang="en">'
        f"{escape(s.title)}</a></li>"
        for s in entry.sources
    )
    before, after = glossary.previous_next(entry.slug)
    everything = f'<a data-slug="" href="/?lang={now.code}">{escape(t(N_("All terms")))}</a>'
    steps = step(before, "prev", "← ", "", now) + everything + step(after, "next", "", " →", now)
    read = f'<a href="/read/{now.code}/{entry.slug}">{escape(t(N_("Read this page without scripts")))}</a>'
    return (
        f'<h2 id="related">{escape(t(N_("Related concepts")))}</h2><ul class="cards">{related}</ul>'
        f'<h2 id="sources">{escape(t(N_("Sources")))}</h2><ol class="sources">{sources}</ol>'
        f'<nav class="steps" aria-label="{escape(t(N_("Previous and next")))}">{steps}</nav><p class="quiet">{read}</p>'
    )


def step(entry: Entry | None, rel: str, before: str, after: str, now: Language) -> str:
    """A link to a neighbour, or nothing at either end."""
    if entry is None:
        return "<span></span>"
    words = escape(before + entry.edition(now.code).title + after)
    return f'<a rel="{rel}" data-slug="{entry.slug}" href="/{entry.slug}?lang={now.code}">{words}</a>'
