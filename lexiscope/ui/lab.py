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
        draw.panel(panel, lab, language, theme, f"{key}-{i}")
    draw.caution(language.t(lab.caution), language)
    _details(lab, values, (result, view), panels, language, theme)


def _presets(lab: Lab, language: Language) -> None:
    """The examples, as one row of quiet buttons."""
    with st.container(horizontal=True, key=f"{lab.id}-presets", vertical_alignment="center"):
        draw.words("p", "quiet", language.t(N_("Examples:")), language, width="content")
        for one in lab.presets:
            args = (lab, one.id, language.code)
            st.button(
                language.t(one.title), key=f"{lab.id}-preset-{one.id}", type="tertiary",
                on_click=inputs.load_preset, args=args,
            )  # fmt: skip


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


def _details(
    lab: Lab,
    values: Given,
    shown: tuple[Any, Any],
    panels: tuple[Panel, ...],
    language: Language,
    theme: Theme,
) -> None:
    """Pin, table, downloads, other views, code: each is made only when it is opened."""
    result, view = shown
    st.button(language.t(N_("Pin this result as A")), key=f"{lab.id}-pin", on_click=_pin, args=(lab.id, shown))
    table = _fold(lab, "table", language.t(N_("Numbers as a table")))
    if table.open:
        with table:
            draw.tables(panels, language)
    take = _fold(lab, "take", language.t(N_("Download and share")))
    if take.open:
        with take:
            draw.downloads(lab.id, panels, json_of(lab, values, result), language, theme)
            draw.quiet(language.t(N_("This address restores the state exactly (uploads excepted):")), language)
            st.code(address(lab, values, language), language=None, wrap_lines=True)
    for extra in lab.extras:
        other = _fold(lab, extra.id, language.t(extra.title))
        if other.open:
            with other:
                st.iframe(extra.render(result, view, language, theme), height=extra.height, alt=language.t(extra.title))
    code = _fold(lab, "code", language.t(N_("Show the code")))
    if code.open:
        with code:
            st.code(inspect.getsource(lab.compute), language="python")


def _fold(lab: Lab, name: str, title: str) -> Any:
    """A fold whose content is made on the server only while it is open."""
    return st.expander(title, key=f"{lab.id}-fold-{name}", on_change="rerun")


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
