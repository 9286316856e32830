"""A lab's inputs as Streamlit widgets; every choice stands in the address.

Texts, numbers and flags are written there by `bind`. Choices are written by `choose`, because a bound select box puts
its label into the address, in the visitor's language: such a link would break in another one. So is whatever is folded
away: it is drawn only while the fold is open, and a bound widget that is not drawn loses its value. A default is the
preset's value, so an untouched page has a short address. When the language or the page changes, an untouched input
takes the new preset's value; a touched one keeps what the visitor gave.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import streamlit as st

from lexiscope.engine import Engine
from lexiscope.engine.face import ModelInfo
from lexiscope.i18n import N_, Language
from lexiscope.labs.spec import Choice, Flag, Input, Lab, Model, Number, Pictures, Text, Values

# Names of the built-in models in the catalogue; those of the hub are names in every language.
BUILT_IN = (
    N_("Lexiscope small encoder"),
    N_("Lexiscope small decoder"),
    N_("Lexiscope small CLIP"),
    N_("Lexiscope small VAE"),
)
UPLOADS = ["png", "jpg", "jpeg", "webp", "gif", "bmp", "tif", "tiff"]


def key_of(lab: Lab, name: str) -> str:
    """The widget key, which is also the name in the address: attention_text."""
    return f"{lab.id}_{name}"


def settle(lab: Lab, preset: str, language: Language) -> Values:
    """Give untouched inputs the values of this preset and language; return the preset's values."""
    mark = f"{lab.id}:settled"
    before, now = st.session_state.get(mark), (preset, language.code)
    values = lab.preset(preset, language.code)
    if before and before != now:
        old = lab.preset(*before)
        for one in lab.inputs:
            key = key_of(lab, one.name)
            if key in st.session_state and st.session_state[key] == _stored(one, old[one.name]):
                put(lab, one, values[one.name])
    st.session_state[mark] = now
    return values


def load_preset(lab: Lab, preset: str, code: str) -> None:
    """A visitor chose a preset: every input takes its value, uploads are put aside."""
    for one in lab.inputs:
        put(lab, one, lab.preset(preset, code)[one.name])
        if isinstance(one, Pictures):
            st.session_state[f"{lab.id}:uploads"] = st.session_state.get(f"{lab.id}:uploads", 0) + 1
    st.session_state[f"{lab.id}:fault"] = None


def put(lab: Lab, one: Input, value: Any) -> None:
    """Give an input a value from the program: a preset, or a click into a figure."""
    key, stored = key_of(lab, one.name), _stored(one, value)
    st.session_state[key] = stored
    if not _bound(one):
        st.query_params.pop(key, None)
        st.session_state[f"{key}:kept"] = stored


def choose(key: str) -> None:
    """A visitor chose: write the choice, as the program names it, to the address."""
    value = st.session_state[f"{key}:kept"] = st.session_state[key]
    st.query_params[key] = str(value).lower() if isinstance(value, bool) else value


def _choose_samples(key: str, most: int) -> None:
    """Where one sample is wanted, the next takes its place. (Streamlit's own limit speaks English only.)"""
    if most == 1:
        st.session_state[key] = st.session_state[key][-1:]
    choose(key)


def _bound(one: Input) -> bool:
    """Whether Streamlit itself keeps the input's value in the address."""
    return isinstance(one, Text | Number | Flag) and not one.details


def _restore(lab: Lab, one: Input, default: Any) -> str:
    """A value comes from the address, else from the last page that asked for it, else from the preset. Its key."""
    key = key_of(lab, one.name)
    asked = _read(one, st.query_params.get_all(key))
    if asked is not None:
        st.session_state[key] = asked
    elif key not in st.session_state:
        st.session_state[key] = st.session_state.get(f"{key}:kept", default)
    return key


