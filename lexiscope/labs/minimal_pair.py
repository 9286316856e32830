"""A minimal pair through two models: one word exchanged, and how far the vector of a focus word moved.

What a causal mask hides cannot move the vector, and there the change is exactly 0, in every layer.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lexiscope.engine import AttendRequest, Engine, Token
from lexiscope.engine.face import Floats
from lexiscope.i18n import N_
from lexiscope.labs.spec import BadInput
from lexiscope.labs.words import Found, Span, exchange, find

FAR = 10  # times the usual perplexity; below, a sentence of known words is merely unusual


@dataclass(frozen=True)
class Inputs:
    """What compute needs, cleaned and checked; `swap` is empty when no word is exchanged."""

    text: str
    focus: str  # "bank", or "cat:2" for the second "cat"
    swap: str
    swap_for: str
    encoder: str
    decoder: str


@dataclass(frozen=True)
class Side:
    """What one model did with the sentence of T tokens."""

    model: str
    name: str
    revision: str
    tokens: tuple[Token, ...]  # length T
    pattern: Floats  # (n_layers, n_heads, T, T) attention after softmax; rows are queries
    focus: tuple[int, ...]  # positions of the focus word's tokens
    shift: int  # tokens by which the exchange moved the focus word to the right
    change: Floats  # (n_layers + 1,) |v' - v| / |v| of the focus word, 0 is the embedding; (0,) without an exchange
    perplexity: float  # of the sentence, and what is usual in the model's own world; both 0 where it does not say
    usual: float


@dataclass(frozen=True)
class Result:
    """Both models on one sentence, and on the sentence with one word exchanged ("" when none was)."""

    text: str
    swapped: str
    focus: Found
    swap: Found | None
    swap_for: str
    encoder: Side
    decoder: Side


def compute(engine: Engine, inputs: Inputs) -> Result:
    """One call of the engine per model, with the sentence and (if a word is exchanged) the second sentence.

    Raises EngineError, and BadInput when a tokenizer leaves the focus word out altogether.
    """
    focus = find(inputs.text, inputs.focus, "focus")
    texts, spans, swap = [inputs.text], [focus.span], None
    if inputs.swap:
        swap = find(inputs.text, inputs.swap, "swap")
        texts.append(exchange(inputs.text, swap.span, inputs.swap_for))
        shift = len(texts[1]) - len(texts[0]) if swap.span.start < focus.span.start else 0
        spans.append(Span(focus.span.start + shift, focus.span.end + shift))
    encoder, decoder = (_side(engine, model, texts, spans, focus.word) for model in (inputs.encoder, inputs.decoder))
    return Result(inputs.text, "".join(texts[1:]), focus, swap, inputs.swap_for if swap else "", encoder, decoder)


def _side(engine: Engine, model: str, texts: list[str], spans: list[Span], word: str) -> Side:
    info = engine.model(model)
    runs = engine.attend(AttendRequest(model, tuple(texts)))
    places = [positions(run.tokens, span) for run, span in zip(runs, spans, strict=True)]
    if not all(places):
        message = N_("{model} leaves “{word}” out when it cuts the sentence into tokens: choose another focus word.")
        raise BadInput(message, about="focus", model=info.name, word=word)
    # One vector per layer: the mean of the word's tokens. (n_layers + 1, d_model)
    vectors = [run.hidden[:, list(place)].mean(axis=1) for run, place in zip(runs, places, strict=True)]
    change = np.zeros(0, np.float32)
    if len(vectors) == 2:
        lengths = np.linalg.norm(vectors[0], axis=-1)
        change = (np.linalg.norm(vectors[1] - vectors[0], axis=-1) / np.maximum(lengths, 1e-12)).astype(np.float32)
    shift = places[-1][0] - places[0][0]
    first = runs[0]
    return Side(
        model, info.name, info.revision, first.tokens, first.pattern, places[0], shift, change,
        first.perplexity, first.usual,
    )  # fmt: skip


def positions(tokens: tuple[Token, ...], span: Span) -> tuple[int, ...]:
    """The tokens that hold a part of the word at `span`."""
    return tuple(
        i for i, token in enumerate(tokens) if not token.special and token.start < span.end and span.start < token.end
    )


def special(side: Side) -> NDArray[np.bool_]:
    """(T,) True for tokens that the tokenizer added."""
    return np.array([token.special for token in side.tokens])


def right_of_focus(side: Side) -> NDArray[np.bool_]:
    """(T,) True for the sentence's own tokens that follow the focus word."""
    return (np.arange(len(side.tokens)) > max(side.focus)) & ~special(side)


def right_share(side: Side, pattern: Floats) -> float:
    """Of the attention that the focus word pays to the sentence's own tokens, the share on its right, 0..1."""
    row = pattern[list(side.focus)].mean(axis=0)
    total = float(row[~special(side)].sum())
    return float(row[right_of_focus(side)].sum()) / total if total else 0.0


def special_share(side: Side, pattern: Floats) -> float:
    """The share of the focus word's attention that special tokens receive, 0..1."""
    return float(pattern[list(side.focus)].mean(axis=0)[special(side)].sum())


def blocked(side: Side) -> NDArray[np.bool_]:
    """(T, T) True where no head of any layer looks ahead: what a causal mask forbids. All False for an encoder."""
    ahead = np.triu(np.ones((len(side.tokens),) * 2, bool), k=1)
    looks = side.pattern.max(axis=(0, 1)) > 0
    return ahead if not (looks & ahead).any() else np.zeros_like(ahead)


def strange(side: Side) -> bool:
    """Whether the model is far less sure of the text than of nearly all sentences of its own world."""
    return side.perplexity > FAR * side.usual > 0.0


def stayed(side: Side) -> bool:
    """Whether the exchange left the focus word's vector untouched, bit for bit, in every layer."""
    return float(side.change.max()) == 0.0
