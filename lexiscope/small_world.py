"""The page on the small world, for both editions: its words, one sentence in three languages, the models' table.

Numbers and names in, HTML out. No Streamlit and no torch: of `smallworld` only what draws and what speaks.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Any, Literal

import numpy as np

from lexiscope.figures.raster import data_address
from lexiscope.i18n import CODES, N_, NATIVE, Language, typography
from smallworld import lexicon, scenes
from smallworld.grammar import say
from smallworld.meaning import PERSONS, Meaning, Sentence, meaning_at

ADDRESS = "small-world"
WEIGHTS = Path(__file__).parent.parent / "weights"
MOST = 1_000_000  # sentences are numbered below it
SIDE = 360  # pixels of a drawn scene
# What a word may say; a word lights up with those of the other languages that carry the same part.
PARTS = (
    *("when", "subject", "subject.number", "subject.adjective", "relative.verb", "relative.object"),
    *("relative.object.number", "relative.object.adjective", "verb", "not", "object", "object.number"),
    *("object.adjective", "adjective", "relation", "place", "pronoun", "then"),
)

TITLE = N_("The small world")
LEAD = N_(
    "A model is a program that learns from examples. The models built into this site learned almost everything not "
    "from the real world, but from a small one made for them: drawings, and sentences in English, French and "
    "Hindi, all made by a program."
)
WHAT = N_(
    "The small world holds {concepts} concepts, each with words in the three languages: {nouns} nouns, {verbs} "
    "verbs and {adjectives} adjectives. A grammar joins them so that a sentence makes sense: fish are caught and "
    "letters are written, not the other way round. The drawings show {things} kinds of things in {colours} "
    "colours."
)
TRAINED_ON = N_(
    "The text models on this site learned from three kinds of text: sentences like those that you see below, "
    "sentences with a word that has two meanings, and the pages of this glossary."
)
WHY = N_(
    "Why make a world? Because then one can say exactly what a model has seen, which nobody can of a model trained "
    "on the internet. Some combinations of words, or of things and colours, are kept back by a fixed rule: the "
    "models never meet them in training. What a model gets right there, it has learned; it cannot have learned it "
    "by heart."
)
INVITATION = N_("Point at a word or tap it: the words that say the same in the other two languages light up.")
CANNOT = N_(
    "These models do not know the real world. None of them learned from a photograph, a newspaper or a book; where "
    "the text models complete a sentence, they follow grammar and the turns of phrase that they met, and know no "
    "facts. For models that were trained on the real world, open an instrument and choose the original BERT, GPT-2 "
    "or CLIP under “More settings”. Size and licence of a model are shown before anything is downloaded."
)


@dataclass(frozen=True)
class Measure:
    """A measured value: where it stands in metrics.json ("{}" is the language), what it says, how it is written."""

    path: tuple[str, ...]
    says: str
    written: Literal["percent", "decimal", "decibel"] = "percent"

    def value(self, metrics: Any, language: str) -> float:
        for key in self.path:
            metrics = metrics[key.format(language)]
        return float(metrics)

    @property
    def spoken(self) -> bool:
        """Whether each language has a value of its own."""
        return any("{}" in key for key in self.path)


@dataclass(frozen=True)
class Model:
    """A built-in model: its folder in weights/, the entry that explains its kind, and what a reader wants to know."""

    folder: str
    entry: str
    name: str
    what: str
    measures: tuple[Measure, ...]


UNSEEN = "unseen pairs"  # of the pictures: two things that never meet in training
COLOURS = N_("True caption preferred to one with the colours exchanged (by chance: {half})")
SENSE = N_(
    "The sense of a word with two senses, whose clue stands after it, read off the model's vector at that word (by "
    "chance: {half})"
)
SIDES = N_("True caption preferred to one with the two sides exchanged, such as left and right (by chance: {half})")
MODELS = (
    Model(
        "encoder",
        "encoder",
        N_("Lexiscope small encoder"),
        N_("a small BERT, which sees the words before and after"),
        (
            Measure(("{}", "masked", "top1"), N_("A hidden word of the sentence, guessed at once")),
            Measure(("{}", "masked", "top5"), N_("The hidden word is among the first five guesses")),
            Measure(("{}", "probe", "word"), SENSE),
        ),
    ),
    Model(
        "decoder",
        "decoder",
        N_("Lexiscope small decoder"),
        N_("a small GPT-2, which continues a text from left to right"),
        (
            Measure(
                ("{}", "perplexity"),
                N_("Perplexity: among how many pieces of words the model hesitates (lower is better)"),
                "decimal",
            ),
            Measure(
                ("{}", "five_gram"),
                N_("For comparison: the perplexity of a simple model that only counts runs of five pieces of words"),
                "decimal",
            ),
            Measure(("{}", "probe", "word"), SENSE),
            Measure(("{}", "probe", "end"), N_("The same test, read off the vector at the end of the sentence")),
        ),
    ),
    Model(
        "match",
        "clip",
        N_("Lexiscope small CLIP"),
        N_("a small CLIP, which tells which caption goes with which picture"),
        (
            Measure(("retrieval", UNSEEN, "{} picture to caption"), N_("Right caption found among a hundred")),
            Measure(("binding", UNSEEN, "{}", "colours"), COLOURS),
            Measure(("binding", UNSEEN, "{}", "relation"), SIDES),
        ),
    ),
    Model(
        "autoencode",
        "vae",
        N_("Lexiscope small VAE"),
        N_("a small VAE, which turns a picture into few numbers and those into a picture again"),
        (
            Measure(
                ("scenes_psnr",), N_("Restored drawings: PSNR, likeness to the original (higher is closer)"), "decibel"
            ),
            Measure(("psnr_mean",), N_("Restored photographs, of which it saw none in training: PSNR"), "decibel"),
        ),
    ),
)


def number_of(asked: str | None) -> int:
    """The sentence that an address asks for; the sample where it asks for none that there is."""
    return int(asked) if asked and re.fullmatch(r"[0-9]{1,6}", asked) else sample()


@lru_cache
def sample() -> int:
    """The first sentence in which the three languages can differ most in the order of their words."""

    def rich(one: Meaning) -> bool:
        subject, thing = one.subject, one.clause.object
        told = one.kind == "statement" and not one.negative and subject.noun.kind in PERSONS and not subject.plural
        return bool(told and one.when and subject.adjective and thing and not thing.plural and one.place)

    return next(number for number in range(MOST) if rich(meaning_at(number)))


def introduction(now: Language) -> str:
    """What the small world is."""
    world = lexicon.load()
    counted = {
        "concepts": len(world), "nouns": len(world.nouns), "verbs": len(world.verbs),
        "adjectives": len(world.adjectives), "things": len(scenes.THINGS), "colours": len(scenes.PAINTS),
    }  # fmt: skip
    what = now.t(WHAT, **{name: now.number(count, 0) for name, count in counted.items()})
    return f"<p>{escape(what)} {escape(now.t(TRAINED_ON))}</p>"


def invitation(now: Language) -> str:
    """The playground's title, and what to do in it."""
    title = escape(now.t(N_("One meaning, three languages")))
    return f'<h2 id="sentence">{title}</h2><p>{escape(now.t(INVITATION))}</p>'


