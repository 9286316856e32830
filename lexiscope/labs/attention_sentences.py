"""What the lab *attention* says about a result: sentences chosen by the numbers, true of any input."""

from __future__ import annotations

import math
from dataclasses import dataclass

from lexiscope.engine.face import Floats
from lexiscope.i18n import N_, Language
from lexiscope.labs.minimal_pair import (
    Result,
    Side,
    blocked,
    right_of_focus,
    right_share,
    special,
    special_share,
    stayed,
    strange,
)
from lexiscope.labs.words import Found


@dataclass(frozen=True)
class View:
    """What only drawing needs. Layers and heads count from 1; 0 is the mean of all."""

    layer: int
    head: int
    hide_special: bool


def chosen(side: Side, view: View) -> Floats:
    """The pattern (T, T) of the chosen layer and head, clamped to what the model has; 0 takes the mean of all."""
    n_layers, n_heads = side.pattern.shape[:2]
    layers = side.pattern.mean(axis=0) if view.layer == 0 else side.pattern[min(view.layer, n_layers) - 1]
    return layers.mean(axis=0) if view.head == 0 else layers[min(view.head, n_heads) - 1]


def explain(result: Result, view: View, language: Language) -> tuple[str, ...]:
    """Sentences true of these numbers, plain text; the first is the finding."""
    sentences = [] if result.swap is None else [_moved(result, result.swap, language)]
    sentences.append(_looked(result, view, language))
    if strange(result.decoder):
        sentences.append(_strange(result.decoder, language))
    if result.swap is not None:
        sentences.append(language.t("The second sentence reads: “{text}”", text=result.swapped))
    if result.encoder.shift or result.decoder.shift:
        message = N_(
            "The two words do not have the same number of tokens: “{word}” stands at another place in the second "
            "sentence, and that alone moves its vector too."
        )
        sentences.append(language.t(message, word=result.focus.word))
    if result.focus.count > 1 and not result.focus.numbered:
        message = N_(
            "“{word}” stands {count} times in the sentence; the first one is meant. Type “{word}:2” for the second."
        )
        sentences.append(language.t(message, word=result.focus.word, count=language.number(result.focus.count, 0)))
    if view.hide_special and any(special(side).any() for side in (result.encoder, result.decoder)):
        shares = [special_share(side, chosen(side, view)) for side in (result.encoder, result.decoder)]
        message = N_(
            "The special tokens, hidden here, receive {encoder} of the attention of “{word}” in the encoder "
            "and {decoder} in the decoder."
        )
        encoder, decoder = (percent(share, language) for share in shares)
        sentences.append(language.t(message, encoder=encoder, decoder=decoder, word=result.focus.word))
    return (*sentences, *_clamped(result, view, language))


def _moved(result: Result, swap: Found, language: Language) -> str:
    """How far the exchange moved the focus word; the reason is only given where it is the reason."""
    encoder, decoder = result.encoder, result.decoder
    to_the_right = swap.span.start >= result.focus.span.end
    if to_the_right and blocked(decoder).any() and stayed(decoder) and not stayed(encoder):
        message = N_(
            "Exchanging “{swap}” for “{swap_for}” moved “{word}” by {encoder} in the encoder and by exactly 0 in the "
            "decoder: it had not read that far."
        )
    elif not to_the_right and not stayed(decoder) and not stayed(encoder):
        message = N_(
            "Exchanging “{swap}” for “{swap_for}” moved “{word}” by {encoder} in the encoder and by {decoder} in the "
            "decoder: the exchanged word stands on its left, where both can read."
        )
    elif to_the_right and not stayed(decoder):
        message = N_(
            "Exchanging “{swap}” for “{swap_for}” moved “{word}” by {encoder} in the encoder and by {decoder} in the "
            "decoder, although the exchanged word stands on its right."
        )
    else:
        message = N_(
            "Exchanging “{swap}” for “{swap_for}” moved “{word}” by {encoder} in the encoder and by {decoder} in the "
            "decoder."
        )
    numbers = {"encoder": distance(encoder, language), "decoder": distance(decoder, language)}
    words = {"swap": swap.word, "swap_for": result.swap_for, "word": result.focus.word}
    return language.t(message, **words, **numbers)


def _looked(result: Result, view: View, language: Language) -> str:
    """Where the focus word looks: the share of its attention that goes to its right."""
    word, where = result.focus.word, place(view, language)
    if not (right_of_focus(result.encoder).any() or right_of_focus(result.decoder).any()):
        return language.t(
            "Nothing stands on the right of “{word}”: here the decoder sees all that the encoder sees.", word=word
        )
    encoder, decoder = (right_share(side, chosen(side, view)) for side in (result.encoder, result.decoder))
    numbers = {"encoder": percent(encoder, language), "decoder": percent(decoder, language)}
    if blocked(result.decoder).any():
        message = N_(
            "Of the attention that “{word}” pays to the tokens of the sentence, {encoder} goes to its right in the "
            "encoder and {decoder} in the decoder, which cannot see what follows ({place})."
        )
    else:
        message = N_(
            "Of the attention that “{word}” pays to the tokens of the sentence, {encoder} goes to its right in the "
            "encoder and {decoder} in the decoder ({place})."
        )
    return language.t(message, word=word, place=where, **numbers)


def _strange(side: Side, language: Language) -> str:
    """What a small model says of a text from outside its world, and which models know more."""
    message = N_(
        "This sentence seems foreign to the small world, the only one that the built-in models know: the decoder "
        "hesitates among {found} tokens on average (its perplexity), where 99 of 100 sentences of that world stay "
        "below {usual}. For text like this, choose DistilBERT, multilingual, and BLOOM under “More settings”."
    )
    found, usual = (language.number(value, 0) for value in (side.perplexity, side.usual))
    return language.t(message, found=found, usual=usual)


def place(view: View, language: Language) -> str:
    if view.layer and view.head:
        return language.t("layer {layer}, head {head}", layer=view.layer, head=view.head)
    if view.layer:
        return language.t("layer {layer}, mean of its heads", layer=view.layer)
    if view.head:
        return language.t("head {head}, mean of all layers", head=view.head)
    return language.t("mean of all layers and heads")


def _clamped(result: Result, view: View, language: Language) -> list[str]:
    """One sentence for each model that has fewer layers or heads than were asked for."""
    sentences = []
    for side in (result.encoder, result.decoder):
        n_layers, n_heads = side.pattern.shape[:2]
        name = language.t(side.name)
        if view.layer > n_layers:
            sentences.append(
                language.n(
                    "{name} has only {n} layer: it is shown.",
                    "{name} has only {n} layers: the last one is shown.",
                    n_layers,
                    name=name,
                )
            )
        if view.head > n_heads:
            sentences.append(
                language.n(
                    "{name} has only {n} head: it is shown.",
                    "{name} has only {n} heads: the last one is shown.",
                    n_heads,
                    name=name,
                )
            )
    return sentences


def distance(side: Side, language: Language) -> str:
    """The change after the last layer, in words that do not round something down to nothing."""
    last = float(side.change[-1])
    if stayed(side):
        return language.t("exactly 0")
    if last == 0 or last >= 0.01:
        return language.fixed(last, 2)
    return language.number(last, 1 - math.floor(math.log10(last)))


def percent(share: float, language: Language) -> str:
    """A share as percent; digits enough that a small one is not written as 0."""
    return language.percent(
        share, 0 if share == 0 or share >= 0.01 else min(6, 1 - math.floor(math.log10(share * 100)))
    )
