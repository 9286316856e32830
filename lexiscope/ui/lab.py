"""A lab on a page: inputs, figures, the finding, and what folds away below. Everything comes from the lab's spec."""

from __future__ import annotations

import inspect
import json
from typing import Any
from urllib.parse import urlencode, urlsplit

import streamlit as st

from lexiscope import __version__
from lexiscope.engine import Busy, Engine, EngineError, ModelUnavailable, TextTooLong
from lexiscope.engine.face import Role
from lexiscope.figures import Panel, Theme
from lexiscope.i18n import N_, Language
from lexiscope.labs import lab as lab_of
from lexiscope.labs.record import fingerprint
from lexiscope.labs.spec import BadInput, Lab, Model, Pictures
from lexiscope.ui import draw, inputs
from lexiscope.ui.site import site

Given = dict[str, Any]  # values of a lab's inputs, by name

ROLES: tuple[Role, ...] = ("encoder", "decoder", "match", "autoencode")
FAULTS = {
    Busy.code: N_("Many readers are using the models right now; try again in {seconds} s."),
    ModelUnavailable.code: N_("The model {model} is not on this machine; choose another one."),
    TextTooLong.code: N_("This text has {tokens} tokens; shorten it to {limit} or fewer."),
    EngineError.code: N_("The model could not answer; change the input and try again."),
}


def show_lab(lab_id: str, preset: str, language: Language) -> None:
    """One instrument, in a fragment of its own: typing in it redraws nothing else."""
    lab = lab_of(lab_id)
    with st.container(key=f"lab-{lab_id}"):
        draw.heading(language.t(lab.title), language.t(lab.invitation), language)
        _lab(lab_id, preset, language)


@st.fragment
def _lab(lab_id: str, preset: str, language: Language) -> None:
    lab, engine, theme = lab_of(lab_id), site().engine, draw.theme()
    defaults = inputs.settle(lab, preset, language)
    _presets(lab, language)
    values = inputs.draw(lab, defaults, engine, language)
    shown = _result(lab, values, engine, language)
    if shown is None:
        return
    result, view, live = shown
    _pinned(lab, language, theme)
    panels = lab.figures(result, view, language, theme)
    finding, *more = lab.explain(result, view, language)
    key = f"{lab.id}-now"
    draw.panel(panels[0], lab, language, theme, key)
    draw.finding(finding, more, live, language)
    for i, panel in enumerate(panels[1:], 1):
        if not panel.fold:
            draw.panel(panel, lab, language, theme, f"{key}-{i}")
    draw.caution(language.t(lab.caution), language)
    st.button(language.t(N_("Pin this result as A")), key=f"{lab.id}-pin", on_click=_pin, args=(lab.id, (result, view)))
    _closer(lab, values, (result, view), panels, language, theme)


def _presets(lab: Lab, language: Language) -> None:
    """The examples, as one row: a click gives every input its value, and no example stays chosen."""
    key = f"{lab.id}-presets"

    def load() -> None:
        if chosen := st.session_state[key]:
            inputs.load_preset(lab, chosen, language.code)
            st.session_state[key] = None

    titles = {one.id: language.t(one.title) for one in lab.presets}
    st.pills(language.t(N_("Examples")), list(titles), format_func=titles.__getitem__, key=key, on_change=load)


def _result(lab: Lab, values: Given, engine: Engine, language: Language) -> tuple[Any, Any, bool] | None:
    """(result, view, live) for these values; after a fault, the sentence and the last good result."""
    last = f"{lab.id}:last"
    try:
        wanted, view = lab.check(values, engine)
        result = site().recorded.result(lab.id, wanted)
        live = result is None
        if live:
            with st.spinner(_waiting(engine, language), show_time=True):
                result = _compute(lab.id, fingerprint(lab.id, wanted), _revisions(lab, values, engine), wanted)
        st.session_state[last] = result, view, live
        return result, view, live
    except BadInput as fault:
        draw.fault(language.t(fault.message, **_written(fault.fields, language)), language)
    except EngineError as fault:
        words = FAULTS.get(fault.code, FAULTS[EngineError.code])
        draw.fault(language.t(words, **_written(fault.fields, language)), language)
    kept: tuple[Any, Any, bool] | None = st.session_state.get(last)
    return kept


def _written(fields: dict[str, object], language: Language) -> dict[str, object]:
    """Numbers of a fault in the visitor's format."""
    return {k: language.number(v, 1) if isinstance(v, int | float) else v for k, v in fields.items()}


def _waiting(engine: Engine, language: Language) -> str:
    if engine.loaded():
        return language.t(N_("The model is reading…"))
    size = sum(engine.models(role)[0].megabytes for role in ROLES)
    words = N_("The built-in models ({size} MB) are being loaded, once, for all visitors…")
    return language.t(words, size=language.number(size, 0))


