"""The sentence generator of the small world."""

import unicodedata
from itertools import islice

import pytest

from smallworld import inflect
from smallworld.text import LANGUAGES, extra_texts, sense_examples, sentence_at, sentences, split_of, world


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_seed_gives_the_same_text_anywhere(language: str) -> None:
    """The same seed gives the same sentences, another seed gives others."""
    first = [sentence_at(language, i, seed=3) for i in range(50)]
    assert first == [sentence_at(language, i, seed=3) for i in range(50)]
    assert first != [sentence_at(language, i, seed=4) for i in range(50)]


def test_known_sentences() -> None:
    """The generator has not drifted since the shipped models were trained."""
    assert [sentence_at(language, 3) for language in LANGUAGES] == KNOWN


KNOWN = ["The dog is big and the tiger is calm.", "L'ingénieure qui chante une chanson est riche.", "खरबूजा कौन खाता है?"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_split_is_clean(language: str) -> None:
    """No held-out sentence is ever in the training stream, whatever the seeds."""
    train = set(islice(sentences(language, "train", seed=1), 3000))
    held_out = set(islice(sentences(language, "held-out", seed=2), 300))
    assert not train & held_out
    assert all(split_of(text) == "held-out" for text in held_out)


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_are_whole(language: str) -> None:
    """No unfilled slot, no double space, NFC throughout, and a great variety."""
    found = [sentence_at(language, i) for i in range(2000)]
    assert not [text for text in found if set(text) & set("{}<>[]|~#@") or "  " in text or text != text.strip()]
    assert all(text == unicodedata.normalize("NFC", text) for text in found)
    assert len(set(found)) > 1500


@pytest.mark.parametrize("language", LANGUAGES)
def test_ambiguous_words_have_two_senses_told_from_either_side(language: str) -> None:
    """Each language has at least nine ambiguous words, each with two senses and cues to the left and to the right."""
    senses = world(language).senses
    assert len(senses) >= 9
    for entry in senses:
        tables = [value for value in entry.values() if isinstance(value, dict)]
        assert len(tables) == 2
        assert all(len(table[side]) >= 3 for table in tables for side in ("weak", "left", "right"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sense_example_knows_where_its_word_is(language: str) -> None:
    """The span of an example cuts the ambiguous word out of its text."""
    for example in sense_examples(language, 50) + sense_examples(language, 20, side="left"):
        start, end = example.span
        assert example.text[start:end].lower() == example.word


@pytest.mark.parametrize(
    ("language", "raw", "settled"),
    [
        ("en", "a apple and a university", "an apple and a university"),
        (
            "fr",
            "de le chat, de le arbre, à le marché, à la école",
            "du chat, de l'arbre, au marché, à l'école",
        ),
        ("fr", "parce que il ne est pas là, le hibou", "parce qu'il n'est pas là, le hibou"),
    ],
)
def test_the_surface_is_settled(language: str, raw: str, settled: str) -> None:
    """Articles, elision and contraction follow the words that stand side by side."""
    assert inflect.settle(raw, language) == settled


@pytest.mark.parametrize(
    ("cell", "forms"),
    [
        ("लड़का m", ["लड़का", "लड़के", "लड़के", "लड़कों"]),
        ("लड़की f", ["लड़की", "लड़की", "लड़कियाँ", "लड़कियों"]),
        ("किताब f", ["किताब", "किताब", "किताबें", "किताबों"]),
        ("घर m", ["घर", "घर", "घर", "घरों"]),
        ("राजा m=", ["राजा", "राजा", "राजा", "राजाओं"]),
        ("चिड़िया f=", ["चिड़िया", "चिड़िया", "चिड़ियाँ", "चिड़ियों"]),
        ("आलू m", ["आलू", "आलू", "आलू", "आलुओं"]),
    ],
)
def test_hindi_nouns_take_their_cases(cell: str, forms: list[str]) -> None:
    """Direct and oblique, singular and plural follow gender and ending."""
    word = inflect.parse(cell, "hi")
    assert [word.form(form, "hi") for form in ("", "o", "pl", "opl")] == forms


def test_french_and_hindi_adjectives_agree() -> None:
    """An adjective follows its noun in gender, number and (Hindi) case."""
    vache, gaay = inflect.parse("vache f", "fr"), inflect.parse("गाय f", "hi")
    assert inflect.parse("vert verte", "fr").agreeing(vache, "pl", "fr") == "vertes"
    assert inflect.parse("काला", "hi").agreeing(gaay, "o", "hi") == "काली"
    assert inflect.parse("काला", "hi").agreeing(None, "o", "hi") == "काले"


def test_extra_texts_reach_the_tokenizer() -> None:
    """Lines of words/extra are read, comments left out."""
    lines = list(extra_texts())
    assert len(lines) > 30 and not [line for line in lines if line.startswith("#")]
