"""Words of a sentence in any script: cut by Unicode's own classes, found again wherever they stand.

`str.split` and `\\b` cut Devanagari at its vowel signs, which are marks and not letters; here a word keeps them.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import regex

from lexiscope.i18n import N_
from lexiscope.labs.spec import BadInput

# A word: letters, digits and marks, joiners (ZWNJ, ZWJ) inside it. Else one grapheme (an emoji with its joiners).
_UNIT = regex.compile(r"[\p{L}\p{N}\p{M}_]+(?:[\u200c\u200d]+[\p{L}\p{N}\p{M}_]+)*|\X")
_WORD = regex.compile(r"[\p{L}\p{N}]")
_NUMBERED = regex.compile(r"(.+):(\d{1,4})")
# Spaces, joiners and variation selectors.
_UNSEEN = regex.compile(r"[\s\u200b-\u200f\ufe00-\ufe0f\ufeff]")
# Control characters, unpaired surrogates, and the marks that turn the order of the letters around them.
_CONTROL = regex.compile(r"[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True)
class Span:
    """Where something stands in a text: characters start to end, end excluded."""

    start: int
    end: int

    def of(self, text: str) -> str:
        return text[self.start : self.end]


@dataclass(frozen=True)
class Found:
    """One occurrence of a word: `number` of `count` (from 1), `numbered` when the visitor asked for it by number."""

    word: str
    span: Span
    number: int
    count: int
    numbered: bool


def clean(value: object, about: str, limit: int) -> str:
    """A line of text as a lab computes with it: composed (NFC), single spaces; it may come out empty.

    Raises BadInput for anything but a string, for more than `limit` characters, and for control characters.
    """
    if not isinstance(value, str):
        raise BadInput(N_("This is not a text: type one."), about=about)
    if len(value) > limit:
        raise BadInput(N_("The text is longer than {limit} characters: shorten it."), about=about, limit=limit)
    text = regex.sub(r"[\t\r\n\u2028\u2029]", " ", value)
    if control := _CONTROL.search(text):
        code = f"U+{ord(control[0]):04X}"
        message = N_(
            "The text holds a control character ({code}), which nobody can see: delete it, or type the text anew."
        )
        raise BadInput(message, about=about, code=code)
    return " ".join(unicodedata.normalize("NFC", text).split())


@lru_cache(maxsize=256)
def units(text: str) -> tuple[Span, ...]:
    """Words and single signs of a text in order, spaces and invisible joiners left out."""
    return tuple(Span(*match.span()) for match in _UNIT.finditer(text) if folded(match[0]))


def words(text: str) -> tuple[str, ...]:
    """The words of a text, without its punctuation and emoji, each once."""
    found = (span.of(text) for span in units(text))
    return tuple(dict.fromkeys(unit for unit in found if _WORD.search(unit)))


@lru_cache(maxsize=4096)  # the words of one sentence are asked for again and again
def folded(text: str) -> str:
    """What two spellings of one word have in common: without case, joiners, variation selectors and spaces."""
    return _UNSEEN.sub("", text).casefold()


def find(text: str, wanted: str, about: str) -> Found:
    """The occurrence of a word in a cleaned text; "cat:2" means the second one, "cat" the first.

    Raises BadInput when `wanted` is several words, is not in the text, or has no such occurrence.
    """
    if " " in wanted:
        raise BadInput(N_("Type one word only, as it stands in the sentence."), about=about)
    word, number, numbered = wanted, 1, False
    places = occurrences(text, wanted)
    if not places and (asked := _NUMBERED.fullmatch(wanted)):
        word, number, numbered = asked[1], int(asked[2]), True
        places = occurrences(text, word)
    if not places:
        message = N_("“{word}” is not in the sentence: type one of its words, for example “{example}”.")
        raise BadInput(message, about=about, word=word, example=longest(text))
    if not 1 <= number <= len(places):
        message = N_("“{word}” does not stand {number} times in the sentence: choose a number from 1 to {count}.")
        raise BadInput(message, about=about, word=word, number=number, count=len(places))
    span = places[number - 1]
    return Found(span.of(text), span, number, len(places), numbered)


def occurrences(text: str, wanted: str) -> tuple[Span, ...]:
    """Every place where `wanted` stands as whole units; it may be several units without a space ("peut-être")."""
    sought = [folded(span.of(wanted)) for span in units(wanted)]
    here = units(text)
    keys = [folded(span.of(text)) for span in here]
    places = []
    for i in range(len(here) - len(sought) + 1 if sought else 0):
        run = here[i : i + len(sought)]
        joined = all(a.end == b.start for a, b in pairwise(run))
        if joined and keys[i : i + len(sought)] == sought:
            places.append(Span(run[0].start, run[-1].end))
    return tuple(places)


def longest(text: str, without: str = "") -> str:
    """The longest word of a text, the first of several, other than `without`; its first sign when it has no word."""
    signs = tuple(span.of(text) for span in units(text))
    candidates = [word for word in words(text) or signs if folded(word) != folded(without)]
    return max(candidates, key=len, default="")


def exchange(text: str, span: Span, word: str) -> str:
    """The text with another word at `span`."""
    return text[: span.start] + word + text[span.end :]
