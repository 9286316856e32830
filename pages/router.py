"""The Streamlit script: language, the page that the address asks for, header, footer."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from urllib.parse import unquote, urlsplit

import streamlit as st

from lexiscope import small_world
from lexiscope.ui import shell
from lexiscope.ui.entry import show_entry
from lexiscope.ui.lists import show_home, show_labs, show_missing
from lexiscope.ui.site import site
from lexiscope.ui.small_world import show_small_world

st.set_page_config(page_title="Lexiscope", layout="wide", initial_sidebar_state="collapsed")
now = shell.visitor_language()
glossary = site().glossary


draws: dict[str, Callable[[], None]] = {"": partial(show_home, now), "labs": partial(show_labs, now)}
titles = {"": "Lexiscope", "labs": "Labs"}
draws[small_world.ADDRESS], titles[small_world.ADDRESS] = partial(show_small_world, now), now.t(small_world.TITLE)
for slug, entry in glossary.entries.items():
    draws[slug], titles[slug] = partial(show_entry, slug, now), entry.edition(now.code).title

asked = unquote(urlsplit(st.context.url or "").path).strip("/")
if asked not in draws:
    known = glossary.resolve(asked)
    address = re.sub(r"[^A-Za-z0-9_-]+", "-", asked)[:80].strip("-") or "unknown"  # as web/shell.py asks for it
    draws[address], titles[address] = (
        partial(show_entry, known, now) if known else partial(show_missing, asked, now),
        "404",
    )

pages = [
    st.Page(draw, url_path=address, title=f"{titles[address]} · Lexiscope", default=not address)
    for address, draw in draws.items()
]
chosen = st.navigation(pages, position="hidden")
shell.header(now)
# Not `chosen.run()`: an instrument belongs to the visitor, not to one page, and what was given to it goes along.
draws[chosen.url_path]()
shell.footer(now)
