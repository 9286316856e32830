"""The lab *attention*: one sentence through an encoder, which sees both sides, and a decoder, which sees the left.

It reads on in `minimal_pair` (what is computed), `attention_figures` (what is drawn) and `attention_sentences` (what
is said): one word is exchanged for another, and the vector of a focus word is compared before and after.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from lexiscope.engine import Engine, EngineError, ModelUnavailable
from lexiscope.engine.face import Role
from lexiscope.i18n import N_, Language
from lexiscope.labs.attention_figures import ROLES, figures, head_view, model_view
from lexiscope.labs.attention_sentences import View, explain
from lexiscope.labs.minimal_pair import Inputs, Result, Side, compute, right_share
from lexiscope.labs.spec import BadInput, Choice, Claim, Extra, Flag, Lab, Model, Preset, Text, Values
from lexiscope.labs.words import Found, clean, find, longest, units

MOST_CHARS, MOST_WORD_CHARS = 1000, 60
MEAN = "mean"  # of all layers, or of all heads


def check(values: Values, engine: Engine) -> tuple[Inputs, View]:
    """Inputs and view from what a browser sent; raises BadInput, or ModelUnavailable for an unknown model."""
    text = clean(values.get("text", ""), "text", MOST_CHARS)
    if not units(text):
        raise BadInput(N_("There is no sentence yet: type one, or choose an example."), about="text")
    focus, swap, swap_for = (
        clean(values.get(name, ""), name, MOST_WORD_CHARS) for name in ("focus", "swap", "swap_for")
    )
    if not units(focus):
        last = units(text)[-1].of(text)
        focus = longest(text, without=last) or last
    found = find(text, focus, "focus")
    if not units(swap):
        swap = swap_for = ""
    else:
        _check_swap(found, find(text, swap, "swap"), swap_for)
    models = {role: _model(values, role, engine) for role in ROLES}
    flag = values.get("hide_special", False)
    if not isinstance(flag, bool):
        raise BadInput(N_("Hiding special tokens is either on or off: set the switch again."), about="hide_special")
    view = View(_counted(values, "layer", engine), _counted(values, "head", engine), flag)
    return Inputs(text, focus, swap, swap_for, models["encoder"], models["decoder"]), view


def _check_swap(focus: Found, swap: Found, swap_for: str) -> None:
    if swap.span.start < focus.span.end and focus.span.start < swap.span.end:
        message = N_("“{word}” is the focus word itself: choose another word to exchange.")
        raise BadInput(message, about="swap", word=swap.word)
    if not units(swap_for):
        message = N_("Nothing stands in for “{word}” yet: type the word that replaces it.")
        raise BadInput(message, about="swap_for", word=swap.word)
    if " " in swap_for:
        raise BadInput(N_("Type one word only to stand in for “{word}”."), about="swap_for", word=swap.word)
    if swap_for == swap.word:
        message = N_("“{word}” would be exchanged for itself: type a different word.")
        raise BadInput(message, about="swap_for", word=swap.word)


def _model(values: Values, role: Role, engine: Engine) -> str:
    asked = str(values.get(role, f"built-in/{role}"))
    if engine.model(asked).role != role:
        raise ModelUnavailable(model=asked)
    return asked


def _counted(values: Values, name: str, engine: Engine) -> int:
    """A layer or a head from 1, or 0 for the mean of all."""
    asked = str(values.get(name, MEAN))
    options = _layers(engine, values) if name == "layer" else _heads(engine, values)
    if asked not in options:
        known = {
            "layer": N_("There is no layer “{asked}” in these models: choose the mean, or a number from 1 to {most}."),
            "head": N_("There is no head “{asked}” in these models: choose the mean, or a number from 1 to {most}."),
        }
        raise BadInput(known[name], about=name, asked=asked[:20], most=len(options) - 1)
    return options.index(asked)


def _layers(engine: Engine, values: Values) -> tuple[str, ...]:
    return _options(engine, values, "n_layers")


def _heads(engine: Engine, values: Values) -> tuple[str, ...]:
    return _options(engine, values, "n_heads")


def _options(engine: Engine, values: Values, count: str) -> tuple[str, ...]:
    """The mean, then the numbers up to the larger of the two models; the smaller one shows its last."""
    most = 0
    for role in ROLES:
        try:
            most = max(most, getattr(engine.model(str(values.get(role, f"built-in/{role}"))), count))
        except EngineError:
            continue
    return (MEAN, *(str(i) for i in range(1, most + 1)))


def data(result: Result) -> dict[str, Any]:
    """The result as plain lists and numbers, weights to 6 decimals."""
    return {
        "text": result.text,
        "focus": result.focus.word,
        "exchange": {"word": result.swap.word, "for": result.swap_for, "text": result.swapped} if result.swap else None,
        "encoder": _side_data(result.encoder),
        "decoder": _side_data(result.decoder),
    }


def _side_data(side: Side) -> dict[str, Any]:
    return {
        "model": side.model,
        "revision": side.revision,
        "tokens": [
            {"text": token.text, "start": token.start, "end": token.end, "special": token.special}
            for token in side.tokens
        ],
        "focus_positions": list(side.focus),
        "change_per_layer": [float(value) for value in side.change],
        "attention": np.round(side.pattern.astype(np.float64), 6).tolist(),  # [layer][head][query][key]
    }


# What it claims

_SETTINGS: dict[str, Any] = {
    "encoder": "built-in/encoder",
    "decoder": "built-in/decoder",
    "layer": MEAN,
    "head": MEAN,
    "hide_special": True,
}


def _values(text: str, focus: str, swap: str, swap_for: str) -> Values:
    return {"text": text, "focus": focus, "swap": swap, "swap_for": swap_for, **_SETTINGS}


# Native, not translated: the focus word is ambiguous in its own language, and the exchange turns its sense.
PRESETS = (
    Preset(
        "river",
        N_("The cue comes after the word"),
        {
            "en": _values("Along the river, the bank is a good place for fishing.", "bank", "fishing", "money"),
            "fr": _values("Au bord de la rivière, la pêche était mûre.", "pêche", "mûre", "interdite"),
            "hi": _values("उसे सोना अच्छा लगता है क्योंकि वह बहुत थका है।", "सोना", "थका", "अमीर"),
        },
    ),
    Preset(
        "account",
        N_("The cue comes before the word"),
        {
            "en": _values("She opened an account at the bank, far from the water.", "bank", "account", "umbrella"),
            "fr": _values("Elle a mangé l'avocat après le marché.", "avocat", "mangé", "rencontré"),
            "hi": _values("नदी के तीर पर उसकी नज़र टिकी थी।", "तीर", "नदी", "शिकारी"),
        },
    ),
    Preset(
        "repeat",
        N_("The same word twice"),
        {
            "en": _values("The cat saw the cat in the mirror.", "cat:2", "mirror", "garden"),
            "fr": _values("Devant la glace, elle mange une glace au citron.", "glace:2", "citron", "chocolat"),
            "hi": _values("कल बारिश हुई थी और कल धूप निकलेगी।", "कल:2", "निकलेगी", "निकली"),
        },
    ),
)


def _run(engine: Engine, code: str) -> Result:
    return compute(engine, check(PRESETS[0].values[code], engine)[0])


def decoder_still(engine: Engine) -> float:
    """The largest change of the focus word in the decoder, over layers and languages, cue on the right."""
    return max(float(_run(engine, code).decoder.change.max()) for code in PRESETS[0].values)


def encoder_moves(engine: Engine) -> float:
    """The smallest change of the focus word after the encoder's last layer, over languages, cue on the right."""
    return min(float(_run(engine, code).encoder.change[-1]) for code in PRESETS[0].values)


