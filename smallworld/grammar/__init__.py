"""How English, French and Hindi say a meaning: one file each, and here what they share."""

from __future__ import annotations

from importlib import import_module
from typing import NamedTuple

from smallworld.meaning import Meaning, Sentence, Spoken

CLOSE = {"en": ".,?", "fr": ".,", "hi": "।,?"}  # signs without a space before them


class Word(NamedTuple):
    """A word as written, and what part of the meaning it says ("" where grammar alone asks for it)."""

    text: str
    part: str = ""


def say(meaning: Meaning, language: str) -> Sentence:
    """The meaning in a language, with the places of its words."""
    return join(import_module(f"smallworld.grammar.{language}").words(meaning), language)


def join(words: list[Word], language: str) -> Sentence:
    """Words with spaces between them: none before a sign, none after an apostrophe; a capital after each full stop."""
    text, spans, begins = "", [], True
    for word in words:
        if not word.text:
            continue
        close = not text or text.endswith("'") or word.text in CLOSE[language]
        text += "" if close else " "
        shown = word.text[:1].upper() + word.text[1:] if begins else word.text
        if word.part:
            spans.append(Spoken(len(text), len(text) + len(shown), word.part))
        text += shown
        begins = word.text in (".", "?", "।")
    return Sentence(text, tuple(spans))