@lru_cache(maxsize=64)
def play(number: int, now: Language) -> str:
    """One sentence in three languages, the visitor's own first, and a picture with its three captions."""
    lines = "".join(
        f'<div><dt lang="{code}">{NATIVE[code]}</dt><dd lang="{code}">{_marked(_spoken(number, code), code)}</dd></div>'
        for code in _order(now)
    )
    return f'<div class="play"><dl class="tongues" aria-live="polite">{lines}</dl>{_picture(number, now)}</div>'


def side_by_side(number: int, now: Language) -> str:
    """The words of a sentence as a table: a row a part of the meaning, in the order of the visitor's language."""
    found = {code: _words(_spoken(number, code), code) for code in _order(now)}
    head = "".join(f'<th scope="col" lang="{code}">{NATIVE[code]}</th>' for code in found)
    rows = ""
    for part in found[now.code]:
        first, *rest = (f'lang="{code}">{escape(words.get(part, "–"))}' for code, words in found.items())
        rows += f'<tr><th scope="row" {first}</th>' + "".join(f"<td {cell}</td>" for cell in rest) + "</tr>"
    return f'<table class="words"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'


def models(now: Language, href: Callable[[str], str]) -> str:
    """Why there is a small world: what each model reached in it, by its metrics.json. `href`: address of an entry."""
    title = escape(now.t(N_("What the models can do, measured")))
    says = now.t(N_("Everything here was measured on sentences and pictures that training never used."))
    again = escape(now.t(N_("To measure it again:")))
    named = "".join(f'<th scope="col" class="right" lang="{code}">{NATIVE[code]}</th>' for code in _order(now))
    head = f'<thead><tr><th scope="col">{escape(now.t(N_("Measured")))}</th>{named}</tr></thead>'
    table = f'<table class="models">{head}{"".join(_rows(one, now, href) for one in MODELS)}</table>'
    return (
        f'<h2 id="measured">{title}</h2><p>{escape(now.t(WHY))}</p><p>{escape(says)}</p>{table}'
        f'<p class="quiet">{again} <code lang="en">make models-report</code></p>'
    )