def _read(one: Input, said: list[str]) -> Any:
    """A value as the address says it; None where it says nothing, or nothing that this input knows."""
    if isinstance(one, Pictures) or not said:
        return said or None
    if isinstance(one, Flag):
        return {"true": True, "false": False}.get(said[-1])
    if isinstance(one, Number):
        try:
            value = _kind(one)(said[-1])
        except ValueError:
            return None
        return value if one.low <= value <= one.high else None
    return said[-1]


def _kind(one: Number) -> type[int] | type[float]:
    return int if float(one.step).is_integer() else float


def _stored(one: Input, value: Any) -> Any:
    """How a widget keeps a value in the session state."""
    return list(value) if isinstance(one, Pictures) else value


def draw(lab: Lab, defaults: Values, engine: Engine, language: Language) -> dict[str, Any]:
    """All inputs on a grid of six columns (`layout_css`): the main ones, the others folded. Their values by name."""
    values: dict[str, Any] = dict(defaults)
    with st.container(key=f"inputs-{lab.id}"):
        for one in lab.inputs:
            if not one.details:
                values[one.name] = widget(lab, one, values, engine, language)
    folded = [one for one in lab.inputs if one.details]
    if folded:
        label = language.t(N_("More settings: {names}"), names=" · ".join(language.t(one.label) for one in folded))
        asked = any(key_of(lab, one.name) in st.query_params for one in folded)
        fold = st.expander(label, asked, key=f"{lab.id}-settings", on_change="rerun")
        with fold, st.container(key=f"inputs-{lab.id}-more"):
            for one in folded:
                values[one.name] = widget(lab, one, values, engine, language, shown=bool(fold.open))
    return values


def layout_css(labs: Iterable[Lab]) -> str:
    """How many of the six columns each input takes."""
    keys = ((key_of(lab, one.name), max(one.width, 2 if one.details else 1)) for lab in labs for one in lab.inputs)
    return "".join(f".st-key-{key},.st-key-{key}-samples{{grid-column:span {width}}}" for key, width in keys)


def _clear_lost(lab: Lab, changed: str) -> None:
    """A sentence was replaced: words that no longer stand in it are cleared, so that the lab picks anew."""
    text = str(st.session_state.get(key_of(lab, changed)) or "")
    for one in lab.inputs:
        key = key_of(lab, one.name)
        word = str(st.session_state.get(key) or "")
        if isinstance(one, Text) and one.within == changed and not _stands_in(word, text):
            st.session_state[key] = ""


def _stands_in(word: str, text: str) -> bool:
    return word.partition(":")[0].casefold() in text.casefold()


def widget(
    lab: Lab, one: Input, values: dict[str, Any], engine: Engine, language: Language, *, shown: bool = True
) -> Any:
    """One input; its value as `check` will read it. One that is not `shown` has its value all the same."""
    if isinstance(one, Pictures):
        return _pictures(lab, one, values[one.name], language)
    key, label, default = key_of(lab, one.name), language.t(one.label), values[one.name]
    if isinstance(one, Text) and one.within and key not in st.session_state and key not in st.query_params:
        default = default if _stands_in(default, values[one.within]) else ""  # the address brought another sentence
    helps = language.t(one.help) if one.help else None
    if isinstance(one, Choice):
        options = list(one.options(engine, values))
        chosen = _chosen(lab, one, options, default)
        if shown and options:
            _select(key, label, options, lambda option: one.option_label(option, language), helps)
        return chosen
    if isinstance(one, Model):
        return _model(lab, one, default, engine, language, shown)
    if _bound(one):
        common: dict[str, Any] = {"key": key, "bind": "query-params", "help": helps}
    else:
        common = {"key": _restore(lab, one, default), "help": helps, "on_change": choose, "args": (key,)}
        if not shown:
            return st.session_state[key]
    if isinstance(one, Text):
        common |= {"on_change": _clear_lost, "args": (lab, one.name)}
        if one.lines > 1:
            return st.text_area(label, value=default, height=28 * one.lines + 40, **common)
        return st.text_input(label, value=default, **common)
    if isinstance(one, Flag):
        return st.toggle(label, value=default, **common)
    assert isinstance(one, Number)
    draw_number = st.number_input if one.box else st.slider
    common |= {"format": "percent"} if one.percent else {}
    kind = _kind(one)
    low, high, step = kind(one.low), kind(one.high), kind(one.step)
    return draw_number(label, low, high, kind(default), step, **common)  # type: ignore[operator]


