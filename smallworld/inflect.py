"""Forms of words: gender, number, case, articles; and what is settled once the words stand side by side."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

VOWELS = "aeiouyàâäéèêëîïôöùûüœæAEIOUÀÂÉÈÊÎÔŒ"
ASPIRATED = "hibou|hamster|haricot|héron|homard|haut|hache|huit|honte|héros|Hugo|hollandais"


@dataclass(frozen=True)
class Word:
    """One word of the lexicon. `singular` is the masculine of an adjective, `feminine` its feminine."""

    singular: str
    plural: str = ""
    feminine: str = ""
    gender: Literal["m", "f"] = "m"
    article: bool = True
    fixed: bool = False

    def without_article(self) -> Word:
        return replace(self, article=False)

    def form(self, form: str, language: str) -> str:
        """The noun in a form: "", pl; en: the; fr: le, un; hi: o (oblique), opl (oblique plural)."""
        if language == "hi":
            return _hindi_noun(self, form)
        if form == "pl":
            return self.plural
        if not self.article or not form:
            return self.singular
        if language == "en":
            return f"the {self.singular}"
        return {"le": "le la", "un": "un une"}[form].split()[self.gender == "f"] + " " + self.singular

    def agreeing(self, noun: Word | None, form: str, language: str) -> str:
        """The adjective beside `noun` (None: masculine)."""
        feminine = noun is not None and noun.gender == "f"
        if language == "hi":
            if self.fixed or not self.singular.endswith("ा"):
                return self.singular
            return self.singular[:-1] + ("ी" if feminine else "े" if form in ("o", "pl", "opl") else "ा")
        adjective = self.feminine if feminine else self.singular
        return adjective + "s" if form == "pl" and not self.fixed and adjective[-1] not in "sx" else adjective


def parse(cell: str, language: str) -> Word:
    """Reads a cell of the lexicon: "cheval m|chevaux", "vert verte", "mouse|mice", "राजा m="."""
    fixed = "=" in cell
    head, _, plural = cell.replace("=", "").partition("|")
    first, _, mark = head.rpartition(" ")
    if language == "en":
        return Word(head, plural or _english_plural(head))
    if mark in ("m", "f"):
        gender: Literal["m", "f"] = "m" if mark == "m" else "f"
        return Word(first, plural or (first if first[-1] in "sxz" else first + "s"), gender=gender, fixed=fixed)
    return Word(first or head, feminine=mark if first else head, fixed=fixed)


def _english_plural(word: str) -> str:
    if re.search(r"(s|x|ch|sh)$", word):
        return word + "es"
    return re.sub(r"([^aeiou])y$", r"\1ies", word) if re.search(r"[^aeiou]y$", word) else word + "s"


def _hindi_noun(word: Word, form: str) -> str:
    """Direct and oblique, singular and plural (Kachru, Hindi, 2006, chapter on nouns)."""
    noun = word.singular
    if noun in ("वह", "वे"):
        return "उस" if form == "o" else noun
    if not form or (form == "pl" and word.gender == "m" and (word.fixed or not noun.endswith("ा"))):
        return noun
    if word.gender == "m" and noun.endswith("ा") and not word.fixed:
        return noun[:-1] + ("ों" if form == "opl" else "े")
    if form == "o":
        return noun
    if noun.endswith("ी"):
        return noun[:-1] + ("ियों" if form == "opl" else "ियाँ")
    if noun.endswith("िया"):
        return noun[:-1] + ("ों" if form == "opl" else "ाँ")
    if form == "opl":
        return (noun[:-1] + "ु" if noun.endswith("ू") else noun) + ("ओं" if noun[-1] in "ाूुौो" else "ों")
    return noun + ("एँ" if noun[-1] in "ाूुौो" else "ें")


def settle(text: str, language: str) -> str:
    """a/an in English; elision, contraction and the partitive in French; nothing in Hindi."""
    if language == "en":
        return re.sub(r"\b([Aa]) (?=[aeiouAEIO])(?!un[ie]|use|one|Europ)", r"\1n ", text)
    if language == "fr":
        vowel = rf"(?=[{VOWELS}]|h)(?!(?:{ASPIRATED})|onze|oui|y )"
        text = re.sub(rf"\b([Ll])[ea] {vowel}", r"\1'", text)
        text = re.sub(rf"\b([DdJjNnSsMm]e|[Qq]ue|[Pp]arce que) {vowel}", lambda m: m[1][:-1] + "'", text)
        text = re.sub(r"\b([nN])e y ", r"\1'y ", text)
        text = re.sub(r"\bde le ", "du ", text)
        text = re.sub(r"\bà le ", "au ", text)
        text = re.sub(r"\bpas d(u|e la) ", "pas de ", text)
    return text


def capitalise(text: str) -> str:
    return text[:1].upper() + text[1:]
