"""English: articles, the s of the third person, do-support."""

from __future__ import annotations

import re

from smallworld.grammar import Word
from smallworld.meaning import GENERAL, PERSONS, Clause, Meaning, Phrase

NUMBERS = ("", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_VOWEL = re.compile(r"(?!uni|use|one|eu)[aeiou]|hono?u?r|honest|hour", re.IGNORECASE)


def words(meaning: Meaning) -> list[Word]:
    subject = meaning.subject
    when = [Word(meaning.when, "when"), Word(",")] if meaning.when else []
    place = [Word(meaning.place[0], "relation"), *phrase(meaning.place[1], "place")] if meaning.place else []
    if meaning.kind == "existence":
        return [Word("there"), Word("are" if subject.plural else "is"), *phrase(subject, "subject"), *place, Word(".")]
    if meaning.kind == "question":
        helping, rest = _asked(meaning)
        return [Word(helping), *phrase(subject, "subject"), *rest, *place, Word("?")]
    who = phrase(subject, "subject")
    if meaning.relative:
        which = "who" if subject.noun.kind in PERSONS else "that"
        who += [Word(which), *_present(meaning.relative, subject, "relative.")]
    told = [*when, *who, *_told(meaning), *place, Word(".")]
    if meaning.then:
        is_ = "was" if meaning.tense == "past" else "is"
        told += [Word(pronoun(subject), "pronoun"), Word(is_), Word(meaning.then.en, "then"), Word(".")]
    return told


def pronoun(subject: Phrase) -> str:
    if subject.noun.kind in PERSONS:
        return "he" if subject.noun.fr_gender == "m" else "she"
    return "it"


def phrase(one: Phrase, part: str) -> list[Word]:
    """the / a / three / some, property, noun."""
    noun = one.noun.en_plural if one.plural else one.noun.en
    adjective = [Word(one.adjective.en, f"{part}.adjective")] if one.adjective else []
    number = [Word(NUMBERS[one.count], f"{part}.number")] if one.plural else []
    if one.noun.mass and one.noun.kind in GENERAL:
        article = []
    elif one.definite:
        article = [Word("the")]
    elif one.plural or one.noun.mass:
        article = []
    else:
        first = (adjective[0] if adjective else Word(noun)).text
        article = [Word("an" if _VOWEL.match(first) else "a")]
    return [*article, *number, *adjective, Word(noun, part)]


def _object(clause: Clause, part: str) -> list[Word]:
    to = [Word("to")] if clause.verb and clause.verb.frame == "to" else []
    return [*to, *phrase(clause.object, f"{part}object")] if clause.object else []


def _present(clause: Clause, subject: Phrase, part: str = "") -> list[Word]:
    assert clause.verb
    return [Word(clause.verb.en[0 if subject.plural else 1], f"{part}verb"), *_object(clause, part)]


def _told(meaning: Meaning) -> list[Word]:
    subject, clause, plural = meaning.subject, meaning.clause, meaning.subject.plural
    not_ = [Word("not", "not")] if meaning.negative else []
    if clause.verb is None:
        assert clause.adjective
        be = ("were" if plural else "was") if meaning.tense == "past" else "are" if plural else "is"
        return [Word(be), *not_, Word(clause.adjective.en, "adjective")]
    rest = _object(clause, "")
    base = Word(clause.verb.en[0], "verb")
    if meaning.tense == "progressive":
        return [Word("are" if plural else "is"), *not_, Word(clause.verb.en[3], "verb"), *rest]
    if meaning.tense == "future":
        return [Word("will"), *not_, base, *rest]
    if meaning.negative:
        do = "did" if meaning.tense == "past" else "do" if plural else "does"
        return [Word(do), *not_, base, *rest]
    return _present(clause, subject) if meaning.tense == "present" else [Word(clause.verb.en[2], "verb"), *rest]


def _asked(meaning: Meaning) -> tuple[str, list[Word]]:
    """The helping verb of a question, and what follows the subject."""
    clause, plural, past = meaning.clause, meaning.subject.plural, meaning.tense == "past"
    not_ = [Word("not", "not")] if meaning.negative else []
    if clause.verb is None:
        assert clause.adjective
        be = ("were" if plural else "was") if past else ("are" if plural else "is")
        return be, [*not_, Word(clause.adjective.en, "adjective")]
    if meaning.tense == "progressive":
        return "are" if plural else "is", [*not_, Word(clause.verb.en[3], "verb"), *_object(clause, "")]
    helping = "will" if meaning.tense == "future" else "did" if past else "do" if plural else "does"
    return helping, [*not_, Word(clause.verb.en[0], "verb"), *_object(clause, "")]
