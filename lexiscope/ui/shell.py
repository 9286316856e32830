"""The frame around every page: language, header, footer."""

from __future__ import annotations

from functools import lru_cache
from html import escape
from pathlib import Path

import streamlit as st

from lexiscope import small_world
from lexiscope.figures import Theme
from lexiscope.glossary import prose_css, variables
from lexiscope.i18n import CODES, N_, NATIVE, Language, language, negotiate
from lexiscope.labs import labs
from lexiscope.ui import components, draw
from lexiscope.ui.inputs import layout_css

LOOK_CSS = Path(__file__).with_name("look.css")


def visitor_language() -> Language:
    """The language of the address, else the one used so far, else the browser's, else English."""
    headers = st.context.headers if hasattr(st.context, "headers") else {}
    asked = (st.query_params.get("lang"), st.session_state.get("lang"), negotiate(headers.get("Accept-Language", "")))
    code = next(code for code in asked if code in NATIVE)
    st.session_state["lang"] = code
    if st.query_params.get("lang") is None:
        st.query_params["lang"] = code
    return language(code)


def _speak() -> None:
    """The visitor chose a language: the address says so, and the next run reads it there."""
    st.query_params["lang"] = st.session_state["lang"]


def unknown_language() -> str | None:
    """A language code in the address that we do not have, cut to a length that can be shown."""
    asked = st.query_params.get("lang")
    return asked[:12] if asked and asked not in NATIVE else None


@lru_cache
def _css(theme: Theme) -> str:
    colours = f".stApp, dialog {{ {variables(theme)} }}"
    return "<style>" + colours + prose_css() + layout_css(labs()) + LOOK_CSS.read_text("utf-8") + "</style>"


def masthead(now: Language) -> str:
    """Brand, terms, labs, the small world and search as links that also work without a script."""
    terms, labs, search = (escape(now.t(w)) for w in (N_("Terms"), N_("Labs"), N_("Search")))
    home, world = f"/?lang={now.code}", small_world.ADDRESS
    return (
        f'<nav class="masthead" lang="{now.code}" aria-label="Lexiscope">'
        f'<a class="brand" data-slug="" href="{home}">Lexiscope</a><a data-slug="" href="{home}">{terms}</a>'
        f'<a data-slug="labs" href="/labs?lang={now.code}">{labs}</a>'
        f'<a data-slug="{world}" href="/{world}?lang={now.code}">{escape(now.t(small_world.TITLE))}</a>'
        f'<a class="search" data-search href="/read/{now.code}">{search} <kbd>/</kbd></a></nav>'
    )


def header(now: Language) -> None:
    """Brand, terms, labs, search and the language switch; then what the browser needs for the whole page."""
    st.html(_css(draw.theme()))
    with st.container(horizontal=True, key="header", vertical_alignment="center"):
        st.html(masthead(now), width="content")
        # Not bound to the address: a bound control would write its label there ("Français") instead of the code.
        st.segmented_control(
            now.t(N_("Language")), CODES, key="lang", format_func=NATIVE.__getitem__,
            required=True, label_visibility="collapsed", on_change=_speak,
        )  # fmt: skip
    components.manners(now)
    if code := unknown_language():
        words = N_("There is no edition in “{code}” yet; this is {name}.")
        draw.fault(now.t(words, code=code, name=now.name), now)


def footer(now: Language) -> None:
    """What this is, and the same page without a script."""
    says = now.t(N_("Every measured claim on these pages was measured by the models that stand beside it."))
    read = now.t(N_("Reading edition, without scripts"))
    st.html(
        f'<footer class="colophon" lang="{now.code}"><p>{escape(says)}</p>'
        f'<p><a href="/read/{now.code}" target="_self">{escape(read)}</a></p></footer>'
    )
