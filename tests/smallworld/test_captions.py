"""Captions: true ones are true and grammatical in three languages, wrong ones are false."""

from __future__ import annotations

import random
import re
from itertools import islice

import pytest

from smallworld.captions import CHANGES, Form, Telling, full, is_true, tell, wrong
from smallworld.grammar.captions import caption, say
from smallworld.lexicon import LANGUAGES, load
from smallworld.meaning import is_held_out
from smallworld.scene import NEW_WORDS, Group, Relation, pairs, scene_at, scenes

WORLD = load()
NOUNS = WORLD.nouns | {noun.id: noun for noun in NEW_WORDS}
SCENES = [scene_at(index, seed=5) for index in range(600)]


def group(words: str) -> Group:
    """ "2 big red dog": number, size, colour, noun."""
    *facts, noun = words.split()
    told = Group(NOUNS[noun], int(facts.pop(0)) if facts and facts[0].isdigit() else 1)
    size = WORLD.adjectives[facts.pop(0)] if facts and facts[0] in ("big", "small") else None
    return Group(told.noun, told.count, WORLD.adjectives[facts.pop(0)] if facts else None, size)


def told(form: Form, *groups: str, relation: Relation | None = None, wording: int = 0) -> list[str]:
    telling = Telling(tuple(map(group, groups)), relation, form, wording)
    return [say(telling, language) for language in LANGUAGES]


@pytest.mark.parametrize(
    ("thing", "said"),
    [
        ("red ball", ["a red ball", "une balle rouge", "एक लाल गेंद"]),
        ("blue cube", ["a blue cube", "un cube bleu", "एक नीला घन"]),
        ("2 green key", ["two green keys", "deux clés vertes", "दो हरी चाबियाँ"]),
        ("3 cat", ["three cats", "trois chats", "तीन बिल्लियाँ"]),
        ("big dog", ["a big dog", "un grand chien", "एक बड़ा कुत्ता"]),
        ("small black umbrella", ["a small black umbrella", "un petit parapluie noir", "एक छोटा काला छाता"]),
        ("5 horse", ["five horses", "cinq chevaux", "पाँच घोड़े"]),
        ("3 small white boat", ["three small white boats", "trois petits bateaux blancs", "तीन छोटी सफ़ेद नावें"]),
        ("4 eye", ["four eyes", "quatre yeux", "चार आँखें"]),
        ("egg", ["an egg", "un œuf", "एक अंडा"]),
        ("rice", ["rice", "du riz", "चावल"]),
        ("garlic", ["garlic", "de l'ail", "लहसुन"]),
        ("soup", ["soup", "de la soupe", "सूप"]),
        ("big grey star", ["a big grey star", "une grande étoile grise", "एक बड़ा स्लेटी तारा"]),
    ],
)
def test_things(thing: str, said: list[str]) -> None:
    """Article or number, size, colour and noun agree, in gender and number."""
    assert told("list", thing) == said


@pytest.mark.parametrize(
    ("first", "relation", "second", "said"),
    [
        (
            *("big dog", "left", "2 apple"),
            "a big dog to the left of two apples/un grand chien à gauche de deux pommes/दो सेबों के बाईं ओर एक बड़ा कुत्ता",
        ),
        (
            *("cat", "right", "red door"),
            "a cat to the right of a red door/un chat à droite d'une porte rouge/एक लाल दरवाज़े के दाईं ओर एक बिल्ली",
        ),
        (
            *("2 bee", "above", "small elephant"),
            "two bees above a small elephant/deux abeilles au-dessus d'un petit éléphant/एक छोटे हाथी के ऊपर दो मधुमक्खियाँ",
        ),
        (
            *("blue key", "below", "3 blue heart"),
            "a blue key below three blue hearts/une clé bleue au-dessous de trois cœurs bleus/"
            "तीन नीले दिलों के नीचे एक नीली चाबी",
        ),
        (
            *("tree", "left", "rice"),
            "a tree to the left of rice/un arbre à gauche du riz/चावल के बाईं ओर एक पेड़",
        ),
        (
            *("spider", "above", "2 housefly"),
            "a spider above two houseflies/une araignée au-dessus de deux mouches/दो मक्खियों के ऊपर एक मकड़ी",
        ),
        (
            *("squirrel", "right", "small green triangle"),
            "a squirrel to the right of a small green triangle/un écureuil à droite d'un petit triangle vert/"
            "एक छोटे हरे त्रिभुज के दाईं ओर एक गिलहरी",
        ),
        (
            *("crown", "above", "2 black umbrella"),
            "a crown above two black umbrellas/une couronne au-dessus de deux parapluies noirs/"
            "दो काले छातों के ऊपर एक मुकुट",
        ),
    ],
)
def test_relations(first: str, relation: Relation, second: str, said: str) -> None:
    """French de melts and elides; Hindi puts the second thing before the postposition, in the oblique."""
    assert told("beside", first, second, relation=relation) == said.split("/")


