"""How English, French and Hindi say what a caption tells of a scene: no capital, no full stop.

say(Telling(groups, "left", "beside"), "hi")        दो सेबों के बाईं ओर एक बड़ा कुत्ता
caption(scene, "fr")                                the plainest caption that tells all
"""

from __future__ import annotations

from dataclasses import replace

from smallworld.captions import Telling, full
from smallworld.grammar import Word, en, fr, hi
from smallworld.meaning import Phrase
from smallworld.scene import OPPOSITE, Group, Relation, Scene

# The first thing, seen from the second. French: "de" follows. Hindi: the oblique goes before.
BESIDE: dict[str, dict[Relation, tuple[str, str]]] = {
    "en": {
        "left": ("to the left of", "left of"),
        "right": ("to the right of", "right of"),
        "above": ("above", "over"),
        "below": ("below", "under"),
    },
    "fr": {
        "left": ("à gauche", "à gauche"),
        "right": ("à droite", "à droite"),
        "above": ("au-dessus", "au-dessus"),
        "below": ("au-dessous", "en dessous"),
    },
    "hi": {
        "left": ("के बाईं ओर", "के बाईं तरफ़"),
        "right": ("के दाईं ओर", "के दाईं तरफ़"),
        "above": ("के ऊपर", "के ऊपर"),
        "below": ("के नीचे", "के नीचे"),
    },
}
SIDES: dict[str, dict[Relation, str]] = {  # of the picture
    "en": {"left": "on the left", "right": "on the right", "above": "at the top", "below": "at the bottom"},
    "fr": {"left": "à gauche", "right": "à droite", "above": "en haut", "below": "en bas"},
    "hi": {"left": "बाईं ओर", "right": "दाईं ओर", "above": "ऊपर", "below": "नीचे"},
}
AND = {"en": "and", "fr": "et", "hi": "और"}
WITH = {"en": "with", "fr": "avec", "hi": "साथ में"}
FORMS: dict[str, dict[str, str]] = {
    "en": {
        "list": "{all}",
        "picture": "a picture of {of_all}",
        "there": "there {is_} {all}",
        "beside": "{a} {beside} {of_b}",
        "is beside": "{the_a} {is_} {beside} {of_the_b}",
        "sides": "{a} {here} and {b} {yonder}",
        "coloured": "{coloured}",
    },
    "fr": {
        "list": "{all}",
        "picture": "une image {of_all}",
        "there": "il y a {all}",
        "beside": "{a} {beside} {of_b}",
        "is beside": "{the_a} {is_} {beside} {of_the_b}",
        "sides": "{a} {here} et {b} {yonder}",
        "coloured": "{coloured}",
    },
    "hi": {
        "list": "{all}",
        "picture": "{of_all} की तस्वीर",
        "there": "यहाँ {all} {are}",
        "beside": "{of_b} {beside} {a}",
        "is beside": "{the_a} {of_the_b} {beside} {is_}",
        "sides": "{here} {a} और {yonder} {b}",
        "coloured": "{coloured}",
    },
}


def caption(scene: Scene, language: str) -> str:
    return say(full(scene), language)


def say(telling: Telling, language: str) -> str:
    groups, form = telling.groups, FORMS[language][telling.form]
    alone = len(groups) == 1 and groups[0].count == 1
    parts = {
        "all": _listed([phrase(group, language) for group in groups], language),
        "of_all": _listed([phrase(group, language, of="picture") for group in groups], language),
        "is_": be(groups[0].count > 1, language),
        "are": be(not alone, language),
    }
    if telling.form == "coloured":
        parts["coloured"] = _listed([_coloured(group, language) for group in groups], language)
    if telling.relation:
        parts |= {
            "a": phrase(groups[0], language),
            "b": phrase(groups[1], language),
            "the_a": phrase(groups[0], language, definite=True),
            "of_b": phrase(groups[1], language, of="side"),
            "of_the_b": phrase(groups[1], language, definite=True, of="side"),
            "beside": BESIDE[language][telling.relation][telling.wording],
            "here": SIDES[language][telling.relation],
            "yonder": SIDES[language][OPPOSITE[telling.relation]],
        }
    text = form.format(**parts)
    if telling.relation and len(groups) > 2:
        text += f", {WITH[language]} {say(Telling(groups[2:]), language)}"
    return text


def phrase(group: Group, language: str, *, definite: bool = False, of: str = "") -> str:
    """a big red ball, un gros chien; `of` a picture or a side: d'un chien, du riz, एक बड़े कुत्ते."""
    said = Phrase(group.noun, group.count, definite, group.size or group.colour)
    colour = group.colour if group.size else None  # the grammar sets one property, the second is set here
    if language == "en":
        words = en.phrase(said, "")
        words[-1:] = [*([Word(colour.en)] if colour else []), words[-1]]
    elif language == "fr":
        words = _french(said, of)
        words += [Word(fr.agreed(colour, group.noun.fr_gender == "f", said.plural))] if colour else []
    else:
        words = hi.phrase(said, "", oblique=bool(of))
        words[-1:] = [*([Word(hi.agreed(colour, group.noun, said.plural, bool(of)))] if colour else []), words[-1]]
    return " ".join(word.text for word in words).replace("' ", "'")


def _french(said: Phrase, of: str) -> list[Word]:
    """With de where something follows: d'un chien, de deux chiens, du chien; à gauche du riz, une image de riz."""
    if not of:
        return fr.phrase(said, "")
    if said.noun.mass and of == "picture":
        return fr.phrase(said, "", negative=True)  # as in "pas de riz"
    if said.definite or said.noun.mass:
        return fr.phrase(Phrase(said.noun, said.count, True, said.adjective), "", "de")
    return [Word("de" if said.plural else "d'"), *fr.phrase(said, "")]


def be(plural: bool, language: str) -> str:
    return {"en": ("is", "are"), "fr": ("est", "sont"), "hi": ("है", "हैं")}[language][plural]


def _coloured(group: Group, language: str) -> str:
    """the ball is red, les deux balles sont rouges, गेंद लाल है."""
    colour, plural = group.colour, group.count > 1
    assert colour, f"{group.noun.id} has no colour"
    thing, verb = phrase(replace(group, colour=None), language, definite=True), be(plural, language)
    if language == "hi":
        return f"{thing} {hi.agreed(colour, group.noun, plural, False)} {verb}"
    return f"{thing} {verb} {fr.agreed(colour, group.noun.fr_gender == 'f', plural) if language == 'fr' else colour.en}"


def _listed(items: list[str], language: str) -> str:
    """a, b and c."""
    *most, last = items
    return f"{', '.join(most)} {AND[language]} {last}" if most else last