def _chosen(lab: Lab, one: Choice | Model, options: list[str], default: str) -> str:
    """The option that stands. Options come and go with other inputs: one that is gone gives way to the preset's."""
    if not options:
        return default
    key = _restore(lab, one, default)
    if st.session_state[key] not in options:
        st.session_state[key] = default if default in options else options[0]
    chosen: str = st.session_state[key]
    return chosen


def _select(key: str, label: str, options: list[str], words: Callable[[str], str], helps: str | None) -> None:
    st.selectbox(label, options, format_func=words, key=key, help=helps, on_change=choose, args=(key,))


def _model(lab: Lab, one: Model, default: str, engine: Engine, language: Language, shown: bool) -> str:
    """A model of the catalogue; its licence and size stand in the list, before anything is chosen or fetched."""
    from lexiscope.ui.downloads import offer

    known = {info.id: info for info in engine.models(one.role)}
    chosen = _chosen(lab, one, list(known), default)
    info = known[chosen]
    if shown:
        _select(key_of(lab, one.name), language.t(one.label), list(known), lambda o: facts(known[o], language), None)
        if not info.ready:
            offer(lab, info, engine, language)
    return chosen if info.ready else default


def facts(info: ModelInfo, language: Language) -> str:
    """Name, size and licence of a model in one line."""
    return language.t(
        N_("{name} · {parameters} million parameters · {size} MB · {licence}"),
        name=language.t(info.name),
        parameters=language.number(info.parameters / 1e6, 1 if info.parameters < 2e7 else 0),
        size=language.number(info.megabytes, 1 if info.megabytes < 20 else 0),
        licence=info.licence,
    )


def _pictures(lab: Lab, one: Pictures, default: tuple[Any, ...], language: Language) -> tuple[Any, ...]:
    """Samples by name (in the address), and the visitor's own pictures (never in the address)."""
    key, offered = _restore(lab, one, list(default)), one.samples()
    known = [sample for sample in st.session_state[key] if sample in offered]
    st.session_state[key] = known[-1:] if one.most == 1 else known
    with st.container(key=f"{key}-samples"):
        samples = st.multiselect(
            language.t(one.label), offered, format_func=lambda sample: one.sample_label(sample, language), key=key,
            placeholder=language.t(N_("Choose samples")), select_all=False, on_change=_choose_samples,
            args=(key, one.most),
        )  # fmt: skip
        own = _own_pictures(lab, one, language)
    return own if own and one.most == 1 else own + tuple(samples)  # a single picture takes the sample's place


def _own_pictures(lab: Lab, one: Pictures, language: Language) -> tuple[bytes, ...]:
    """A visitor's own files and photographs, as they were sent."""
    turn = st.session_state.get(f"{lab.id}:uploads", 0)
    label = language.t(N_("Your own pictures") if one.most > 1 else N_("Your own picture"))
    sent = st.file_uploader(label, UPLOADS, accept_multiple_files=True, key=f"{lab.id}-upload-{turn}")
    camera = None
    if st.toggle(language.t(N_("Use the camera")), key=f"{lab.id}-camera-on"):
        camera = st.camera_input(language.t(N_("Take a picture")), key=f"{lab.id}-camera-{turn}")
    own = tuple(file.getvalue() for file in [*sent, *([camera] if camera else [])])
    return own[-1:] if one.most == 1 else own  # of several where one is wanted, the one given last
