"""French: gender and number, elision and contraction, the compound past, the negative article."""

from __future__ import annotations

from smallworld.grammar import Word
from smallworld.lexicon import Adjective, Noun
from smallworld.meaning import GENERAL, Clause, Meaning, Phrase

NUMBERS = ("", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix")
WHEN = {
    "today": "aujourd'hui",
    "every day": "chaque jour",
    "yesterday": "hier",
    "tomorrow": "demain",
    "now": "en ce moment",
}
PLACE = {"in": "dans", "near": "près de", "under": "sous", "behind": "derrière", "in front of": "devant"}
VOWELS = "aeiouyàâäéèêëîïôöùûüœæh"
IRREGULAR = {"beau": "beaux", "nouveau": "nouveaux"}


def words(meaning: Meaning) -> list[Word]:
    subject = meaning.subject
    when = [Word(WHEN[meaning.when], "when"), Word(",")] if meaning.when else []
    place = _place(meaning)
    if meaning.kind == "existence":
        return [Word("il"), Word("y"), Word("a"), *phrase(subject, "subject"), *place, Word(".")]
    who = phrase(subject, "subject")
    if meaning.kind == "question":
        que = Word("qu'" if _elides(who[0].text) else "que")
        return [Word("est-ce"), que, *who, *_told(meaning), *place, Word("?")]
    if meaning.relative:
        who += [Word("qui"), *_present(meaning.relative, subject, "relative.")]
    told = [*when, *who, *_told(meaning), *place, Word(".")]
    if meaning.then:
        be = "était" if meaning.tense == "past" else "est"
        feminine = subject.noun.fr_gender == "f"
        told += [Word("elle" if feminine else "il", "pronoun"), Word(be)]
        told += [Word(agreed(meaning.then, feminine, False), "then"), Word(".")]
    return told


def phrase(one: Phrase, part: str, before: str = "", negative: bool = False) -> list[Word]:
    """Article, number, property, noun. `before`: a preposition that may melt into the article (à, de)."""
    noun, feminine = one.noun, one.noun.fr_gender == "f"
    name = Word(noun.fr_plural if one.plural else noun.fr, part)
    inner = [name]
    if one.adjective:
        form = agreed(one.adjective, feminine, one.plural)
        if one.adjective.fr_before and not feminine and not one.plural and _vowel(noun):
            form = one.adjective.fr_vowel
        property_ = Word(form, f"{part}.adjective")
        inner = [property_, name] if one.adjective.fr_before else [name, property_]
    if one.plural:
        inner.insert(0, Word(NUMBERS[one.count], f"{part}.number"))
    elides = _vowel(noun) if inner[0] is name else _elides(inner[0].text)
    elides = elides and not one.plural
    return [*_article(one, before, elides, negative), *inner]


def _article(one: Phrase, before: str, elides: bool, negative: bool) -> list[Word]:
    feminine = one.noun.fr_gender == "f"
    if one.definite or (one.noun.mass and one.noun.kind in GENERAL):
        if one.plural:
            melted = {"": "les", "à": "aux", "de": "des"}[before]
            return [Word(melted)]
        if elides:
            return [*([Word(before)] if before else []), Word("l'")]
        if feminine:
            return [*([Word(before)] if before else []), Word("la")]
        return [Word({"": "le", "à": "au", "de": "du"}[before])]
    if before:
        raise ValueError(f"an indefinite phrase after “{before}” is not said here")
    if one.plural:
        return []
    if negative:
        return [Word("d'" if elides else "de")]
    if one.noun.mass:
        return [Word("de"), Word("l'")] if elides else [Word("de"), Word("la")] if feminine else [Word("du")]
    return [Word("une" if feminine else "un")]


def agreed(adjective: Adjective, feminine: bool, plural: bool) -> str:
    form = adjective.fr_feminine if feminine else adjective.fr
    if not plural or form[-1] in "sx":
        return form
    return IRREGULAR.get(form, form + "s")


def _vowel(noun: Noun) -> bool:
    return _elides(noun.fr) and not noun.aspirated


def _elides(word: str) -> bool:
    return word[0].lower() in VOWELS and not word.startswith(("huit", "onze", "y", "oui", "yaourt"))


def _place(meaning: Meaning) -> list[Word]:
    if meaning.place is None:
        return []
    relation, where = meaning.place
    if relation == "near":
        return [Word("près", "relation"), *phrase(where, "place", "de")]
    return [Word(PLACE[relation], "relation"), *phrase(where, "place")]


def _object(clause: Clause, part: str, negative: bool = False) -> list[Word]:
    if not clause.object:
        return []
    to = "à" if clause.verb and clause.verb.frame == "to" else ""
    return phrase(clause.object, f"{part}object", to, negative)


def _present(clause: Clause, subject: Phrase, part: str = "") -> list[Word]:
    assert clause.verb
    return [Word(clause.verb.fr[2 if subject.plural else 1], f"{part}verb"), *_object(clause, part)]


def _told(meaning: Meaning) -> list[Word]:
    """The verb with its object: ne ... pas around what is conjugated."""
    subject, clause, plural = meaning.subject, meaning.clause, meaning.subject.plural
    feminine = subject.noun.fr_gender == "f"
    if clause.verb is None:
        assert clause.adjective
        be = {"present": ("est", "sont"), "past": ("était", "étaient"), "future": ("sera", "seront")}[meaning.tense][
            plural
        ]
        return [*_denied(be, "", meaning.negative), Word(agreed(clause.adjective, feminine, plural), "adjective")]
    infinitive, one, many, done = clause.verb.fr
    rest = _object(clause, "", meaning.negative)
    if meaning.tense in ("present", "progressive"):
        return [*_denied(many if plural else one, "verb", meaning.negative), *rest]
    if meaning.tense == "future":
        return [*_denied("vont" if plural else "va", "", meaning.negative), Word(infinitive, "verb"), *rest]
    if clause.verb.fr_etre:
        done += ("e" if feminine else "") + ("s" if plural else "")
    have = (("est", "sont") if clause.verb.fr_etre else ("a", "ont"))[plural]
    return [*_denied(have, "", meaning.negative), Word(done, "verb"), *rest]


def _denied(verb: str, part: str, negative: bool) -> list[Word]:
    if not negative:
        return [Word(verb, part)]
    return [Word("n'" if _elides(verb) else "ne"), Word(verb, part), Word("pas", "not")]
