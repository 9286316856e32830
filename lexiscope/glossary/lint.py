"""What a reader of one language would stumble over: mixed scripts, left-over English, forms the lexicon forbids.

The errors are those seen in machine-translated courses: a Cyrillic letter inside a Devanagari word, a paragraph left
in English, आवेदन (an application form) for an application, two spellings of one term.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from lexiscope.glossary.fold import WORD
from lexiscope.glossary.model import Edition, Problem

LEXICON = Path(__file__).with_name("lexicon.toml")
DEVANAGARI_SHARE = 0.6  # of the letters of a Hindi paragraph, names and words in brackets apart
_SHORT = 40  # letters below which a share says nothing

# Function words of English that are no words of French (not: on, or, a, as, but, me, if, an) nor names.
_ENGLISH = re.compile(
    r"\b(the|of|and|with|is|are|was|were|which|that|this|these|from|into|by|its|have|has|not|they|we|you|what|when)\b"
)
# Words that are quoted, not used: code, formulas, *emphasis*, brackets, quotation marks.
_QUOTED = re.compile(r"`[^`]*`|\${1,2}[^$]*\${1,2}|\*[^*\n]+\*|\([^()]*\)|«[^»]*»|“[^”]*”|\"[^\"\n]*\"")
_MARKUP = re.compile(r"\[\[|\]\]|\{(?:claim|lab|#)|\*")
_DIRECTIVE = re.compile(r"\{(?:claim|lab):[^}]*\}|\{#[^}]*\}|\[\[[^\]|]*\||\]\]|\[\[|\]\([^)]*\)")
_NAME = re.compile(r"\b[A-Z][\w-]*")
_DIGIT = re.compile("[\u0966-\u096f]")


@dataclass(frozen=True)
class Forbidden:
    """A form that the lexicon does not want, and the one it wants instead."""

    pattern: re.Pattern[str]
    use: str
    in_brackets: bool  # allowed in brackets, as the English term at first use


def lint(edition: Edition, file: str) -> Iterator[Problem]:
    """Faults of the language itself, in the summary and in every section."""
    places = [("summary", edition.summary)] + [(section.id, section.source) for section in edition.sections]
    for name, source in places:
        text = unicodedata.normalize("NFC", source)
        yield from _scripts(name, text, file)
        yield from _forbidden(name, text, edition.lang, file)
        if edition.lang != "en":
            yield from _left_in_english(name, text, edition.lang, file)
    for section in edition.sections:
        for paragraph in section.paragraphs:
            if left := _MARKUP.search(paragraph):
                around = paragraph[max(0, left.start() - 15) : left.end() + 15]
                fault = f'section "{section.id}" shows its markup: "{around}"'
                yield Problem(file, fault, "close it, or put a space outside the stars")


def _scripts(name: str, text: str, file: str) -> Iterator[Problem]:
    for word in dict.fromkeys(WORD.findall(text)):
        scripts = {_script(char) for char in word} - {""}
        if len(scripts) > 1:
            fault = f'"{word}" in "{name}" mixes {" and ".join(sorted(scripts))} letters'
            yield Problem(file, fault, "write it in one script")
    if digit := _DIGIT.search(text):
        yield Problem(file, f'"{name}" has the digit {digit[0]}', "write digits as 0-9, as the numbers of the labs")


@cache
def _script(char: str) -> str:
    """The script of a letter, "" for what belongs to every script."""
    if not unicodedata.category(char).startswith(("L", "M")):
        return ""
    script = unicodedata.name(char, "").split(" ")[0]
    return script.capitalize() if script in ("LATIN", "CYRILLIC", "GREEK", "DEVANAGARI") else ""


def _left_in_english(name: str, text: str, lang: str, file: str) -> Iterator[Problem]:
    for paragraph in re.split(r"\n\s*\n|\n(?=[-*\d])", _QUOTED.sub(" ", text.replace("**", ""))):
        words = _DIRECTIVE.sub(" ", paragraph)
        if found := _ENGLISH.search(words):
            around = words[max(0, found.start() - 20) : found.end() + 20].strip()
            yield Problem(file, f'"{name}" has English in "{around}"', "translate it, or set the quotation in *stars*")
        if lang == "hi":
            letters = [_script(char) for char in _NAME.sub("", words) if char.isalpha()]
            share = letters.count("Devanagari") / len(letters) if letters else 1.0
            if len(letters) >= _SHORT and share < DEVANAGARI_SHARE:
                start = " ".join(words.split()[:6])
                yield Problem(
                    file, f'paragraph "{start} ..." in "{name}" is {share:.0%} Devanagari', "write it in Hindi"
                )


def _forbidden(name: str, text: str, lang: str, file: str) -> Iterator[Problem]:
    words = _DIRECTIVE.sub(" ", re.sub(r"`[^`]*`|\${1,2}[^$]*\${1,2}", " ", text))
    unquoted = _DIRECTIVE.sub(" ", _QUOTED.sub(" ", text.replace("**", "")))
    for form in lexicon()[lang]:
        if found := form.pattern.search(unquoted if form.in_brackets else words):
            yield Problem(file, f'"{found[0]}" in "{name}" is not in the lexicon', f'write "{form.use}"')


@cache
def lexicon() -> dict[str, tuple[Forbidden, ...]]:
    """Forbidden forms per language, from lexicon.toml. A form ending in * also forbids longer words."""
    found: dict[str, list[Forbidden]] = {"en": [], "fr": [], "hi": []}
    for term in tomllib.loads(LEXICON.read_text("utf-8"))["term"]:
        for lang in found:
            for key in (f"not_{lang}", f"only_in_brackets_{lang}"):
                for form in term.get(key, ()):
                    found[lang].append(Forbidden(_whole_word(form), term[lang], key.startswith("only")))
    return {lang: tuple(forms) for lang, forms in found.items()}


def _whole_word(form: str) -> re.Pattern[str]:
    """The form between word borders; Devanagari marks belong to the word (`\\b` would stop before a matra)."""
    letter = WORD.pattern.removesuffix("+")
    stem = re.escape(unicodedata.normalize("NFC", form.removesuffix("*"))).replace("'", "['’]")
    return re.compile(f"(?<!{letter}){stem}" + ("" if form.endswith("*") else f"(?!{letter})"), re.IGNORECASE)
