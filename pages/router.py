"""The Streamlit script: language, the page that the address asks for, header, footer."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from urllib.parse import unquote, urlsplit

import streamlit as st

from lexiscope.ui import shell
from lexiscope.ui.entry import show_entry
from lexiscope.ui.lists import show_home, show_labs, show_missing
from lexiscope.ui.site import site

st.set_page_config(page_title="Lexiscope", layout="wide", initial_sidebar_state="collapsed")
now = shell.visitor_language()
glossary = site().glossary


def page(draw: Callable[[], None], address: str, title: str) -> st.Page:  # type: ignore[valid-type]
    """One page; its address stays, whatever the language."""
    return st.Page(draw, url_path=address, title=f"{title} · Lexiscope", default=not address)


pages = {"": page(partial(show_home, now), "", "Lexiscope"), "labs": page(partial(show_labs, now), "labs", "Labs")}
for slug, entry in glossary.entries.items():
    pages[slug] = page(partial(show_entry, slug, now), slug, entry.edition(now.code).title)

asked = unquote(urlsplit(st.context.url or "").path).strip("/")
shown = dict(pages)
if asked not in pages:
    known = glossary.resolve(asked)
    address = re.sub(r"[^A-Za-z0-9_-]+", "-", asked)[:80].strip("-") or "unknown"  # as web/shell.py asks for it
    shown[address] = page(
        partial(show_entry, known, now) if known else partial(show_missing, asked, now), address, "404"
    )

chosen = st.navigation(list(shown.values()), position="hidden")
shell.header(now, pages)
chosen.run()
shell.footer(now)