def limits(now: Language) -> str:
    """What the models cannot do, and where to find others."""
    return f'<h2 id="limits">{escape(now.t(N_("What the models do not know")))}</h2><p>{escape(now.t(CANNOT))}</p>'


def css() -> str:
    """The style of the page's parts in both editions. A pointed word wins over one that has the focus."""
    lit = [
        f'.tongues:has([data-part="{part}"]:hover) [data-part="{part}"], '
        f'.tongues:not(:has(.word:hover)):has([data-part="{part}"]:focus) [data-part="{part}"]'
        for part in PARTS
    ]
    at_rest = '.tongues:not(:has(.word:is(:hover, :focus))) [data-part="subject"]'  # shows what will happen
    mark = "background: color-mix(in srgb, var(--encoder) 22%, transparent); text-decoration-color: var(--encoder);"
    return f"{Path(__file__).with_suffix('.css').read_text('utf-8')}{', '.join([*lit, at_rest])} {{ {mark} }}\n"


def _order(now: Language) -> tuple[str, ...]:
    """The visitor's language first."""
    return (now.code, *(code for code in reversed(CODES) if code != now.code))


@lru_cache(maxsize=192)
def _spoken(number: int, code: str) -> Sentence:
    return say(meaning_at(number), code)


def _words(sentence: Sentence, code: str) -> dict[str, str]:
    text = typography(sentence.text, code)  # as long as before: only signs and spaces are exchanged
    return {word.part: text[word.start : word.end] for word in sentence.words}


def _marked(sentence: Sentence, code: str) -> str:
    """The sentence, its words marked with the part of the meaning that they say."""
    text, marked, end = typography(sentence.text, code), "", 0
    for word in sentence.words:
        said = escape(text[word.start : word.end])
        marked += escape(text[end : word.start])
        marked += f'<span class="word" tabindex="0" data-part="{word.part}">{said}</span>'
        end = word.end
    return marked + escape(text[end:])


def _picture(number: int, now: Language) -> str:
    """A drawn scene with its captions."""
    scene = scenes.random_scene(np.random.default_rng(number))
    captions = {code: typography(scenes.caption(scene, code), code) for code in _order(now)}  # type: ignore[arg-type]
    source = data_address(np.asarray(scenes.draw(scene, SIDE)))
    listed = "".join(f'<li lang="{code}">{escape(words)}</li>' for code, words in captions.items())
    return (
        f'<figure class="scene"><img src="{source}" width="{SIDE}" height="{SIDE}" alt="{escape(captions[now.code])}">'
        f"<figcaption>{escape(now.t(N_('A picture and its captions')))}<ul>{listed}</ul></figcaption></figure>"
    )


def _rows(model: Model, now: Language, href: Callable[[str], str]) -> str:
    """One model's part of the table; nothing where it was never measured."""
    metrics = _metrics(model.folder)
    if not metrics:
        return ""
    name = f'<a data-slug="{model.entry}" href="{href(model.entry)}">{escape(now.t(model.name))}</a>'
    size = now.t(N_("{n} parameters (learned numbers)"), n=now.number(metrics["parameters"], 0))
    rows = (
        f'<tr class="model"><th scope="rowgroup" colspan="{len(CODES) + 1}">'
        f"<strong>{name}</strong> <span>{escape(now.t(model.what))} · {escape(size)}</span></th></tr>"
    )
    for one in model.measures:
        says = now.t(one.says, half=now.percent(0.5))
        if one.spoken:
            values = [_written(one, one.value(metrics, code), now) for code in _order(now)]
            cells = "".join(f'<td class="right">{value}</td>' for value in values)
        else:
            cells = f'<td class="right" colspan="{len(CODES)}">{_written(one, one.value(metrics, ""), now)}</td>'
        rows += f'<tr><th scope="row">{escape(says)}</th>{cells}</tr>'
    return f"<tbody>{rows}</tbody>"


def _written(measure: Measure, value: float, now: Language) -> str:
    if measure.written == "percent":
        return now.percent(value)
    return now.fixed(value, 1) + ("\u00a0dB" if measure.written == "decibel" else "")


@lru_cache
def _metrics(folder: str) -> dict[str, Any]:
    """What was measured of a built-in model. LEXISCOPE_WEIGHTS names another folder of models."""
    path = Path(os.environ.get("LEXISCOPE_WEIGHTS") or WEIGHTS) / folder / "metrics.json"
    return json.loads(path.read_text("utf-8")) if path.is_file() else {}
