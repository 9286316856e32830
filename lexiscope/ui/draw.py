"""Figures and sentences on a Streamlit page. Every block of words says its language."""

from __future__ import annotations

import re
from html import escape
from typing import Any

import streamlit as st

from lexiscope.figures import Bars, Figure, HeadGrid, Heatmap, Lines, Panel, Picture, Theme
from lexiscope.figures.palette import COLOUR, INK, PAPER, QUIET, RULE
from lexiscope.figures.svg import svg
from lexiscope.figures.table import csv_of, html, table_of
from lexiscope.i18n import N_, Language
from lexiscope.ui import components

MOST_CELLS = 2500  # a larger table is offered as CSV only


def theme() -> Theme:
    """The visitor's theme, light or dark."""
    found = st.context.theme
    return "dark" if found and found.type == "dark" else "light"


def words(tag: str, css: str, text: str, language: Language, extra: str = "", width: Any = "stretch") -> None:
    """One element of text; `text` is escaped."""
    st.html(f'<{tag} class="{css}" lang="{language.code}"{extra}>{escape(text)}</{tag}>', width=width)


def heading(title: str, invitation: str, language: Language) -> None:
    """A lab's name, and the one line that says what to do."""
    st.html(f'<div class="lab-head" lang="{language.code}"><h3>{escape(title)}</h3><p>{escape(invitation)}</p></div>')


def subtitle(title: str, language: Language) -> None:
    words("h4", "closer", title, language)


def quiet(text: str, language: Language) -> None:
    words("p", "quiet", text, language)


def fault(text: str, language: Language) -> None:
    """What is wrong with an input, in one sentence; read out at once."""
    words("p", "fault", text, language, ' role="alert"')


def finding(text: str, more: list[str], live: bool, language: Language) -> None:
    """The sentence that says what was just measured, then how to read it."""
    state = language.t(N_("measured just now")) if live else language.t(N_("recorded; change anything to measure anew"))
    rest = "".join(f"<p>{escape(one)}</p>" for one in more)
    st.html(
        f'<div class="finding" lang="{language.code}" aria-live="polite"><p class="first">{escape(text)}</p>'
        f'<p class="state" data-live="{str(live).lower()}">{escape(state)}</p>{rest}</div>'
    )


def caution(text: str, language: Language) -> None:
    words("p", "caution", text, language)


def panel(panel: Panel, lab: Any, language: Language, theme: Theme, key: str) -> None:
    """Figures side by side."""
    drawn = [one for one in panel.figures if isinstance(one, Heatmap | Lines | Bars)]
    if drawn:
        components.plots(drawn, language, theme, key)
    others = [one for one in panel.figures if not isinstance(one, Heatmap | Lines | Bars)]
    columns = st.columns(len(others), gap="medium") if len(others) > 1 else [st.container() for _ in others]
    for column, one in zip(columns, others, strict=True):
        with column:
            pixels(one, lab.id, language, theme, f"{key}-{one.key}")


def pixels(one: HeadGrid | Picture, lab_id: str, language: Language, theme: Theme, key: str) -> None:
    """A figure that is a picture, under its title."""
    words("p", f"figure-title {'picture' if isinstance(one, Picture) else one.scale}", one.title, language)
    if isinstance(one, HeadGrid):
        components.grid(one, lab_id, language, theme, f"grid-{key}")
    else:
        with st.container(key=f"pixels-{key}" if one.pixelated else f"picture-{key}"):
            st.image(one.pixels, width="stretch", alt=one.alt)


def tables(panels: tuple[Panel, ...], language: Language) -> None:
    """The table twin of every figure that has one."""
    for panel in panels:
        for one in panel.figures:
            table = table_of(one, language)
            if table and len(table.rows) * len(table.columns) <= MOST_CELLS:
                scroll = f'<div class="scroll" lang="{language.code}" tabindex="0" role="group">{html(table)}</div>'
                st.html(scroll)


def downloads(lab_id: str, panels: tuple[Panel, ...], result: str, language: Language, theme: Theme) -> None:
    """Each figure as SVG and CSV, the whole result as JSON."""
    with st.container(horizontal=True):
        name = f"lexiscope-{lab_id}"
        st.download_button(
            language.t(N_("Result (JSON)")), result, f"{name}.json", "application/json", on_click="ignore"
        )
        for panel in panels:
            for one in panel.figures:
                label = f"{one.key} SVG"
                still = standalone(one, language, theme)
                st.download_button(label, still, f"{name}-{one.key}.svg", "image/svg+xml", on_click="ignore")
                if not isinstance(one, Picture) or one.table:
                    data = csv_of(one, language)
                    st.download_button(f"{one.key} CSV", data, f"{name}-{one.key}.csv", "text/csv", on_click="ignore")


def standalone(one: Figure, language: Language, theme: Theme) -> str:
    """The still figure as a file of its own: colours instead of CSS variables, a background, a font."""
    colours = {"ink": INK[theme], "paper": PAPER[theme], "quiet": QUIET[theme], "rule": RULE[theme]}
    colours |= {scale: pair[theme] for scale, pair in COLOUR.items()}
    text = re.sub(r"var\(--(\w+)\)", lambda m: colours[m[1]], svg(one, language))
    font = "Noto Sans Devanagari, Noto Sans, sans-serif"
    paper = f'<rect width="100%" height="100%" fill="{PAPER[theme]}"/>'
    return text.replace('class="still"', f'class="still" font-family="{font}"').replace(
        "</title>", "</title>" + paper, 1
    )
