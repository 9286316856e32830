"""The pages that lead elsewhere: home with all terms, the labs, an address that does not exist."""

from __future__ import annotations

from html import escape

import streamlit as st

from lexiscope.glossary.model import CATEGORIES
from lexiscope.i18n import N_, Language
from lexiscope.labs import labs
from lexiscope.ui import components
from lexiscope.ui.entry import card
from lexiscope.ui.lab import show_lab
from lexiscope.ui.site import site


def show_home(now: Language) -> None:
    """The home page."""
    with st.container(key="home"):
        components.prose(home_html(now), now, "home", "prose home")


def home_html(now: Language) -> str:
    """What this is in two sentences, where to begin, and all terms by category."""
    glossary, t = site().glossary, now.t
    first = glossary.entry("encoder").edition(now.code)
    parts = [
        f"<h1>{escape(t(N_('A glossary you can run')))}</h1>",
        f'<p class="summary">{escape(t(N_("Every term of artificial intelligence, explained in three languages. Beside the words stands an instrument that shows the idea on a real model.")))}</p>',  # noqa: E501
        f'<p><a class="begin" data-slug="encoder" href="/encoder?lang={now.code}">'
        f"{escape(t(N_('Begin with “{title}”'), title=first.title))} →</a></p>",
        f'<h2 id="terms">{escape(t(N_("All terms")))}</h2>',
    ]
    for category, name in CATEGORIES.items():
        members = [entry for entry in glossary.entries.values() if entry.category == category]
        members.sort(key=lambda entry: now.sort_key(entry.edition(now.code).title))  # type: ignore[arg-type,return-value]
        if members:
            cards = "".join(card(entry, now) for entry in members)
            parts.append(f'<h3>{escape(t(name))}</h3><ul class="cards">{cards}</ul>')
    return "".join(parts)


def show_labs(now: Language) -> None:
    """Every lab on one page, each with its first preset."""
    with st.container(key="labs"):
        says = now.t(N_("The instruments, without the prose. Each page of the glossary uses one or more of them."))
        html = f'<h1>{escape(now.t(N_("Labs")))}</h1><p class="summary">{escape(says)}</p>'
        components.prose(html, now, "labs")
        for lab in labs():
            show_lab(lab.id, lab.presets[0].id, now)


def show_missing(address: str, now: Language) -> None:
    """An address without an entry: what might have been meant."""
    near = site().glossary.suggest(address)
    says = now.t(N_("There is no page “{address}”. Perhaps one of these was meant:"), address=address[:60])
    cards = "".join(card(entry, now) for entry in near)
    html = f'<h1>404</h1><p>{escape(says)}</p><ul class="cards">{cards}</ul>'
    with st.container(key="missing"):
        components.prose(html, now, "missing")
