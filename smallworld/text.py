"""Seeded sentences of the small world, in English, French and Hindi.

The words lie in `words/` where a translator can correct them: `lexicon.csv` (a concept a row, three languages) and one
grammar a language (`en.toml`, `fr.toml`, `hi.toml`: sentence rules, and the words with two senses). This module reads
them, expands rules into slots, fills the slots and settles what grammar settles late: a/an, elision, agreement.

    sentence_at("fr", 7)                    the same sentence on every machine
    sentences("en", "held-out", seed=1)     an endless stream of one side of the split
    sense_examples("hi", n=100)             sentences labelled with the sense of their ambiguous word
"""

from __future__ import annotations

import csv
import random
import re
import tomllib
import unicodedata
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from smallworld import inflect

WORDS = Path(__file__).parent / "words"
LANGUAGES = ("en", "fr", "hi")
Split = Literal["train", "held-out"]
SENSE_SHARE = 0.45  # share of sentences about an ambiguous word
HELD_OUT = 25  # one sentence in 25 is held out


@dataclass(frozen=True)
class World:
    """The words of one language: class -> nouns, rule -> templates, and the ambiguous words."""

    language: str
    words: dict[str, list[inflect.Word]]
    rules: dict[str, list[str]]
    senses: list[dict[str, Any]]
    starts: dict[str, list[str]]
    ends: dict[str, list[str]]


@dataclass(frozen=True)
class SenseExample:
    """A sentence, where its ambiguous word lies in it (characters), its sense, and which cue tells."""

    text: str
    word: str
    span: tuple[int, int]
    sense: str
    cue: str  # the cue phrase, as written in the grammar: probes are split by it
    side: Literal["left", "right"]


@cache
def world(language: str) -> World:
    """Reads and checks the words of one language.

    Raises ValueError, one line that names file, fault and remedy, where the lexicon is wrong.
    """
    grammar = tomllib.loads((WORDS / f"{language}.toml").read_text(encoding="utf-8"))
    words: dict[str, list[inflect.Word]] = {}
    for classes, cell in _lexicon(language):
        for name in classes.split():
            words.setdefault(name, []).append(inflect.parse(cell, language))
    for name, members in grammar["classes"].items():
        words[name] = [word for member in members for word in words[member]]
    for name in ("pron", "name"):
        words[name] = [word.without_article() for word in words[name]]
    words["who"] = words["person"] + words["name"] + words["pron"]
    words["someone"] = words["person"] + words["name"]
    return World(language, words, grammar["rules"], grammar["senses"], grammar["start"], grammar["end"])


def _lexicon(language: str) -> Iterator[tuple[str, str]]:
    path = WORDS / "lexicon.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    first = next(i for i, line in enumerate(lines) if not line.startswith("#"))
    for number, row in enumerate(csv.DictReader(lines[first:]), start=first + 2):
        if any(not (row.get(column) or "").strip() for column in ("class", *LANGUAGES)):
            raise ValueError(f"{path.name}, line {number}: a column is empty; give class, en, fr and hi")
        yield row["class"], row[language].strip()


CHOICE = re.compile(r"\[([^\[\]]*)\]")
BAR = re.compile(r"\|(?![^{}]*\})")  # not the bars inside {#name|m|f}
RULE = re.compile(r"<(\w+)>")
SLOT = re.compile(r"\{(\w+)(?:#(\w+))?(?:\.(\w+))?(?:@(\w+))?(?:\.(\w+))?\}")
AGREE = re.compile(r"\{#(\w+)\|([^|}]*)\|([^|}]*)\}")


def expand(template: str, w: World, rng: random.Random) -> str:
    """Expands rules and choices, fills slots, and settles the surface."""
    while "[" in template or "<" in template:
        template = RULE.sub(lambda m: rng.choice(w.rules[m[1]]), template)
        template = CHOICE.sub(lambda m: rng.choice(BAR.split(m[1])), template, count=1)
    return inflect.settle(fill(template, w, rng), w.language)