def encoder_right_share(engine: Engine) -> float:
    """The share of its attention that the focus word gives to its right in the encoder: the least of the three
    languages, mean of all layers and heads."""
    sides = [_run(engine, code).encoder for code in PRESETS[0].values]
    return min(right_share(side, side.pattern.mean(axis=(0, 1))) for side in sides)


CLAIMS = (
    Claim(
        "attention.decoder-still",
        N_("In a decoder, a word does not change when a word after it is exchanged."),
        decoder_still,
        lambda value: value == 0.0,
        "= 0",
        "exact",
    ),
    Claim(
        "attention.encoder-moves",
        N_("In an encoder, a word changes when a word after it is exchanged."),
        encoder_moves,
        lambda value: value > 0.01,
        "> 0.01",
        "decimal",
    ),
    Claim(
        "attention.right-share",
        N_("In an encoder, a word also attends to the words after it."),
        encoder_right_share,
        lambda value: value > 0.1,
        "> 10 %",
        "percent",
    ),
)


def _counted_label(mean: str) -> Callable[[str, Language], str]:
    return lambda option, language: language.t(mean) if option == MEAN else option


LAB = Lab(
    id="attention",
    title=N_("Both sides, or the left only"),
    invitation=N_("Type a sentence and a word of it; exchange another word, and see which model notices."),
    caution=N_(
        "Attention shows where a model looks, not why it decides: a large weight alone explains nothing "
        "(Jain and Wallace, 2019)."
    ),
    entries=("encoder", "decoder", "attention", "transformer"),
    inputs=(
        Text("text", N_("Sentence"), MOST_CHARS, help=N_("Up to 128 tokens, in any language."), width=6),
        Text(
            "focus",
            N_("Focus word"),
            MOST_WORD_CHARS,
            help=N_("The word to watch. For the second of two, add its number: “cat:2”. Empty: the lab picks one."),
            within="text",
            width=2,
        ),
        Text(
            "swap",
            N_("Word to exchange"),
            MOST_WORD_CHARS,
            help=N_("A word of the sentence, also with a number: “cat:2”. Empty: nothing is exchanged."),
            within="text",
            width=2,
        ),
        Text("swap_for", N_("Its replacement"), MOST_WORD_CHARS, help=N_("The word that takes its place."), width=2),
        Choice("layer", N_("Layer"), _layers, _counted_label(N_("Mean of all layers")), details=True),
        Choice("head", N_("Head"), _heads, _counted_label(N_("Mean of all heads")), details=True),
        Flag(
            "hide_special",
            N_("Hide special tokens"),
            help=N_("Tokens that the model adds, such as [CLS] and [SEP]."),
            details=True,
        ),
        Model("encoder", N_("Encoder"), "encoder"),
        Model("decoder", N_("Decoder"), "decoder"),
    ),
    presets=PRESETS,
    check=check,
    compute=compute,
    figures=figures,
    explain=explain,
    claims=CLAIMS,
    extras=(
        Extra("bertviz-head", N_("Head view (BertViz)"), head_view, 620),
        Extra("bertviz-model", N_("Model view (BertViz)"), model_view, 720),
    ),
    data=data,
)