def test_phrasings() -> None:
    """Pictures, there is, sides, lists and predicates."""
    assert told("picture", "blue coat", "2 shoe", "honey") == [
        "a picture of a blue coat, two shoes and honey",
        "une image d'un manteau bleu, de deux chaussures et de miel",
        "एक नीले कोट, दो जूतों और शहद की तस्वीर",
    ]
    assert told("picture", "4 butterfly") == [
        "a picture of four butterflies",
        "une image de quatre papillons",
        "चार तितलियों की तस्वीर",
    ]
    assert told("there", "owl") == ["there is an owl", "il y a un hibou", "यहाँ एक उल्लू है"]
    assert told("there", "2 wolf", "fox") == [
        "there are two wolves and a fox",
        "il y a deux loups et un renard",
        "यहाँ दो भेड़िए और एक लोमड़ी हैं",
    ]
    assert told("sides", "girl", "2 boy", relation="left") == [
        "a girl on the left and two boys on the right",
        "une fille à gauche et deux garçons à droite",
        "बाईं ओर एक लड़की और दाईं ओर दो लड़के",
    ]
    assert told("sides", "sun", "green boat", relation="above")[1:] == [
        "un soleil en haut et un bateau vert en bas",
        "ऊपर एक सूरज और नीचे एक हरी नाव",
    ]
    assert told("is beside", "3 small yellow fish", "island", relation="right") == [
        "the three small yellow fish are to the right of the island",
        "les trois petits poissons jaunes sont à droite de l'île",
        "तीन छोटी पीली मछलियाँ द्वीप के दाईं ओर हैं",
    ]
    assert told("is beside", "umbrella", "2 black bird", relation="below", wording=1) == [
        "the umbrella is under the two black birds",
        "le parapluie est en dessous des deux oiseaux noirs",
        "छाता दो काली चिड़ियों के नीचे है",
    ]
    assert told("coloured", "big red star", "2 green key") == [
        "the big star is red and the two keys are green",
        "la grande étoile est rouge et les deux clés sont vertes",
        "बड़ा तारा लाल है और दो चाबियाँ हरी हैं",
    ]


def test_all_groups_are_told() -> None:
    """What lies beside nothing is told after the relation."""
    assert told("beside", "dog", "cat", "2 apple", relation="left") == [
        "a dog to the left of a cat, with two apples",
        "un chien à gauche d'un chat, avec deux pommes",
        "एक बिल्ली के बाईं ओर एक कुत्ता, साथ में दो सेब",
    ]
    assert told("beside", "dog", "cat", "apple", "egg", relation="left")[0] == (
        "a dog to the left of a cat, with an apple and an egg"
    )


def test_french_elides_and_contracts_everywhere() -> None:
    """No "de un", "de le", "le arbre" or "de araignée" in any caption, and never a space after an apostrophe."""
    fault = re.compile(r"\b(de (un|une|le|les)|[dl]e [aeéèêiouœ]\w+|la [aeéèêiouœ]\w+|à le)\b|' ")
    for scene in SCENES:
        for text in (caption(scene, "fr"), say(tell(scene, random.Random(scene.seed)), "fr")):
            assert not fault.search(text), text


def test_english_articles() -> None:
    """An before a vowel sound, a before all others."""
    for scene in SCENES:
        text = caption(scene, "en")
        assert not re.search(r"\ba [aeio]|\ba u(?!ni)|\ban [^aeiouh]", text), text


def test_true_captions_are_true() -> None:
    """A caption tells nothing that the scene does not show, however much of it is left out."""
    for index, scene in enumerate(SCENES):
        assert is_true(full(scene), scene)
        assert is_true(tell(scene, random.Random(index)), scene)


def test_wrong_captions_are_false() -> None:
    """One fact is changed in the same phrasing, the caption differs in every language, and the scene denies it."""
    for index, scene in enumerate(SCENES):
        rng = random.Random(index)
        right = tell(scene, rng)
        false = wrong(right, scene, rng)
        assert not is_true(false, scene)
        assert (false.form, len(false.groups)) == (right.form, len(right.groups))
        assert all(say(false, language) != say(right, language) for language in LANGUAGES)


def test_a_wrong_caption_of_a_given_kind() -> None:
    """Colours are exchanged, a relation is turned, a count changes by one; what is not told cannot be changed."""
    scene = next(
        scene
        for scene in SCENES
        if len(scene.groups) == 2 and len({group.colour for group in scene.groups} - {None}) == 2
    )
    right, rng = full(scene), random.Random(0)
    first, second = wrong(right, scene, rng, "colours").groups
    assert (first.colour, second.colour) == (scene.groups[1].colour, scene.groups[0].colour)
    assert wrong(right, scene, rng, "relation").relation != scene.relation
    counts = [group.count for group in wrong(right, scene, rng, "count").groups]
    assert sorted(abs(now - group.count) for now, group in zip(counts, scene.groups, strict=True)) == [0, 1]
    with pytest.raises(ValueError, match="no relation that can be changed"):
        wrong(Telling(scene.groups), scene, rng, "relation")
    assert set(CHANGES) == {"colours", "colour", "relation", "count", "size", "thing"}


def test_wrong_captions_keep_the_split() -> None:
    """A wrong caption of a training scene never names a held-out pair: a model would learn that it is never true."""
    for index, scene in enumerate(islice(scenes("train", seed=8), 600)):
        rng = random.Random(index)
        assert not any(map(is_held_out, pairs(wrong(tell(scene, rng), scene, rng).groups)))


def test_captions_are_the_same_anywhere() -> None:
    """The same generator tells the same, and all three languages tell it."""
    for index, scene in enumerate(SCENES[:100]):
        assert tell(scene, random.Random(index)) == tell(scene, random.Random(index))
        assert len({say(tell(scene, random.Random(index)), language) for language in LANGUAGES}) == 3