def fill(template: str, w: World, rng: random.Random) -> str:
    """Chooses a word for each slot, first those that others agree with."""
    named: dict[str, inflect.Word] = {}

    def choose(match: re.Match[str]) -> str:
        word = rng.choice(w.words[match[1]])
        if match[2]:
            named[match[2]] = word
        return word.form(match[3] or "", w.language)

    def agree(match: re.Match[str]) -> str:
        word = rng.choice(w.words[match[1]])
        return word.agreeing(named.get(match[4]), match[5] or "", w.language)

    text = SLOT.sub(lambda m: m[0] if m[4] else choose(m), template)
    text = SLOT.sub(agree, text)
    return AGREE.sub(lambda m: m[2] if named[m[1]].gender == "m" else m[3], text)


def sense_example(w: World, rng: random.Random, side: str, bare: bool = False) -> SenseExample:
    """A sentence about an ambiguous word. `side`: where the cue stands. `bare`: nothing else hints at the sense."""
    entry = rng.choice(w.senses)
    sense, other = rng.sample([name for name, value in entry.items() if isinstance(value, dict)], 2)
    cue = rng.choice(entry[sense][side])
    before, _, after = (part.strip() for part in cue.partition("~"))
    tail = rng.choice(w.ends["tail"]) + ("।" if w.language == "hi" else ".")
    if side == "right":
        start = rng.choice(w.starts[entry.get("start", next(iter(w.starts)))])
        if not bare and rng.random() < 0.45:  # an adverbial that mostly, not always, hints at the same sense
            start = rng.choice(entry[sense if rng.random() < 0.8 else other]["weak"])
        left, right = start, f" {cue}{tail}"
    elif after:
        left, right = before, f" {after}{tail}"
    else:
        more = rng.choice(entry[sense]["right"])
        relative = not bare and rng.random() < 0.4 and not PHRASE.match(more)
        left, right = before, f"{RELATIVE[w.language]}{more}." if relative else rng.choice(w.ends["plain"])
    left = inflect.capitalise(expand(left, w, rng))
    left += "" if left.endswith("'") or not left else " "
    text = unicodedata.normalize("NFC", left + entry["word"] + expand(right, w, rng))
    text = inflect.capitalise(text)
    span = (len(left), len(left) + len(entry["word"]))
    return SenseExample(text, entry["word"], span, sense, cue, side)  # type: ignore[arg-type]


RELATIVE = {"en": " that ", "fr": " qui "}
PHRASE = re.compile(r"of |pour |du |de |à ")  # a cue that is no verb phrase cannot follow "that"


def sentence(language: str, rng: random.Random) -> str:
    """One sentence: general, or about an ambiguous word."""
    w = world(language)
    if rng.random() < SENSE_SHARE:
        return sense_example(w, rng, rng.choice(("left", "right", "right"))).text
    text = inflect.capitalise(expand("<sentence>", w, rng))
    return text if rng.random() < 0.97 else text[:1].lower() + text[1:]


def sentence_at(language: str, index: int, seed: int = 0) -> str:
    return unicodedata.normalize("NFC", sentence(language, random.Random(f"{seed}/{language}/{index}")))


def split_of(text: str) -> Split:
    """The side of a sentence follows from its letters alone, so that no stream can mix the sides."""
    return "held-out" if zlib.crc32(text.casefold().encode()) % HELD_OUT == 0 else "train"


def sentences(language: str, split: Split, seed: int = 0) -> Iterator[str]:
    """An endless stream of one side of the split."""
    index = 0
    while True:
        text = sentence_at(language, index, seed)
        if split_of(text) == split:
            yield text
        index += 1


def sense_examples(language: str, n: int, seed: int = 0, side: str = "right") -> list[SenseExample]:
    """`n` different held-out sentences in which only the cue on `side` tells the sense."""
    w, rng = world(language), random.Random(f"senses/{seed}/{language}/{side}")
    found: dict[str, SenseExample] = {}
    for _ in range(200 * n):
        example = sense_example(w, rng, side, bare=True)
        if split_of(example.text) == "held-out":
            found.setdefault(example.text, example)
        if len(found) == n:
            break
    return list(found.values())


def extra_texts() -> Iterator[str]:
    """Further lines for the tokenizer's corpus: every `words/extra/*.txt`, one text a line."""
    for path in sorted((WORDS / "extra").glob("*.txt")):
        lines = path.read_text(encoding="utf-8").splitlines()
        yield from (line for line in lines if line and not line.startswith("#"))
