"""Words with two senses, and sentences in which the context alone decides between them.

    senses("fr")                          the ambiguous words of a language, read from `words/senses/fr.toml`, checked
    draw("fr", rng)                       a sentence about one of them, or about a word that says one of its senses only
    examples("hi", n=100, side="right")   held-out sentences labelled with the sense, only the cue on that side telling
    python -m smallworld.senses           checks the files: one line a fault

A cue is a phrase before or after the word that goes with one sense. Some pairs of word and cue are held out: training
never sees them. What such a cue means it learns from the words that have one sense only ("shore" beside "bank"), which
go with every cue.
"""

from __future__ import annotations

import random
import re
import sys
import tomllib
import unicodedata
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path
from typing import Literal

from smallworld.lexicon import LANGUAGES

FOLDER = Path(__file__).parent / "words" / "senses"
STOP = {"en": ".", "fr": ".", "hi": "।"}
HELD_OUT = 6  # one pair of word and cue in 6 is held out, of each sense and side at least one
SAME_SHARE = 0.4  # of the sentences: about a word with that one sense
LEAST = {"words": 12, "same": 1, "weak": 4, "left": 6, "right": 6}
Side = Literal["left", "right", "both"]
SIDES: tuple[Side, ...] = ("left", "right", "both")

_CHOICE = re.compile(r"\[([^\[\]]*)\]")
_RULE = re.compile(r"<(\w+)>")


@dataclass(frozen=True)
class Sense:
    """What goes with one sense. Cues on the left have "~" where the word stands."""

    name: str
    same: tuple[str, ...]  # words that have this sense only, and stand in every cue
    weak: tuple[str, ...]  # beginnings that hint at it
    left: tuple[str, ...]
    right: tuple[str, ...]
    held_out: frozenset[str]  # the cues that training never sees beside the ambiguous word


@dataclass(frozen=True)
class Ambiguous:
    word: str
    starts: tuple[str, ...]  # beginnings that say nothing about the sense
    senses: tuple[Sense, Sense]


@dataclass(frozen=True)
class Example:
    """A sentence, where its word lies in it (characters), the sense, and the cue that tells it."""

    text: str
    word: str
    span: tuple[int, int]
    sense: str
    cue: str
    side: Side
    held_out: bool


@cache
def senses(language: str) -> tuple[tuple[Ambiguous, ...], tuple[str, ...]]:
    """The ambiguous words, and ends of sentences that say nothing. Raises ValueError with every fault, a line each."""
    path = FOLDER / f"{language}.toml"
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    rules: dict[str, list[str]] = raw["rules"]
    faults: list[str] = []

    def expand(texts: list[str]) -> tuple[str, ...]:
        return tuple(one for text in texts for one in _expanded(text, rules))

    found = []
    for entry in raw["senses"]:
        word, kinds = entry["word"], [(name, part) for name, part in entry.items() if isinstance(part, dict)]
        if len(kinds) != 2:
            faults.append(f"{path.name}: {word}: {len(kinds)} senses; give two")
            continue
        both = []
        for name, part in kinds:
            same, weak, left, right = (expand(part.get(key, [])) for key in ("same", "weak", "left", "right"))
            sense = Sense(name, same, weak, left, right, _kept_back(word, left) | _kept_back(word, right))
            faults += [
                f"{path.name}: {word}, {name}: {len(getattr(sense, key))} in {key}; give at least {LEAST[key]}"
                for key in ("same", "weak", "left", "right")
                if len(getattr(sense, key)) < LEAST[key]
            ]
            unmarked = [cue for cue in sense.left if cue.count("~") != 1]
            faults += [f"{path.name}: {word}, {name}: “{cue}” has no ~; mark the word" for cue in unmarked]
            both.append(sense)
        shared = set(both[0].left + both[0].right) & set(both[1].left + both[1].right)
        faults += [f"{path.name}: {word}: “{cue}” goes with both senses; give it to one" for cue in sorted(shared)]
        starts = raw["starts"].get(entry["start"])
        if not starts:
            faults.append(f"{path.name}: {word}: no starts called “{entry['start']}”; see [starts]")
        found.append(Ambiguous(word, expand(starts or [""]), (both[0], both[1])))
    if len(found) < LEAST["words"]:
        faults.append(f"{path.name}: {len(found)} words; give at least {LEAST['words']}")
    if faults:
        raise ValueError("\n".join(faults))
    return tuple(found), expand(raw["tails"])


def _kept_back(word: str, cues: tuple[str, ...]) -> frozenset[str]:
    """Which cues follows from the letters alone, the same on every machine."""
    order = sorted(set(cues), key=lambda cue: zlib.crc32(f"{word}/{cue}".encode()))
    return frozenset(order[: max(1, len(order) // HELD_OUT)])


def _expanded(text: str, rules: dict[str, list[str]]) -> Iterator[str]:
    """All that a text with <rules> and [choices|of words] can say, up to 40 of them."""
    text = _RULE.sub(lambda match: "[" + "|".join(rules[match[1]]) + "]", text)
    parts = [part.split("|") if i % 2 else [part] for i, part in enumerate(_CHOICE.split(text))]
    said = ["".join(one) for one in product(*parts)]
    yield from said if len(said) <= 40 else random.Random(text).sample(said, 40)


def draw(language: str, rng: random.Random, *, bare: bool = False, only: Side | None = None) -> Example:
    """A sentence about an ambiguous word, or of one sense where not `bare`. `bare`: nothing hints but the cue."""
    words, tails = senses(language)
    entry = rng.choice(words)
    sense = rng.choice(entry.senses)
    side: Side = only if only is not None else rng.choice(SIDES)
    word = rng.choice(sense.same) if not bare and rng.random() < SAME_SHARE else entry.word
    tail = rng.choice(tails) + STOP[language]
    if side == "left":
        cue = rng.choice(sense.left)
        before, _, after = cue.partition("~")
        after += tail
    else:
        cue = rng.choice(sense.right)
        before = rng.choice(sense.weak if side == "both" else entry.starts)
        before += "" if before.endswith("'") or not before else " "
        after = f" {cue}{tail}"
    before, after = (unicodedata.normalize("NFC", part) for part in (before, after))
    before = before[:1].upper() + before[1:]
    said = word if before else word[:1].upper() + word[1:]
    held_out = word == entry.word and cue in sense.held_out
    return Example(before + said + after, word, (len(before), len(before + said)), sense.name, cue, side, held_out)


def examples(language: str, n: int, seed: int = 0, side: Side = "right", held_out: bool = True) -> list[Example]:
    """`n` different sentences (fewer where there are fewer) about ambiguous words, with one cue, on `side`."""
    rng, found = random.Random(f"senses/{seed}/{language}/{side}"), dict[str, Example]()
    for _ in range(200 * n):
        example = draw(language, rng, bare=True, only=side)
        if example.held_out == held_out:
            found.setdefault(example.text, example)
        if len(found) == n:
            break
    return list(found.values())


def main() -> int:
    faults = []
    for language in LANGUAGES:
        try:
            words, _ = senses(language)
            print(f"{language}: {len(words)} words")
            rng = random.Random(0)
            for _ in range(int(sys.argv[1]) if len(sys.argv) > 1 else 0):
                print("  " + draw(language, rng).text)
        except (ValueError, KeyError, OSError) as fault:
            faults.append(str(fault))
    print("\n".join(faults), end="\n" if faults else "")
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main())