def _revisions(lab: Lab, values: Given, engine: Engine) -> tuple[str, ...]:
    """Which weights answer: part of the cache's key."""
    return tuple(engine.model(values[one.name]).revision for one in lab.inputs if isinstance(one, Model))


@st.cache_resource(max_entries=64, show_spinner=False)
def _compute(lab_id: str, key: str, revisions: tuple[str, ...], _inputs: Any) -> Any:
    """One computation, kept by lab, inputs and weights; results are frozen, so visitors may share them."""
    return lab_of(lab_id).compute(site().engine, _inputs)


def _pinned(lab: Lab, language: Language, theme: Theme) -> None:
    """Result A, while the visitor changes B."""
    pinned = st.session_state.get(f"{lab.id}:pinned")
    if not pinned:
        return
    result, view = pinned
    with st.container(key=f"{lab.id}-pinned", border=True):
        draw.quiet(language.t(N_("A, pinned. Below it: B, which follows your changes.")), language)
        draw.panel(lab.figures(result, view, language, theme)[0], lab, language, theme, f"{lab.id}-a")
        draw.finding(lab.explain(result, view, language)[0], [], True, language)
        st.button(language.t(N_("Remove A")), key=f"{lab.id}-unpin", on_click=_pin, args=(lab.id, None))


def _pin(lab_id: str, what: tuple[Any, Any] | None) -> None:
    st.session_state[f"{lab_id}:pinned"] = what


def _closer(
    lab: Lab,
    values: Given,
    shown: tuple[Any, Any],
    panels: tuple[Panel, ...],
    language: Language,
    theme: Theme,
) -> None:
    """Further figures, table, downloads, other views, code: one row of choices; each is made only once it is chosen."""
    folded = {f"panel-{i}": panel for i, panel in enumerate(panels) if panel.fold}
    extras = {extra.id: extra for extra in lab.extras}
    titles = {name: panel.fold for name, panel in folded.items()}
    titles |= {"table": language.t(N_("Numbers as a table")), "take": language.t(N_("Download and share"))}
    titles |= {name: language.t(extra.title) for name, extra in extras.items()}
    titles |= {"code": language.t(N_("Show the code"))}
    label, key = language.t(N_("Look closer")), f"{lab.id}-closer"
    chosen = st.pills(label, list(titles), format_func=titles.__getitem__, selection_mode="multi", key=key)
    for name in filter(chosen.__contains__, titles):
        with st.container(key=f"{key}-{name}"):
            draw.subtitle(titles[name], language)
            if name in folded:
                draw.panel(folded[name], lab, language, theme, f"{lab.id}-now-{name}")
            elif name in extras:
                page = extras[name].render(*shown, language, theme)
                st.iframe(page, height=extras[name].height, alt=titles[name])
            elif name == "table":
                draw.tables(panels, language)
            elif name == "take":
                draw.downloads(lab.id, panels, json_of(lab, values, shown[0]), language, theme)
                draw.quiet(language.t(N_("This address restores the state exactly (uploads excepted):")), language)
                st.code(address(lab, values, language), language=None, wrap_lines=True)
            else:
                st.code(inspect.getsource(lab.compute), language="python")


def json_of(lab: Lab, values: Given, result: Any) -> str:
    """The result with all that is needed to make it again: inputs, models with revisions, versions."""
    engine = site().engine
    models = {one.name: engine.model(values[one.name]) for one in lab.inputs if isinstance(one, Model)}
    given = {name: _plain(value) for name, value in values.items()}
    whole = {
        "lab": lab.id,
        "lexiscope": __version__,
        "inputs": given,
        "models": {name: {"id": info.id, "revision": info.revision} for name, info in models.items()},
        "result": lab.data(result) if lab.data else {},
    }
    return json.dumps(whole, ensure_ascii=False, indent=1)


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return f"uploaded file, {len(value)} bytes"
    return [_plain(one) for one in value] if isinstance(value, tuple | list) else value


def address(lab: Lab, values: Given, language: Language) -> str:
    """The page's address with every input of this lab in it."""
    here = urlsplit(st.context.url or "")
    query: list[tuple[str, str]] = [("lang", language.code)]
    for one in lab.inputs:
        value = values[one.name]
        if isinstance(one, Pictures):
            query += [(inputs.key_of(lab, one.name), sample) for sample in value if isinstance(sample, str)]
        else:
            query.append((inputs.key_of(lab, one.name), str(value).lower() if isinstance(value, bool) else str(value)))
    return f"{here.scheme}://{here.netloc}{here.path}?{urlencode(query)}"
