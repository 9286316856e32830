"""The page on the small world: what it is, a sentence and a picture of it, what the models know of it."""

from __future__ import annotations

import random
from html import escape

import streamlit as st

from lexiscope import small_world
from lexiscope.glossary import app_href
from lexiscope.i18n import N_, Language
from lexiscope.ui import components, draw

KEY = "small_world_sentence"  # in the address


def show_small_world(now: Language) -> None:
    """The page; only the playground is drawn anew for another sentence."""
    t = now.t
    st.html(f"<style>{small_world.css()}</style>")
    with st.container(key="small-world"):
        opening = f'<h1>{escape(t(small_world.TITLE))}</h1><p class="summary">{escape(t(small_world.LEAD))}</p>'
        components.prose(opening + small_world.introduction(now), now, "small-world")
        components.prose(small_world.invitation(now), now, "small-world-play")
        _play(now)
        labs = f'<a class="begin" data-slug="labs" href="/labs?lang={now.code}">{escape(t(N_("Try the models")))} →</a>'
        known = small_world.models(now, app_href(now.code)) + small_world.limits(now) + f"<p>{labs}</p>"
        components.prose(known, now, "small-world-models")


@st.fragment
def _play(now: Language) -> None:
    """One sentence and one picture; their number stands in the address."""
    number = small_world.number_of(st.query_params.get(KEY))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(now.t(N_("Another sentence")), key="small-world-next", on_click=_another)
        says = N_("Sentence {n}; the address of this page leads back to it.")
        draw.quiet(now.t(says, n=now.number(number, 0)), now)
    components.prose(small_world.play(number, now), now, "small-world-sentence", "prose wide")
    with st.expander(now.t(N_("The words side by side")), key="small-world-words"):
        components.prose(small_world.side_by_side(number, now), now, "small-world-table")


def _another() -> None:
    st.query_params[KEY] = str(random.randrange(small_world.MOST))
