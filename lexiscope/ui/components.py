"""The places where the browser does more than Streamlit: prose, figures, the page's manners, the grid of heads."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import streamlit as st

from lexiscope.figures import Bars, HeadGrid, Heatmap, Lines, Theme
from lexiscope.figures.plot import plotly
from lexiscope.figures.raster import data_address, head_grid
from lexiscope.i18n import N_, Language
from lexiscope.ui.inputs import choose
from lexiscope.ui.streamlit_words import in_language

BROWSER = Path(__file__).parent / "browser"


def _component(name: str, html: str) -> Any:
    script = (BROWSER / f"{name}.js").read_text("utf-8")
    return st.components.v2.component(f"lexiscope_{name}", html=html, js=script, isolate_styles=False)


@st.cache_resource(show_spinner=False)
def _mounts() -> dict[str, Any]:
    grid = (
        '<div class="lx-grid"><span class="lx-grid-head-title"></span><div class="lx-grid-heads"></div>'
        '<span class="lx-grid-layer-title"></span><div class="lx-grid-layers"></div><img alt=""></div>'
    )
    return {
        "prose": _component("prose", '<div class="lx-prose"></div>'),
        "manners": _component("manners", "<span hidden></span>"),
        "grid": _component("grid", grid),
        "plots": _component("plots", '<div class="lx-figures"></div>'),
    }


def prose(html: str, language: Language, key: str, wrap: str = "prose") -> None:
    """Sanitised HTML in its language; `wrap` are its CSS classes.

    Streamlit's own element draws it at once but drops MathML, so prose with formulas takes the component.
    """
    if "<math" not in html:
        st.html(f'<div class="lx-prose {wrap}" lang="{language.code}">{html}</div>')
        return
    stamp = hashlib.blake2b(html.encode(), digest_size=8).hexdigest()
    _mounts()["prose"](data={"html": html, "lang": language.code, "stamp": stamp, "wrap": wrap}, key=f"prose-{key}")


def manners(language: Language) -> None:
    """The document's language, links inside the app, the search dialog, and Streamlit's own words in the language."""
    words = {
        "search": language.t(N_("Search the glossary")),
        "hint": language.t(N_("A term, in any of the three languages")),
        "keys": language.t(N_("↑ ↓ to move, Enter to open, Esc to close")),
        "none": language.t(N_("Nothing found. Try another spelling.")),
    }
    data = {"lang": language.code, "words": words, "streamlit": in_language(language)}
    _mounts()["manners"](data=data, key="manners")


def plots(figures: Sequence[Heatmap | Lines | Bars], language: Language, theme: Theme, key: str) -> None:
    """Plotly figures side by side, each under its title, which says the finding; `key` begins their names."""
    drawn = [
        {
            "name": f"{key}-{one.key}",
            "title": one.title,
            "scale": getattr(one, "scale", "quiet"),
            "alt": one.alt,
            "plot": plotly(one, language, theme),
        }
        for one in figures
    ]
    data = {"figures": drawn, "lang": language.code, "save": language.t(N_("Save as a picture (PNG)"))}
    _mounts()["plots"](data=data, key=f"plots-{key}")


def grid(figure: HeadGrid, lab_id: str, language: Language, theme: Theme, key: str) -> None:
    """All heads as one picture; a click sets the lab's inputs for layer and head."""
    n_layers, n_heads = figure.pattern.shape[:2]
    data = {
        "picture": data_address(head_grid(figure, theme)),
        "alt": figure.alt,
        "lang": language.code,
        "layers": n_layers,
        "heads": n_heads,
        "layer_title": figure.layer_title,
        "head_title": figure.head_title,
    }

    def picked() -> None:
        for name, chosen in zip(figure.picks, st.session_state[key].picked, strict=True):
            st.session_state[f"{lab_id}_{name}"] = str(int(chosen))
            choose(f"{lab_id}_{name}")

    _mounts()["grid"](data=data, key=key, on_picked_change=picked)
